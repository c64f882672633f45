"""Sequential scans: those that PostgreSQL plans for the queries of a step, table by table."""

import json
import re

# Reading a smaller table from its beginning is right.
BIG = 10_000
PLANNED = re.compile(r"\s*(SELECT|WITH|UPDATE|DELETE)\b", re.I)


class Explainer:
    """While it is in force, every query of the cursor is explained before it is carried out."""

    def __init__(self, cr):
        self.cr = cr
        self.found = {}
        # Before it is in force: this is no query of the step.
        cr.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [BIG])
        self.big = {name for (name,) in cr.fetchall()}

    def __enter__(self):
        self.execute = self.cr.execute
        self.cr.execute = self.explain_and_execute
        return self

    def __exit__(self, *exc):
        del self.cr.execute

    def explain_and_execute(self, query, params=None, *args, **kwargs):
        code = query if isinstance(query, str) else query.code
        values = params if isinstance(query, str) else query.params
        if PLANNED.match(code):
            statement = self.cr._obj.mogrify(code, values).decode()
            self.cr._obj.execute("EXPLAIN (FORMAT JSON) " + statement)
            (plan,) = self.cr._obj.fetchone()
            plan = json.loads(plan) if isinstance(plan, str) else plan
            self.walk(plan[0]["Plan"], statement)
        return self.execute(query, params, *args, **kwargs)

    def walk(self, node, statement):
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in self.big:
            condition = node.get("Filter", "no condition")
            key = f"{node['Relation Name']}: {normalise(condition)}"
            self.found.setdefault(key, {"cost": node["Total Cost"], "query": statement[:2000]})
        for child in node.get("Plans", ()):
            self.walk(child, statement)


def normalise(condition):
    """The condition without its constants, so that two runs can be compared."""
    condition = re.sub(r"'(?:[^']|'')*'", "'…'", condition)
    return re.sub(r"\b\d+\b", "N", condition)


UNINDEXED_KEYS = """
    SELECT c.conrelid::regclass::text || '.' || a.attname || ' -> ' || c.confrelid::regclass::text
      FROM pg_constraint c
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
      JOIN pg_class t ON t.oid = c.conrelid
     WHERE c.contype = 'f' AND t.reltuples > %s
       AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid
                       AND i.indkey[0] = a.attnum)
"""


def find_unindexed_keys(cr):
    """Foreign keys of big tables without an index: deleting what they point at reads the table."""
    cr.execute(UNINDEXED_KEYS, [BIG])
    return [key for (key,) in cr.fetchall()]
