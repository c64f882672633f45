"""Documents of a quotation, and the one that a company may ask for before approval."""

from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "crm.document.owner.mixin"]

    def _get_missing_attachment(self):
        """
        :return: str, what document the quotation still needs to be submitted; None where none
        """
        self.ensure_one()
        company = self.company_id.sudo()
        if not company.quote_attachment_required:
            return None
        kind = company.quote_document_kind_id
        if self.env["ir.attachment"].sudo().search_count(self._get_documents_domain(kind), limit=1):
            return None
        if kind:
            return self.env._(
                "%(quotation)s needs a document of the kind %(kind)s. Add it with the button "
                "Documents, and choose the kind.",
                quotation=self.display_name,
                kind=kind.name,
            )
        return self.env._(
            "%(quotation)s needs a document, for instance the sheet on which it was calculated. "
            "Add it with the button Documents.",
            quotation=self.display_name,
        )

    def _get_documents_domain(self, kind):
        """Files of the quotation. One of a model's field is no document.

        :param kind: `crm.document.kind`, may be empty
        """
        domain = [
            ("res_model", "=", self._name),
            ("res_id", "=", self.id),
            ("res_field", "=", False),
        ]
        return domain + [("document_kind_id", "=", kind.id)] if kind else domain
