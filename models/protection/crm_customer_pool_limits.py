"""How much one person may claim and hold. Counted from the ledger and the customers, not a cache."""

from datetime import timedelta

from odoo import models
from odoo.tools import SQL


class CrmCustomerPool(models.Model):
    _inherit = "crm.customer.pool"

    def _why_over_limit(self, user):
        """Why this person cannot claim one customer more, or None.

        :param user: `res.users` record
        """
        if not self:
            return None
        pool = self.sudo()
        today = pool.company_id._get_today()
        if pool.claims_per_day and self._count_claims(user, today) >= pool.claims_per_day:
            return self.env._(
                "You claimed %(count)s customers today, and %(pool)s allows no more. Go on "
                "tomorrow.",
                count=pool.claims_per_day,
                pool=pool.name,
            )
        if pool.claims_per_week:
            monday = today - timedelta(days=today.weekday())
            if self._count_claims(user, monday) >= pool.claims_per_week:
                return self.env._(
                    "You claimed %(count)s customers this week, and %(pool)s allows no more. Go on "
                    "on Monday.",
                    count=pool.claims_per_week,
                    pool=pool.name,
                )
        return self._why_over_capacity(user)

    def _why_over_capacity(self, user):
        """Why this person cannot hold one customer more, or None."""
        pool = self.sudo()
        if not pool or not pool.capacity:
            return None
        held = pool._count_held(user)
        if held < pool.capacity:
            return None
        return self.env._(
            "%(user)s holds %(held)s customers, and %(pool)s allows %(capacity)s. Release one first.",
            user=user.name,
            held=held,
            pool=pool.name,
            capacity=pool.capacity,
        )

    def _count_claims(self, user, since):
        """Claims of a person from this pool since a day.

        :param user: `res.users` record
        :param since: `datetime.date`
        :return: int
        """
        self.env["crm.protection.event"].flush_model(["cause", "day", "user_id", "old_pool_id"])
        [(count,)] = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FROM crm_protection_event
                 WHERE cause = 'claim' AND user_id = %s AND day >= %s AND old_pool_id = %s
                """,
                user.id,
                since,
                self.id,
            )
        )
        return count

    def _count_held(self, user):
        """Customers that count for the holding capacity of this person.

        :return: int
        """
        domain = [
            ("is_managed_customer", "=", True),
            ("protection_owner_id", "=", user.id),
            ("company_id", "in", [self.company_id.id, False]),
        ]
        if self.capacity_skip_trading:
            domain.append(("customer_stage", "!=", "trading"))
        if self.capacity_skip_category_ids:
            domain.append(("customer_category_id", "not in", self.capacity_skip_category_ids.ids))
        return self.env["res.partner"].sudo().search_count(domain)
