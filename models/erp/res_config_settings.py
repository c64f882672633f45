from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    use_erp_orders = fields.Boolean(related="company_id.use_erp_orders", readonly=False)
    use_native_execution = fields.Boolean(related="company_id.use_native_execution", readonly=False)
