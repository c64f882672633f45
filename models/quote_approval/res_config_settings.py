from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    use_quote_approval = fields.Boolean(related="company_id.use_quote_approval", readonly=False)
    approve_website_orders = fields.Boolean(
        related="company_id.approve_website_orders", readonly=False
    )
    quote_attachment_required = fields.Boolean(
        related="company_id.quote_attachment_required", readonly=False
    )
    quote_document_kind_id = fields.Many2one(
        related="company_id.quote_document_kind_id", readonly=False
    )
