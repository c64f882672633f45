"""Quotations: handed to contract review once they are approved, and watched from then on."""

from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..protection.guard import unlocked
from .crm_contract_review import OPEN

_PARTNERS = ("partner_id", "partner_invoice_id", "partner_shipping_id")


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "crm.contract.review.source.mixin"]
    _review_field = "order_id"

    def _why_not_ready_for_review(self):
        order, names = self.sudo(), {"name": self.sudo().display_name}
        if order.state == "cancel":
            return self.env._("%(name)s is cancelled.", **names)
        if not order._is_quotation_approved():
            return self.env._(
                "%(name)s is neither approved nor confirmed. Have it approved first.", **names
            )
        task = order.opportunity_id
        if task and self.env["crm.contract.review"]._find_open("lead_id", task):
            return self.env._(
                "%(name)s: its sales task is in contract review without a quotation. Take that one "
                "back first.",
                **names,
            )
        return None

    # === CRUD === #

    def write(self, vals):
        result = super().write(vals)
        reviews = self.env["crm.contract.review"]
        if vals.get("state") == "sale":
            reviews._follow_confirmed(self)
        elif vals.get("state") == "cancel":
            cancelled = reviews._find_open("order_id", self)
            cancelled.sudo(self.env.su)._set_withdrawn(self.env._("The quotation was cancelled."))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reviewed(self):
        """The history of a contract review is kept, and with it the quotation."""
        reviews = self.env["crm.contract.review"].sudo()
        if review := reviews.search([("order_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "%(name)s was handed to contract review and is kept. Cancel it instead.",
                    name=review.order_id.name,
                )
            )

    # === CONTENT === #

    def _is_content_watched(self):
        return super()._is_content_watched() or bool(
            self.env["crm.contract.review"]._find_open("order_id", self)
        )

    def _follow_content(self, before):
        result = super()._follow_content(before)
        self.env["crm.contract.review"]._follow_content(self)
        return result

    @api.model
    @contextmanager
    def _keep_approvals(self, partners):
        """Two customers that are one: what was reviewed stays reviewed."""
        reviews = self.env["crm.contract.review"].sudo()
        touched = Domain.OR(Domain(f"order_id.{name}", "in", partners.ids) for name in _PARTNERS)
        reviews = reviews.search(touched & Domain("state", "in", OPEN))
        valid = reviews.filtered(
            lambda review: review.fingerprint == review.order_id._get_quotation_fingerprint()
        )
        with super()._keep_approvals(partners):
            yield
        valid.order_id.invalidate_recordset()
        for review in valid.exists():
            unlocked(review).write(review._prepare_content_values(review.order_id))
