"""Who has to decide now: levels are entered one after the other, and skipped where nobody is needed."""

from datetime import timedelta

from odoo import fields, models

from ..protection.guard import unlocked


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _enter_level(self, indexes):
        """Let quotations wait at a level of their plan, or at the next one that needs somebody.

        :param dict indexes: the level of each, by id
        """
        approved, waiting = self.browse(), {}
        for order in self:
            found = order._find_level(indexes[order.id])
            if found is None:
                approved += order
            else:
                waiting.setdefault(found, self.browse())
                waiting[found] += order
        for (index, users), orders in waiting.items():
            orders._wait_at_level(index, users)
        if approved:
            approved._finish_approval()

    def _find_level(self, index):
        """The first level from here on that has to be decided.

        :return: (index, `res.users` recordset), or None where no level is left
        """
        order = self.sudo()
        levels = order.approval_plan["levels"]
        for number in range(index, len(levels)):
            level = levels[number]
            reason = level.get("skipped")
            users = order._get_level_users(number) if not reason else order.env["res.users"]
            if not reason and order._is_approved_before(number, users):
                reason = self.env._("Approved at an earlier level already.")
            if not reason:
                return number, users[:1] if level["mode"] == "sequence" else users
            self._log_approval("skipped", note=reason, level=number)
        return None

    def _get_level_users(self, index):
        """The persons of a level who can decide, or who stands in where none of them can.

        :param int index: of the level
        :return: `res.users` recordset in the order of the plan
        """
        order = self.sudo()
        level = order.approval_plan["levels"][index]
        users = order.env["res.users"].browse(level["user_ids"]).exists()
        company = order.company_id
        able = users._filter_approvers().filtered(lambda user: company in user.company_ids)
        plan = order.approval_plan
        if plan.get("four_eyes") and plan.get("repeated") != "once":
            able -= order._get_approvers_before(index)
        if able or not level["user_ids"]:
            return able
        done = order._get_approvers_before(index) if plan.get("four_eyes") else users.browse()
        steps = order.env["sale.approval.rule.step"]
        ids = steps._get_substitutes(order, level, order.approval_submitter_id, done.ids)
        return order.env["res.users"].browse(ids)

    def _is_approved_before(self, index, users):
        """Whether who would decide here did so at an earlier level, and that is enough."""
        plan = self.approval_plan
        if plan.get("repeated") != "once":
            return False
        level, before = plan["levels"][index], self._get_approvers_before(index)
        return bool(users & before) if level["mode"] == "any" else bool(users) and users <= before

    def _get_round_steps(self):
        """The approvals since the last submission."""
        steps = self.sudo().approval_step_ids
        submissions = steps.filtered(lambda step: step.kind == "submitted")
        number = max(submissions.mapped("round"), default=0)
        return steps.filtered(lambda step: step.round == number and step.kind == "approved")

    def _get_approvers_before(self, index):
        """Who approved at the levels before this one, in person or by a deputy.

        :param int index: of the level
        """
        steps = self._get_round_steps().filtered(lambda step: step.level <= index)
        return steps.user_id | steps.on_behalf_of_id

    def _get_level_approvers(self):
        """Who approved at this level, or for whom a deputy did."""
        steps = self._get_round_steps().filtered(lambda step: step.level == self.approval_level + 1)
        return steps.mapped(lambda step: step.on_behalf_of_id or step.user_id)

    def _wait_at_level(self, index, users):
        """Let quotations wait for these persons.

        :param int index: of the level
        """
        now = fields.Datetime.now()
        for hours, orders in self.grouped(
            lambda order: order.sudo().approval_plan["levels"][index].get("deadline_hours") or 0
        ).items():
            unlocked(orders.sudo()).write(
                {
                    "approval_level": index,
                    "approval_level_date": now,
                    "approval_user_ids": [(6, 0, users.ids)],
                    "approval_deadline": now + timedelta(hours=hours) if hours else False,
                    "approval_reminded": False,
                }
            )
        self._plan_approval_activities()

    def _finish_approval(self):
        """All levels are through: the quotations may leave the house as they are."""
        self._end_approval("approved")
        self.partner_id.sudo()._renew_protection("approval")
        self._tell_approval(self.env._("Approved: it may be sent and confirmed as it is."))
