"""Comparing what a duplicate run looks at, and keeping what is alike; each pair exists once."""

import re
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ...tools.company_name import LISTED, THRESHOLD, similarity
from .crm_duplicate_run_candidates import EMAIL, PHONE, SAME, VAT, WEB
from .crm_name_index import _PARTS
from .res_partner_duplicates import _DOMAIN, _EMAIL, _OTHER_VAT, _PHONE, _RELATED, _VAT, _Evidence

# Rows of the working table in one transaction: a second or two.
SLICE = 20_000
_SAID = {
    SAME: (1.0, "same_name"),
    VAT: (_VAT, "vat"),
    PHONE: (_PHONE, "phone"),
    EMAIL: (_EMAIL, "email"),
    WEB: (_DOMAIN, "domain"),
}
_LEAST = {"same": 1.0, "likely": THRESHOLD, "similar": LISTED}


class CrmDuplicateRun(models.Model):
    _inherit = "crm.duplicate.run"

    def _read_candidates(self):
        """The next rows to look at; all rows of a partner come together.

        :return: list of (id, partner id, other id, name id, other name id, evidence)
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, partner_id, other_id, name_id, other_name_id, evidence
                  FROM crm_duplicate_candidate
                 WHERE run_id = %s AND id > %s
                 ORDER BY id LIMIT %s
                """,
                self.id,
                self.last_id,
                SLICE,
            )
        )
        if len(rows) == SLICE:
            whole = [row for row in rows if row[1] != rows[-1][1]]
            return whole or rows
        return rows

    def _compare(self, rows):
        """Weigh the evidence of each pair and store those that reach the level of the run.

        :param rows: what `_read_candidates` gave
        """
        names = self._read_names({name_id for row in rows for name_id in row[3:5] if name_id})
        least, found = _LEAST[self.level], defaultdict(_Evidence)
        for __, one, other, name_id, other_name_id, evidence in rows:
            if evidence:
                self._add_evidence(found[one, other], evidence)
            elif name_id in names and other_name_id in names:
                alike = similarity(names[name_id], names[other_name_id])
                related = not _RELATED.isdisjoint(alike.reasons)
                # Little on its own; with a common tax number it is a reason the more.
                if alike.score >= LISTED or related and "same_core" in alike.reasons:
                    self._add_name(found[one, other], alike, related)
        self._weigh_other_tax_numbers(found)
        self._store_pairs(
            {pair: said for pair, said in found.items() if said.related or said.score >= least}
        )

    @api.model
    def _read_names(self, name_ids):
        """:return: dict name id -> `Parts`"""
        read_parts = self.env["crm.name.index"]._read_parts
        rows = self.env.execute_query(
            SQL("SELECT n.id, %s FROM crm_partner_name n WHERE id = ANY(%s)", _PARTS, [*name_ids])
        )
        return {name_id: read_parts(*values) for name_id, *values in rows}

    @api.model
    def _add_evidence(self, said, evidence):
        score, reason = _SAID[evidence]
        said.same = said.same or evidence == SAME
        if reason not in said.reasons:
            said.add(score, [reason])

    @api.model
    def _add_name(self, said, alike, related):
        # A partner has several names: what it is called and what the register calls it.
        if not said.same and said.doubt > 1 - alike.score:
            said.add(alike.score, [code for code in alike.reasons if code not in said.reasons])
        said.related = said.related or related

    @api.model
    def _weigh_other_tax_numbers(self, found):
        """Say where both have a tax number and not the same: two legal entities."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id, vat FROM res_partner WHERE vat > '' AND id = ANY(%s)",
                list({partner_id for pair in found for partner_id in pair}),
            )
        )
        numbers = {partner_id: re.sub(r"[\W_]", "", vat).upper() for partner_id, vat in rows}
        for (one, other), said in found.items():
            mine, theirs = numbers.get(one), numbers.get(other)
            if mine and theirs and mine != theirs and len(mine) == len(theirs) and not said.same:
                said.doubt = 1 - (1 - said.doubt) * _OTHER_VAT
                said.reasons.append("other_vat")

    # === STORING === #

    def _store_pairs(self, found):
        """Insert new pairs; open ones of an earlier run come to this one, decided ones stay.

        :param dict found: (partner id, other id) -> `_Evidence`
        """
        if not found:
            return
        self.env.cr.execute(
            SQL(
                """
                WITH found AS MATERIALIZED (
                    SELECT one.id AS partner_id, other.id AS other_partner_id,
                           f.kind, f.score, f.reasons,
                           COALESCE(one.registered_name, one.name) AS name,
                           COALESCE(other.registered_name, other.name) AS other_name
                      FROM unnest(%(one)s::int[], %(other)s::int[], %(kind)s::text[],
                                  %(score)s::float8[], %(reasons)s::text[])
                           AS f(one_id, other_id, kind, score, reasons)
                      JOIN res_partner one ON one.id = f.one_id AND one.active
                      JOIN res_partner other ON other.id = f.other_id AND other.active
                ), moved AS (
                    UPDATE crm_duplicate_pair p
                       SET run_id = %(run)s, kind = f.kind, score = f.score, reasons = f.reasons,
                           name = f.name, other_name = f.other_name
                      FROM found f
                     WHERE p.partner_id = f.partner_id AND p.decision = 'open'
                       AND p.other_partner_id = f.other_partner_id
                       AND p.company_id = %(company)s
                )
                INSERT INTO crm_duplicate_pair (run_id, company_id, partner_id, other_partner_id,
                            kind, score, reasons, name, other_name, decision,
                            create_uid, create_date, write_uid, write_date)
                SELECT %(run)s, %(company)s, f.partner_id, f.other_partner_id, f.kind, f.score,
                       f.reasons, f.name, f.other_name, 'open', %(user)s, now(), %(user)s, now()
                  FROM found f
                 WHERE NOT EXISTS (
                       SELECT FROM crm_duplicate_pair p
                        WHERE p.company_id = %(company)s
                          AND (p.partner_id = f.partner_id
                               AND p.other_partner_id = f.other_partner_id
                               OR p.partner_id = f.other_partner_id
                               AND p.other_partner_id = f.partner_id))
                """,
                one=[one for one, __ in found],
                other=[other for __, other in found],
                kind=[said.kind for said in found.values()],
                score=[said.score for said in found.values()],
                reasons=[",".join(said.reasons) for said in found.values()],
                run=self.id,
                company=self.company_id.id,
                user=self.create_uid.id,
            )
        )
        self.env["crm.duplicate.pair"].invalidate_model()
