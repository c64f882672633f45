"""What happens to a customer who looks like another one, by company and by the way it comes in.

The same registered name is refused always (invariant 5); no rule can allow it.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .entry_point import ENTRY_POINTS

# Kinds of a match, from weak to strong. What is only related is another customer.
_STRENGTH = {"similar": 1, "likely": 2}
# Nobody is there to be asked, and nothing that comes in is lost: a lead is only marked.
_MARKED = ("website", "mail")


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
        "reason may create it. Log only: it is created, and leaders see it in the log of searches. "
        "In an import the rows are shown before anything is written; a lead of the website or of "
        "an e-mail is marked, never blocked.",
    )

    effect = fields.Char("What Happens", compute="_compute_effect")

    @api.depends("entry_point", "action")
    @api.depends_context("lang")
    def _compute_effect(self):
        for rule in self:
            rule.effect = rule._get_effect()

    def _get_effect(self):
        """What this rule does, in a sentence."""
        if self.entry_point in _MARKED:
            return self.env._("The lead comes in, marked as one that may be a customer already.")
        if self.entry_point == "import":
            return {
                "refuse": self.env._("The row is shown first, and only dropped."),
                "reason": self.env._("The row is shown first, and accepted with a reason."),
                "log": self.env._("The row is shown first, imported and noted."),
            }.get(self.action, "")
        return {
            "refuse": self.env._("Only the back office enters the customer, with a reason."),
            "reason": self.env._("The customer is entered with a reason."),
            "log": self.env._("The customer is entered and noted."),
        }.get(self.action, "")

    @api.onchange("entry_point")
    def _onchange_entry_point(self):
        if self.entry_point in _MARKED:
            self.action = "log"

    @api.constrains("entry_point", "action")
    def _check_action(self):
        for rule in self:
            if rule.entry_point in _MARKED and rule.action != "log":
                ways = dict(self._fields["entry_point"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "%(way)s: nobody is there who could be asked, and no lead is lost. Choose "
                        "“Log only”: the lead is marked.",
                        way=ways[rule.entry_point],
                    )
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
