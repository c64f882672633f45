"""The lines of many orders in two statements: through the ORM they would cost most of a batch.

Only `upsert` calls it, with what `erp_payload.normalise` answered. Numbers go as texts, so that not a
digit is lost on the way.
"""

import json

from odoo import api, models
from odoo.tools import SQL

# Column of the table -> (field of the payload, SQL type)
_COLUMNS = {
    "product_code": ("product", "text"),
    "description": ("description", "text"),
    "unit": ("unit", "text"),
    "quantity": ("quantity", "numeric"),
    "quantity_delivered": ("delivered", "numeric"),
    "quantity_invoiced": ("invoiced", "numeric"),
    "price": ("price", "numeric"),
    "amount": ("amount", "numeric"),
    "amount_paid": ("amount_paid", "numeric"),
    "promised_date": ("promised_date", "date"),
}
# In the currency of the order, as the ORM would round them.
_MONEY = frozenset({"amount", "amount_paid"})


class CrmErpOrderLine(models.Model):
    _inherit = "crm.erp.order.line"

    @api.model
    def _store_lines(self, orders):
        """Bring the lines of orders to what the ERP has. A line that stays keeps its id.

        :param dict orders: `crm.erp.order` record -> list of lines as `normalise` answers them
        """
        rows = [
            {"erp_order_id": order.id, "places": order.currency_id.decimal_places, **line}
            for order, lines in orders.items()
            for line in lines
        ]
        self.flush_model()
        self._delete_lines([order.id for order in orders], rows)
        self._write_lines(rows)
        self.invalidate_model(flush=False)
        self.env["crm.erp.order"].invalidate_model(["line_ids"], flush=False)

    def _delete_lines(self, order_ids, rows):
        """Delete what the ERP has no longer."""
        self.env.execute_query(
            SQL(
                """
                DELETE FROM crm_erp_order_line
                 WHERE erp_order_id = ANY(%s)
                   AND (erp_order_id, number) NOT IN (SELECT * FROM unnest(%s::int[], %s::int[]))
             RETURNING id
                """,
                order_ids,
                [row["erp_order_id"] for row in rows],
                [row["line"] for row in rows],
            )
        )

    def _write_lines(self, rows):
        """Insert lines, and write those that changed."""
        columns = [SQL.identifier(name) for name in _COLUMNS]
        self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_erp_order_line (erp_order_id, number, %(columns)s,
                            create_uid, write_uid, create_date, write_date)
                SELECT sent.erp_order_id, sent.line, %(values)s,
                       %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM json_to_recordset(%(rows)s) AS
                       sent(erp_order_id int, line int, places int, %(types)s)
           ON CONFLICT (erp_order_id, number) DO UPDATE
                   SET (%(columns)s, write_uid, write_date)
                     = (%(new)s, EXCLUDED.write_uid, EXCLUDED.write_date)
                 WHERE (%(old)s) IS DISTINCT FROM (%(new)s)
             RETURNING id
                """,
                columns=SQL(", ").join(columns),
                values=SQL(", ").join(_get_value(name) for name in _COLUMNS),
                uid=self.env.uid,
                rows=json.dumps(rows),
                types=SQL(", ").join(
                    SQL("%s %s", SQL.identifier(field), SQL(kind))  # pylint: disable=sql-injection
                    for field, kind in _COLUMNS.values()
                ),
                new=SQL(", ").join(SQL.identifier("excluded", name) for name in _COLUMNS),
                old=SQL(", ").join(SQL.identifier(self._table, name) for name in _COLUMNS),
            )
        )


def _get_value(name):
    """What is stored in a column.

    :return: SQL
    """
    field = SQL.identifier("sent", _COLUMNS[name][0])
    return SQL("round(%s, sent.places)", field) if name in _MONEY else field
