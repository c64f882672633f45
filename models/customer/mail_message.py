from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _get_customer_contact(self):
        """What this message tells of a talk with the customer.

        E-mails, messages that followers outside receive, and activities marked as done tell of
        one; internal notes and what the system writes do not.

        :return: `activity`, `email` or None
        """
        self.ensure_one()
        if self.mail_activity_type_id:
            return "activity"
        comment = self.env.ref("mail.mt_comment", raise_if_not_found=False)
        is_mail = self.message_type in ("email", "email_outgoing", "comment")
        return "email" if is_mail and self.subtype_id == comment else None
