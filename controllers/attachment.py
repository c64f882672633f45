"""What the web client shows when a file is too large: the reason, and not that something went wrong."""

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.mail.controllers.attachment import AttachmentController
from odoo.addons.web.controllers.binary import Binary

from ..models.sales_task.ir_attachment import UPLOADED_FOR


class SizedAttachmentController(AttachmentController):
    @http.route()
    def mail_attachment_upload(self, ufile, thread_id, thread_model, is_pending=False, **kwargs):
        # What is uploaded for a message is refused now, and not when the message is sent.
        request.update_context(**{UPLOADED_FOR: (thread_model, int(thread_id))})
        try:
            return super().mail_attachment_upload(
                ufile, thread_id, thread_model, is_pending=is_pending, **kwargs
            )
        except UserError as error:
            return request.make_json_response({"error": str(error)})


class SizedBinary(Binary):
    @http.route()
    def upload_attachment(self, model, id, ufile, callback=None):
        # The original answers every error with the same words.
        for file in request.httprequest.files.getlist("ufile"):
            try:
                request.env["ir.attachment"]._check_upload(model, id, file)
            except UserError as error:
                return request.make_json_response([{"error": str(error)}])
        return super().upload_attachment(model, id, ufile, callback=callback)
