from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    document_size_limit = fields.Integer(related="company_id.document_size_limit", readonly=False)
