"""Collision analysis: is this customer already somebody's? (invariants 5 and 6)

Names, tax number, phone, e-mail, domain and website are evidence. What speaks for a customer adds up;
a tax number of its own speaks against it. The answer holds no contact data.
"""

import re
from dataclasses import dataclass, field, replace

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import email_normalize

from odoo.addons.phone_validation.tools.phone_validation import phone_format

from ...tools.company_name import LISTED, THRESHOLD, parse, similarity
from ...tools.tax_number import clean_tax_number, tell_apart

# How many customers a caller ever gets.
MAX_HITS = 50
# How likely each kind of evidence alone means the same customer.
_VAT, _PHONE, _EMAIL, _DOMAIN = 0.98, 0.9, 0.9, 0.7
_FACTS = {"vat": _VAT, "phone": _PHONE, "email": _EMAIL, "domain": _DOMAIN}
# Another tax number: another legal entity, whatever the name says.
_OTHER_VAT = 0.3
# These say that a customer belongs to the other one, but is not it.
_RELATED = frozenset({"branch", "group"})
_MIN_VAT = 5
_MIN_PHONE = 6


@dataclass
class _Evidence:
    """What speaks for one customer: `doubt` is the chance that it is another one."""

    doubt: float = 1.0
    same: bool = False
    related: bool = False
    reasons: list = field(default_factory=list)
    # Of the doubt, what the names say.
    name_score: float = 0.0

    def add(self, score, reasons):
        self.doubt *= 1 - score
        self.reasons += reasons

    @property
    def score(self):
        return 1.0 if self.same else min(round(1 - self.doubt, 4), 0.999)

    @property
    def kind(self):
        if self.same:
            return "same"
        if self.related:
            return "related"
        return "likely" if self.score >= THRESHOLD else "similar"

    @property
    def values(self):
        return {"kind": self.kind, "score": self.score, "reasons": self.reasons}


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def find_duplicates(self, name, vat=None, phone=None, email=None, limit=10, website=None):
        """Say whether a customer, or one like it, already exists.

        Looks at every customer of the caller's companies, seen or not, and answers without any
        contact data.

        :param str name: the registered name, in any spelling
        :param str vat: tax number or unified social credit code
        :param str phone: in any notation
        :param str email: one address
        :param int limit: how many at the most, up to 50
        :param str website: address of a website, or a domain
        :return: list of dict, best first: `kind` (`same`, `likely`, `similar`, `related`), `score`
            (0 to 1), `reasons` (list of sentences), `name`, `owner`, `team`, `protection_state`
            (`protected`, `public` or `exempt`), `protected_until` (ISO date or False), `can_claim`
            (bool), `active` (bool), and `id` only where the caller may read the record
        :raise AccessError: for whoever is no salesperson, clerk or customer administrator
        """
        self._check_collision_right()
        try:
            limit = min(max(int(limit or 0), 1), MAX_HITS)
        except (OverflowError, TypeError, ValueError):
            limit = 10
        # Any type can come over RPC; what is no text says nothing.
        asked = (name, vat, phone, email, website)
        found = self._find_evidence(*(text if isinstance(text, str) else "" for text in asked))
        ranked = self._rank_evidence(found)[:limit]
        hints = self.browse(customer.id for customer, _evidence in ranked)._get_hints()
        return [{**evidence.values, **hints[customer.id]} for customer, evidence in ranked]

    @api.model
    def _rank_evidence(self, found):
        """Sort what `_find_evidence` gives, the strongest first.

        :return: list of (`res.partner` record in sudo, `_Evidence`)
        """
        return sorted(found.items(), key=lambda item: (-item[1].score, item[0].id))

    @api.model
    def _check_collision_right(self):
        groups = (
            "sales_team.group_sale_salesman",
            "crm_customer_protection.group_clerk",
        )
        if not self.env.su and not any(map(self.env.user.has_group, groups)):
            raise AccessError(
                self.env._("Collision analysis is for salespeople, clerks and the back office.")
            )

    # === EVIDENCE === #

    @api.model
    def _find_evidence(self, name, vat, phone, email, website):
        """Collect what speaks for each customer being the one that is asked for.

        :return: dict `res.partner` record in sudo -> `_Evidence`
        """
        found = {}
        self._add_names(found, name)
        vat = clean_tax_number(vat)
        for customers, score, reason in self._get_other_evidence(vat, phone, email):
            for customer in customers:
                found.setdefault(customer, _Evidence()).add(score, [reason])
        self._add_domains(found, email, website)
        if len(vat) >= _MIN_VAT:
            self._weigh_tax_numbers(found, vat)
        return found

    @api.model
    def _add_names(self, found, name):
        """Add the customers whose names are alike, the same name first."""
        asked = parse(name)
        if not asked.normal:
            return
        for customer in self._search_same_name(asked.normal):
            evidence = found.setdefault(customer, _Evidence(same=True))
            evidence.add(1.0, [self.env._("same registered name")])
        for customer, parts in self._search_like_names(asked):
            score, reasons, related = self._compare_names(asked, parts)
            known = found.get(customer)
            # A customer has several names: what it is called and what the register calls it.
            if score < LISTED or known and known.doubt <= 1 - score:
                continue
            found[customer] = _Evidence(related=related)
            found[customer].add(score, self._get_reason_texts(reasons, asked, parts))

    @api.model
    def _search_same_name(self, key):
        """The customers of this registered name.

        :param str key: as `normalise` gives it
        :return: `res.partner` recordset in sudo, archived ones too
        """
        # The flag too, since the index on the key holds the managed customers only.
        domain = [("registered_name_key", "=", key), ("is_managed_customer", "=", True)]
        return (
            self.sudo()
            .with_context(active_test=False)
            .search(Domain.AND([domain, self._get_company_domain()]), limit=MAX_HITS)
        )

    @api.model
    def _search_like_names(self, asked):
        """The customers whose names share most with a name.

        :param asked: `Parts`
        :return: list of (`res.partner` record in sudo, `Parts`)
        """
        customers = self.sudo().with_context(active_test=False)
        found = self.env["crm.name.index"]._find(asked, self.env.companies.ids)
        return [(customers.browse(partner_id), parts) for partner_id, parts in found]

    @api.model
    def _compare_names(self, asked, found):
        """How likely two names mean one customer, and whether they are only related.

        A branch and its company, a group and its subsidiary are other customers, which somebody who
        asks for one of them has to know.

        :param asked: `Parts`
        :param found: `Parts`
        :return: (score, tuple of codes, bool)
        """
        alike = similarity(asked, found)
        if alike.score < THRESHOLD and not _RELATED.isdisjoint(alike.reasons):
            house = [replace(parts, branch="", group=False) for parts in (asked, found)]
            score = similarity(*house).score
            if score >= THRESHOLD:
                return THRESHOLD * score * 0.99, alike.reasons, True
        return alike.score, alike.reasons, False

    @api.model
    def _get_other_evidence(self, vat, phone, email):
        """Yield customers, how much it says, and the reason, of evidence that is not the name."""
        if len(vat) >= _MIN_VAT:
            yield self._search_by_vat(vat), _VAT, self.env._("same tax number")
        if len(re.sub(r"\D", "", phone)) >= _MIN_PHONE:
            yield self._search_by_phone(phone), _PHONE, self.env._("same phone number")
        address = email_normalize(email)
        if address:
            yield self._search_by_email(address), _EMAIL, self.env._("same e-mail address")

    @api.model
    def _search_by_vat(self, vat):
        return self._search_customers([("vat", "in", [vat, vat.lower()])])

    @api.model
    def _search_by_phone(self, phone):
        return self._search_customers(
            Domain.OR(
                [("phone_mobile_search", "=", number)]
                for number in self._get_phone_spellings(phone)
            )
        )

    @api.model
    def _search_by_email(self, address):
        return self._search_customers([("email_normalized", "=", address)])

    @api.model
    def _get_phone_spellings(self, phone):
        """The number as typed, and as it is dialled from abroad and from inside the country."""
        country = self.env.company.country_id
        spellings = {phone.strip()}
        for notation in ("E164", "NATIONAL"):
            spellings.add(
                phone_format(
                    phone.strip(),
                    country.code,
                    country.phone_code,
                    force_format=notation,
                    raise_exception=False,
                )
            )
        return sorted(filter(None, spellings))

    @api.model
    def _add_domains(self, found, email, website):
        """Add customers with a domain of their own in common, where nothing stronger is said."""
        domains = self._get_own_domains(email_normalize(email) or "", website)
        if not domains:
            return
        stronger = self.env._("same e-mail address")
        for customer, domain in self._search_by_domains(domains):
            evidence = found.setdefault(customer, _Evidence())
            reason = self.env._("same domain %(domain)s", domain=domain)
            if stronger not in evidence.reasons and reason not in evidence.reasons:
                evidence.add(_DOMAIN, [reason])

    @api.model
    def _search_by_domains(self, domains):
        """The customers with one of these domains, unless so many have it that it says nothing.

        :param domains: set of str
        :return: list of (`res.partner` record in sudo, domain)
        """
        hits = self.env["crm.name.index"]._find_by_domains(domains, MAX_HITS + 1)
        if len(hits) > MAX_HITS:
            return []
        domain_of = dict(hits)
        partners = self._search_customers([("id", "in", list(domain_of))], contacts=True)
        return [(partner.managed_customer_id, domain_of[partner.id]) for partner in partners]

    @api.model
    def _weigh_tax_numbers(self, found, vat):
        """Say where a customer has another tax number than the one that is asked for."""
        for customer, evidence in found.items():
            if tell_apart(clean_tax_number(customer.vat), vat) and not evidence.same:
                evidence.doubt = 1 - (1 - evidence.doubt) * _OTHER_VAT
                evidence.reasons.append(self.env._("other tax number"))

    @api.model
    def _get_company_domain(self):
        return Domain("company_id", "in", [*self.env.companies.ids, False])

    @api.model
    def _search_customers(self, domain, limit=MAX_HITS, contacts=False):
        """Managed customers of the caller's companies of which, or of whose contacts, this holds.

        :param bool contacts: return what was found itself instead of its customers
        :return: `res.partner` recordset in sudo, archived ones too
        """
        found = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                Domain.AND(
                    [domain, [("managed_customer_id", "!=", False)], self._get_company_domain()]
                ),
                limit=limit,
            )
        )
        return found if contacts else found.managed_customer_id

    @api.model
    def _get_row_score(self, row, other):
        """How likely two rows of a file are one customer: what `_compare_rows` says, in short.

        :param row: (`Parts`, set of (kind, text)), see `_get_comparable_rows`
        """
        (asked, facts), (found, others) = row, other
        score = self._compare_names(asked, found)[0]
        doubt = 1 - score if score >= LISTED else 1.0
        for kind, __ in facts & others:
            doubt *= 1 - _FACTS[kind]
        return 1 - doubt

    @api.model
    def _compare_rows(self, row, other):
        """What speaks for two rows of a file being one customer.

        :param row: (`Parts`, set of (kind, text)), see `_get_comparable_rows`
        :return: `_Evidence`
        """
        (asked, facts), (found, others) = row, other
        score, codes, related = self._compare_names(asked, found)
        evidence = _Evidence(same=bool(asked.normal) and asked.normal == found.normal)
        if score >= LISTED:
            evidence.related = related
            evidence.add(score, self._get_reason_texts(codes, asked, found))
        for kind, text in sorted(facts & others):
            reason = {
                "vat": self.env._("same tax number"),
                "phone": self.env._("same phone number"),
                "email": self.env._("same e-mail address"),
                "domain": self.env._("same domain %(domain)s", domain=text),
            }[kind]
            evidence.add(_FACTS[kind], [reason])
        return evidence

    # === WHAT ANYBODY MAY KNOW === #

    def _get_hints(self):
        """What anybody who may ask learns of these customers.

        :return: dict customer id -> dict, see `find_duplicates`
        """
        mine = self.sudo(False).with_context(active_test=False)
        readable = set(mine._filtered_access("read")._ids)
        self.sudo()._fetch_hints()
        hints = {}
        for customer, seen in zip(self.sudo(), mine, strict=True):
            until = customer._get_protected_until()
            hints[customer.id] = {
                "name": customer.registered_name or customer.name,
                "owner": customer.user_id.name or False,
                "team": customer.user_id.sale_team_id.name or False,
                "protection_state": customer._get_protection_state(),
                "protected_until": fields.Date.to_string(until) if until else False,
                "can_claim": seen._can_claim(),
                "active": customer.active,
            }
            if customer.id in readable:
                hints[customer.id]["id"] = customer.id
        return hints

    def _fetch_hints(self):
        """Read what the hints need and no more: a partner has a hundred columns."""
        self.fetch(self._get_hint_fields())
        self.user_id.fetch(["partner_id", "sale_team_id"])
        self.user_id.partner_id.fetch(["name"])
        self.user_id.sale_team_id.fetch(["name"])

    @api.model
    def _get_hint_fields(self):
        return ["name", "registered_name", "user_id", "active", "is_managed_customer", "company_id"]

    # === PROTECTION, AS FAR AS IT GOES WITHOUT POLICIES === #

    def _get_protection_state(self):
        """`protected` where the customer has an owner, else `public`."""
        return "protected" if self.user_id else "public"

    def _get_protected_until(self):
        """The day on which the customer falls free, or False where it never does."""
        return False

    def _can_claim(self):
        """Whether the caller may take this customer now."""
        return False
