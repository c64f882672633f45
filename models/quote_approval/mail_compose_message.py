"""The composer: refused before anything is made, naming the quotations (invariant 7)."""

from odoo import models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail_comment(self, res_ids):
        if not self.subtype_is_log and (
            self.composition_batch or any(self.partner_ids.sudo().mapped("partner_share"))
        ):
            self._check_quotations(res_ids)
        return super()._action_send_mail_comment(res_ids)

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        self._check_quotations(res_ids)
        return super()._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)

    def _check_quotations(self, res_ids):
        """:raise UserError: where a quotation that it is about, or a file of one, may not leave

        What the server sends, and a mailing to many, is sorted out mail by mail.
        """
        mailing = "mass_mailing_id" in self._fields and self.mass_mailing_id
        if self.env.su or mailing:
            return
        orders = self.attachment_ids._get_quotations()
        if self.model == "sale.order":
            orders |= orders.browse(res_ids)
        orders.exists()._check_may_leave()
