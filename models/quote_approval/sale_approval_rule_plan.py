"""The course that a submitted quotation takes: which levels, and who decides on each."""

from odoo import models
from odoo.exceptions import UserError


class SaleApprovalRule(models.Model):
    _inherit = "sale.approval.rule"

    def _get_plan(self, order, submitter):
        """The levels that a quotation has to pass under this rule.

        Only active internal users of the order's company decide.

        :param order: `sale.order` record
        :param submitter: `res.users` record
        :return: dict that can be stored as JSON: rule, rule_id, four_eyes, repeated, own and levels;
            each level has name, kind, mode, user_ids, team_id, deadline_hours, reminder_hours,
            on_deadline, escalation_user_id and skipped, a sentence or False
        :raise UserError: where nobody may decide and the rule does not skip the level
        """
        self.ensure_one()
        rule, order = self.sudo(), order.sudo()
        if not rule.step_ids:
            raise UserError(
                self.env._(
                    "%(order)s: the rule %(rule)s asks for an approval and has no level. Ask the "
                    "back office to add one.",
                    order=order.display_name,
                    rule=rule.name,
                )
            )
        levels = []
        for step in rule.step_ids:
            done = rule._get_certain_deciders(levels)
            levels.append(step._prepare_level(order, submitter, done))
        return {
            "rule": rule.name,
            "rule_id": rule.id,
            "four_eyes": rule.four_eyes,
            "repeated": rule.repeated,
            "own": rule.own,
            "levels": levels,
        }

    def _get_certain_deciders(self, levels):
        """Who will have decided on earlier levels for sure and may not decide again.

        :param list levels: of the plan, as far as it is made
        :return: set of user ids; empty where an earlier approval counts or may be repeated
        """
        if not self.four_eyes or self.repeated == "once":
            return set()
        return {
            user_id
            for level in levels
            if level["mode"] != "any" or len(level["user_ids"]) == 1
            for user_id in level["user_ids"]
        }
