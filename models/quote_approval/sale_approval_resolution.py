"""Who decides on a level, from the teams, the persons and the groups as they are today.

Somebody always does, or the submitter is told who is missing: nobody to ask is no approval.
"""

from odoo import api, models
from odoo.exceptions import UserError


class SaleApprovalRuleStep(models.Model):
    _inherit = "sale.approval.rule.step"

    def _prepare_level(self, order, submitter, done=()):
        """This level of the plan of an order.

        :param order: `sale.order` record in sudo
        :param submitter: `res.users` record
        :param done: ids of users who decide on earlier levels and may not decide again
        :return: dict, see `sale.approval.rule._get_plan`
        :raise UserError: where nobody may decide
        """
        self.ensure_one()
        step = self.sudo()
        team = step._get_level_team(order)
        users, skipped = step._resolve(order, submitter, team, set(done))
        named = users <= step._get_candidates(order, team)
        return {
            "name": step.display_name,
            "kind": step.kind,
            # Of those who stand in for somebody one is enough.
            "mode": step.mode if named else "any",
            "user_ids": users.ids,
            "team_id": team.id,
            "deadline_hours": step.deadline_hours,
            "reminder_hours": step.reminder_hours,
            "on_deadline": step.on_deadline,
            "escalation_user_id": step.escalation_user_id.id,
            "skipped": skipped,
        }

    def _resolve(self, order, submitter, team, done):
        """Who decides on this level.

        :return: `res.users` recordset, and False or the sentence that says why the level is skipped
        """
        candidates = self._get_candidates(order, team)
        own = set() if self.rule_id.own == "allow" else self._get_involved_ids(order, submitter)
        left = self._drop(candidates, team, own | done)
        if left:
            return left, False
        # Whoever is only done with an earlier level is replaced, whatever is said of own ones.
        is_own = not own.isdisjoint(candidates.ids)
        choice = "above" if candidates and not is_own else None
        choice = choice or (self.rule_id.own if is_own else self.rule_id.no_approver)
        if choice == "skip":
            return left, self._get_skip_sentence(is_own)
        if choice == "above":
            excluded = own | done | self._get_involved_ids(order, submitter)
            above = self._get_users_above(order, team, excluded)
            if above:
                return above, False
        raise UserError(self._get_refusal(order, is_own))

    # === CANDIDATES === #

    def _get_level_team(self, order):
        """The team whose leader this level asks; above it one climbs.

        :return: `crm.team` record in sudo, possibly empty
        """
        team = order._get_approval_team()
        return team.parent_id if self.kind == "leader_above" else team

    def _get_candidates(self, order, team):
        """Everybody whom the level names and who can decide in the order's company.

        :return: `res.users` recordset in sudo
        """
        if self.kind == "users":
            users = self.with_context(active_test=False).user_ids
        elif self.kind == "group":
            users = self.group_id.all_user_ids
        else:
            users = team.user_id | team.manager_ids
        return self._filter_able(users, order)

    @api.model
    def _filter_able(self, users, order):
        """Those who are active, have a right to sales, and are of the order's company.

        :return: `res.users` recordset in sudo
        """
        return users._filter_approvers().filtered(lambda user: order.company_id in user.company_ids)

    def _drop(self, candidates, team, excluded):
        """The candidates without those who may not decide.

        The co-leaders of a team do not decide about what its leader wants: that goes up.
        """
        leads = self.kind in ("leader", "leader_above")
        if leads and team.user_id.id in excluded and team.user_id in candidates:
            return candidates.browse()
        return candidates.filtered(lambda user: user.id not in excluded)

    @api.model
    def _get_involved_ids(self, order, submitter):
        """Ids of those whose own quotation it is."""
        return {submitter.id, order.user_id.id} - {False}

    # === ABOVE === #

    @api.model
    def _get_users_above(self, order, team, excluded):
        """The leader of the nearest team above, in the end the back office.

        :param team: `crm.team` record from which one climbs, possibly empty
        :param set excluded: ids of users who may not decide
        :return: `res.users` recordset in sudo, empty where nobody is left
        """
        above = team.sudo().parent_id
        while above:
            leader = self._filter_able(above.user_id, order)
            if leader.id in excluded:
                # Its co-leaders would decide about their own leader.
                above = above.parent_id
                continue
            users = leader or self._filter_able(above.manager_ids, order)
            users = users.filtered(lambda user: user.id not in excluded)
            if users:
                return users
            above = above.parent_id
        return self._get_last_users(order, excluded)

    @api.model
    def _get_last_users(self, order, excluded):
        """The back office of the company, and where it has none the administrators of sales."""
        for name in (
            "crm_customer_protection.group_customer_admin",
            "sales_team.group_sale_manager",
        ):
            users = self._filter_able(self.env.ref(name).sudo().all_user_ids, order)
            users = users.filtered(lambda user: user.id not in excluded)
            if users:
                return users
        return self.env["res.users"].sudo()

    @api.model
    def _get_substitutes(self, order, level, submitter, excluded=()):
        """Who decides on a level whose users can no longer, or who is asked beside them.

        :param order: `sale.order` record
        :param dict level: of the stored plan
        :param submitter: `res.users` record
        :param excluded: ids of further users who may not decide: those of the level are not asked
            again
        :return: list of user ids, of whom one is enough; empty where nobody is left
        """
        order = order.sudo()
        team = self.env["crm.team"].sudo().browse(level.get("team_id") or []).exists()
        taken = {*excluded, *level["user_ids"], *self._get_involved_ids(order, submitter)}
        return self._get_users_above(order, team or order._get_approval_team(), taken).ids

    # === WORDS === #

    def _get_skip_sentence(self, is_own):
        """Why the level is skipped."""
        if is_own:
            return self.env._(
                "%(level)s: skipped, since the quotation is the approver's own.",
                level=self.display_name,
            )
        return self.env._(
            "%(level)s: skipped, since nobody is there to decide.", level=self.display_name
        )

    def _get_refusal(self, order, is_own):
        """Who is missing, and whom to ask."""
        values = {
            "order": order.display_name,
            "level": self.display_name,
            "rule": self.rule_id.name,
        }
        if is_own:
            return self.env._(
                "%(order)s cannot be submitted: on the level %(level)s of the rule %(rule)s nobody "
                "is left but those whose own quotation it is. Ask an administrator to name somebody "
                "else, or to let the submitter decide.",
                **values,
            )
        return self.env._(
            "%(order)s cannot be submitted: on the level %(level)s of the rule %(rule)s nobody is "
            "there to decide. Ask an administrator to name a team leader or another approver.",
            **values,
        )
