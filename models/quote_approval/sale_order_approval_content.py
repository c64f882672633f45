"""What becomes of an approval when the content changes: it is void, and says what changed."""

from contextlib import contextmanager

from odoo import models
from odoo.exceptions import UserError

from ..protection.guard import unlocked
from ..protection.locking import touch_rows
from .content_watch import is_watching
from .sale_order_approval import OUTSIDE


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @contextmanager
    def _watch_content(self):
        """Look at the content of these orders once what happens inside has happened.

        :raise UserError: where an order that is confirmed would be another one
        """
        orders = self.browse() if is_watching(self.env) else self.sudo()
        orders = orders.filtered(lambda order: order._is_content_watched())
        # Confirmed without an approval: nothing says how it was but the order itself.
        before = {
            order.id: order._get_quotation_fingerprint()
            for order in orders
            if order.state == "sale" and order.approval_state == "none"
        }
        yield
        # A text of a line changes no row of the order: somebody may just be submitting the old one.
        if orders := orders and touch_rows(orders):
            orders.with_env(self.env)._follow_content(before)

    def _is_content_watched(self):
        """Whether something depends on the content of this order.

        :return: bool
        """
        return self.approval_state != "none" or self.company_id.use_quote_approval

    def _follow_content(self, before):
        """Void approvals of other contents; see who needs one now.

        :param dict before: fingerprints of the orders confirmed without an approval, by id
        """
        self._leave_cart()
        void, needing, free = self.browse(), self.browse(), self.browse()
        for order in self.sudo():
            if order.approval_state in ("submitted", "approved"):
                void += order if not order._is_content_approved() else self.browse()
            elif order.id in before:
                if before[order.id] != order._get_quotation_fingerprint():
                    order._refuse_when_needed()
            elif order.state != "cancel":
                needed = bool(order._get_approval_rule())
                if needed and order.approval_state == "none":
                    needing += order
                elif not needed and order.approval_state != "none":
                    free += order
        void._void_approval()
        needing._set_approval_needed()
        free._set_approval_free()

    def _leave_cart(self):
        """What somebody of the house changes is no cart of a customer any more."""
        if self.env.user._is_internal() and not self.env.su:
            unlocked(self.sudo().filtered("approval_is_cart")).approval_is_cart = False

    def _refuse_when_needed(self):
        """:raise UserError: where a confirmed order would need an approval for what it is now"""
        if self._get_approval_rule():
            raise UserError(
                self.env._(
                    "%(name)s is confirmed, and what it would be now needs approval. Cancel it, set "
                    "it back to a quotation, change it there, and submit it.",
                    name=self.name,
                )
            )

    def _set_approval_needed(self):
        """Orders that need an approval by now; what was sent comes back."""
        orders = unlocked(self.sudo())
        outside = orders.filtered(lambda order: order.state in OUTSIDE)
        outside.write({"state": "draft", "approval_state": "draft"})
        (orders - outside).write({"approval_state": "draft"})
        for order in self & outside.with_env(self.env):
            order._message_log(
                body=self.env._("As it is now, it needs approval. It is a quotation again.")
            )

    def _set_approval_free(self):
        """Orders that need no approval any more."""
        if self:
            self._close_approval_activities()
            unlocked(self.sudo()).write({"approval_state": "none", **self._prepare_idle_values()})

    def _void_approval(self):
        """The approval was for another content.

        :raise UserError: where an order is confirmed
        """
        for order in self.sudo():
            sentences = order.with_env(self.env)._describe_content_changes(
                order.approval_content, order._get_quotation_content()
            )
            changes = "\n".join(sentences)
            if order.state == "sale":
                raise UserError(
                    self.env._(
                        "%(name)s is confirmed as it was approved. Cancel it and set it back to a "
                        "quotation to change it:\n%(changes)s",
                        name=order.name,
                        changes=changes,
                    )
                )
            order.with_env(self.env)._void_with(changes)

    def _void_with(self, changes):
        order = self.sudo()
        submitted = order.approval_state == "submitted"
        values = {
            "approval_state": "draft" if order._get_approval_rule() else "none",
            **self._prepare_idle_values(),
        }
        if order.state == "sent" and values["approval_state"] == "draft":
            values["state"] = "draft"
        self._log_approval("voided", changes=changes)
        self._close_approval_activities()
        unlocked(order).write(values)
        self._tell_approval(
            self.env._("Changed while it waited for approval: submit it again.")
            if submitted
            else self.env._("Changed after its approval, which is void: submit it again."),
            changes,
        )
