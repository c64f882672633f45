"""Comparing what a duplicate run looks at, and keeping what is alike; each pair exists once."""

from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.company_name import LISTED, THRESHOLD, may_be_one
from ...tools.tax_number import clean_tax_number, tell_apart
from .crm_duplicate_run_candidates import EMAIL, PHONE, SAME, VAT, WEB
from .crm_name_index import _BATCH, _PARTS, DOMAIN
from .res_partner_duplicates import _DOMAIN, _EMAIL, _OTHER_VAT, _PHONE, _VAT, _Evidence

# Rows of the working table in one transaction: a second or two.
SLICE = 5_000
# From so many rows on most names will be needed.
MANY = 50_000
# Names that are kept in memory from slice to slice: most of a gigabyte, where there are as many.
_MAX_KEPT = 1_000_000
_SAID = {
    SAME: (1.0, "same_name"),
    VAT: (_VAT, "vat"),
    PHONE: (_PHONE, "phone"),
    EMAIL: (_EMAIL, "email"),
    WEB: (_DOMAIN, "domain"),
}
_OTHER_CODES = frozenset(reason for __, reason in _SAID.values())
_LEAST = {"same": 1.0, "likely": THRESHOLD, "similar": LISTED}


class CrmDuplicateRun(models.Model):
    _inherit = "crm.duplicate.run"

    def _read_candidates(self):
        """The next rows to look at; all other evidence on a partner comes together.

        :return: list of (id, evidence, first id, other ids)
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, evidence, first_id, other_ids
                  FROM crm_duplicate_candidate
                 WHERE run_id = %s AND id > %s
                 ORDER BY id LIMIT %s
                """,
                self.id,
                self.last_id,
                SLICE,
            )
        )
        # What partners share is read as a whole, before the names.
        shared = sum(evidence > 0 for __, evidence, __, __ in rows)
        return rows[:shared] if shared else rows

    def _compare(self, rows, kept=None):
        """Weigh the evidence of each pair and store those that reach the level of the run.

        :param rows: what `_read_candidates` gave
        :param dict kept: names that earlier calls read, and this one adds to
        """
        if rows[0][1]:
            found = self._weigh_evidence(rows)
        else:
            found = self._weigh_names(rows, {} if kept is None else kept)
        self._drop_unlikely(found)
        self._keep_asked(found)
        self._weigh_other_tax_numbers(found)
        self._drop_unlikely(found)
        self._store_pairs(found)

    def _drop_unlikely(self, found):
        """Leave out the pairs that do not reach the level of the run."""
        least = _LEAST[self.level]
        for pair in [
            pair for pair, said in found.items() if not said.related and said.score < least
        ]:
            del found[pair]

    # === WEIGHING === #

    def _weigh_evidence(self, rows):
        """What partners share, and how alike their names are.

        :return: dict (partner id, other id) -> `_Evidence`
        """
        found = defaultdict(_Evidence)
        for __, evidence, first_id, other_ids in rows:
            for other_id in other_ids:
                said = found[first_id, other_id]
                score, reason = _SAID[evidence]
                said.same = said.same or evidence == SAME
                if reason not in said.reasons:
                    said.add(score, [reason])
        names = self._read_names_of({partner_id for pair in found for partner_id in pair})
        for (one, other), said in found.items():
            for mine in names[one]:
                for theirs in names[other]:
                    self._add_name(said, mine, theirs)
        return found

    def _weigh_names(self, rows, kept):
        """The pairs of names that are alike; which is which partner's, the index says.

        :return: see `_weigh_evidence`
        """
        self._read_names({i for row in rows for i in (row[2], *row[3])}, kept)
        found = defaultdict(_Evidence)
        nothing = (0, None)
        for __, __, first_id, other_ids in rows:
            one, mine = kept.get(first_id, nothing)
            for other_id in set(other_ids):
                other, theirs = kept.get(other_id, nothing)
                if not one or not other or one == other or mine.normal == theirs.normal:
                    continue
                if may_be_one(mine, theirs):
                    pair = (one, other) if one < other else (other, one)
                    self._add_name(found[pair], mine, theirs)
        return found

    @api.model
    def _add_name(self, said, mine, theirs):
        """Add how alike two names are; where partners have several, the most alike ones count."""
        if said.same:
            return
        score, reasons, related = self.env["res.partner"]._compare_names(mine, theirs)
        if score < LISTED or score <= said.name_score:
            return
        said.doubt *= (1 - score) / (1 - said.name_score)
        said.reasons = [*reasons, *(code for code in said.reasons if code in _OTHER_CODES)]
        said.name_score, said.related = score, related

    def _keep_asked(self, found):
        """Leave out the pairs of which the filter wants neither."""
        if self.scope != "filter" or not found:
            return
        ids = list({partner_id for pair in found for partner_id in pair})
        asked = self._get_filter_model().search(self._get_filter() & Domain("id", "in", ids))
        asked = set(asked._ids)
        for one, other in list(found):
            if one not in asked and other not in asked:
                del found[one, other]

    @api.model
    def _weigh_other_tax_numbers(self, found):
        """Say where both have a tax number and not the same: two legal entities."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id, vat FROM res_partner WHERE vat > '' AND id = ANY(%s)",
                list({partner_id for pair in found for partner_id in pair}),
            )
        )
        numbers = {partner_id: clean_tax_number(vat) for partner_id, vat in rows}
        for (one, other), said in found.items():
            if tell_apart(numbers.get(one), numbers.get(other)) and not said.same:
                said.doubt = 1 - (1 - said.doubt) * _OTHER_VAT
                said.reasons.append("other_vat")

    # === READING === #

    def _read_names(self, name_ids, kept):
        """Read those of the names that are not kept yet, of companies and customers.

        Two persons are not one because their names are alike.

        :param kept: dict name id -> (partner id, `Parts`); it never grows without an end
        """
        if len(kept) > _MAX_KEPT:
            kept.clear()
        missing = list(name_ids - kept.keys())
        if missing:
            self._keep_names(kept, SQL("n.id = ANY(%s)", missing))

    def _read_all_names(self):
        """Read names in their order, where most will be needed: faster than those of each slice.

        :return: dict, see `_read_names`
        """
        [[last_id]] = self.env.execute_query(SQL("SELECT max(id) FROM crm_partner_name"))
        kept = {}
        for start in range(1, last_id + 1, _BATCH):
            if len(kept) < _MAX_KEPT:
                self._keep_names(kept, SQL("n.id BETWEEN %s AND %s", start, start + _BATCH - 1))
        return kept

    def _keep_names(self, kept, condition):
        read_parts = self.env["crm.name.index"]._read_parts
        companies = SQL("%s AND (p.is_company IS TRUE OR p.is_managed_customer IS TRUE)", condition)
        for name_id, partner_id, *values in self._select_names(companies):
            kept[name_id] = (partner_id, read_parts(*values))

    def _read_names_of(self, partner_ids):
        """:return: dict partner id -> list of `Parts`"""
        read_parts, names = self.env["crm.name.index"]._read_parts, defaultdict(list)
        for __, partner_id, *values in self._select_names(
            SQL("n.partner_id = ANY(%s)", list(partner_ids))
        ):
            names[partner_id].append(read_parts(*values))
        return names

    def _select_names(self, condition):
        return self.env.execute_query(
            SQL(
                """
                SELECT n.id, n.partner_id, %s
                  FROM crm_partner_name n JOIN res_partner p ON p.id = n.partner_id
                 WHERE n.kind != %s AND %s AND %s
                """,
                _PARTS,
                DOMAIN,
                condition,
                self._get_found(),
            )
        )

    # === STORING === #

    def _store_pairs(self, found):
        """Insert new pairs; open ones of an earlier run come to this one, decided ones stay.

        :param dict found: (partner id, other id) -> `_Evidence`
        """
        if not found:
            return
        known = self._read_known({partner_id for pair in found for partner_id in pair})
        new, moved = [], []
        for pair, said in found.items():
            pair_id, run_id, decision = known.get(frozenset(pair), (None, None, None))
            row = (pair_id, *pair, said.kind, said.score, ",".join(said.reasons))
            if not pair_id:
                new.append(row)
            elif decision == "open" and run_id != self.id:
                moved.append(row)
        if new:
            self.env.cr.execute(self._get_insert(new))
        if moved:
            self.env.cr.execute(self._get_update(moved))
        self.env["crm.duplicate.pair"].invalidate_model()

    def _read_known(self, partner_ids):
        """:return: dict frozenset of partner ids -> (pair id, run id, decision)"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, other_partner_id, id, run_id, decision FROM crm_duplicate_pair
                 WHERE company_id = %s AND partner_id = ANY(%s) AND other_partner_id IS NOT NULL
                 -- After a merge one pair may stand twice: then the decision counts.
                 ORDER BY decision != 'open', id
                """,
                self.company_id.id,
                list(partner_ids),
            )
        )
        return {frozenset(row[:2]): row[2:] for row in rows}

    @api.model
    def _select_rows(self, rows):
        """The rows of pairs with the names of partners that still exist."""
        return SQL(
            """
            SELECT f.pair_id, one.id AS partner_id, other.id AS other_partner_id,
                   f.kind, f.score, f.reasons,
                   COALESCE(one.registered_name, one.name) AS name,
                   COALESCE(other.registered_name, other.name) AS other_name
              FROM unnest(%s::int[], %s::int[], %s::int[], %s::text[], %s::float8[], %s::text[])
                   AS f(pair_id, one_id, other_id, kind, score, reasons)
              JOIN res_partner one ON one.id = f.one_id AND one.active
              JOIN res_partner other ON other.id = f.other_id AND other.active
            """,
            *map(list, zip(*rows, strict=True)),
        )

    def _get_insert(self, rows):
        return SQL(
            """
            INSERT INTO crm_duplicate_pair (run_id, company_id, partner_id, other_partner_id,
                        kind, score, reasons, name, other_name, group_partner_id, decision,
                        create_uid, create_date, write_uid, write_date)
            SELECT %(run)s, %(company)s, f.partner_id, f.other_partner_id, f.kind, f.score,
                   f.reasons, f.name, f.other_name, f.partner_id, 'open',
                   %(user)s, now(), %(user)s, now()
              FROM (%(rows)s) f
            """,
            run=self.id,
            company=self.company_id.id,
            user=self.create_uid.id,
            rows=self._select_rows(rows),
        )

    def _get_update(self, rows):
        return SQL(
            """
            UPDATE crm_duplicate_pair p
               SET run_id = %s, kind = f.kind, score = f.score, reasons = f.reasons,
                   name = f.name, other_name = f.other_name
              FROM (%s) f WHERE p.id = f.pair_id
            """,
            self.id,
            self._select_rows(rows),
        )
