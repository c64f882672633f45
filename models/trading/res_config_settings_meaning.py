from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    trading_only_orders = fields.Boolean(related="company_id.trading_only_orders", readonly=False)
    trading_propose = fields.Boolean(related="company_id.trading_propose", readonly=False)
    # Changed by the dialog that shows first whom it concerns.
    trading_back_months = fields.Integer(related="company_id.trading_back_months")
