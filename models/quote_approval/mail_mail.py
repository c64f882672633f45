"""E-mails: made by templates, mass mailings and jobs, mostly past everything else (invariant 7).

Who makes them seldom sees an error, and one bad mail must not stop a thousand others: a mail that
says something unapproved to somebody outside is cancelled, with the reason.
"""

from odoo import api, models
from odoo.tools import email_normalize_all


class MailMail(models.Model):
    _inherit = "mail.mail"

    @api.model_create_multi
    def create(self, vals_list):
        mails = super().create(vals_list)
        mails._hold_quotations()
        return mails

    def write(self, vals):
        result = super().write(vals)
        # What is attached, addressed or taken up again afterwards.
        if vals.keys() & {"attachment_ids", "email_to", "email_cc", "recipient_ids", "res_id"}:
            self._hold_quotations()
        return result

    def _send(self, *args, **kwargs):
        # Approved when the mail was made, changed since.
        self._hold_quotations()
        return super()._send(*args, **kwargs)

    def _hold_quotations(self):
        """Cancel those of these mails that carry something unapproved out of the house."""
        for mail in self.sudo():
            if mail.state not in ("outgoing", "exception"):
                continue
            orders = mail._get_held_quotations()
            if orders and mail._goes_outside():
                mail._cancel_held(orders._describe_held())

    def _get_held_quotations(self):
        return self.env["mail.thread"]._get_held_quotations(self.mail_message_id, {})

    def _goes_outside(self):
        """Whether somebody who is not of the house gets this mail."""
        emails = email_normalize_all(f"{self.email_to or ''},{self.email_cc or ''}")
        if any(partner.partner_share for partner in self.recipient_ids):
            return True
        if not emails:
            return False
        users = self.env["res.users"].search(
            [("share", "=", False), ("partner_id.email_normalized", "in", emails)]
        )
        return bool(set(emails) - set(users.mapped("partner_id.email_normalized")))

    def _cancel_held(self, reason):
        self.write({"state": "cancel", "failure_type": "unknown", "failure_reason": reason})
        notifications = self.env["mail.notification"].search([("mail_mail_id", "=", self.id)])
        notifications.write(
            {
                "notification_status": "exception",
                "failure_type": "unknown",
                "failure_reason": reason,
            }
        )
