"""Messages: whoever is outside hears nothing of a quotation that is not approved (invariant 7).

Every message comes by here, on whatever record it is written: posted, scheduled, sent by a template,
by the share dialog, by a job, as a text message.
"""

from odoo import api, models
from odoo.tools import format_list


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Keep outsiders away from what is not approved.

        :raise UserError: where a person writes to them. What the server or an incoming mail sends
            goes to those of the house alone, and the quotation says so.
        """
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        outside = [data for data in recipients if data["share"]]
        numbers = kwargs.get("sms_numbers") or []
        if not outside and not numbers:
            return recipients
        orders = self._get_held_quotations(message, msg_vals or {})
        if not orders:
            return recipients
        people = [data["name"] or data["email_normalized"] for data in outside] + numbers
        people = format_list(self.env, [str(person) for person in people])
        # Who is never asked in the name of a person. Numbers cannot be taken out of what was asked.
        kind = (msg_vals or {}).get("message_type") or message.sudo().message_type
        if numbers or not (self.env.su or kind == "email"):
            orders._raise_held(orders._describe_held(), people)
        for order in orders:
            order = order._in_the_house()
            why = order._describe_held()
            order._message_log(
                body=order.env._("Not sent to %(people)s: %(why)s", people=people, why=why)
            )
        return [data for data in recipients if not data["share"]]

    @api.model
    def _get_held_quotations(self, message, msg_vals):
        """The quotations of a message that may not leave: its record, and those of its attachments.

        :param message: `mail.message` record
        :param dict msg_vals: values that stand for the message's
        :return: `sale.order` recordset
        """
        message = message.sudo()
        orders = self.env["sale.order"]
        model = msg_vals.get("model", message.model)
        if model == orders._name:
            orders = orders.browse(msg_vals.get("res_id", message.res_id) or ())
        if msg_vals.get("attachment_ids", True):
            orders |= message.attachment_ids._get_quotations()
        return orders._filter_held(message.date)
