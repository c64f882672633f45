"""What happens to a customer who looks like another one, by company and by the way it comes in.

The same registered name is refused always (invariant 5); no rule can allow it.
"""

from odoo import api, fields, models

from .entry_point import ENTRY_POINTS

# Kinds of a match, from weak to strong. What is only related is another customer.
_STRENGTH = {"similar": 1, "likely": 2}


class CrmDuplicateRule(models.Model):
    _name = "crm.duplicate.rule"
    _description = "Duplicate Rule"
    _order = "sequence, id"
    _rec_name = "entry_point"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        help="Empty: all companies that manage customers. A rule of the company itself goes first.",
    )
    entry_point = fields.Selection(
        ENTRY_POINTS, "Comes by", required=True, default="form", help="How the customer comes in."
    )
    min_kind = fields.Selection(
        [("similar", "Similar"), ("likely", "Likely the same")],
        "At Least",
        required=True,
        default="likely",
        help="How much the new customer must look like another one for this rule.",
    )
    action = fields.Selection(
        [
            ("refuse", "Refuse"),
            ("reason", "Warn and ask for a reason"),
            ("log", "Log only"),
        ],
        required=True,
        default="reason",
        help="Refuse: only the back office may create it, with a reason. Warn: whoever gives a "
        "reason may create it. Log only: it is created, and leaders see it in the log of searches.",
    )

    @api.model
    def _get_rules(self, company, entry_point):
        """The rules of a way in, the first one that holds decides; none without management.

        :param company: `res.company` record
        :param str entry_point: one of `ENTRY_POINTS`
        :return: `crm.duplicate.rule` recordset in sudo, those of the company itself first
        """
        if not company.sudo().use_customer_management:
            return self.sudo().browse()
        rules = self.sudo().search(
            [("company_id", "in", [company.id, False]), ("entry_point", "=", entry_point)]
        )
        return rules.sorted(lambda rule: not rule.company_id)

    def _get_action(self, matches):
        """What these rules say of a customer with these matches.

        :param matches: list of dict, as `find_duplicates` gives them
        :return: `refuse`, `reason`, `log` or None
        """
        best = max((_STRENGTH.get(match["kind"], 0) for match in matches), default=0)
        for rule in self:
            if _STRENGTH[rule.min_kind] <= best:
                return rule.action
        return None
