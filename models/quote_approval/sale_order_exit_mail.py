"""Mails about an order, and what becomes of those that are on their way."""

from odoo import SUPERUSER_ID, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _send_order_notification_mail(self, mail_template, **options):
        """Jobs and payments send these: an order that is not approved is passed over in the log."""
        order = self._in_the_house()
        if mail_template and (why := order._why_not_leave()):
            order._message_log(
                body=order.env._(
                    "“%(template)s” was not sent: %(why)s", template=mail_template.name, why=why
                )
            )
            return None
        return super()._send_order_notification_mail(mail_template, **options)

    def _in_the_house(self):
        """This order, for words that its seller reads, whoever the customer is that made it happen."""
        lang = self.sudo().user_id.lang or self.env.lang
        return self.with_user(SUPERUSER_ID).with_context(lang=lang)

    def _filter_held(self, date=None):
        """Those of these quotations that may not leave, or not as they were at a time.

        :param datetime date: when what would go out was written, in UTC
        """
        return self.exists().filtered(
            lambda order: not order._may_leave() or order._is_older_than_approval(date)
        )

    def _is_older_than_approval(self, date):
        """Whether what was written then says what nobody approved.

        :param datetime date: in UTC, or nothing
        """
        order = self.sudo()
        return bool(
            date
            and order.approval_state == "approved"
            and order.approval_submit_date
            and date < order.approval_submit_date
        )

    def _describe_held(self):
        """Why these quotations stay inside.

        :return: str, a sentence for each
        """
        return "\n".join(
            order._why_not_leave()
            or self.env._(
                "%(name)s was approved after this was written, which may say something else.",
                name=order.sudo().name,
            )
            for order in self
        )
