"""Which customers are protected for how long (invariant 3). The first policy that matches wins."""

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_list

from ...tools.protection import Terms


class CrmProtectionPolicy(models.Model):
    _name = "crm.protection.policy"
    _description = "Protection Policy"
    _inherit = ["crm.cached.record.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    # Identity
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first policy that matches a customer wins.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )

    # Which customers
    team_ids = fields.Many2many(
        "crm.team",
        string="Teams",
        check_company=True,
        help="The owner's team, or a team above it. Empty: every team.",
    )
    category_ids = fields.Many2many("crm.customer.category", string="Categories")
    grade_ids = fields.Many2many("crm.customer.grade", string="Grades")
    customer_stage = fields.Selection(
        [("potential", "Potential"), ("trading", "Trading")], help="Empty: both."
    )

    # Days
    initial_days = fields.Integer(default=30, required=True, help="From the claim.")
    renew_days = fields.Integer(
        "Renewal Days", default=15, required=True, help="From each activity that renews."
    )
    has_maximum = fields.Boolean("Maximum", default=True)
    maximum_days = fields.Integer(
        default=180, help="No activity protects longer than this from the claim."
    )
    contact_days = fields.Integer(
        "Days Without Contact",
        help="The customer falls free when its owner had no contact with it for so long. 0: never.",
    )
    deal_days = fields.Integer(
        "Days Without Deal",
        help="The customer falls free when it ordered nothing for so long. 0: never.",
    )

    # What renews, what exempts
    renew_on_activity = fields.Boolean("Activity Done", default=True)
    renew_on_meeting = fields.Boolean("Meeting Held", default=True)
    renew_on_email = fields.Boolean("E-mail Sent or Received")
    renew_on_quotation = fields.Boolean("Quotation Sent", default=True)
    renew_on_approval = fields.Boolean("Quotation Approved")
    renew_on_order = fields.Boolean("Order Confirmed", default=True)
    renew_on_stage = fields.Boolean("Stage Promotion", default=True)
    exempt_open_order = fields.Boolean(
        "Open Order", help="A customer with a confirmed order that is not invoiced stays protected."
    )
    exempt_trading = fields.Boolean("Trading Customer", help="A trading customer never falls free.")
    lock_max_count = fields.Integer("Locks", help="How often a leader may lock one customer.")
    lock_max_days = fields.Integer("Days of a Lock", default=30)

    # Around the end
    pool_id = fields.Many2one("crm.customer.pool", "Falls Into", check_company=True)
    warning_ids = fields.One2many("crm.protection.warning", "policy_id", "Warnings", copy=True)
    extension_max_count = fields.Integer("Extensions", default=1)
    extension_max_days = fields.Integer("Days of an Extension", default=15)

    overlap_note = fields.Char(compute="_compute_overlap_note")

    _days_not_negative = models.Constraint(
        "CHECK (LEAST(initial_days, renew_days, maximum_days, contact_days, deal_days, "
        "lock_max_count, lock_max_days, extension_max_count, extension_max_days) >= 0)",
        "Days and numbers of a policy cannot be negative.",
    )

    @api.constrains("initial_days", "renew_days", "maximum_days", "has_maximum")
    def _check_days(self):
        for policy in self:
            problems = policy._get_terms().problems()
            if "initial_over_maximum" in problems:
                raise ValidationError(
                    self.env._(
                        "%(policy)s: the initial days (%(days)s) pass the maximum (%(maximum)s). "
                        "Raise the maximum or lower the initial days.",
                        policy=policy.name,
                        days=policy.initial_days,
                        maximum=policy.maximum_days,
                    )
                )
            if "renewal_over_maximum" in problems:
                raise ValidationError(
                    self.env._(
                        "%(policy)s: the renewal days (%(days)s) pass the maximum (%(maximum)s). "
                        "Raise the maximum or lower the renewal days.",
                        policy=policy.name,
                        days=policy.renew_days,
                        maximum=policy.maximum_days,
                    )
                )

    @api.depends("sequence", "team_ids", "category_ids", "grade_ids", "customer_stage", "active")
    def _compute_overlap_note(self):
        """Name the policies before this one that already match all that it matches."""
        for policy in self:
            earlier = self.search(
                [("company_id", "=", policy.company_id.id), ("id", "!=", policy._origin.id)]
            ).filtered(lambda other, policy=policy: other._comes_before(policy))
            hiding = earlier.filtered(lambda other, policy=policy: other._covers(policy))
            policy.overlap_note = False
            if hiding:
                policy.overlap_note = self.env._(
                    "Never reached: %(policies)s matches the same customers and comes first.",
                    policies=format_list(self.env, hiding.mapped("name")),
                )

    def _comes_before(self, other):
        return (self.sequence, self.id) < (other.sequence, other._origin.id or float("inf"))

    def _covers(self, other):
        """Whether every customer that `other` matches is matched by this policy too."""
        return all(
            not self[name] or (other[name] and other[name] <= self[name])
            for name in ("team_ids", "category_ids", "grade_ids")
        ) and (not self.customer_stage or self.customer_stage == other.customer_stage)

    def _get_terms(self):
        """The days of this policy for the arithmetic in `tools.protection`.

        :return: `Terms`
        """
        return Terms(
            self.initial_days, self.renew_days, self.maximum_days if self.has_maximum else None
        )

    def _renews_on(self, event):
        """Whether an event of this name renews protection under this policy.

        :param str event: what stands behind `renew_on_` in the fields of the policy
        """
        return bool(self[f"renew_on_{event}"])

    @api.model
    def _get_renewal_label(self, event):
        """What an event that renews is called.

        :param str event: what stands behind `renew_on_` in the fields of the policy
        """
        name = f"renew_on_{event}"
        return self.fields_get([name], ["string"])[name]["string"] if name in self._fields else ""

    @api.model
    def _get_policies(self, company):
        """The policies of a company, in the order in which they are tried.

        :param company: `res.company` record
        :return: `crm.protection.policy` recordset in sudo
        """
        return self.sudo().browse(self._get_policy_ids(company.id))

    @api.model
    @tools.ormcache("company_id")
    def _get_policy_ids(self, company_id):
        policies = self.sudo().with_context(active_test=True)
        return policies.search([("company_id", "=", company_id)])._ids

    def _get_target_pool(self, company):
        """The pool into which customers of this policy fall in a company.

        That of the policy, unless it was archived or belongs to another company by now.

        :param company: `res.company` record
        :return: `crm.customer.pool` record in sudo; empty where nothing is protected
        """
        pool = self.sudo().pool_id
        if pool.active and pool.company_id == company:
            return pool
        if not company.use_protection:
            return pool.browse()
        return pool._get_default_pool(company)

    def _match(self, customer, owner):
        """The first of these policies that fits a customer with this owner.

        :param customer: `res.partner` record
        :param owner: `res.users` record
        :return: `crm.protection.policy` record, empty where none fits
        """
        path = owner.sale_team_id._get_path_ids()
        for policy in self:
            if policy.team_ids and not path.intersection(policy.team_ids.ids):
                continue
            if policy.category_ids and customer.customer_category_id not in policy.category_ids:
                continue
            if policy.grade_ids and customer.customer_grade_id not in policy.grade_ids:
                continue
            if policy.customer_stage and customer.customer_stage != policy.customer_stage:
                continue
            return policy
        return self.browse()

    def _get_customer_domain(self):
        """Domain of the customers that this policy matches, earlier policies left aside."""
        self.ensure_one()
        domain = Domain("is_managed_customer", "=", True)
        if self.team_ids:
            domain &= Domain("protection_owner_id.sale_team_id", "child_of", self.team_ids.ids)
        if self.category_ids:
            domain &= Domain("customer_category_id", "in", self.category_ids.ids)
        if self.grade_ids:
            domain &= Domain("customer_grade_id", "in", self.grade_ids.ids)
        if self.customer_stage:
            domain &= Domain("customer_stage", "=", self.customer_stage)
        return domain
