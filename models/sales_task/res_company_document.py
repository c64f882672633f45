"""How large a document of a task, customer or quotation may be."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    document_size_limit = fields.Integer(
        "Largest Document (MB)",
        default=8,
        help="For every file of sales tasks, managed customers, quotations and work records that "
        "people upload. 0: no limit but Odoo's own. E-mails that come in are always kept.",
    )

    @api.constrains("document_size_limit")
    def _check_document_size_limit(self):
        if any(company.document_size_limit < 0 for company in self):
            raise ValidationError(
                self.env._("The largest document has 0 MB (no limit) or more. Enter a number.")
            )
