from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quote_attachment_required = fields.Boolean(
        related="company_id.quote_attachment_required", readonly=False
    )
    quote_document_kind_id = fields.Many2one(
        related="company_id.quote_document_kind_id", readonly=False
    )
