"""Which pairs a duplicate run looks at: those that share rare keys of names, or other evidence.

All of it is SQL over whole tables: a million names against themselves would be half a billion
comparisons otherwise.
"""

from odoo import api, models
from odoo.tools import SQL

from .crm_name_index import DOMAIN
from .res_partner_duplicates import _MIN_PHONE, _MIN_VAT

# A key that more names share says little, and would make the number of pairs explode.
_MAX_NAMES = 20
# How many keys two names share at least; or how rare the shared ones are together, where a key
# that n names share counts 1/n.
_MIN_SHARED = 3
_MIN_RARITY = 0.4
_LEAST_RARITY = 0.2
# The names are paired in so many parts, so that the pairs of each fit into the server's memory.
_PARTS = 5
# A phone number or domain that more partners have is that of a house or a provider.
_MAX_PARTNERS = 10
# What speaks for a pair, besides its names.
SAME, VAT, PHONE, EMAIL, WEB = 1, 2, 4, 8, 16


class CrmDuplicateRun(models.Model):
    _inherit = "crm.duplicate.run"

    def _prepare_candidates(self):
        """Write what is to be looked at into the working table.

        :return: (int partners that are compared, int rows written)
        """
        self.env.flush_all()
        self._delete_candidates()
        self.env.cr.execute(SQL("SET LOCAL work_mem = '256MB'"))
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS crm_duplicate_scope"))
        self.env.cr.execute(
            SQL("CREATE TEMP TABLE crm_duplicate_scope ON COMMIT DROP AS %s", self._get_scope())
        )
        self.env.cr.execute(SQL("ANALYZE crm_duplicate_scope"))
        sources = [self._get_same_names()]
        if self.level != "same":
            self._pair_alike_names()
            sources += [self._get_alike_names(), *self._get_other_sources()]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_duplicate_candidate
                       (run_id, partner_id, other_id, name_id, other_name_id, evidence)
                SELECT %s, found.*
                  FROM (%s) AS found(partner_id, other_id, name_id, other_name_id, evidence)
                  JOIN crm_duplicate_scope one USING (partner_id)
                  JOIN crm_duplicate_scope other ON other.partner_id = found.other_id
                 WHERE one.asked OR other.asked
                 ORDER BY found.partner_id, found.other_id
                """,
                self.id,
                SQL(" UNION ALL ").join(sources),
            )
        )
        total = self.env.cr.rowcount
        self.env.cr.execute(SQL("ANALYZE crm_duplicate_candidate"))
        [[partners]] = self.env.execute_query(
            SQL("SELECT count(*) FROM crm_duplicate_scope WHERE asked")
        )
        return partners, total

    def _delete_candidates(self):
        self.env.cr.execute(
            SQL("DELETE FROM crm_duplicate_candidate WHERE run_id = ANY(%s)", self.ids)
        )

    def _get_scope(self):
        """Partners of this company that may be found; `asked` are those whose twins are wanted."""
        asked = SQL("TRUE")
        if self.scope == "filter":
            query = self._get_filter_model()._search(self._get_filter())
            asked = SQL("id IN (%s)", query.select())
        return SQL(
            """
            SELECT id AS partner_id, %s AS asked
              FROM res_partner
             WHERE id = commercial_partner_id AND active IS TRUE AND partner_share IS TRUE
               AND (company_id IS NULL OR company_id = %s)
               AND (is_managed_customer IS TRUE OR %s)
               AND name IS NOT NULL
            """,
            asked,
            self.company_id.id,
            self.scope != "customers",
        )

    def _get_filter_model(self):
        """Partners as whoever made the run sees them, in its company."""
        partners = self.env["res.partner"].sudo(False).with_user(self.create_uid)
        return partners.with_context(allowed_company_ids=self.company_id.ids)

    @api.model
    def _get_same_names(self):
        return self._pair_with_first(
            SQL(
                """
                SELECT n.normal AS value, n.partner_id
                  FROM crm_partner_name n JOIN crm_duplicate_scope USING (partner_id)
                 WHERE n.kind != %s
                """,
                DOMAIN,
            ),
            SAME,
        )

    def _pair_alike_names(self):
        """Put names that share rare keys into a temporary table, each pair once."""
        asked = SQL()
        if self.scope == "filter":
            asked = SQL(
                """
                WHERE key IN (SELECT unnest(n.keys) FROM crm_partner_name n
                                JOIN crm_duplicate_scope s USING (partner_id) WHERE s.asked)
                """
            )
        self.env.cr.execute(
            SQL(
                """
                DROP TABLE IF EXISTS crm_duplicate_key, crm_duplicate_alike;
                CREATE TEMP TABLE crm_duplicate_alike (one int, other int) ON COMMIT DROP;
                CREATE TEMP TABLE crm_duplicate_key ON COMMIT DROP AS
                SELECT array_agg(name_id ORDER BY name_id) AS ids, (1.0 / count(*))::float4 AS rarity
                  FROM crm_partner_name_key %s
                 GROUP BY key HAVING count(*) BETWEEN 2 AND %s
                """,
                asked,
                _MAX_NAMES,
            )
        )
        for part in range(_PARTS):
            self.env.cr.execute(self._get_alike_part(part))
        self.env.cr.execute(SQL("ANALYZE crm_duplicate_alike"))

    @api.model
    def _get_alike_part(self, part):
        """The statement for one part of the names.

        :param int part: from 0 to _PARTS - 1
        """
        return SQL(
            """
            INSERT INTO crm_duplicate_alike
            SELECT one, other
              FROM (SELECT ids[at] AS one, unnest(ids[at + 1:]) AS other, rarity
                      FROM (SELECT ids, rarity, generate_subscripts(ids, 1) AS at
                              FROM crm_duplicate_key) AS each
                     WHERE ids[at] %% %s = %s) AS pairs
             GROUP BY one, other
            HAVING count(*) >= %s AND sum(rarity) >= %s OR sum(rarity) >= %s
            """,
            _PARTS,
            part,
            _MIN_SHARED,
            _LEAST_RARITY,
            _MIN_RARITY,
        )

    @api.model
    def _get_alike_names(self):
        """What `_pair_alike_names` found, as partners."""
        return SQL(
            """
            SELECT LEAST(a.partner_id, b.partner_id), GREATEST(a.partner_id, b.partner_id),
                   CASE WHEN a.partner_id < b.partner_id THEN a.id ELSE b.id END,
                   CASE WHEN a.partner_id < b.partner_id THEN b.id ELSE a.id END,
                   0
              FROM crm_duplicate_alike AS alike
              JOIN crm_partner_name a ON a.id = alike.one
              JOIN crm_partner_name b ON b.id = alike.other
             WHERE a.partner_id != b.partner_id AND a.normal != b.normal
               AND a.kind != %(domain)s AND b.kind != %(domain)s
            """,
            domain=DOMAIN,
        )

    @api.model
    def _get_other_sources(self):
        """Tax numbers, and phones, addresses and domains of the partners and their contacts."""
        contacts = SQL("FROM res_partner p WHERE p.active IS TRUE")
        vat = SQL("upper(regexp_replace(p.vat, '[\\W_]', '', 'g'))")
        return [
            self._pair_with_first(query, evidence, _MAX_PARTNERS)
            for evidence, query in (
                (
                    VAT,
                    SQL(
                        "SELECT %s AS value, p.commercial_partner_id AS partner_id %s"
                        " AND length(p.vat) >= %s",
                        vat,
                        contacts,
                        _MIN_VAT,
                    ),
                ),
                (
                    PHONE,
                    SQL(
                        "SELECT p.phone_sanitized AS value, p.commercial_partner_id AS partner_id"
                        " %s AND length(p.phone_sanitized) >= %s",
                        contacts,
                        _MIN_PHONE,
                    ),
                ),
                (
                    EMAIL,
                    SQL(
                        "SELECT p.email_normalized AS value, p.commercial_partner_id AS partner_id"
                        " %s AND p.email_normalized > ''",
                        contacts,
                    ),
                ),
                (
                    WEB,
                    SQL(
                        "SELECT n.text AS value, p.commercial_partner_id AS partner_id"
                        "  FROM crm_partner_name n JOIN res_partner p ON p.id = n.partner_id"
                        " WHERE n.kind = %s AND p.active IS TRUE",
                        DOMAIN,
                    ),
                ),
            )
        ]

    @api.model
    def _pair_with_first(self, query, evidence, most=None):
        """Pair the first partner of each value with each later one.

        :param SQL query: rows of value, partner_id
        :param int evidence: what a common value is
        :param int most: partners with one value; where there are more it says nothing
        """
        return SQL(
            """
            SELECT ids[1], other, NULL::int, NULL::int, %s
              FROM (SELECT array_agg(DISTINCT partner_id ORDER BY partner_id) AS ids
                      FROM (%s) AS had JOIN crm_duplicate_scope USING (partner_id)
                     GROUP BY value
                    HAVING count(*) > 1) AS shared
             CROSS JOIN unnest(ids[2:]) AS other
             WHERE %s::int IS NULL OR cardinality(ids) <= %s
            """,
            evidence,
            query,
            most,
            most,
        )
