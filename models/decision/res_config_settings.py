from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    decision_contact_days = fields.Integer(
        related="company_id.decision_contact_days", readonly=False
    )
