"""Whether a quotation may leave the house (invariant 7): one predicate, asked by every exit.

An approval is worth the content that was approved, and nothing else: what is asked is the content of
this moment. The state beside it is kept for people and for the constraint at the bottom, which no
way around the methods of this model passes.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..protection.guard import is_unlocked, unlocked
from .content_watch import is_harmless, watching

# States of an order in which the house is bound by it.
OUTSIDE = ("sent", "sale")
APPROVAL_STATES = [
    ("none", "No Approval Needed"),
    ("draft", "To Be Submitted"),
    ("submitted", "Waiting for Approval"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("withdrawn", "Withdrawn"),
]
# What only the course of an approval writes, and what a new order begins with.
GUARDED = {
    "approval_state": "none",
    "approval_fingerprint": False,
    "approval_content": False,
    "approval_plan": False,
    "approval_level": 0,
    "approval_level_date": False,
    "approval_user_ids": False,
    "approval_submitter_id": False,
    "approval_submit_date": False,
    "approval_deadline": False,
    "approval_reminded": False,
    "approval_is_cart": False,
    "approval_step_ids": False,
}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    approval_state = fields.Selection(
        APPROVAL_STATES,
        "Approval",
        default="none",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        help="A quotation that needs approval leaves the house and is confirmed only as approved.",
    )
    approval_fingerprint = fields.Char(readonly=True, copy=False)
    approval_content = fields.Json(readonly=True, copy=False, groups="base.group_user")
    approval_plan = fields.Json(readonly=True, copy=False, groups="base.group_user")
    approval_level = fields.Integer(readonly=True, copy=False)
    approval_level_date = fields.Datetime("Waiting Since", readonly=True, copy=False)
    approval_user_ids = fields.Many2many(
        "res.users",
        "sale_order_approver_rel",
        "order_id",
        "user_id",
        "Waiting For",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Who has to decide now. Somebody's deputy decides in his or her place.",
    )
    approval_submitter_id = fields.Many2one(
        "res.users",
        "Submitted by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="base.group_user",
    )
    approval_submit_date = fields.Datetime(
        "Submitted on", readonly=True, copy=False, groups="base.group_user"
    )
    approval_deadline = fields.Datetime(
        "Decide Until", readonly=True, copy=False, index="btree_not_null", groups="base.group_user"
    )
    approval_reminded = fields.Boolean(readonly=True, copy=False, groups="base.group_user")
    approval_is_cart = fields.Boolean(
        "Website Cart",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Made by a customer in the shop and touched by nobody here.",
    )
    approval_step_ids = fields.One2many(
        "sale.approval.step",
        "order_id",
        "Approval Steps",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )

    # What catches raw SQL, other addons, and whatever way was forgotten.
    _approved_before_leaving = models.Constraint(
        "CHECK (state NOT IN ('sent', 'sale') OR approval_state IN ('none', 'approved'))",
        "A quotation that is not approved is neither sent nor confirmed. Submit it for approval.",
    )

    # === THE PREDICATE === #

    def _may_leave(self):
        """Whether the house may show this quotation to anybody outside, as it is now.

        :return: bool
        """
        self.ensure_one()
        return not self._why_not_leave()

    def _why_not_leave(self):
        """What keeps the quotation in the house.

        :return: a sentence, or None where it may leave
        """
        self.ensure_one()
        order = self.sudo()
        if order.approval_state == "approved" and order._is_content_approved():
            return None
        if order.approval_state == "none" and (
            not order.company_id.use_quote_approval
            # Confirmed when it needed none; what it is since then is watched.
            or order.state == "sale"
        ):
            return None
        if not order._get_approval_rule():
            return None
        return order.with_env(self.env)._describe_wait()

    def _why_not_confirm(self):
        """What keeps the quotation from becoming an order: what keeps it in the house, and more.

        :return: a sentence, or None where it may be confirmed
        """
        return self._why_not_leave() or self._why_not_order()

    def _why_not_order(self):
        """What else than an approval keeps the quotation from becoming an order. Hook.

        :return: a sentence, or None
        """
        self.ensure_one()
        return None

    def _describe_wait(self):
        order, names = self.sudo(), {"name": self.sudo().name}
        if order.approval_state == "submitted":
            return self.env._(
                "%(name)s waits for approval by %(people)s.",
                **names,
                people=format_list(self.env, order.approval_user_ids.mapped("name")) or "…",
            )
        if order.approval_state == "rejected":
            return self.env._(
                "%(name)s was rejected. Change what was objected to, and submit it again.", **names
            )
        return self.env._(
            "%(name)s needs approval before it leaves the house. Submit it for approval.", **names
        )

    def _check_may_leave(self):
        """:raise UserError: where one of these quotations may not leave the house"""
        self._raise_reasons("_why_not_leave")

    def _check_may_confirm(self):
        """:raise UserError: where one of these quotations may not become an order"""
        self._raise_reasons("_why_not_confirm")

    def _raise_reasons(self, why_not):
        reasons = [reason for order in self if (reason := getattr(order, why_not)())]
        if reasons:
            raise UserError("\n".join(reasons))

    def _filter_may_leave(self):
        """Those of these quotations that may leave the house."""
        return self.filtered(lambda order: order._may_leave())

    def _filter_may_confirm(self):
        """Those of these quotations that may become orders."""
        return self.filtered(lambda order: not order._why_not_confirm())

    def _is_content_approved(self):
        """Whether what was approved is what stands in the order now."""
        return self._get_quotation_fingerprint() == self.approval_fingerprint

    def _is_quotation_approved(self):
        if self.sudo().approval_state == "approved":
            return self._may_leave()
        return super()._is_quotation_approved()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if is_unlocked(self.env):
            return super().create(vals_list)
        for vals in vals_list:
            self.browse()._check_approval_values(vals)
        # Said for each order, so that no default of the context says something else.
        vals_list = [dict(GUARDED, **vals) for vals in vals_list]
        orders = super(SaleOrder, watching(self)).create(vals_list).with_env(self.env)
        orders._mark_carts()
        orders._start_approval()
        orders.filtered(lambda order: order.state == "sale")._prepare_to_leave("sale")
        return orders

    def write(self, vals):
        if is_unlocked(self.env):
            return super().write(vals)
        self._check_approval_values(vals)
        if vals.get("state") in OUTSIDE:
            reaching = self.filtered(lambda order: order.state != vals["state"])
            reaching._prepare_to_leave(vals["state"])
        if is_harmless(vals):
            result = super().write(vals)
        else:
            with self._watch_content():
                result = super(SaleOrder, watching(self)).write(vals)
        if vals.get("state") == "cancel":
            self._end_pending_approval()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        """The steps of an approval are kept, and with them the order."""
        if steps := self.sudo().approval_step_ids:
            raise UserError(
                self.env._(
                    "%(name)s was submitted for approval and is kept. Cancel it instead.",
                    name=steps[0].order_id.name,
                )
            )

    def _check_approval_values(self, vals):
        """
        :param dict vals: to be written to these orders, or of a new one where there are none
        :raise UserError: where somebody writes what only the course of an approval writes
        """
        for name in GUARDED.keys() & vals.keys():
            # A new order may be told what it begins with. One that is there would begin anew.
            if self or (vals[name] or False) != (GUARDED[name] or False):
                raise UserError(
                    self.env._(
                        "“%(field)s” cannot be written. Submit the quotation, and let it be "
                        "approved.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    def _prepare_to_leave(self, state):
        """What an order needs before it is sent or confirmed.

        :param str state: the one that it reaches
        :raise UserError: where it is not approved, or must not become an order
        """
        if state == "sale":
            self._check_may_confirm()
        else:
            self._check_may_leave()
        # No rule asks for an approval any more: what was begun for one that did is over.
        free = self.sudo().filtered(lambda order: order.approval_state not in ("none", "approved"))
        free._set_approval_free()

    def _mark_carts(self):
        """Tell what customers order in the shop from what the house makes."""
        if self.env.su and "website_id" in self._fields:
            carts = self.filtered(lambda order: order.website_id and order._is_cart_watched())
            unlocked(carts.sudo()).approval_is_cart = True

    def _is_cart_watched(self):
        """Whether anything depends on an order being the shop's. Hook."""
        return self.company_id.use_quote_approval

    def _start_approval(self):
        """Tell new orders whether they need an approval.

        :raise UserError: where one was made as sent or confirmed, past its approval
        """
        orders = self.sudo().filtered("company_id.use_quote_approval")
        if not orders:
            return
        needing = orders.filtered(lambda order: order._get_approval_rule())
        if outside := needing.filtered(lambda order: order.state in OUTSIDE):
            raise UserError(
                self.env._(
                    "%(name)s needs approval. Make it as a quotation, and submit it for approval.",
                    name=outside[0].name,
                )
            )
        unlocked(needing).write({"approval_state": "draft"})
