"""The customers in the summary of the team's work: those of most records, those left alone."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_work_summary import OPEN

_CUSTOMERS = 10
_QUIET_CUSTOMERS = 20


class CrmWorkRecord(models.Model):
    _inherit = "crm.work.record"

    @api.model
    def _get_summary_customers(self, user_ids, first, last):
        """The customers on which most was done or planned.

        :return: list of dicts; the last contact only of customers that the reader sees
        """
        values = SQL(
            """
            partner_id, count(*) FILTER (WHERE state = 'done') AS done,
            count(*) FILTER (WHERE state IN %s) AS open
            """,
            OPEN,
        )
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT partner_id AS id, SUM(done)::int AS done, SUM(open)::int AS open
                  FROM (%(work)s) AS counted
                 WHERE partner_id IS NOT NULL AND done + open > 0
              GROUP BY partner_id
              ORDER BY SUM(done + open) DESC, partner_id
                 LIMIT %(limit)s
                """,
                work=self._get_work_sql(user_ids, first, last, values, SQL("partner_id")),
                limit=_CUSTOMERS,
            )
        )
        customers = self.env["res.partner"].browse(row["id"] for row in rows)
        hidden = customers._filter_hidden()
        return [
            {**row, **self._describe_customer(customer, customer in hidden)}
            for row, customer in zip(rows, customers, strict=True)
        ]

    @api.model
    def _describe_customer(self, customer, hidden=False):
        """What stands in a line of customers. The name shows in the records too."""
        customer = customer.sudo()
        contact = not hidden and customer.last_contact_date
        return {
            "id": customer.id,
            "name": customer.name,
            "hidden": hidden,
            "last_contact": contact and fields.Date.to_string(self.env.company._get_day(contact)),
            "owner": not hidden and customer.user_id.name,
        }

    @api.model
    def _get_quiet_customers(self, user_ids, days):
        """Customers of these people with whom nobody had contact for some days.

        Those with whom nobody ever had count from the day on which they were entered.

        :param days: as the client sent it
        :return: dict with `days`, `count`, `domain` and the first `customers`
        """
        days = max(1, min(days, 3650)) if isinstance(days, int) else 30
        company = self.env.company
        limit = company._get_day_start(company._get_today() - timedelta(days=days - 1))
        limit = fields.Datetime.to_string(limit)
        domain = [
            ("is_managed_customer", "=", True),
            ("user_id", "in", list(user_ids)),
            "|",
            ("last_contact_date", "<", limit),
            "&",
            ("last_contact_date", "=", False),
            ("create_date", "<", limit),
        ]
        Partner = self.env["res.partner"]
        customers = Partner.search(
            Domain(domain), order="last_contact_date NULLS FIRST, id", limit=_QUIET_CUSTOMERS
        )
        return {
            "days": days,
            "count": Partner.search_count(Domain(domain)),
            "domain": domain,
            "customers": [self._describe_customer(customer) for customer in customers],
        }
