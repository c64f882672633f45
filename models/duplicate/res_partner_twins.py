"""Customers that are entered together and may be one and the same: rows of one file."""

from collections import Counter

from odoo import api, models
from odoo.tools import email_normalize

from ...tools.company_name import KEY_WEIGHTS, keys, normalise, parse
from ...tools.twins import find_earlier

# Above all words of names: who has the same number is looked at in any case.
_FACT_WEIGHT = 100.0
# A domain that more rows have says nothing.
_MAX_DOMAIN = 50


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _find_twins(self, above, questions):
        """The row further up that each row is most like, and one of the same name.

        :param above: list of dict, see `_get_asked`: the rows of the file before these
        :param questions: list of dict, see `_get_asked`
        :return: list of lists of dict: as of `find_duplicates`, with `row` (from 0, in the
            file) in place of whose it is
        """
        asked = [*above, *questions]
        rows = self._get_comparable_rows(asked)
        earlier = find_earlier(
            [
                {
                    **{key: KEY_WEIGHTS.get(kind, 1.0) for key, kind in keys(parts).items()},
                    **dict.fromkeys(facts, _FACT_WEIGHT),
                }
                for parts, facts in rows
            ],
            first=len(above),
        )
        found = []
        for number, others in enumerate(earlier, len(above)):
            twins, name = [], rows[number][0].normal
            same = [other for other in others if name and rows[other][0].normal == name]
            scores = {
                other: self._get_row_score(rows[number], rows[other])
                for other in others
                if other not in same
            }
            if scores and max(scores.values()):
                twins = [max(scores, key=scores.get)]
            found.append(
                [
                    {
                        **self._compare_rows(rows[number], rows[other]).values,
                        "row": other,
                        "name": asked[other]["name"],
                    }
                    for other in same[:1] + twins
                ]
            )
        return found

    @api.model
    def _get_comparable_rows(self, asked):
        """What rows can have in common.

        :return: list of (`Parts`, set of (kind, text))
        """
        rows = [(parse(texts["name"]), self._get_row_facts(texts)) for texts in asked]
        count = Counter(fact for __, facts in rows for fact in facts if fact[0] == "domain")
        common = {fact for fact, rows_with_it in count.items() if rows_with_it > _MAX_DOMAIN}
        return [(parts, facts - common) for parts, facts in rows]

    @api.model
    def _get_row_facts(self, texts):
        address = email_normalize(texts["email"]) or ""
        facts = {("domain", domain) for domain in self._get_own_domains(address, texts["website"])}
        facts.add(("vat", normalise(texts["vat"]).upper()))
        facts.add(("email", address))
        if texts["phone"]:
            facts.add(("phone", min(self._get_dialled_numbers(texts["phone"]))))
        return {fact for fact in facts if fact[1]}
