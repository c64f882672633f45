from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Longer than anybody asks who looked at what.
_KEPT_DAYS = 180


class CrmPoolView(models.Model):
    """Who opened which customer of a pool on which day: one row each, however often."""

    _name = "crm.pool.view"
    _description = "View of a Pool Customer"
    _order = "id desc"
    _rec_name = "partner_id"

    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    pool_id = fields.Many2one(
        "crm.customer.pool", required=True, readonly=True, index=True, ondelete="cascade"
    )
    day = fields.Date(required=True, readonly=True)

    _user_day_idx = models.Index("(user_id, day, pool_id)")

    @api.model
    def _count_views(self, pool, partner_ids):
        """Count customers that the caller opens, those not yet opened today.

        :param pool: `crm.customer.pool` record in sudo
        :param partner_ids: list of int
        :raise UserError: where the pool allows no more today
        """
        if not pool.views_per_day or self._is_unlimited(pool):
            return
        day = pool.company_id._get_today()
        seen = self._get_seen(pool, day)
        new = sorted(set(partner_ids) - seen)
        if not new:
            return
        # Two requests of one person at the same time would count the same old number.
        self.env["res.partner"]._queue_behind_claims(self.env.user)
        if len(seen) + len(new) > pool.views_per_day:
            raise UserError(
                self.env._(
                    "You opened %(count)s customers of %(pool)s today, and it allows %(limit)s a "
                    "day. Go on tomorrow, or claim one of those that you opened.",
                    count=len(seen),
                    pool=pool.name,
                    limit=pool.views_per_day,
                )
            )
        self.sudo().create(
            [
                {"user_id": self.env.uid, "partner_id": one, "pool_id": pool.id, "day": day}
                for one in new
            ]
        )

    @api.model
    def _get_seen(self, pool, day):
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT partner_id FROM crm_pool_view"
                " WHERE user_id = %s AND day = %s AND pool_id = %s",
                self.env.uid,
                day,
                pool.id,
            )
        )
        return {partner_id for (partner_id,) in rows}

    @api.model
    def _is_unlimited(self, pool):
        return self.env["res.partner"]._is_customer_admin() or self.env.user in pool.manager_ids

    @api.autovacuum
    def _gc_old_views(self):
        limit = fields.Date.today() - timedelta(days=_KEPT_DAYS)
        old = self.sudo().search([("day", "<", limit)], limit=10_000)
        old.unlink()
        return len(old), int(len(old) == 10_000)
