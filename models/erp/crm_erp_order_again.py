"""Parked orders whose customer got its code or tax number meanwhile: looked at again."""

import logging

from odoo import api, models
from odoo.fields import Domain

from ...tools.tax_number import clean_tax_number
from .intake import Asked

_logger = logging.getLogger(__name__)
_BATCH = 200
# More of them at once are left to the job: whoever saves a customer does not wait for them.
_LOOKED_AT, _AT_ONCE = 1000, 100


class CrmErpOrder(models.Model):
    _inherit = "crm.erp.order"

    @api.model
    def _cron_look_again(self):
        """Find the customers of orders that wait for one. May be killed at any moment."""
        companies = self.env["res.company"]._get_erp_company_ids()
        waiting = self.search(
            [("partner_id", "=", False), ("company_id", "in", list(companies))], order="id"
        )
        self.env["ir.cron"]._commit_progress(remaining=len(waiting))
        for start in range(0, len(waiting), _BATCH):
            batch = waiting[start : start + _BATCH]
            try:
                with self.env.cr.savepoint():
                    batch.try_lock_for_update()._look_again()
            except Exception:
                _logger.exception("Orders of the ERP without customer: not looked at again")
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                break

    @api.model
    def _look_again_for(self, partners):
        """Customers got their code or tax number: orders that wait for one may be theirs.

        :param partners: `res.partner` recordset in sudo
        """
        companies = self.env["res.company"]._get_erp_company_ids()
        partners = companies and partners.filtered("is_managed_customer")
        if not partners:
            return
        codes = set(partners.mapped("ref")) - {False}
        vats = set(map(clean_tax_number, partners.mapped("vat"))) - {""}
        said = Domain("customer_code", "in", list(codes))
        if vats:
            said |= Domain("customer_vat", "!=", False)
        domain = Domain("partner_id", "=", False) & Domain("company_id", "in", list(companies))
        waiting = self.sudo().search_fetch(
            domain & said, ["customer_code", "customer_vat"], order="id", limit=_LOOKED_AT
        )
        # However a number is written, it is the number that decides.
        theirs = waiting.filtered(
            lambda order: (
                order.customer_code in codes or clean_tax_number(order.customer_vat) in vats
            )
        )
        theirs[:_AT_ONCE]._look_again()
        if len(waiting) == _LOOKED_AT or len(theirs) > _AT_ONCE:
            self.env.ref("crm_customer_protection.ir_cron_erp_look_again").sudo()._trigger()

    def _look_again(self):
        """Give parked orders the customer that they have by now, or say why they have none.

        :return: `crm.erp.order` recordset, those that got one
        """
        orders = self._as_erp_system().filtered(lambda order: not order.partner_id)
        asked = [Asked(order) for order in orders]
        orders._find_customers(asked)
        found = orders.browse()
        for order, question in zip(orders, asked, strict=True):
            partner_id, reason, is_chosen = question.customer
            if partner_id:
                found += order
            elif reason == order.parked_reason:
                continue
            order.write(
                {
                    "partner_id": partner_id,
                    "parked_reason": reason,
                    "is_customer_chosen": is_chosen,
                }
            )
        if found:
            found._relink()
            found._after_upsert(found.ids)
        return found.with_env(self.env)
