from odoo import models

from .plan_sync import is_syncing


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _get_customer_contact(self):
        """An activity that belongs to a work record is no contact besides it."""
        contact = super()._get_customer_contact()
        return None if contact == "activity" and is_syncing(self.env) else contact
