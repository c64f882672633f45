from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _is_customer_contact(self):
        """Whether this message tells of a talk with the customer.

        So do e-mails, messages that followers outside receive, and activities marked as done;
        internal notes and what the system writes do not.
        """
        self.ensure_one()
        if self.mail_activity_type_id:
            return True
        return self.message_type in (
            "email",
            "email_outgoing",
            "comment",
        ) and self.subtype_id == self.env.ref("mail.mt_comment", raise_if_not_found=False)
