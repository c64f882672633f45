"""Messages for later: refused now, and dropped when what they were written for has changed."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class MailScheduledMessage(models.Model):
    _inherit = "mail.scheduled.message"

    quote_date = fields.Datetime(default=fields.Datetime.now, readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        messages = super().create([dict(vals, quote_date=now) for vals in vals_list])
        messages._check_quotations()
        return messages

    def write(self, vals):
        vals = {name: value for name, value in vals.items() if name != "quote_date"}
        result = super().write(vals)
        self._check_quotations()
        return result

    def _post_message(self, raise_exception=True):
        held = self.filtered(lambda message: message._get_held_quotations())
        for message in held:
            reason = message._get_held_quotations()._describe_held()
            if raise_exception:
                raise UserError(reason)
            message._tell_dropped(reason)
        held.sudo().unlink()
        return super(MailScheduledMessage, self - held)._post_message(raise_exception)

    def _check_quotations(self):
        """:raise UserError: where one of these would carry something unapproved outside"""
        for message in self:
            if orders := message._get_held_quotations():
                raise UserError(orders._describe_held())

    def _get_held_quotations(self):
        """The quotations that this message would carry outside, and may not."""
        message = self.sudo()
        orders, people = message.attachment_ids._get_quotations(), message.partner_ids
        if message.model == orders._name:
            order = orders.browse(message.res_id)
            orders |= order
            people |= order.message_partner_ids if not message.is_note else people.browse()
        if not any(people.mapped("partner_share")):
            return orders.browse()
        return orders.with_env(self.env)._filter_held(message.quote_date)

    def _tell_dropped(self, reason):
        author = self.create_uid.partner_id
        self.env["mail.thread"].message_notify(
            partner_ids=author.ids,
            subject=self.env._("A scheduled message was not sent"),
            body=plaintext2html(reason),
        )
