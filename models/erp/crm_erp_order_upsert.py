"""What the ERP calls: any number of orders, one answer for each (invariant 10).

read -> compare with what is stored -> find customers -> store. A call is one transaction: an answer
means that it is stored, no answer that nothing is, and then the same call may simply be repeated.
"""

from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools import erp_payload
from ..protection.guard import unlocked
from .intake import Entry, Stored

MAX_ORDERS = 10_000
# What is said where a payload means nothing new; for programs and people who read their logs.
_REFUSALS = {
    erp_payload.STALE: ("stale", "older_version", "Version %s is stored, which is newer."),
    erp_payload.CONFLICT: (
        "error",
        "version_conflict",
        "Version %s is stored with another content. Send the order with a newer version.",
    ),
    erp_payload.OTHER_KIND: (
        "error",
        "version_kind",
        "Version %s is stored. After a time no number is taken; keep to times.",
    ),
}


class CrmErpOrder(models.Model):
    _inherit = "crm.erp.order"

    @api.model
    def upsert(self, orders):
        """Store orders as the ERP has them now. For the ERP's own user alone.

        :param list orders: of dicts, see the README for the fields; at most 10,000
        :return: list of dicts in the same order, one for each: number, source, result (created,
            updated, unchanged, stale, parked or error), id of the stored order, and code, field
            and message of what is wrong with it
        :raise AccessError: for anybody else
        :raise UserError: where `orders` is no list or too long
        """
        self._check_may_upsert()
        if not isinstance(orders, list):
            raise UserError(self.env._("“orders” has to be a list of orders."))
        if len(orders) > MAX_ORDERS:
            raise UserError(
                self.env._("At most %(count)s orders are taken in one call.", count=MAX_ORDERS)
            )
        system = self._as_erp_system()
        entries = [Entry(payload) for payload in orders]
        system._answer_repeated(entries, self.env.company.id, self._get_own_company_ids())
        for entry in entries:
            if entry.is_open:
                entry.parse()
        self._set_companies(entries)
        for entries_once in _split_repeated(entries):
            system._upsert_once(entries_once)
        return [entry.result for entry in entries]

    @api.model
    def _check_may_upsert(self):
        """:raise AccessError: for whoever is not the ERP"""
        if not self.env.su and not self._is_integration():
            raise AccessError(self.env._("Orders of the ERP are sent by the ERP alone."))

    def _as_erp_system(self):
        """The same model, allowed to write, without anything that the client put into the context."""
        context = {"lang": self.env.lang, "tracking_disable": True}
        return unlocked(self.with_env(self.env(context=context)).sudo())

    @api.model
    def _get_own_company_ids(self):
        """:return: frozenset of ids of the companies for which the caller may send"""
        own = self.env.user.company_ids.ids
        return self.env["res.company"]._get_erp_company_ids().intersection(own)

    def _answer_repeated(self, entries, company_id, company_ids):
        """Answer what is there word for word, without reading it: most of what an ERP sends.

        :param int company_id: of orders that name none
        :param company_ids: of the companies for which the caller may send
        """
        asked = {}
        for entry in entries:
            key = entry.guess_key(company_id)
            if key and key[0] in company_ids:
                # The first one alone: what comes later in the call meets what this one leaves.
                asked.setdefault(key, entry)
        for key, row in self._find_stored(list(asked)).items():
            if row.partner_id and row.payload_hash == asked[key].payload_hash:
                asked[key].record_id = row.id
                asked[key].answer("unchanged")

    @api.model
    def _set_companies(self, entries):
        """Find the company of each order: that which it names, else that of the caller."""
        allowed = self.env.user.company_ids.ids
        using = self._get_own_company_ids()
        for entry in entries:
            if not entry.is_open:
                continue
            entry.company_id = entry.order["company"] or self.env.company.id
            if entry.company_id not in allowed:
                message = "It is no company of this user."
                entry.answer("error", "company", "company", message)
            elif entry.company_id not in using:
                message = "This company takes no orders of an ERP. Switch it on in its settings."
                entry.answer("error", "not_enabled", "company", message)

    def _upsert_once(self, entries):
        """Store orders of which none is there twice."""
        stored = self._find_stored([entry.key for entry in entries])
        waiting = []
        for entry in entries:
            entry.stored = stored.get(entry.key)
            if entry.stored is None or self._is_news(entry):
                waiting.append(entry)
        if waiting:
            self._find_customers(waiting)
            self._find_currencies(waiting)
            self._store(sorted((e for e in waiting if e.is_open), key=lambda entry: entry.key))

    def _find_stored(self, keys):
        """What is stored of these orders.

        :param list keys: of (company id, source, number)
        :return: dict key -> `Stored`
        """
        if not keys:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT company_id, source, number,
                       id, version, version_key, fingerprint, partner_id, customer_code,
                       customer_vat, is_customer_chosen, payload_hash
                  FROM crm_erp_order
                 WHERE (company_id, source, number) IN (
                       SELECT * FROM unnest(%s::int[], %s::text[], %s::text[]))
                """,
                *map(list, zip(*keys, strict=True)),
            )
        )
        return {tuple(row[:3]): Stored(*row[3:]) for row in rows}

    def _is_news(self, entry):
        """Whether a payload is to be stored in place of what there is; answers it if not.

        A parked order is looked at again each time: its customer may be known by now.
        """
        stored = entry.stored
        entry.record_id = stored.id
        verdict = erp_payload.compare(
            stored.version_key, stored.fingerprint, entry.order["version"][1], entry.fingerprint
        )
        if verdict == erp_payload.NEWER:
            return True
        if verdict == erp_payload.UNCHANGED:
            if stored.partner_id:
                entry.answer("unchanged")
            return not stored.partner_id
        result, code, message = _REFUSALS[verdict]
        entry.answer(result, code, "version", message % stored.version)
        return False


def _split_repeated(entries):
    """Lists of entries in which no order is there twice; together they keep the order that came."""
    seen = defaultdict(int)
    rounds = defaultdict(list)
    for entry in entries:
        if entry.is_open:
            rounds[seen[entry.key]].append(entry)
            seen[entry.key] += 1
    return [rounds[number] for number in sorted(rounds)]
