"""The dialog that adds documents of one kind to a task or a customer."""

from odoo import fields, models


class CrmDocumentUpload(models.TransientModel):
    _name = "crm.document.upload"
    _description = "Add Documents"

    res_model = fields.Char(
        required=True, default=lambda self: self.env.context.get("document_model")
    )
    res_id = fields.Many2oneReference(
        model_field="res_model",
        required=True,
        default=lambda self: self.env.context.get("document_id"),
    )
    document_kind_id = fields.Many2one("crm.document.kind")
    attachment_ids = fields.Many2many("ir.attachment", string="Files", bypass_search_access=True)

    def action_upload(self):
        """Move the files to the record; the caller has to have the right to change it.

        :return: an action that closes the dialog
        """
        self.ensure_one()
        self.attachment_ids.write(
            {
                "res_model": self.res_model,
                "res_id": self.res_id,
                "document_kind_id": self.document_kind_id.id,
            }
        )
        return {"type": "ir.actions.act_window_close"}
