from odoo import models


class CrmDocumentOwnerMixin(models.AbstractModel):
    """For records whose attachments are shown as documents with their kinds."""

    _name = "crm.document.owner.mixin"
    _description = "Has Documents"

    def action_view_documents(self):
        """Open the documents of this record.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_document_action"
        )
        return dict(
            action,
            domain=[
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("res_field", "=", False),
            ],
            # The web client drops defaults where one action opens another.
            context={"document_model": self._name, "document_id": self.id},
        )
