from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _message_post_after_hook(self, message, msg_vals):
        result = super()._message_post_after_hook(message, msg_vals)
        event = self.partner_id and message._get_customer_contact()
        if event:
            self.partner_id._register_customer_contact(event, message.date)
        return result
