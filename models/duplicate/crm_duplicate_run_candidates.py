"""Which pairs a duplicate run looks at: those that share rare keys of names, or other evidence.

All of it is SQL over whole tables: a million names against themselves would be half a billion
comparisons otherwise. A key alone would still give twenty million. Names that both say where they
are, or what legal form they have, and say it differently, are two firms: so names meet under a key
together with its `_PLACE`, and the few that say nothing meet all.
"""

from odoo import api, models
from odoo.tools import SQL

from ...tools.company_name import channel_keys
from .crm_name_index import DOMAIN
from .res_partner_duplicates import _MIN_PHONE, _MIN_VAT

# The channels whose keys tell enough: cores, sounds, two words, their beginnings and consonants.
_CHANNELS = "cptaj"
# A key that more names share says little, and would make the number of pairs explode.
MAX_NAMES = 15
# Where a name says no place, all that have its brand and trade may be it: one brand in forty cities.
MAX_UNPLACED = 40
# A phone number or domain that more partners have is that of a house or a provider.
_MAX_PARTNERS = 10
# What speaks for a pair, besides its names.
SAME, VAT, PHONE, EMAIL, WEB = 1, 2, 4, 8, 16
# The province of a Chinese name, the legal form of another one; 0 where it says none.
_PLACE = SQL(
    """
    CASE WHEN NOT n.is_chinese THEN CASE n.form WHEN '' THEN 0 ELSE hashtext(n.form) END
         WHEN n.region IN ('', '中国') OR position('|' in n.region) > 0 THEN 0
         ELSE hashtext(split_part(n.region, '/', 1)) END
    """
)


def _is_telling(key, channels=_CHANNELS):
    """The condition that a key is of one of the channels."""
    ranges = (SQL("%s BETWEEN %s AND %s", key, *channel_keys(letter)) for letter in channels)
    return SQL("(%s)", SQL(" OR ").join(ranges))


class CrmDuplicateRun(models.Model):
    _inherit = "crm.duplicate.run"

    def _prepare_candidates(self):
        """Write what is to be looked at into the working table.

        :return: (int partners that are compared, int rows written)
        """
        self.env.flush_all()
        self._delete_candidates()
        self.env.cr.execute(
            SQL(
                """
                SET LOCAL work_mem = '256MB';
                SET LOCAL jit = off;
                DROP TABLE IF EXISTS crm_duplicate_scope, crm_duplicate_key, crm_duplicate_single;
                """
            )
        )
        self.env.cr.execute(
            SQL("CREATE TEMP TABLE crm_duplicate_scope ON COMMIT DROP AS %s", self._get_scope())
        )
        self.env.cr.execute(SQL("ANALYZE crm_duplicate_scope"))
        self._insert_evidence(SAME, self._get_same_names())
        if self.level != "same":
            for evidence, query in self._get_other_evidence():
                self._insert_evidence(evidence, query, _MAX_PARTNERS)
            self._insert_names()
        self.env.cr.execute(SQL("ANALYZE crm_duplicate_candidate"))
        [counts] = self.env.execute_query(
            SQL(
                """
                SELECT (SELECT count(*) FROM crm_duplicate_scope WHERE asked),
                       (SELECT count(*) FROM crm_duplicate_candidate WHERE run_id = %s)
                """,
                self.id,
            )
        )
        return counts

    def _delete_candidates(self):
        self.env.cr.execute(
            SQL("DELETE FROM crm_duplicate_candidate WHERE run_id = ANY(%s)", self.ids)
        )

    # === WHO === #

    def _get_scope(self):
        """Partners that may be found; `asked` are those whose twins are wanted."""
        asked = SQL("TRUE")
        if self.scope == "filter":
            query = self._get_filter_model()._search(self._get_filter())
            asked = SQL("p.id IN (%s)", query.select())
        return SQL(
            """
            SELECT id AS partner_id, %s AS asked,
                   is_company IS TRUE OR is_managed_customer IS TRUE AS is_company
              FROM res_partner p WHERE %s
            """,
            asked,
            self._get_found(),
        )

    def _get_found(self):
        """The condition that a partner `p` is one of this company that may be found."""
        return SQL(
            """
            p.id = p.commercial_partner_id AND p.active IS TRUE AND p.partner_share IS TRUE
            AND (p.company_id IS NULL OR p.company_id = %s)
            AND (p.is_managed_customer IS TRUE OR %s) AND p.name IS NOT NULL
            """,
            self.company_id.id,
            self.scope != "customers",
        )

    def _get_filter_model(self):
        """Partners as whoever made the run sees them, in its company."""
        partners = self.env["res.partner"].sudo(False).with_user(self.create_uid)
        return partners.with_context(allowed_company_ids=self.company_id.ids)

    # === EVIDENCE === #

    def _insert_evidence(self, evidence, query, most=None):
        """Write the first partner of each value with each later one.

        :param int evidence: what a common value is
        :param SQL query: rows of value, partner_id, where a value stands twice at least
        :param int most: partners with one value; where there are more it says nothing
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_duplicate_candidate (run_id, evidence, first_id, other_ids)
                SELECT %(run)s, %(evidence)s, ids[1], ids[2:]
                  FROM (SELECT array_agg(DISTINCT had.partner_id ORDER BY had.partner_id) AS ids,
                               bool_or(asked) AS asked, bool_or(is_company) AS is_company
                          FROM (%(query)s) AS had(value, partner_id)
                          JOIN crm_duplicate_scope USING (partner_id)
                         GROUP BY value) AS shared
                 WHERE asked AND cardinality(ids) BETWEEN 2 AND %(most)s
                   -- Of persons with one name there may be hundreds.
                   AND (is_company OR cardinality(ids) <= %(persons)s)
                 ORDER BY ids[1]
                """,
                run=self.id,
                evidence=evidence,
                query=query,
                most=most or 2**31 - 1,
                persons=_MAX_PARTNERS,
            )
        )

    @api.model
    def _get_same_names(self):
        """Normalised names that stand twice in the index."""
        return SQL(
            """
            SELECT n.normal, n.partner_id
              FROM (SELECT key FROM crm_partner_name_key WHERE %s
                     GROUP BY key HAVING count(*) > 1) AS twice
              JOIN crm_partner_name_key k USING (key)
              JOIN crm_partner_name n ON n.id = k.name_id
            """,
            _is_telling(SQL("key"), "n"),
        )

    @api.model
    def _get_other_evidence(self):
        """Tax numbers, and phones, addresses and domains of the partners and their contacts."""
        # As `find_duplicates` compares them; a tenth of the time of an expression.
        vat = SQL("upper(translate(p.vat, ' .-/_', ''))")
        yield VAT, self._get_shared(vat, SQL("length(p.vat) >= %s", _MIN_VAT))
        phone = SQL("p.phone_sanitized")
        yield PHONE, self._get_shared(phone, SQL("length(p.phone_sanitized) >= %s", _MIN_PHONE))
        yield EMAIL, self._get_shared(SQL("p.email_normalized"), SQL("p.email_normalized > ''"))
        yield (
            WEB,
            SQL(
                """
                SELECT n.text, p.commercial_partner_id
                  FROM (SELECT key FROM crm_partner_name_key WHERE %s
                         GROUP BY key HAVING count(*) > 1) AS twice
                  JOIN crm_partner_name_key k USING (key)
                  JOIN crm_partner_name n ON n.id = k.name_id
                  JOIN res_partner p ON p.id = n.partner_id
                 WHERE n.kind = %s AND p.active IS TRUE
                """,
                _is_telling(SQL("key"), "@"),
                DOMAIN,
            ),
        )

    @api.model
    def _get_shared(self, value, condition):
        """Values of partners that several have: found as numbers first, which sorts no text."""
        return SQL(
            """
            SELECT %(value)s, p.commercial_partner_id
              FROM res_partner p
             WHERE p.active IS TRUE AND %(condition)s
               AND hashtext(%(value)s) IN (
                   SELECT hashtext(%(value)s) FROM res_partner p
                    WHERE p.active IS TRUE AND %(condition)s
                    GROUP BY 1 HAVING count(*) > 1)
            """,
            value=value,
            condition=condition,
        )

    # === NAMES === #

    def _insert_names(self):
        """Write each name with those that it shares a rare key with.

        Names of partners that are none of `_get_found` are among them; they are not read later.
        """
        # In parallel, which an INSERT is not.
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMP TABLE crm_duplicate_key ON COMMIT DROP AS %s;
                ANALYZE crm_duplicate_key;
                CREATE TEMP TABLE crm_duplicate_single ON COMMIT DROP AS %s;
                INSERT INTO crm_duplicate_single %s;
                """,
                self._get_alike(),
                self._get_unplaced(),
                self._get_sounding(),
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_duplicate_candidate (run_id, evidence, first_id, other_ids)
                SELECT %s, 0, one, array_agg(other)
                  FROM (SELECT ids[at] AS one, unnest(ids[at + 1:]) AS other
                          FROM (SELECT ids, generate_subscripts(ids, 1) AS at
                                  FROM crm_duplicate_key) AS each
                        UNION ALL
                        SELECT id, unnest(ids) FROM crm_duplicate_single) AS pairs
                 GROUP BY one %s ORDER BY one
                """,
                self.id,
                self._get_asked_names(),
            )
        )

    def _get_asked_names(self):
        """The condition that a filter wants some of the names in a row."""
        if self.scope != "filter":
            return SQL()
        return SQL(
            """
            HAVING EXISTS (SELECT FROM crm_partner_name n JOIN crm_duplicate_scope USING (partner_id)
                            WHERE asked AND n.id = ANY(one || array_agg(other)))
            """
        )

    @api.model
    def _get_keys(self, condition, channels=_CHANNELS):
        """Keys of the names for which a condition holds."""
        return SQL(
            """
            SELECT n.id, key FROM crm_partner_name n, unnest(n.keys) AS key
             WHERE n.kind != %s AND %s AND %s
            """,
            DOMAIN,
            _is_telling(SQL("key"), channels),
            condition,
        )

    @api.model
    def _get_alike(self):
        """Names under one key and place; Western ones under their words too, whatever the form."""
        return SQL(
            """
            SELECT array_agg(id) AS ids
              FROM (SELECT key # %(place)s AS key, n.id
                      FROM crm_partner_name n, unnest(n.keys) AS key
                     WHERE n.kind != %(domain)s AND %(telling)s
                    UNION ALL
                    SELECT hashtext(n.core), n.id FROM crm_partner_name n
                     WHERE n.kind != %(domain)s AND NOT n.is_chinese
                    ORDER BY 1, 2) AS had
             GROUP BY key HAVING count(*) BETWEEN 2 AND %(most)s
            """,
            place=_PLACE,
            domain=DOMAIN,
            telling=_is_telling(SQL("key")),
            most=MAX_NAMES,
        )

    @api.model
    def _get_unplaced(self):
        """Names that say no place, with all names under their keys."""
        return SQL(
            """
            WITH unplaced AS MATERIALIZED (%s)
            SELECT unplaced.id, few.ids
              FROM (SELECT k.key, array_agg(k.name_id) AS ids
                      FROM (SELECT DISTINCT key FROM unplaced) AS had
                      JOIN crm_partner_name_key k USING (key)
                     GROUP BY k.key HAVING count(*) BETWEEN 2 AND %s) AS few
              JOIN unplaced USING (key)
            """,
            self._get_keys(SQL("%s = 0", _PLACE)),
            MAX_UNPLACED,
        )

    @api.model
    def _get_sounding(self):
        """Names in Latin letters, with the Chinese ones that sound like them."""
        return SQL(
            """
            SELECT latin.id, array_agg(chinese.id)
              FROM (%s) AS latin JOIN (%s) AS chinese USING (key)
             GROUP BY latin.id HAVING count(*) <= %s
            """,
            self._get_keys(SQL("NOT n.is_chinese"), "p"),
            self._get_keys(SQL("n.is_chinese"), "p"),
            MAX_NAMES,
        )
