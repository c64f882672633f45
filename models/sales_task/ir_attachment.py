"""Documents of tasks, customers and quotations: their kind, and how large a file may be.

The limit holds for what people upload, on every path. Mail that comes in is never lost.
"""

import base64
import binascii
import os

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..protection.guard import is_merging

MEGABYTE = 1024 * 1024
# In the context of an upload for a message that is not yet written: model and id. A message that is
# posted is checked again, so that a client gains nothing by sending another one.
UPLOADED_FOR = "crm_document_uploaded_for"

_CONTENT = ("raw", "datas", "db_datas")
# Models whose records limit their files, with the field that says whether this one does.
_LIMITED = {
    "crm.lead": "stage_scheme_id",
    "crm.trading.request": "id",
    "res.partner": "managed_customer_id",
    "crm.work.record": "id",
    "sale.order": "shows_trade_fields",
}


def get_size(vals):
    """Size of the file in the values of an attachment, whatever a client says of it.

    :param dict vals: values of `create` or `write`
    :return: int, bytes
    """
    raw, datas, stored = (vals.get(name) or b"" for name in _CONTENT)
    if isinstance(raw, str):
        raw = raw.encode()
    if not raw and len(datas) > MEGABYTE:
        try:
            raw = base64.b64decode(datas)
        except (ValueError, binascii.Error):
            raw = datas
    return max(len(raw), len(stored))


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    document_kind_id = fields.Many2one(
        "crm.document.kind",
        index="btree_not_null",
        ondelete="restrict",
        help="What the file is. Stages of sales tasks may ask for a document of a kind.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            model, record_id = vals.get("res_model"), vals.get("res_id")
            if not record_id:
                model, record_id = self.env.context.get(UPLOADED_FOR) or (None, None)
            if model in _LIMITED:
                self._check_uploaded(vals, model, record_id)
        return super().create(vals_list)

    def write(self, vals):
        if any(vals.get(name) for name in _CONTENT):
            for attachment in self.sudo():
                model = vals.get("res_model", attachment.res_model)
                if model in _LIMITED:
                    named = {"name": attachment.name, "res_field": attachment.res_field, **vals}
                    record_id = vals.get("res_id", attachment.res_id)
                    self._check_uploaded(named, model, record_id)
        elif {"res_model", "res_id", "res_field"} & vals.keys() and not is_merging(self.env):
            self._check_moved(vals)
        return super().write(vals)

    @api.model
    def _check_upload(self, model, record_id, file):
        """
        :param str model: of the record that the file is for
        :param record_id: its id, as a client sends it
        :param file: `werkzeug.datastructures.FileStorage`
        :raise UserError: where it is too large
        """
        if model in _LIMITED and file.seek(0, os.SEEK_END) > MEGABYTE:
            file.seek(0)
            self._check_uploaded({"name": file.filename, "raw": file.read()}, model, record_id)
        file.seek(0)

    @api.model
    def _check_uploaded(self, vals, model, record_id):
        """
        :param dict vals: name and content of the file
        :param str model: of the record that it is for
        :param int record_id: its id
        :raise UserError: where it is too large
        """
        size = get_size(vals)
        if size <= MEGABYTE or self._is_of_field(model, vals.get("res_field")):
            return
        limit = self._get_document_limit(model, record_id)
        if limit and size > limit and not vals.get("db_datas"):
            # Odoo makes large pictures smaller.
            size = get_size(self._check_contents(dict(vals)))
        self._check_size(vals.get("name"), size, limit)

    def _check_moved(self, vals):
        """Refuse to move large files to where they could not be uploaded.

        :param dict vals: values of `write`
        """
        for attachment in self.sudo():
            model = vals.get("res_model", attachment.res_model)
            if model not in _LIMITED or attachment.file_size <= MEGABYTE:
                continue
            record_id = vals.get("res_id", attachment.res_id)
            shown = attachment.res_field and not vals.get("res_field", True)
            if shown or (model, record_id) != (attachment.res_model, attachment.res_id):
                limit = self._get_document_limit(model, record_id)
                self._check_size(attachment.name, attachment.file_size, limit)

    @api.model
    def _is_of_field(self, model, name):
        """Whether a file is the value of a field, such as a picture, and no document.

        :param str model: name of a model
        :param str name: what a client says is its field
        :return: bool
        """
        field = self.env[model]._fields.get(name) if name and model in self.env else None
        return bool(field) and field.type in ("binary", "image")

    @api.model
    def _get_document_limit(self, model, record_id):
        """How large a file of a record may be that the caller uploads.

        :param str model: of the record
        :param int record_id: its id
        :return: int, bytes; 0 without a limit
        """
        # Mail that comes in is posted by the superuser.
        if self.env.uid == SUPERUSER_ID or not record_id or model not in self.env:
            return 0
        record = self.env[model].sudo().browse(int(record_id)).exists()
        if not record or not record[_LIMITED[model]]:
            return 0
        return (record.company_id or self.env.company).sudo().document_size_limit * MEGABYTE

    @api.model
    def _check_size(self, name, size, limit):
        """
        :param str name: of the file
        :param int size: in bytes
        :param int limit: in bytes, 0 without one
        :raise UserError: that says what to do
        """
        if limit and size > limit:
            raise UserError(
                self.env._(
                    "The file %(name)s has %(size)s MB; documents here may have %(limit)s MB. "
                    "Make it smaller, split it, or attach a link to where it lies.",
                    name=name or "",
                    size=f"{size / MEGABYTE:.1f}",
                    limit=limit // MEGABYTE,
                )
            )

    def action_open_document(self):
        """Open the file, or the link.

        :return: an `ir.actions.act_url` dict
        """
        self.ensure_one()
        self.check_access("read")
        url = self.url if self.type == "url" else f"/web/content/{self.id}?download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}
