"""Which quotations need whose approval (invariant 7). The first rule that matches decides."""

from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

_LIMITS = ("min_amount", "min_line_discount", "min_discount", "use_min_margin")


class SaleApprovalRule(models.Model):
    _name = "sale.approval.rule"
    _description = "Approval Rule"
    _order = "sequence, id"
    _check_company_auto = True

    # Identity
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The first rule that matches a quotation decides.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_exempt = fields.Boolean(
        "No Approval Needed",
        help="A quotation that this rule matches leaves the house without approval, "
        "whatever the rules after it say.",
    )

    # Which quotations. Restricted deletions: a rule that loses its only team would match them all.
    team_ids = fields.Many2many(
        "crm.team",
        string="Teams",
        ondelete="restrict",
        check_company=True,
        help="The team of the quotation, or a team above it. Empty: every team.",
    )
    category_ids = fields.Many2many(
        "crm.customer.category", string="Customer Categories", ondelete="restrict"
    )
    grade_ids = fields.Many2many(
        "crm.customer.grade", string="Customer Grades", ondelete="restrict"
    )
    customer_stage = fields.Selection(
        [("potential", "Potential"), ("trading", "Trading")], help="Empty: both."
    )
    payment_term_ids = fields.Many2many(
        "account.payment.term", string="Payment Terms", ondelete="restrict", check_company=True
    )
    currency_ids = fields.Many2many("res.currency", string="Currencies", ondelete="restrict")
    domain = fields.Char("Filter", help="The quotation has to match this filter too.")

    # From which limits: one that is passed is enough
    min_amount = fields.Monetary(
        "From an Amount of",
        help="Untaxed, in the currency of the company at the rate of the quotation. 0: not asked.",
    )
    min_line_discount = fields.Float(
        "From a Discount on a Line of",
        digits=(5, 2),
        help="Percent against the list price. 0: not asked.",
    )
    min_discount = fields.Float(
        "From a Discount in All of",
        digits=(5, 2),
        help="Percent against the list prices of the whole quotation. 0: not asked.",
    )
    use_min_margin = fields.Boolean("Margin")
    min_margin = fields.Float(
        "Below a Margin of",
        digits=(5, 2),
        help="Percent of the untaxed price, where the cost of every line is known.",
    )

    # Who approves
    step_ids = fields.One2many("sale.approval.rule.step", "rule_id", "Levels", copy=True)

    # Special cases
    no_approver = fields.Selection(
        [
            ("above", "The leader of the team above decides, in the end the back office"),
            ("skip", "The level is skipped"),
            ("refuse", "The quotation cannot be submitted"),
        ],
        "Nobody Is There to Decide",
        required=True,
        default="above",
    )
    own = fields.Selection(
        [
            ("above", "The leader of the team above decides"),
            ("skip", "The level is skipped"),
            ("allow", "The submitter may decide"),
        ],
        "The Submitter Is the Approver",
        required=True,
        default="above",
    )
    repeated = fields.Selection(
        [
            ("once", "The earlier approval counts"),
            ("again", "The level is decided anew"),
        ],
        "The Same Approver on a Later Level",
        required=True,
        default="once",
        help="Decided anew, and with four eyes, somebody else decides on the later level.",
    )
    four_eyes = fields.Boolean(
        default=True,
        help="Nobody decides about a quotation that he or she submitted or is the salesperson of, "
        "and nobody decides on two levels of it.",
    )

    _check_limits = models.Constraint(
        "CHECK (min_amount >= 0 AND min_line_discount >= 0 AND min_discount >= 0)",
        "The limits of an approval rule cannot be less than zero.",
    )
    _check_own = models.Constraint(
        "CHECK (NOT four_eyes OR own <> 'allow')",
        "With four eyes nobody decides about an own quotation. Choose what else happens when the "
        "submitter is the approver, or switch the four eyes off.",
    )

    @api.constrains("is_exempt", "step_ids")
    def _check_steps(self):
        """:raise ValidationError: where a rule asks for approval and nobody gives it"""
        for rule in self:
            if not rule.is_exempt and not rule.step_ids:
                raise ValidationError(
                    self.env._(
                        "%(rule)s says that an approval is needed and not by whom. Add a level, "
                        "for instance the team leader, or tick “No Approval Needed”.",
                        rule=rule.name,
                    )
                )

    @api.constrains("is_exempt", *_LIMITS)
    def _check_exempt_limits(self):
        """:raise ValidationError: where a high discount would be what exempts a quotation"""
        for rule in self:
            if rule.is_exempt and rule._has_limits():
                raise ValidationError(
                    self.env._(
                        "%(rule)s needs no approval and has limits from which one is needed. Take "
                        "the limits out, or give them to the rule that asks for the approval.",
                        rule=rule.name,
                    )
                )

    @api.onchange("is_exempt")
    def _onchange_is_exempt(self):
        if self.is_exempt:
            self.update(dict.fromkeys(_LIMITS, False))

    @api.constrains("domain")
    def _check_domain(self):
        for rule in self.filtered("domain"):
            try:
                self.env["sale.order"].sudo().search(rule._get_domain(), limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The filter of the rule %(rule)s cannot be read: %(error)s",
                        rule=rule.name,
                        error=error,
                    )
                ) from error

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self._rules_changed()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            # The record rule saw the company that it was in before.
            self.check_access("write")
        self._rules_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self._rules_changed()
        return result

    @api.model
    def _rules_changed(self):
        """Forget what is cached, and have the open quotations judged anew."""
        self.env.registry.clear_cache()
        self.env["sale.order"]._queue_approval_refresh()

    def _get_domain(self):
        """The free filter.

        :return: `Domain`
        :raise ValueError: where it is no filter
        """
        return Domain(literal_eval(self.domain or "[]"))

    def _has_limits(self):
        """Whether only quotations from some amount, discount or margin are meant.

        :return: bool
        """
        self.ensure_one()
        return any(self[name] for name in _LIMITS)

    @api.model
    def _prepare_preset_values(self, company):
        """The rule with which a company begins: 一级审核.

        :param company: `res.company` record
        """
        return {
            "name": self.env._("Every quotation by the team leader"),
            "company_id": company.id,
            "sequence": 100,
            "step_ids": [fields.Command.create({"kind": "leader"})],
        }

    @api.model
    def _ensure_preset(self, companies):
        """Give companies that approve quotations a rule to begin with, where they have none.

        :param companies: `res.company` recordset
        """
        rules = self.sudo().with_context(active_test=False)
        for company in companies:
            if not rules.search_count([("company_id", "=", company.id)], limit=1):
                rules.create(self._prepare_preset_values(company))
