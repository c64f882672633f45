from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    use_protection = fields.Boolean(related="company_id.use_protection", readonly=False)
    use_visibility = fields.Boolean(related="company_id.use_visibility", readonly=False)
