"""Collision analysis of many names at once: the same evidence, asked of the database in one go.

What is the same for one name and for thousands stands in `res_partner_duplicates`: here its searches
are answered from what was read before.
"""

import re
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL, email_normalize

from odoo.addons.phone_validation.models.mail_thread_phone import PHONE_REGEX_PATTERN

from ...tools.company_name import parse
from ...tools.tax_number import clean_tax_number
from .res_partner_duplicates import MAX_HITS

_KEY = "crm_prepared_evidence"


class _Prepared:
    """What the database knows of all that is asked for: lists of ids of customers."""

    def __init__(self, customers):
        # In sudo, archived ones too. Made once: a record set in another environment costs more
        # than what is asked of it.
        self.customers = customers
        self.same, self.likes = defaultdict(list), {}
        self.vats, self.phones, self.emails = (defaultdict(list) for __ in range(3))
        self.domains = defaultdict(list)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _find_evidence_of_many(self, questions):
        """As `_find_evidence`, for many customers.

        :param questions: list of dict, see `_get_asked`
        :return: list of dict `res.partner` record in sudo -> `_Evidence`, in the same order
        """
        prepared = self.with_context(**{_KEY: self._prepare_evidence(questions)})
        return [prepared._find_evidence(**asked) for asked in questions]

    @api.model
    def _prepare_evidence(self, questions):
        """Read what `_find_evidence` will search for.

        :param questions: list of dict, see `_get_asked`
        :return: `_Prepared`
        """
        prepared = _Prepared(self.sudo().with_context(active_test=False))
        parts = {
            parsed.normal: parsed for asked in questions if (parsed := parse(asked["name"])).normal
        }
        self._prepare_names(prepared, parts)
        vats = {clean_tax_number(asked["vat"]) for asked in questions} - {""}
        for customer in self._search_customers(
            [("vat", "in", [*vats, *map(str.lower, vats)])], limit=None, contacts=True
        ):
            prepared.vats[customer.vat.upper()].append(customer.managed_customer_id.id)
        addresses = {email_normalize(asked["email"]) for asked in questions} - {False}
        for partner in self._search_customers(
            [("email_normalized", "in", list(addresses))], limit=None, contacts=True
        ):
            prepared.emails[partner.email_normalized].append(partner.managed_customer_id.id)
        self._prepare_phones(prepared, {asked["phone"] for asked in questions} - {""})
        self._prepare_domains(prepared, questions)
        return prepared

    @api.model
    def _prepare_names(self, prepared, parts):
        """Add the customers of the same and of like names.

        :param dict parts: key of the name -> `Parts`
        """
        same = self._search_customers(
            [("registered_name_key", "in", list(parts)), ("is_managed_customer", "=", True)],
            limit=None,
        )
        for customer in same:
            prepared.same[customer.registered_name_key].append(customer.id)
        found = self.env["crm.name.index"]._find_many(list(parts.values()), self.env.companies.ids)
        prepared.likes.update(zip(parts, found, strict=True))

    @api.model
    def _prepare_phones(self, prepared, phones):
        numbers = {number for phone in phones for number in self._get_dialled_numbers(phone)}
        if not numbers:
            return
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, regexp_replace(phone, %(pattern)s, '', 'g')
                  FROM res_partner
                 WHERE phone IS NOT NULL
                   AND regexp_replace(phone, %(pattern)s, '', 'g') = ANY(%(numbers)s)
                """,
                pattern=PHONE_REGEX_PATTERN,
                numbers=list(numbers),
            )
        )
        number_of = dict(rows)
        for partner in self._search_customers(
            [("id", "in", list(number_of))], limit=None, contacts=True
        ):
            prepared.phones[number_of[partner.id]].append(partner.managed_customer_id.id)

    @api.model
    def _get_dialled_numbers(self, phone):
        """The spellings of a number as Odoo compares them, without what stands between digits."""
        numbers = set()
        for spelling in self._get_phone_spellings(phone):
            number = re.sub(PHONE_REGEX_PATTERN, "", spelling)
            abroad = re.match(r"\+|00", number)
            if abroad:
                number = number[abroad.end() :]
            numbers |= {f"+{number}", f"00{number}"} if abroad else {number}
        return numbers

    @api.model
    def _prepare_domains(self, prepared, questions):
        domains = set()
        for asked in questions:
            domains |= self._get_own_domains(
                email_normalize(asked["email"]) or "", asked["website"]
            )
        hits = self.env["crm.name.index"]._find_by_domains(domains, MAX_HITS + 1)
        # Of a domain that very many have nobody is read.
        count = defaultdict(int)
        for __, domain in hits:
            count[domain] += 1
        partner_ids = {partner_id for partner_id, domain in hits if count[domain] <= MAX_HITS}
        partners = self._search_customers(
            [("id", "in", list(partner_ids))], limit=None, contacts=True
        )
        customer_of = {partner.id: partner.managed_customer_id.id for partner in partners}
        for partner_id, domain in hits:
            # Those of others count: `_search_by_domains` sees how many have it.
            prepared.domains[domain].append(customer_of.get(partner_id))

    # === ANSWERS === #

    @api.model
    def _get_prepared(self):
        prepared = self.env.context.get(_KEY)
        return prepared if isinstance(prepared, _Prepared) else None

    @api.model
    def _search_same_name(self, key):
        prepared = self._get_prepared()
        if prepared is None:
            return super()._search_same_name(key)
        return prepared.customers.browse(prepared.same.get(key, [])[:MAX_HITS])

    @api.model
    def _search_like_names(self, asked):
        prepared = self._get_prepared()
        if prepared is None:
            return super()._search_like_names(asked)
        return [
            (prepared.customers.browse(partner_id), parts)
            for partner_id, parts in prepared.likes.get(asked.normal, ())
        ]

    @api.model
    def _search_by_vat(self, vat):
        prepared = self._get_prepared()
        if prepared is None:
            return super()._search_by_vat(vat)
        return prepared.customers.browse(dict.fromkeys(prepared.vats.get(vat, [])[:MAX_HITS]))

    @api.model
    def _search_by_phone(self, phone):
        prepared = self._get_prepared()
        if prepared is None:
            return super()._search_by_phone(phone)
        found = [
            customer_id
            for number in self._get_dialled_numbers(phone)
            for customer_id in prepared.phones.get(number, ())
        ]
        return prepared.customers.browse(dict.fromkeys(found[:MAX_HITS]))

    @api.model
    def _search_by_email(self, address):
        prepared = self._get_prepared()
        if prepared is None:
            return super()._search_by_email(address)
        return prepared.customers.browse(dict.fromkeys(prepared.emails.get(address, [])[:MAX_HITS]))

    @api.model
    def _search_by_domains(self, domains):
        prepared = self._get_prepared()
        if prepared is None:
            return super()._search_by_domains(domains)
        hits = [(hit, domain) for domain in domains for hit in prepared.domains.get(domain, ())]
        if len(hits) > MAX_HITS:
            return []
        return [(prepared.customers.browse(hit), domain) for hit, domain in hits if hit]
