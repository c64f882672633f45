"""Whether a rule matches a quotation, from what is cached of the rules.

Asked whenever a quotation is saved, shown or sent: a company with the preset rule alone pays no
query for it.
"""

from typing import NamedTuple

from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import float_compare

_ID_FIELDS = ("team_ids", "category_ids", "grade_ids", "payment_term_ids", "currency_ids")


def _compare(value, limit):
    return float_compare(value, limit, precision_digits=2)


class Conditions(NamedTuple):
    """A rule, as far as it takes to know whether it matches. Without limits: None."""

    rule_id: int
    is_exempt: bool
    team_ids: frozenset
    category_ids: frozenset
    grade_ids: frozenset
    payment_term_ids: frozenset
    currency_ids: frozenset
    customer_stage: str | None
    # None where it cannot be read any more.
    domain: list | None
    min_amount: float
    min_line_discount: float
    min_discount: float
    min_margin: float | None

    @property
    def has_limits(self):
        return bool(
            self.min_amount
            or self.min_line_discount
            or self.min_discount
            or self.min_margin is not None
        )


class SaleApprovalRule(models.Model):
    _inherit = "sale.approval.rule"

    @api.model
    def _match(self, order):
        """The first rule of the order's company that matches it, exempting ones among them.

        :param order: `sale.order` record in sudo
        :return: `sale.approval.rule` record in sudo, empty where none matches
        """
        for conditions in self._get_conditions(order.company_id.id):
            if self._fits_scope(conditions, order) and self._fits_limits(conditions, order):
                return self.sudo().browse(conditions.rule_id)
        return self.sudo().browse()

    @api.model
    @tools.ormcache("company_id")
    def _get_conditions(self, company_id):
        """The active rules of a company, in the order in which they are tried.

        :param int company_id: id of the company
        :return: tuple of `Conditions`
        """
        # What is archived still stands in a rule: without its archived team it would match all.
        rules = self.sudo().with_context(active_test=False)
        found = rules.search([("company_id", "=", company_id), ("active", "=", True)])
        return tuple(rule._prepare_conditions() for rule in found)

    def _prepare_conditions(self):
        """See `_get_conditions`."""
        self.ensure_one()
        try:
            domain = list(self._get_domain())
        except (ValueError, SyntaxError, TypeError):
            domain = None
        return Conditions(
            rule_id=self.id,
            is_exempt=self.is_exempt,
            **{name: frozenset(self[name].ids) for name in _ID_FIELDS},
            customer_stage=self.customer_stage or None,
            domain=domain,
            min_amount=self.min_amount,
            min_line_discount=self.min_line_discount,
            min_discount=self.min_discount,
            min_margin=self.min_margin if self.use_min_margin else None,
        )

    @api.model
    def _fits_scope(self, rule, order):
        """Whether an order is of the kind that a rule is about.

        :param Conditions rule: of the order's company
        :param order: `sale.order` record in sudo
        """
        customer = order.partner_id.managed_customer_id or order.partner_id.commercial_partner_id
        return (
            (not rule.team_ids or not rule.team_ids.isdisjoint(order._get_approval_path_ids()))
            and (not rule.category_ids or customer.customer_category_id.id in rule.category_ids)
            and (not rule.grade_ids or customer.customer_grade_id.id in rule.grade_ids)
            and (not rule.customer_stage or customer.customer_stage == rule.customer_stage)
            and (not rule.payment_term_ids or order.payment_term_id.id in rule.payment_term_ids)
            and (not rule.currency_ids or order.currency_id.id in rule.currency_ids)
            and self._fits_domain(rule, order)
        )

    @api.model
    def _fits_domain(self, rule, order):
        """A filter that cannot be read any more asks for approval and exempts nothing."""
        if rule.domain == []:
            return True
        try:
            return bool(order.filtered_domain(Domain(rule.domain)))
        except (ValueError, KeyError, TypeError):
            return not rule.is_exempt

    @api.model
    def _fits_limits(self, rule, order):
        """Whether an order passes one of the limits of a rule; one without limits is about all.

        :param Conditions rule: of the order's company
        :param order: `sale.order` record in sudo
        """
        if not rule.has_limits:
            return True
        reached = (
            (rule.min_amount, lambda: self._get_company_amount(order)),
            (rule.min_line_discount, lambda: 100 * order.quote_line_discount_rate),
            (rule.min_discount, lambda: 100 * order.quote_discount_rate),
        )
        # Nothing is calculated for a limit that is not asked.
        if any(limit and _compare(get_value(), limit) >= 0 for limit, get_value in reached):
            return True
        return (
            rule.min_margin is not None
            and order.quote_margin_known
            and _compare(100 * order.quote_margin_rate, rule.min_margin) < 0
        )

    @api.model
    def _get_company_amount(self, order):
        """The untaxed amount in the currency of the company, at the rate of the order."""
        return order.amount_untaxed / (order.currency_rate or 1.0)
