"""Confirmed orders that say another thing than what the ERP was told: it is told again."""

from contextlib import contextmanager

from odoo import models

from ...tools.quote_content import fingerprint
from ..protection.guard import unlocked
from ..quote_approval.content_watch import is_watching

# What the ERP is told besides what the customer reads.
_TOLD = ("client_order_ref",)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @contextmanager
    def _watch_content(self):
        """Whatever may change the content goes through it, and the outermost write asks once."""
        confirmed = self.browse() if is_watching(self.env) else self._filter_erp_confirmed()
        with super()._watch_content():
            yield
        if confirmed:
            confirmed.exists()._filter_erp_confirmed()._announce_content()

    def _filter_erp_confirmed(self):
        """:return: those that are confirmed in a company with an ERP, in sudo"""
        company_ids = self.env["res.company"]._get_erp_company_ids()
        if not company_ids:
            return self.browse()
        return self.sudo().filtered(
            lambda order: order.state == "sale" and order._get_erp_company().id in company_ids
        )

    def _announce_content(self):
        """Tell the ERP of those of which it was told, and that say another thing by now."""
        # Before what was told is read: prices that are computed for it are written, and told, here.
        said = {order: order._get_erp_fingerprint() for order in self}
        told = self.env["crm.erp.change"]._get_last_rows("order_id", self)
        changed = [
            order._prepare_erp_change("changed", said[order])
            for order in self
            if (row := told.get(order.id))
            and row.event in ("confirmed", "changed")
            and row.fingerprint != said[order]
        ]
        if changed:
            unlocked(self.env["crm.erp.change"].sudo()).create(changed)

    def _get_erp_fingerprint(self):
        """
        :return: str, equal as long as the ERP would be told the same
        """
        content = self._get_quotation_content(named=False)
        order = self.sudo()
        content["header"].update({name: order[name] or False for name in _TOLD})
        return fingerprint(content)
