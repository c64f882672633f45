"""Storing what came: together where that goes, one by one where something is in the way."""

import json
import logging
from contextlib import contextmanager

from psycopg2 import IntegrityError, errors

from odoo import models
from odoo.exceptions import ConcurrencyError, UserError

_logger = logging.getLogger(__name__)


class CrmErpOrder(models.Model):
    _inherit = "crm.erp.order"

    # === VALUES === #

    def _prepare_order_values(self, entry, currency_ids, links):
        """What is written of an order, its lines apart.

        :param Entry entry: with its customer
        :param dict currency_ids: ISO code -> id
        :param links: (quotation id, task id)
        :return: dict
        """
        order, customer = entry.order, entry.order["customer"]
        partner_id, parked_reason, is_chosen = entry.customer
        return {
            "version": order["version"][0],
            "version_key": order["version"][1],
            "fingerprint": entry.fingerprint,
            "payload_hash": entry.payload_hash,
            "state": order["state"],
            "date_order": order["date"],
            "promised_date": order["promised_date"],
            "note": order["note"],
            "payload": json.dumps(entry.payload, ensure_ascii=False),
            "partner_id": partner_id,
            "parked_reason": parked_reason,
            "is_customer_chosen": is_chosen,
            "customer_code": customer["code"],
            "customer_vat": customer["vat"],
            "customer_name": customer["name"],
            "quotation_reference": order["quotation"],
            "task_reference": order["task"],
            "order_id": links[0],
            "lead_id": links[1],
            "currency_id": currency_ids[order["currency"]],
            **self._prepare_order_amounts(order),
        }

    def _prepare_order_amounts(self, order):
        """Amounts and how far the order is; what the header does not say, the lines do.

        :return: dict
        """
        lines = order["lines"]
        # By value, so that the pump counts more than its screws; by lines where nothing has a price.
        amounts = [float(line["amount"]) for line in lines]
        weights = [abs(amount) for amount in amounts]
        if not any(weights):
            weights = [1.0] * len(lines)
        invoiced = sum(
            _get_share(line, "invoiced") * amount
            for line, amount in zip(lines, amounts, strict=True)
        )
        delivered = sum(
            _get_share(line, "delivered") * weight
            for line, weight in zip(lines, weights, strict=True)
        )
        untaxed, total = sum(amounts), float(order["amount_total"])
        values = {
            "amount_untaxed": _or_else(order["amount_untaxed"], untaxed),
            "amount_total": total,
            "amount_invoiced": _or_else(order["amount_invoiced"], invoiced),
            "amount_paid": _or_else(
                order["amount_paid"], sum(float(line["amount_paid"]) for line in lines)
            ),
        }
        base = total if order["amount_invoiced"] else untaxed or total
        return values | {
            "delivered_share": _get_percent(delivered, sum(weights)),
            "invoiced_share": _get_percent(values["amount_invoiced"], base),
            "paid_share": _get_percent(values["amount_paid"], total),
        }

    # === STORING === #

    def _store(self, entries):
        """Create and update orders. What one of them breaks is told of that one alone."""
        try:
            with self._storing():
                self._store_together(entries)
        except (UserError, IntegrityError, errors.DataError):
            for entry in entries:
                self._store_alone(entry)

    def _store_alone(self, entry):
        try:
            with self._storing():
                self._store_together([entry])
        except (UserError, IntegrityError, errors.DataError) as error:
            _logger.info("An order of the ERP is refused: %s", error)
            entry.record_id = entry.stored and entry.stored.id
            message = str(error) if isinstance(error, UserError) else "The database refuses it."
            entry.answer("error", "refused", False, message)

    @contextmanager
    def _storing(self):
        """A savepoint, in which whoever was faster is waited for: Odoo then repeats the call."""
        try:
            with self.env.cr.savepoint():
                yield
        except errors.UniqueViolation as error:
            raise ConcurrencyError(str(error)) from error

    def _store_together(self, entries):
        links, currency_ids = self._find_links(entries), self._get_currency_ids()
        new, known = [], []
        for entry in entries:
            values = self._prepare_order_values(entry, currency_ids, links[entry])
            (known if entry.stored else new).append((entry, values))
        self._create_orders(new)
        self._update_orders(known)
        self._after_upsert([entry.record_id for entry in entries])

    def _create_orders(self, prepared):
        """
        :param list prepared: of (`Entry`, values)
        """
        if not prepared:
            return
        orders = self.create(
            [
                {
                    **values,
                    "company_id": entry.company_id,
                    "source": entry.order["source"],
                    "number": entry.order["number"],
                }
                for entry, values in prepared
            ]
        )
        lines = {}
        for (entry, values), order in zip(prepared, orders, strict=True):
            entry.record_id = order.id
            lines[order] = entry.order["lines"]
            entry.answer("created" if values["partner_id"] else "parked", *_get_parked(values))
        self.env["crm.erp.order.line"]._store_lines(lines)

    def _update_orders(self, prepared):
        """
        :param list prepared: of (`Entry`, values)
        """
        lines = {}
        # Known together: what depends on them asks for all at once.
        order_ids = [entry.stored.id for entry, __ in prepared]
        for entry, values in prepared:
            order, stored = self.browse(entry.stored.id).with_prefetch(order_ids), entry.stored
            # What is still parked, and says the same, stays as it is.
            if values["partner_id"] or stored.version_key != values["version_key"]:
                order.write(values)
            if stored.fingerprint != entry.fingerprint:
                lines[order] = entry.order["lines"]
            entry.answer("updated" if values["partner_id"] else "parked", *_get_parked(values))
        if lines:
            self.env["crm.erp.order.line"]._store_lines(lines)

    def _after_upsert(self, order_ids):
        """For heirs: orders were created or updated.

        :param list order_ids: ids of `crm.erp.order`
        """


def _get_parked(values):
    """Code, field and message of an answer about a parked order; nothing for any other."""
    if values["partner_id"]:
        return ()
    return (
        f"customer_{values['parked_reason']}",
        "customer",
        "The order is kept. The back office says which customer it is of.",
    )


def _or_else(text, other):
    return other if text is None else float(text)


def _get_share(line, field):
    """Which part of a line is done, from 0 to 1; nothing was ordered: all of it."""
    ordered = float(line["quantity"])
    return min(float(line[field]) / ordered, 1.0) if ordered else 1.0


def _get_percent(part, whole):
    return max(0.0, min(part / whole, 1.0)) * 100 if whole else 0.0
