from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _message_post_after_hook(self, message, msg_vals):
        result = super()._message_post_after_hook(message, msg_vals)
        if self.partner_id and message._is_customer_contact():
            self.partner_id._register_customer_contact(message.date)
        return result
