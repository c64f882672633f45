"""Which customer an order of the ERP is of: by code, by tax number, or as a person said once."""

from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ...tools.tax_number import clean_tax_number, tell_apart


class CrmErpOrder(models.Model):
    _inherit = "crm.erp.order"

    def _find_customers(self, entries):
        """Set the customer of each order, or why it has none."""
        by_company = defaultdict(list)
        for entry in entries:
            by_company[entry.company_id].append(entry)
        for company_id, group in by_company.items():
            asked = [entry.order["customer"] for entry in group]
            codes = self._find_by_code(company_id, {customer["code"] for customer in asked})
            vats = self._find_by_vat(company_id, {customer["vat"] for customer in asked})
            chosen = self._find_chosen(company_id, group)
            for entry in group:
                found = self._match_customer(entry.order, codes, vats, chosen)
                entry.customer = found if found[0] else _get_former(entry) or found

    def _match_customer(self, order, codes, vats, chosen):
        """What the parts say together. What a person decided counts more than a tax number.

        :return: (partner id or False, why it is parked or False, whether a person chose it)
        """
        customer = order["customer"]
        vat = clean_tax_number(customer["vat"])
        partner_id, known_vat = codes.get(customer["code"], (False, False))
        is_contradictory = tell_apart(clean_tax_number(known_vat), vat)
        if partner_id and not is_contradictory:
            return partner_id, False, False
        decided = chosen.get(_get_customer_key(order["source"], customer["code"], vat))
        if decided:
            return decided, False, True
        if is_contradictory:
            return False, "contradictory", False
        by_vat = vats.get(vat, ()) if vat else ()
        if len(by_vat) == 1:
            return next(iter(by_vat)), False, False
        return False, "ambiguous" if by_vat else "unknown", False

    def _find_by_code(self, company_id, codes):
        """Customers by their code: those of the company before those without one.

        A merged customer's code still means the customer into which it went.

        :return: dict code -> (partner id, tax number)
        """
        partners = self._search_customers_of(company_id, [("ref", "in", list(codes - {None}))])
        found = {}
        for partner in partners.sorted(lambda partner: bool(partner.company_id)):
            survivor = partner.managed_customer_id or partner
            found[partner.ref] = (survivor.id, survivor.vat)
        return found

    def _find_by_vat(self, company_id, vats):
        """Customers by their tax number, however it is written.

        :return: dict cleaned number -> set of partner ids
        """
        wanted = {clean_tax_number(vat) for vat in vats} - {""}
        if not wanted:
            return {}
        written = sorted({*wanted, *map(str.lower, wanted), *(vats - {None})})
        found = defaultdict(set)
        for partner in self._search_customers_of(company_id, [("vat", "in", written)]):
            survivor = partner.managed_customer_id or partner
            found[clean_tax_number(partner.vat)].add(survivor.id)
        return found

    def _search_customers_of(self, company_id, domain):
        """Managed customers that a company sees, deactivated and merged ones too.

        :return: `res.partner` records in sudo
        """
        return (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search_fetch(
                [
                    *domain,
                    "|",
                    ("is_managed_customer", "=", True),
                    ("merged_into_id", "!=", False),
                    ("company_id", "in", [company_id, False]),
                ],
                ["ref", "vat", "company_id", "managed_customer_id"],
            )
        )

    def _find_chosen(self, company_id, entries):
        """What a person decided about the same code, or the same number, before.

        :return: dict key of the customer -> partner id, the latest decision
        """
        sources = {entry.order["source"] for entry in entries}
        codes = {entry.order["customer"]["code"] or "" for entry in entries}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT source, decided_code, decided_vat, decided_partner_id
                  FROM crm_erp_order
                 WHERE company_id = %s AND decided_partner_id IS NOT NULL
                   AND source = ANY(%s) AND decided_code = ANY(%s)
              ORDER BY chosen_date NULLS FIRST, id
                """,
                company_id,
                sorted(sources),
                sorted(codes),
            )
        )
        return {
            _get_customer_key(source, code, clean_tax_number(vat)): partner_id
            for source, code, vat, partner_id in rows
        }


def _get_customer_key(source, code, vat):
    """What a customer of the ERP is known by: its code, and without one its tax number."""
    return source, code or "", "" if code else vat


def _get_former(entry):
    """The customer that an order has, while the ERP names the same one: codes may change here."""
    stored, asked = entry.stored, entry.order["customer"]
    if not stored or not stored.partner_id:
        return None
    if (stored.customer_code, stored.customer_vat) != (asked["code"], asked["vat"]):
        return None
    return stored.partner_id, False, stored.is_customer_chosen
