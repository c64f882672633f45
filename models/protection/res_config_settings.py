from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    use_protection = fields.Boolean(related="company_id.use_protection", readonly=False)
    protection_tz = fields.Selection(related="company_id.protection_tz", readonly=False)
    use_visibility = fields.Boolean(related="company_id.use_visibility", readonly=False)
