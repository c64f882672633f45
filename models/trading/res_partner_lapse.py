"""Which trading customers ordered nothing for so long: one predicate in SQL for the daily job, the
preview and the list.

What counts is the latest of the last confirmed order, the last order of the ERP that was not
cancelled, the day on which the customer became a trading one, and its registration. The calendar is
that of the customer's company; of a customer that companies share, that of its policy or pool.
"""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    is_without_orders = fields.Boolean(
        "Trading Without Orders",
        compute="_compute_is_without_orders",
        search="_search_is_without_orders",
        compute_sudo=True,
        help="A trading customer that would be potential again by now.",
    )
    is_lapsed = fields.Boolean(
        "Potential Again",
        compute="_compute_is_lapsed",
        search="_search_is_lapsed",
        compute_sudo=True,
        help="Was a trading customer, and ordered nothing for too long.",
    )

    # === FIELDS TO SEARCH BY === #

    @api.depends("customer_stage", "last_deal_date")
    @api.depends_context("allowed_company_ids", "trading_months")
    def _compute_is_without_orders(self):
        found = set(self.filtered_domain([("is_managed_customer", "=", True)])._get_lapsing_ids())
        for partner in self:
            partner.is_without_orders = partner.id in found

    def _search_is_without_orders(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        # One query of its own: whatever the caller may see is asked around it.
        return Domain("id", "in", self.browse()._get_lapsing_ids())

    @api.depends("customer_stage")
    def _compute_is_lapsed(self):
        everybody = self.browse().with_context(active_test=False)
        found = everybody.search([("id", "in", self.ids), ("is_lapsed", "=", True)])
        for partner in self:
            partner.is_lapsed = partner in found

    def _search_is_lapsed(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                """
                %(stage)s = 'potential' AND %(id)s IN (
                    SELECT back.partner_id
                      FROM crm_trading_event back
                     WHERE back.kind = 'back'
                       AND NOT EXISTS (SELECT FROM crm_trading_event later
                                        WHERE later.partner_id = back.partner_id
                                          AND later.id > back.id
                                          AND later.to_stage IS NOT NULL))
                """,
                stage=SQL.identifier(alias, "customer_stage"),
                id=SQL.identifier(alias, "id"),
            )
        )

    # === THE PREDICATE === #

    def _get_lapsing_ids(self):
        """Of these customers, or of all where there are none, those without orders for too long.

        By the months of each company, or those of the dialog that shows what they would do.

        :return: list of int
        """
        asked, found = self.env.context.get("trading_months"), []
        for company in self.env.companies.sudo():
            months = asked if isinstance(asked, int) else company.trading_back_months
            if 0 < months <= 1200:
                found += [row[0] for row in self._find_lapsing(company, months)]
        return found

    def _find_lapsing(self, company, months):
        """Trading customers of a company without an order for so many months.

        :param company: `res.company` record
        :param int months: more than 0
        :return: list of (id, id of the owner or None), by owner
        """
        self.env.flush_all()
        among = SQL("AND p.id = ANY(%s)", self.ids) if self else SQL()
        return self.env.execute_query(
            SQL(
                "SELECT p.id, p.user_id %s %s ORDER BY p.user_id, p.id",
                self._get_lapse_from(company, months),
                among,
            )
        )

    @api.model
    def _get_lapse_from(self, company, months):
        """FROM and WHERE of these customers, alias `p`.

        :return: `SQL`, ending within the WHERE
        """
        day = company._get_today() - relativedelta(months=months)
        return SQL(
            """
              FROM res_partner p
         LEFT JOIN crm_protection_policy policy ON policy.id = p.protection_policy_id
         LEFT JOIN crm_customer_pool pool ON pool.id = p.pool_id
             WHERE p.is_managed_customer IS TRUE
               AND p.active IS TRUE
               AND p.customer_stage = 'trading'
               AND COALESCE(p.company_id, policy.company_id, pool.company_id, %(first)s)
                   = %(company)s
               AND COALESCE(p.last_deal_date < %(start)s, TRUE)
               AND COALESCE(p.registration_date < %(start)s, TRUE)
               AND NOT EXISTS (SELECT FROM crm_trading_event event
                                WHERE event.partner_id = p.id
                                  AND event.to_stage = 'trading'
                                  AND event.date >= %(start)s)
               AND NOT EXISTS (SELECT FROM crm_erp_order erp
                                WHERE erp.partner_id = p.id
                                  AND erp.state <> 'cancelled'
                                  AND COALESCE(erp.date_order, erp.create_date::date) >= %(day)s)
            """,
            first=self._get_company_of_shared(company).id,
            company=company.id,
            start=company._get_day_start(day),
            day=day,
        )

    @api.model
    def _get_company_of_shared(self, company):
        """Whose job takes a customer that companies share, and that has neither policy nor pool.

        :param company: `res.company` record that asks
        :return: `res.company` record in sudo
        """
        companies = self.env["res.company"].sudo()
        return companies.search([("trading_back_months", ">", 0)], limit=1, order="id") or company
