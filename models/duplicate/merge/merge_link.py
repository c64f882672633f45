"""Every place in the database that can hold the id of a record, and how its rows move (invariant 11).

Foreign keys come from PostgreSQL's catalogue, so that no addon's table is forgotten; the rest, which
is text or JSON to the database, from the registry. Rows move by SQL, each known by its key, so that
exactly these can move back.
"""

from typing import NamedTuple

from odoo.tools import SQL

TRUE = SQL("TRUE")
# They hold nothing but what stands in the record itself, which keeps it up to date.
DERIVED_TABLES = frozenset({"crm_partner_name"})


class Link(NamedTuple):
    """One column that can hold the id of a record of one model."""

    # `id`: a number. `text`: a number behind `path`. `json`: the number at the key `path`.
    # `jsonlist`: one of the numbers in the list at the key `path`.
    kind: str
    table: str
    column: str
    # What identifies a row: its id, or the other column of a table of pairs.
    key: str = "id"
    path: str = ""
    # Only rows for which this holds.
    condition: SQL = TRUE

    @property
    def name(self):
        """What says which link it is, in a snapshot: all but the condition."""
        return self[:5]

    def _column(self):
        return SQL.identifier(self.column)

    def _holds(self, ids):
        """The condition under which a row holds one of these ids."""
        column = self._column()
        if self.kind == "id":
            return SQL("%s = ANY(%s)", column, ids)
        if self.kind == "text":
            return SQL("%s = ANY(%s)", column, [f"{self.path}{one}" for one in ids])
        if self.kind == "json":
            return SQL("%s ->> %s = ANY(%s)", column, self.path, [str(one) for one in ids])
        wanted = (SQL("%s -> %s @> %s::jsonb", column, self.path, str(one)) for one in ids)
        return SQL("(%s)", SQL(" OR ").join(wanted))

    def _changed(self, old_id, new_id):
        """The column's value with one id in the place of the other."""
        column = self._column()
        if self.kind == "id":
            return SQL("%s", new_id)
        if self.kind == "text":
            return SQL("%s", f"{self.path}{new_id}")
        if self.kind == "json":
            return SQL("jsonb_set(%s, ARRAY[%s], %s::jsonb)", column, self.path, str(new_id))
        return SQL(
            "jsonb_set(%(column)s, ARRAY[%(path)s], (SELECT jsonb_agg(CASE WHEN one = %(old)s::jsonb "
            "THEN %(new)s::jsonb ELSE one END) FROM jsonb_array_elements(%(column)s -> %(path)s) one))",
            column=column,
            path=self.path,
            old=str(old_id),
            new=str(new_id),
        )

    def find(self, env, record_id):
        """Keys of the rows that hold this id and may move.

        :return: list of int
        """
        rows = env.execute_query(
            SQL(
                "SELECT %(key)s FROM %(table)s WHERE %(holds)s AND %(condition)s ORDER BY %(key)s",
                key=SQL.identifier(self.key),
                table=SQL.identifier(self.table),
                holds=self._holds([record_id]),
                condition=self.condition,
            )
        )
        return [key for (key,) in rows]

    def still(self, env, keys, record_id=None):
        """Those of these rows that exist, or that exist and hold this id.

        :return: set of int
        """
        holds = TRUE if record_id is None else self._holds([record_id])
        rows = env.execute_query(
            SQL(
                "SELECT %(key)s FROM %(table)s WHERE %(key)s = ANY(%(keys)s) AND %(holds)s",
                key=SQL.identifier(self.key),
                table=SQL.identifier(self.table),
                keys=keys,
                holds=holds,
            )
        )
        return {key for (key,) in rows}

    def change(self, keys, old_id, new_id):
        """The statement that lets these rows hold another id."""
        return SQL(
            "UPDATE %(table)s SET %(column)s = %(value)s WHERE %(key)s = ANY(%(keys)s) AND %(holds)s",
            table=SQL.identifier(self.table),
            column=self._column(),
            value=self._changed(old_id, new_id),
            key=SQL.identifier(self.key),
            keys=keys,
            holds=self._holds([old_id]),
        )


def find_links(env, model_name, conditions=None):
    """Every link to records of a model, without those from empty tables.

    What is transient stays: it is gone in an hour. So do external ids: a file that is imported again
    names the record that it made.

    :param str model_name: technical name
    :param dict conditions: table -> SQL, which of its rows may move; None: none of them
    :return: list of `Link`
    """
    conditions = conditions or {}
    links = [
        *_find_foreign_keys(env, model_name),
        *_find_references(env, model_name),
        *_find_defaults(env, model_name),
        *_find_company_values(env, model_name),
        *_find_properties(env, model_name),
    ]
    filled = _filter_filled(env, {link.table for link in links})
    return [
        link._replace(condition=SQL("%s AND %s", link.condition, conditions.get(link.table, TRUE)))
        for link in links
        if link.table in filled and conditions.get(link.table, TRUE) is not None
    ]


def _filter_filled(env, tables):
    """Those of the tables that take any space; asks the file system, and no table."""
    rows = env.execute_query(
        SQL(
            """
            SELECT relname FROM pg_class
             WHERE relname = ANY(%s) AND relkind = 'r'
               AND relnamespace = current_schema::regnamespace AND pg_relation_size(oid) > 0
            """,
            list(tables),
        )
    )
    return {table for (table,) in rows}


def _find_foreign_keys(env, model_name):
    rows = env.execute_query(
        SQL(
            """
            SELECT DISTINCT class.relname, att.attname,
                   ARRAY(SELECT other.attname::text FROM pg_attribute other
                          WHERE other.attrelid = class.oid AND other.attnum > 0
                            AND NOT other.attisdropped AND other.attnum <> att.attnum)
              FROM pg_constraint con
              JOIN pg_class class ON class.oid = con.conrelid
              JOIN pg_attribute att ON att.attrelid = class.oid AND att.attnum = con.conkey[1]
             WHERE con.contype = 'f' AND array_length(con.conkey, 1) = 1
               AND con.confrelid = %s::regclass
               AND class.relnamespace = current_schema::regnamespace
          ORDER BY 1, 2
            """,
            env[model_name]._table,
        )
    )
    staying = _get_transient_tables(env) | DERIVED_TABLES
    for table, column, others in rows:
        if table in staying:
            continue
        if "id" in others:
            yield Link("id", table, column)
        elif len(others) == 1:
            yield Link("id", table, column, key=others[0])


def _get_transient_tables(env):
    """Tables of dialogs, and of the pairs that only dialogs have."""
    transient, stored = set(), set()
    for model in env.registry.values():
        tables = transient if model._transient else stored
        tables.add(model._table)
        tables.update(f.relation for f in model._fields.values() if f.type == "many2many")
    return transient - stored


def _get_stored_fields(env, *types):
    """Stored fields of these types of all models with a table of their own."""
    for model in env.registry.values():
        if model._abstract or model._transient or not model._auto:
            continue
        for field in model._fields.values():
            if field.type in types and field.store:
                yield model, field


def _find_references(env, model_name):
    for model, field in _get_stored_fields(env, "many2one_reference", "reference"):
        if model._name == "ir.model.data" or field.compute:
            continue
        if field.type == "reference":
            yield Link("text", model._table, field.name, path=f"{model_name},")
        elif model._fields[field.model_field].store:
            names = SQL.identifier(field.model_field)
            condition = SQL("%s = %s", names, model_name)
            if model._name == "ir.attachment":
                # The others are values of fields, such as the picture of the record itself.
                condition = SQL("%s AND res_field IS NULL", condition)
            yield Link("id", model._table, field.name, condition=condition)


def _find_defaults(env, model_name):
    condition = SQL(
        "field_id IN (SELECT id FROM ir_model_fields WHERE ttype = 'many2one' AND relation = %s)",
        model_name,
    )
    yield Link("text", "ir_default", "json_value", condition=condition)


def _find_company_values(env, model_name):
    fields = env.registry.many2one_company_dependents[model_name]
    companies = env["res.company"].sudo().with_context(active_test=False).search([])
    for field in fields:
        for company in companies if field.store else ():
            table = env[field.model_name]._table
            yield Link("json", table, field.name, path=str(company.id))


def _find_properties(env, model_name):
    """Properties that name records of the model, as their definitions say."""
    definitions = {}
    for model, field in _get_stored_fields(env, "properties"):
        holder = env[model._name]._fields[field.definition_record].comodel_name
        source = (holder, field.definition_record_field)
        if source not in definitions:
            definitions[source] = _find_property_names(env, model_name, *source)
        for path, kind in definitions[source]:
            yield Link(kind, model._table, field.name, path=path)


def _find_property_names(env, model_name, holder, field_name):
    rows = env.execute_query(
        SQL(
            """
            SELECT DISTINCT one ->> 'name',
                   CASE one ->> 'type' WHEN 'many2one' THEN 'json' ELSE 'jsonlist' END
              FROM %(table)s, jsonb_array_elements(%(column)s) one
             WHERE jsonb_typeof(%(column)s) = 'array' AND one ->> 'comodel' = %(model)s
               AND one ->> 'type' IN ('many2one', 'many2many')
            """,
            table=SQL.identifier(env[holder]._table),
            column=SQL.identifier(field_name),
            model=model_name,
        )
    )
    return rows
