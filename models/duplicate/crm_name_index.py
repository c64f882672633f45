"""The database's part of duplicate analysis: every name taken apart, and the keys to find it by.

Two plain tables, kept in one transaction with the names. `crm_partner_name` holds the parts of each
name (and each domain of e-mail and website) and its keys; triggers of the database copy the keys to
`crm_partner_name_key`, whose index alone answers who shares a key. Neither needs an extension nor a
locale. What was merged keeps its rows, so that the survivor is found by the old names as well.
"""

from sys import intern

from odoo import api, models
from odoo.tools import SQL

from ...tools.company_name import COUNTED_ONCE, KEY_WEIGHTS, Parts, keys, parse
from ...tools.domain import domain_key

# Kinds of rows of `crm_partner_name`.
NAME, REGISTERED, DOMAIN = "name", "registered", "domain"
_COLUMNS = (
    "partner_id kind text normal core region brand trade form branch is_group tokens is_chinese keys"
).split()
_PARTS = SQL(
    "n.normal, n.core, n.region, n.brand, n.trade, n.form, n.branch, n.is_group, n.tokens,"
    " n.is_chinese"
)
# Partners read at a time, so that a million names need no gigabyte.
_BATCH = 20_000
# Names looked for in one statement.
_MANY = 500
# The limits of a search at a million names; they grow with the table, see `_find`.
MAX_SHARED = 1500
ROW_BUDGET = 8000
CANDIDATES = 200
RESCORED = 120
_TYPES = {"partner_id": "int", "is_group": "bool", "is_chinese": "bool"}

_TABLES = """
    CREATE TABLE IF NOT EXISTS crm_partner_name (
        id serial PRIMARY KEY,
        partner_id int NOT NULL REFERENCES res_partner ON DELETE CASCADE,
        kind varchar NOT NULL,
        text varchar NOT NULL,
        normal varchar, core varchar, region varchar, brand varchar, trade varchar, form varchar,
        branch varchar, is_group bool, tokens varchar, is_chinese bool,
        keys int4[] NOT NULL
    );
    CREATE INDEX IF NOT EXISTS crm_partner_name_partner_idx ON crm_partner_name (partner_id);
    CREATE TABLE IF NOT EXISTS crm_partner_name_key (key int4 NOT NULL, name_id int4 NOT NULL);
    CREATE INDEX IF NOT EXISTS crm_partner_name_key_idx ON crm_partner_name_key (key, name_id);
"""
# A filling of a whole table copies the keys itself, before there is an index on them.
_TRIGGERS = """
    CREATE OR REPLACE FUNCTION crm_partner_name_keys() RETURNS trigger AS $$
    BEGIN
        IF current_setting('crm_name_index.filling', TRUE) = 'on' THEN
            RETURN NULL;
        END IF;
        IF TG_OP = 'DELETE' THEN
            DELETE FROM crm_partner_name_key k
             USING (SELECT id, unnest(keys) AS key FROM changed) AS gone
             WHERE k.key = gone.key AND k.name_id = gone.id;
        ELSE
            INSERT INTO crm_partner_name_key SELECT unnest(keys), id FROM changed;
        END IF;
        RETURN NULL;
    END
    $$ LANGUAGE plpgsql;
    DROP TRIGGER IF EXISTS add_keys ON crm_partner_name;
    DROP TRIGGER IF EXISTS drop_keys ON crm_partner_name;
    CREATE TRIGGER add_keys AFTER INSERT ON crm_partner_name
        REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION crm_partner_name_keys();
    CREATE TRIGGER drop_keys AFTER DELETE ON crm_partner_name
        REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION crm_partner_name_keys();
"""


class CrmNameIndex(models.AbstractModel):
    _name = "crm.name.index"
    _description = "Index of Names"

    def init(self):
        """Create the tables and the triggers that keep the keys with their names."""
        self.env.cr.execute(_TABLES)
        self.env.cr.execute(_TRIGGERS)

    # === WRITING === #

    @api.model
    def _prepare_rows(self, partner_id, name, registered_name, domains):
        """The rows of one partner.

        :param int partner_id: a partner
        :param str name: empty for a contact, whose name is no customer's
        :param str registered_name: may be the same
        :param domains: set of str
        :return: list of tuples in the order of `_COLUMNS`
        """
        rows = []
        parts = parse(name)
        if parts.normal:
            rows.append(self._prepare_name_row(partner_id, NAME, name, parts))
        if registered_name and registered_name != name:
            other = parse(registered_name)
            if other.normal and other.normal != parts.normal:
                rows.append(self._prepare_name_row(partner_id, REGISTERED, registered_name, other))
        none = (None,) * (len(_COLUMNS) - 4)
        rows += [
            (partner_id, DOMAIN, domain, *none, f"{{{domain_key(domain)}}}")
            for domain in sorted(domains)
        ]
        return rows

    @api.model
    def _prepare_name_row(self, partner_id, kind, text, parts):
        return (
            partner_id,
            kind,
            text,
            parts.normal,
            parts.core,
            parts.region,
            parts.brand,
            parts.trade,
            parts.form,
            parts.branch,
            parts.group,
            " ".join(parts.tokens),
            parts.is_chinese,
            f"{{{','.join(map(str, keys(parts)))}}}",
        )

    @api.model
    def _insert(self, rows):
        """Write rows as `_prepare_rows` gives them, all in one statement."""
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_partner_name (%s) SELECT %s, keys::int4[] FROM unnest(%s) AS t(%s)",
                SQL(", ").join(map(SQL.identifier, _COLUMNS)),
                SQL(", ").join(map(SQL.identifier, _COLUMNS[:-1])),
                SQL(", ").join(
                    SQL("%s::%s[]", list(column), SQL(_TYPES.get(name, "text")))
                    for name, column in zip(_COLUMNS, zip(*rows, strict=True), strict=True)
                ),
                SQL(", ").join(map(SQL.identifier, _COLUMNS)),
            )
        )

    @api.model
    def _add(self, wanted):
        """Take apart the names of partners of which nothing stands here yet.

        :param dict wanted: partner id -> (name, registered name, set of domains)
        """
        self._insert(
            [
                row
                for partner_id, names in wanted.items()
                for row in self._prepare_rows(partner_id, *names)
            ]
        )

    @api.model
    def _replace(self, wanted):
        """Bring the rows of some partners up to date; what is right already stays.

        :param dict wanted: partner id -> (name, registered name, set of domains)
        """
        found = self.env.execute_query(
            SQL(
                "SELECT id, partner_id, kind, text FROM crm_partner_name WHERE partner_id = ANY(%s)",
                list(wanted),
            )
        )
        rows = {
            row[:3]: row
            for partner_id, names in wanted.items()
            for row in self._prepare_rows(partner_id, *names)
        }
        stale = []
        for row_id, partner_id, kind, text in found:
            if not rows.pop((partner_id, kind, text), None):
                stale.append(row_id)
        if stale:
            self.env.cr.execute(SQL("DELETE FROM crm_partner_name WHERE id = ANY(%s)", stale))
        self._insert(list(rows.values()))

    # === FILLING === #

    @api.model
    def _fill(self):
        """Take apart every name of the database that is not yet, in one transaction.

        An empty index is filled without its database index, which is made in the end: that takes
        about two minutes for a million names. Otherwise only what is missing is added.

        :return: int, how many partners were added
        """
        empty = not self.env.execute_query(SQL("SELECT FROM crm_partner_name LIMIT 1"))
        if empty:
            self.env.cr.execute(
                SQL(
                    """
                    SET LOCAL crm_name_index.filling = 'on';
                    SET LOCAL maintenance_work_mem = '256MB';
                    DROP INDEX crm_partner_name_key_idx;
                    """
                )
            )
        count = last_id = 0
        while rows := self.env.execute_query(self._get_missing_query(last_id)):
            get_domains = self.env["res.partner"]._get_own_domains
            self._add(
                {
                    partner_id: (name, registered_name, get_domains(email, website))
                    for partner_id, name, registered_name, email, website in rows
                }
            )
            count += len(rows)
            last_id = rows[-1][0]
        if empty:
            self.env.cr.execute(
                SQL(
                    """
                    SET LOCAL crm_name_index.filling = 'off';
                    INSERT INTO crm_partner_name_key
                         SELECT unnest(keys), id FROM crm_partner_name ORDER BY 1;
                    CREATE INDEX crm_partner_name_key_idx ON crm_partner_name_key (key, name_id);
                    ANALYZE crm_partner_name;
                    ANALYZE crm_partner_name_key;
                    """
                )
            )
        return count

    @api.model
    def _get_missing_query(self, after_id):
        """The next partners of which nothing stands in the index though something could."""
        return SQL(
            """
            SELECT p.id,
                   CASE WHEN p.id = p.commercial_partner_id THEN p.name END,
                   CASE WHEN p.id = p.commercial_partner_id THEN p.registered_name END,
                   p.email, p.website
              FROM res_partner p
             WHERE p.id > %s
               AND (p.id = p.commercial_partner_id AND p.name IS NOT NULL
                    OR p.email IS NOT NULL OR p.website IS NOT NULL)
               AND NOT EXISTS (SELECT FROM crm_partner_name n WHERE n.partner_id = p.id)
          ORDER BY p.id
             LIMIT %s
            """,
            after_id,
            _BATCH,
        )

    # === SEARCHING === #

    @api.model
    def _find(self, parts, company_ids, limit=RESCORED):
        """The customers whose names share most with a name.

        The keys are read the rarest first until the budget of rows is spent. A key that very many
        names share says nothing and is left out.

        :param parts: `Parts` of what is asked for
        :param company_ids: list of int, customers of these and of no company
        :param int limit: how many names at the most
        :return: list of (customer id, `Parts`), the most promising first; a customer that was
            merged is found by its names too, and gives the survivor
        """
        asked = keys(parts)
        rows = self.env.execute_query(
            self._get_find_query(
                SQL("%s::int4[]", list(asked)),
                SQL("%s::float[]", self._get_key_weights(asked)),
                SQL("%s::int[]", self._get_key_families(asked)),
                company_ids,
                limit,
            )
        )
        return [(partner_id, self._read_parts(*values)) for partner_id, *values in rows]

    @api.model
    def _find_many(self, parts_list, company_ids, limit=RESCORED):
        """As `_find`, for many names in a few statements.

        :param parts_list: list of `Parts`
        :return: list of what `_find` gives, in the same order
        """
        found = [[] for __ in parts_list]
        for start in range(0, len(parts_list), _MANY):
            asked = [keys(parts) for parts in parts_list[start : start + _MANY]]
            query = SQL(
                """
                SELECT name.no, hit.*
                  FROM unnest(%s::int4[], %s::text[], %s::text[], %s::text[])
                       AS name(no, keys, weights, families)
                 CROSS JOIN LATERAL (%s) AS hit
                """,
                list(range(start, start + len(asked))),
                list(map(self._get_array, asked)),
                [self._get_array(self._get_key_weights(one)) for one in asked],
                [self._get_array(self._get_key_families(one)) for one in asked],
                self._get_find_query(
                    SQL("name.keys::int4[]"),
                    SQL("name.weights::float[]"),
                    SQL("name.families::int[]"),
                    company_ids,
                    limit,
                ),
            )
            for number, partner_id, *values in self.env.execute_query(query):
                found[number].append((partner_id, self._read_parts(*values)))
        return found

    @api.model
    def _get_key_weights(self, asked):
        return [KEY_WEIGHTS.get(kind, 1.0) for kind in asked.values()]

    @api.model
    def _get_key_families(self, asked):
        """0 for keys that add up; of those with another number in common the rarest counts."""
        return [
            COUNTED_ONCE.index(kind) + 1 if kind in COUNTED_ONCE else 0 for kind in asked.values()
        ]

    @api.model
    def _get_array(self, numbers):
        """An array as PostgreSQL reads it from a text: it has no arrays of arrays of any length."""
        return f"{{{','.join(map(str, numbers))}}}"

    @api.model
    def _get_find_query(self, asked_keys, weights, families, company_ids, limit):
        """See `_find`.

        :param asked_keys: `SQL` of an int4[]
        :param weights: `SQL` of a float[], one for each key
        :param families: `SQL` of an int[], see `_get_key_families`
        """
        return SQL(
            """
            WITH size AS MATERIALIZED (
                SELECT GREATEST(reltuples, 1) AS names,
                       GREATEST(sqrt(GREATEST(reltuples, 1) / 1e6), 1) AS times
                  FROM pg_class WHERE oid = 'crm_partner_name'::regclass
            ), known AS MATERIALIZED (
                SELECT asked.key, asked.weight, asked.family, few.n
                  FROM unnest(%(keys)s, %(weights)s, %(families)s) AS asked(key, weight, family), size
                 CROSS JOIN LATERAL (
                       SELECT count(*) AS n
                         FROM (SELECT FROM crm_partner_name_key k WHERE k.key = asked.key
                                LIMIT (SELECT (%(shared)s * times)::int + 1 FROM size)) AS most
                       ) AS few
                 WHERE few.n BETWEEN 1 AND %(shared)s * size.times
            ), spent AS MATERIALIZED (
                SELECT key, weight * (ln(GREATEST(names / n, 1)) + 1) AS weight, family, n,
                       sum(n) OVER (ORDER BY n, key) AS rows
                  FROM known, size
            ), shared AS MATERIALIZED (
                SELECT found.name_id,
                       COALESCE(sum(weight) FILTER (WHERE family = 0), 0)
                       + COALESCE(max(weight) FILTER (WHERE family = 1), 0)
                       + COALESCE(max(weight) FILTER (WHERE family = 2), 0) AS rarity
                  FROM size, spent
                 CROSS JOIN LATERAL (SELECT k.name_id FROM crm_partner_name_key k
                                      WHERE k.key = spent.key LIMIT spent.n) AS found
                 WHERE spent.rows <= %(budget)s * size.times
                 GROUP BY found.name_id
                 ORDER BY rarity DESC, found.name_id
                 LIMIT %(candidates)s
            )
            SELECT p.managed_customer_id, %(parts)s
              FROM shared
              JOIN crm_partner_name n ON n.id = shared.name_id
              JOIN res_partner p ON p.id = n.partner_id
             WHERE p.managed_customer_id IS NOT NULL
               AND (p.company_id IS NULL OR p.company_id = ANY(%(companies)s))
               AND n.kind != %(domain)s
             ORDER BY shared.rarity DESC, n.id
             LIMIT %(limit)s
            """,
            keys=asked_keys,
            weights=weights,
            families=families,
            shared=MAX_SHARED,
            budget=ROW_BUDGET,
            candidates=CANDIDATES,
            parts=_PARTS,
            companies=list(company_ids),
            domain=DOMAIN,
            limit=limit,
        )

    @api.model
    def _read_parts(self, normal, core, region, brand, trade, form, branch, group, tokens, chinese):
        # Thousands of names have one region, form and trade.
        region, trade, form, branch = map(intern, (region, trade, form, branch))
        tokens = tuple(map(intern, tokens.split()))
        return Parts(normal, core, region, brand, trade, form, branch, group, tokens, chinese)

    @api.model
    def _find_by_domains(self, domains, limit):
        """Partners with one of these domains, unless so many have it that it says nothing.

        :param domains: set of str
        :return: list of (partner id, domain)
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT n.partner_id, n.text
                  FROM unnest(%s::int4[], %s::text[]) AS asked(key, text)
                 CROSS JOIN LATERAL (SELECT k.name_id FROM crm_partner_name_key k
                                      WHERE k.key = asked.key LIMIT %s) AS found
                  JOIN crm_partner_name n ON n.id = found.name_id AND n.text = asked.text
                 WHERE n.kind = %s
                """,
                list(map(domain_key, domains)),
                list(domains),
                limit,
                DOMAIN,
            )
        )
