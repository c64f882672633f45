"""The course of an approval: submitted, level by level approved, rejected or withdrawn.

Each action is one question (`_why_not_…`) and one deed; both obey the same rule on the screen and over
RPC. Two at the same second come one after the other, and the second sees what the first one did.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

from ..protection.guard import unlocked
from ..protection.locking import queue_for_rows

_IDLE = {
    "approval_level": 0,
    "approval_level_date": False,
    "approval_deadline": False,
    "approval_reminded": False,
}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    can_submit_approval = fields.Boolean(compute="_compute_approval_actions")
    can_decide_approval = fields.Boolean(compute="_compute_approval_actions")
    can_withdraw_approval = fields.Boolean(compute="_compute_approval_actions")

    @api.depends("approval_state", "approval_user_ids", "state", "order_line", "company_id")
    @api.depends_context("uid")
    def _compute_approval_actions(self):
        for order in self:
            order.can_submit_approval = not order._why_not_submit()
            order.can_decide_approval = not order._why_not_decide()
            order.can_withdraw_approval = not order._why_not_withdraw()

    @api.model
    def _prepare_idle_values(self):
        """What stands in an order on whose approval nobody has to decide."""
        return dict(_IDLE, approval_user_ids=[(5,)])

    # === WHO MAY WHAT === #

    def _why_not_submit(self):
        """Why the caller cannot submit this quotation, or None."""
        self.ensure_one()
        order, names = self.sudo(), {"name": self.sudo().name}
        if order.state not in ("draft", "sent"):
            return self.env._("%(name)s is no quotation.", **names)
        if order.approval_state == "submitted":
            return self.env._("%(name)s is submitted already.", **names)
        if not self._why_not_leave():
            return self.env._("%(name)s needs no approval.", **names)
        if not self.has_access("write"):
            return self.env._("%(name)s: only who may change it submits it.", **names)
        return None

    def _why_not_decide(self):
        """Why the caller cannot approve or reject this quotation, or None."""
        self.ensure_one()
        order, names = self.sudo(), {"name": self.sudo().name}
        if order.approval_state != "submitted":
            return self.env._("%(name)s does not wait for approval.", **names)
        if not self._get_principal():
            return self.env._(
                "%(name)s waits for %(people)s, not for you.",
                **names,
                people=format_list(self.env, order.approval_user_ids.mapped("name")) or "…",
            )
        plan = order.approval_plan or {}
        mine = order.approval_submitter_id | order.user_id
        if plan.get("four_eyes") and self.env.user in mine:
            return self.env._("%(name)s: nobody decides about what is his or her own.", **names)
        return None

    def _why_not_approve(self):
        """Why the caller cannot approve this quotation, or None."""
        reason = self._why_not_decide()
        if reason or self.sudo()._is_content_approved():
            return reason
        return self.env._(
            "%(name)s was changed while it waited. Have it withdrawn and submitted again.",
            name=self.sudo().name,
        )

    def _why_not_withdraw(self):
        """Why the caller cannot take this quotation back, or None."""
        self.ensure_one()
        order, names = self.sudo(), {"name": self.sudo().name}
        if order.approval_state != "submitted":
            return self.env._("%(name)s does not wait for approval.", **names)
        if order.approval_submitter_id != self.env.user and not self.has_access("write"):
            return self.env._("%(name)s: only who may change it takes it back.", **names)
        return None

    def _get_principal(self):
        """For whom the caller decides here: as oneself, or as a deputy.

        :return: `res.users` record, empty where the quotation does not wait for the caller
        """
        waiting = self.sudo().approval_user_ids
        if self.sudo().company_id not in self.env.user.company_ids:
            return self.env["res.users"]
        if self.env.user in waiting:
            return self.env.user
        return (waiting & self._get_my_principals())[:1]

    def _get_my_principals(self):
        return self.env["sale.approval.delegation"]._get_principals(self.env.user)

    # === ACTIONS === #

    def action_submit_approval(self):
        """Submit these quotations.

        :raise UserError: where one of them cannot be submitted
        """
        self._submit()
        return True

    def action_approve(self):
        """Approve these quotations at the level that waits for the caller.

        :return: what tells the caller, where there were several
        :raise UserError: where the only one cannot be approved
        """
        if len(self) == 1:
            self._approve()
            return True
        ready = self.filtered(lambda order: not order._why_not_approve())
        ready._approve()
        return self._tell_result(ready, self - ready)

    def action_reject(self):
        """Open the dialog that asks for the reason."""
        return self._open_approval_dialog("reject")

    def action_withdraw(self):
        """Take these quotations back, to change them."""
        self._withdraw()
        return True

    def _check_each(self, why_not, error=UserError):
        """Let others who work on these orders finish, then ask of each of them.

        :param str why_not: name of the method that asks
        """
        # Nobody holds up, nor learns the number of, what he or she does not see.
        self.exists().check_access("read")
        queue_for_rows(self)
        reasons = [reason for order in self if (reason := getattr(order, why_not)())]
        if reasons:
            raise error("\n".join(reasons))

    def _submit(self, note=None):
        """Submit quotations: their content is kept, and the first level begins.

        :param str note: for who decides
        :raise UserError: where one of them cannot be submitted, or nobody could approve it
        """
        self._check_each("_why_not_submit")
        missing = [text for order in self.sudo() if (text := order._get_missing_attachment())]
        if missing:
            raise UserError("\n".join(missing))
        for order in self:
            rule = order._get_approval_rule()
            values = {
                "approval_state": "submitted",
                "approval_content": order._get_quotation_content(),
                "approval_fingerprint": order._get_quotation_fingerprint(),
                "approval_plan": rule._get_plan(order, self.env.user),
                "approval_submitter_id": self.env.user.id,
                "approval_submit_date": fields.Datetime.now(),
            }
            # Sent before it needed an approval: nobody outside sees it while it waits.
            if order.state == "sent":
                values["state"] = "draft"
            unlocked(order.sudo()).write(values)
        self._log_approval("submitted", note=note)
        self._enter_level(dict.fromkeys(self._ids, 0))

    def _approve(self, note=None):
        """Approve quotations at the level that waits for the caller.

        :param str note: optional
        :raise AccessError: where one of them does not wait for the caller
        """
        self._check_each("_why_not_approve", AccessError)
        self._log_approval("approved", note=note, principal=True)
        after, waiting = {}, {}
        for order in self:
            remaining = order._get_remaining()
            if remaining:
                waiting.setdefault(remaining, self.browse())
                waiting[remaining] += order
            else:
                after[order.id] = order.sudo().approval_level + 1
        self._close_approval_activities()
        for users, orders in waiting.items():
            unlocked(orders.sudo()).write({"approval_user_ids": [(6, 0, users.ids)]})
            orders._plan_approval_activities()
        self.browse(after)._enter_level(after)

    def _get_remaining(self):
        """Who still has to approve at this level, after the caller did.

        :return: `res.users` recordset, empty where the level is through
        """
        order = self.sudo()
        level = order.approval_plan["levels"][order.approval_level]
        # Who stands in for the level, or was asked beside it, decides for all of it.
        if level["mode"] == "any" or self._get_principal().id not in level["user_ids"]:
            return order.approval_user_ids.browse()
        done = order._get_level_approvers()
        users = order._get_level_users(order.approval_level) - done
        return users[:1] if level["mode"] == "sequence" else users

    def _reject(self, note):
        """Reject quotations.

        :param str note: why
        :raise AccessError: where one of them does not wait for the caller
        """
        if not (note or "").strip():
            raise UserError(self.env._("Say why the quotation is rejected."))
        self._check_each("_why_not_decide", AccessError)
        self._log_approval("rejected", note=note, principal=True)
        self._end_approval("rejected")
        self._tell_approval(self.env._("Rejected by %(name)s.", name=self.env.user.name), note)

    def _withdraw(self, note=None):
        """Take quotations back.

        :raise UserError: where one of them does not wait for approval
        """
        self._check_each("_why_not_withdraw")
        self._log_approval("withdrawn", note=note)
        self._end_approval("withdrawn")

    def _end_pending_approval(self):
        """Cancelled quotations wait for nobody any more."""
        pending = self.filtered(lambda order: order.sudo().approval_state == "submitted")
        if pending:
            pending._log_approval("withdrawn", note=self.env._("Cancelled."))
            pending._end_approval("withdrawn")

    def _end_approval(self, state):
        """Close what waits; the plan and the content stay, to be read.

        :param str state: an `approval_state`
        """
        self._close_approval_activities()
        unlocked(self.sudo()).write({"approval_state": state, **self._prepare_idle_values()})

    def _tell_result(self, done, left):
        """What the caller is told after working on several quotations.

        :return: an `ir.actions.client` dict
        """
        lines = [self.env._("Approved: %(count)s", count=len(done))]
        lines += [order._why_not_approve() or "" for order in left[:5]]
        if len(left) > 5:
            lines.append(self.env._("… and %(count)s more", count=len(left) - 5))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if left else "success",
                "message": "\n".join(lines),
                "sticky": bool(left),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _open_approval_dialog(self, kind):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.sale_approval_dialog_action"
        )
        names = {
            "reject": self.env._("Reject"),
            "approve": self.env._("Approve"),
            "submit": self.env._("Submit for Approval"),
        }
        return dict(
            action,
            name=names[kind],
            context={
                "default_kind": kind,
                "default_order_ids": self.ids,
                "dialog_size": "medium",
            },
        )
