"""What follows from an order: its step is written down, the customer's protection is renewed, the
conversion of a potential customer is proposed.

The last two once for an order, with the customer it is of: not again for each version of it.
"""

import logging
from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class CrmErpOrder(models.Model):
    _inherit = "crm.erp.order"

    step_ids = fields.One2many("crm.erp.order.step", "erp_order_id", "Steps", readonly=True)
    is_followed = fields.Boolean(
        readonly=True, help="Technical: its customer has had what follows from a new order."
    )

    def _prepare_order_values(self, entry, currency_ids, links):
        values = super()._prepare_order_values(entry, currency_ids, links)
        if entry.stored and entry.stored.partner_id != values["partner_id"]:
            values["is_followed"] = False
        return values

    def _after_upsert(self, order_ids):
        super()._after_upsert(order_ids)
        if not order_ids:
            return
        steps = self.env["crm.erp.order.step"]._log_states(order_ids)
        if any(is_news for __, __, is_news in steps):
            self._trigger_notices()
        self._take_unfollowed(order_ids)._follow()

    def _take_unfollowed(self, order_ids):
        """Those of the orders that are new for their customer; they are so once.

        :return: `crm.erp.order` recordset
        """
        self.flush_model(["is_followed", "partner_id", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE crm_erp_order SET is_followed = TRUE
                 WHERE id = ANY(%s) AND is_followed IS NOT TRUE
                   AND partner_id IS NOT NULL AND state <> 'cancelled'
             RETURNING id
                """,
                list(order_ids),
            )
        )
        orders = self.browse(sorted(row[0] for row in rows))
        orders.invalidate_recordset(["is_followed"], flush=False)
        return orders

    def _follow(self):
        """What a new order means for its customer."""
        latest = {}
        for order in self:
            moment = order._get_deal_moment()
            latest[order.partner_id] = max(moment, latest.get(order.partner_id, moment))
        by_moment = defaultdict(self.env["res.partner"].browse)
        for partner, moment in latest.items():
            by_moment[moment] |= partner
        for moment, partners in by_moment.items():
            partners._renew_protection("order", moment)
        self._propose()

    def _get_deal_moment(self):
        """When it was ordered, for the clock of the protection: not when the ERP sent it.

        :return: datetime in UTC, at noon of the day in the company's time zone, never in the future
        """
        self.ensure_one()
        now = fields.Datetime.now()
        if not self.date_order:
            return now
        return min(now, self.company_id._get_day_start(self.date_order) + timedelta(hours=12))

    def _propose(self):
        """Propose to convert the customers that only are potential.

        An order is kept whatever becomes of the proposal.
        """
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                self.partner_id._propose_trading(self.sorted("id"))
        except UserError:
            _logger.exception("Conversions of %s: not proposed", self.partner_id)
