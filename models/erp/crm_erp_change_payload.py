"""What the ERP is told of a quotation or a won task: enough to enter it, in the words of `upsert`."""

from odoo import models

from ...tools.quote_content import number
from .crm_erp_change import get_event


class CrmErpChange(models.Model):
    _inherit = "crm.erp.change"

    def _prepare_change(self):
        """As it is now, which may be more than what happened then: `is_current` tells.

        :return: dict that JSON can hold; amounts and quantities are texts
        """
        self.ensure_one()
        record = self.order_id or self.lead_id
        change = {
            "id": self.id,
            "event": self.event,
            "is_current": record._get_erp_event() == get_event(self),
            "date": f"{self.date.isoformat(timespec='seconds')}Z",
            "company": self.company_id.id,
            "customer": self._prepare_change_customer(record.partner_id),
            "salesperson": record.user_id.login or False,
        }
        if self.order_id:
            return change | self._prepare_change_quotation(self.order_id)
        return change | self._prepare_change_task(self.lead_id)

    def _prepare_change_customer(self, partner):
        customer = partner.managed_customer_id or partner.commercial_partner_id
        return {
            "code": customer.ref or False,
            "vat": customer.vat or False,
            "name": customer.registered_name or customer.name or False,
        }

    def _prepare_change_quotation(self, order):
        return {
            "quotation": order.name,
            "task": order.opportunity_id.id or False,
            "currency": order.currency_id.name,
            "amount_untaxed": number(order.amount_untaxed),
            "amount_total": number(order.amount_total),
            "payment_terms": order.payment_term_id.name or False,
            "customer_reference": order.client_order_ref or False,
            "promised_date": order.commitment_date and order.commitment_date.date().isoformat(),
            "lines": [
                self._prepare_change_line(index, line)
                for index, line in enumerate(
                    order.order_line.filtered(lambda line: not line.display_type), 1
                )
            ],
        }

    def _prepare_change_line(self, index, line):
        return {
            "line": index,
            "product": line.product_id.default_code or False,
            "description": line.name,
            "unit": line.product_uom_id.name or False,
            "quantity": number(line.product_uom_qty),
            "price": number(line.price_unit),
            "discount": number(line.discount),
            "amount": number(line.price_subtotal),
        }

    def _prepare_change_task(self, task):
        return {
            "quotation": False,
            "task": task.id,
            "name": task.name,
            "currency": task.company_currency.name,
            "amount_total": number(task.expected_revenue),
            "lines": [],
        }
