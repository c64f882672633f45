"""Quotations are for everybody, orders for trading customers, where a company wants it so.

Asked where an approval is asked too, by every way that leads to an order. What a customer does is
kept: a signature stays on the quotation, money is booked, and whoever sells it is told.
"""

import logging

from odoo import models
from odoo.exceptions import RedirectWarning, UserError
from odoo.http import request

from ..protection.guard import is_unlocked
from ..protection.locking import lock_rows


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === WHY NOT === #

    def _is_held_for_trading(self):
        """Whether this quotation cannot become an order, its customer being a potential one.

        :return: bool
        """
        self.ensure_one()
        order = self.sudo()
        if not order.company_id.trading_only_orders or order._is_free_cart():
            return False
        customer = order.partner_id.managed_customer_id
        return bool(customer) and customer.customer_stage != "trading"

    def _why_not_order(self):
        reason = super()._why_not_order()
        # What is an order stays one, and is paid.
        if reason or self.state == "sale" or not self._is_held_for_trading():
            return reason
        return self._describe_held_for_trading()

    def _describe_held_for_trading(self):
        """
        :return: str, for a customer without a word of what the house calls him
        """
        order = self.sudo()
        if self.env.user.share:
            return self.env._("Your order is being checked. We will confirm it as soon as it is.")
        return self.env._(
            "%(order)s cannot be confirmed: %(customer)s is a potential customer, and orders are "
            "for trading customers. Ask for its conversion; the quotation stays as it is.",
            order=order.name,
            customer=order.partner_id.managed_customer_id.display_name,
        )

    def _is_cart_watched(self):
        return super()._is_cart_watched() or self.company_id.trading_only_orders

    # === WAYS TO AN ORDER === #

    def _prepare_to_leave(self, state):
        if state == "sale":
            self._lock_stages()
        result = super()._prepare_to_leave(state)
        # Those that were made as orders.
        self._check_customer_of_orders()
        return result

    def _lock_stages(self):
        """Keep customers in their stage until this transaction is over: the lapse waits for it."""
        orders = self.sudo().filtered("company_id.trading_only_orders")
        if customers := orders.partner_id.managed_customer_id:
            lock_rows(customers)

    def write(self, vals):
        result = super().write(vals)
        # A merge of customers writes past this method.
        if "partner_id" in vals and not is_unlocked(self.env):
            self._check_customer_of_orders()
        return result

    def _check_customer_of_orders(self):
        """:raise UserError: where an order was handed over to a customer who cannot have one"""
        for order in self.filtered(lambda order: order.state == "sale"):
            if order._is_held_for_trading():
                raise UserError(order._describe_held_for_trading())

    def action_confirm(self):
        """Confirm quotations.

        :raise RedirectWarning: with the way to the customer, for a person at the screen
        """
        if len(self) == 1 and _is_button_pressed() and not self._why_not_leave():
            self._show_customer_to_convert()
        return super().action_confirm()

    def _show_customer_to_convert(self):
        """:raise RedirectWarning: where the customer has to be converted first"""
        if not (reason := self._why_not_order()):
            return
        customer, label = self.partner_id.managed_customer_id, self.env._("Open the Customer")
        form = self.env.ref("crm_customer_protection.res_partner_view_form_customer")
        action = {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": customer.id,
            "views": [(form.id, "form")],
        }
        if not customer._why_not_request_trading():
            action = customer.action_request_trading()
            label = self.env._("Request the Conversion")
        warning = RedirectWarning(reason, action, label)
        # Odoo would log it as a fault of the server, with a traceback.
        warning.loglevel = logging.INFO
        raise warning

    def _validate_order(self):
        """After a signature: it is kept, and the order waits for the conversion."""
        held = self.filtered(
            lambda order: order._why_not_leave() is None and order._why_not_order()
        )
        held._keep_acceptance()
        if ready := self - held:
            return super(SaleOrder, ready)._validate_order()
        return True

    def _keep_acceptance(self):
        """Tell who sells that the customer accepted what cannot be confirmed yet."""
        for order in self.sudo():
            order = order._in_the_house()
            text = order.env._(
                "%(name)s signed. %(why)s",
                name=order.signed_by or order.partner_id.display_name,
                why=order._why_not_order(),
            )
            order._message_log(body=text)
            order.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=order.env._("Signed, but not confirmed"),
                note=text,
                user_id=order.user_id.id or order.create_uid.id,
            )


def _is_button_pressed():
    """Whether a person pressed a button of the web client: programs want an error, not a way."""
    return bool(request) and request.httprequest.path.startswith("/web/dataset/call_button")
