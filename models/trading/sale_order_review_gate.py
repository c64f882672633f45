"""Orders only of reviewed contracts, where a company wants it so: one reason more not to confirm."""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _is_held_for_review(self):
        """Whether this quotation becomes an order only after its contract review.

        :return: bool
        """
        self.ensure_one()
        order = self.sudo()
        company = order.company_id
        if not (company.use_contract_review and company.contract_review_before_order):
            return False
        # What the shop sells is nobody's contract.
        if order._is_free_cart():
            return False
        passed = order._get_reviews_of_it().filtered(
            lambda review: review.state in ("passed", "ordered")
        )
        return not passed

    def _why_not_order(self):
        reason = super()._why_not_order()
        if reason or self.state == "sale" or not self._is_held_for_review():
            return reason
        if self.env.user.share:
            return self.env._("Your order is being checked. We will confirm it as soon as it is.")
        return self.env._(
            "%(order)s cannot be confirmed before its contract review is passed. Hand it to "
            "contract review; the quotation stays as it is.",
            order=self.sudo().name,
        )

    def _get_erp_event(self):
        """The ERP enters no contract that is not reviewed."""
        event = super()._get_erp_event()
        return "reopened" if event == "approved" and self._is_held_for_review() else event

    def _is_cart_watched(self):
        return super()._is_cart_watched() or self.company_id.contract_review_before_order
