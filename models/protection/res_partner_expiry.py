"""Which customers are due, since when and why: one predicate in SQL for the nightly run, the preview,
the dry run, the warnings and the form (invariants 2 and 3).

The *last day* of a customer is the earliest of three: the last protected day; the last contact plus
the policy's days without contact; the last deal plus its days without deal. Contact and deal count
from the claim where that is later, so that a new owner is not blamed for the old one. A lock raises
the last day. On the day after it the customer falls free, unless a request is pending (the clock
stands still) or the policy exempts it.

The calendar is that of the customer's company; of a customer that companies share, that of its
policy. Contacts fall with their customer and are no business of this query.
"""

from odoo import api, models
from odoo.tools import SQL

# Earliest day first; of two on the same day the first one here is named.
REASONS = [
    ("until", "Protection ended"),
    ("contact", "No contact"),
    ("deal", "No deal"),
]
# The same, of what is still ahead.
REASONS_AHEAD = [
    ("until", "Protection ends"),
    ("contact", "Too long without contact"),
    ("deal", "Too long without deal"),
]


class ResPartner(models.Model):
    _inherit = "res.partner"

    # === THE PREDICATE === #

    @api.model
    def _get_expiry_from(self, company, policy=None):
        """FROM and WHERE of the customers of a company whose clock runs.

        :param company: `res.company` record
        :param SQL policy: see `_get_clock_sql`
        :return: `SQL`, ending within the WHERE; see `_get_clock_sql` for its aliases
        """
        return SQL(
            """
            %(clock)s
             WHERE p.is_managed_customer IS TRUE
               AND p.active IS TRUE
               AND p.protection_state = 'protected'
               AND p.paused_on IS NULL
               AND clock.first_day IS NOT NULL
               AND %(of_company)s
               AND %(not_exempt)s
            """,
            clock=self._get_clock_sql(company, policy),
            of_company=self._get_of_company_sql(company),
            not_exempt=self._get_not_exempt_sql(company),
        )

    @api.model
    def _get_clock_sql(self, company, policy=None, claim=None, until=None):
        """FROM with the days of each customer.

        Aliases: `p` the customer, `policy` its policy, `part` with `until_day`, `contact_day` and
        `deal_day`, `clock` with `first_day` (the earliest of them) and `last_day` (raised by a lock).

        :param company: `res.company` record
        :param SQL policy: a join that gives the alias `policy`, where it is not the customer's own
        :param SQL claim: the day of the claim, where it is not the one that is stored
        :param SQL until: the last protected day, where it is not the one that is stored
        """
        parts = {
            name: SQL(
                """
                CASE WHEN policy.%(days)s > 0 THEN policy.%(days)s + GREATEST(
                    (p.%(date)s AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date, %(claim)s) END
                """,
                days=SQL.identifier(f"{name}_days"),
                date=SQL.identifier(f"last_{name}_date"),
                timezone=company._get_timezone(),
                claim=claim or SQL("p.claim_day"),
            )
            for name in ("contact", "deal")
        }
        own = SQL("LEFT JOIN crm_protection_policy policy ON policy.id = p.protection_policy_id")
        return SQL(
            """
              FROM res_partner p
                   %(policy)s
              CROSS JOIN LATERAL (
                   SELECT %(until)s AS until_day, %(contact)s AS contact_day, %(deal)s AS deal_day
              ) part
              CROSS JOIN LATERAL (
                   SELECT LEAST(part.until_day, part.contact_day, part.deal_day) AS first_day,
                          GREATEST(LEAST(part.until_day, part.contact_day, part.deal_day),
                                   p.locked_until) AS last_day
              ) clock
            """,
            policy=policy or own,
            until=until or SQL("p.protected_until"),
            **parts,
        )

    @api.model
    def _get_of_company_sql(self, company):
        """Condition: this company's run takes the customer.

        One that companies share belongs to its policy's company; one without a policy, which only
        a hand in the database makes, to the first company that protects customers.
        """
        return SQL(
            "COALESCE(p.company_id, policy.company_id, %s) = %s",
            self.env["crm.protection.run"]._get_companies()[:1].id or None,
            company.id,
        )

    @api.model
    def _get_not_exempt_sql(self, company):
        """Condition: the policy exempts the customer neither as trading nor for an open order.

        An order is open until all that was ordered is invoiced.
        """
        return SQL(
            """
            (policy.exempt_trading AND p.customer_stage = 'trading') IS NOT TRUE
            AND NOT (
                policy.exempt_open_order IS TRUE
                AND EXISTS (
                    SELECT 1
                      FROM sale_order
                      JOIN res_partner buyer ON buyer.id = sale_order.partner_id
                     WHERE buyer.managed_customer_id = p.id
                       AND sale_order.company_id = %s
                       AND sale_order.state = 'sale'
                       AND sale_order.invoice_status IN ('no', 'to invoice')
                )
            )
            """,
            company.id,
        )

    @api.model
    def _get_reason_sql(self):
        """Which of the three days came first, one of `REASONS`."""
        return SQL(
            """
            CASE clock.first_day WHEN part.until_day THEN 'until' WHEN part.contact_day
                 THEN 'contact' ELSE 'deal' END
            """
        )

    @api.model
    def _get_before_sql(self, day):
        """Condition: the last day is before this one.

        The first half says nothing new. It lets the database take the few rows that can be due by
        an index instead of working all of them out.
        """
        timed = self.env["crm.protection.policy"].sudo().with_context(active_test=False)
        timed = timed.search(["|", ("contact_days", ">", 0), ("deal_days", ">", 0)])
        return SQL(
            """
            (p.protected_until < %(day)s OR p.protection_policy_id = ANY(%(timed)s))
            AND clock.last_day < %(day)s
            """,
            day=day,
            timed=timed.ids,
        )

    @api.model
    def _find_due_ids(self, company, day):
        """Ids of the customers of a company that are free on a day.

        :param company: `res.company` record
        :param day: `datetime.date`, in the company's calendar
        :return: list of int, those that have been due longest first
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT p.id %s AND %s ORDER BY clock.last_day, p.id",
                self._get_expiry_from(company),
                self._get_before_sql(day),
            )
        )
        return [partner_id for (partner_id,) in rows]

    # === WHY === #

    def _get_due_reasons(self, day):
        """Why this customer falls free on a day, or fell free before it.

        :param day: `datetime.date`, in the company's calendar
        :return: list of sentences, empty where it stays protected on that day
        """
        self.ensure_one()
        self.env.flush_all()
        customer = self.sudo()
        company = customer._get_protection_company()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT part.until_day, part.contact_day, part.deal_day %s
                   AND p.id = %s AND clock.last_day < %s
                """,
                self._get_expiry_from(company),
                self.id,
                day,
            )
        )
        return [
            customer._get_reason_message(reason, last_day, customer.protection_policy_id)
            for row in rows
            for (reason, __), last_day in zip(REASONS, row, strict=True)
            if last_day and last_day < day
        ]

    @api.model
    def _get_reason_message(self, reason, last_day, policy):
        """A sentence for the ledger, the chatter and the form.

        :param str reason: one of `REASONS`
        :param last_day: `datetime.date`, the last day on which the customer was safe from it
        :param policy: `crm.protection.policy` record
        """
        day = last_day.isoformat()
        if reason == "contact":
            return self.env._(
                "Its owner had no contact with it for %(days)s days, the last of them %(day)s.",
                days=policy.contact_days,
                day=day,
            )
        if reason == "deal":
            return self.env._(
                "It ordered nothing for %(days)s days, the last of them %(day)s.",
                days=policy.deal_days,
                day=day,
            )
        return self.env._("It was protected until %(day)s.", day=day)
