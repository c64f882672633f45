from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    quote_attachment_required = fields.Boolean(
        "Document Required on Quotations",
        help="A quotation is submitted for approval only with a document, for instance the sheet "
        "on which it was calculated.",
    )
    quote_document_kind_id = fields.Many2one(
        "crm.document.kind",
        "Document Kind on Quotations",
        ondelete="restrict",
        help="The kind that the document must have. Empty: any document will do.",
    )
