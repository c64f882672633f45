"""What a payment may do with a quotation that cannot be confirmed: tell its seller, nothing else."""

from odoo import models

from ..protection.guard import make_mark

# Orders within the handling of a payment: what they may not do is left out.
paying, is_paying = make_mark("crm_quote_paying")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_quotation_sent(self):
        orders = self._filter_may_leave() if is_paying(self.env) else self
        return super(SaleOrder, orders).action_quotation_sent()

    def _tell_paid_unapproved(self, transaction):
        """Tell who sells that money came for a quotation that cannot be confirmed.

        :param transaction: `payment.transaction` record
        """
        quotations = self.sudo().filtered(lambda order: order.state in ("draft", "sent"))
        for order in quotations:
            order = order._in_the_house()
            if not (why := order._why_not_confirm()):
                continue
            text = order.env._(
                "%(amount)s were paid (%(reference)s), but nothing was confirmed: %(why)s",
                amount=transaction.currency_id.format(transaction.amount),
                reference=transaction.reference,
                why=why,
            )
            order._message_log(body=text)
            order.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=order.env._("Paid, but not confirmed"),
                note=text,
                user_id=order.user_id.id or order.create_uid.id,
            )
