"""Which rows of one column a merge moved, so that exactly these can move back (invariant 11)."""

from odoo import api, fields, models

from .merge_link import Link


class CrmCustomerMergeLogLine(models.Model):
    _name = "crm.customer.merge.log.line"
    _inherit = ["crm.customer.merge.record.mixin"]
    _description = "Rows Moved by a Merge"
    _order = "row_count desc, id"

    log_id = fields.Many2one(
        "crm.customer.merge.log", required=True, readonly=True, index=True, ondelete="restrict"
    )
    label = fields.Char("What", compute="_compute_label")

    # The column, see `Link`
    kind = fields.Char(required=True, readonly=True)
    table_name = fields.Char("Table", required=True, readonly=True)
    column_name = fields.Char("Column", required=True, readonly=True)
    key_name = fields.Char(required=True, readonly=True)
    path = fields.Char(readonly=True)

    # The rows. No many2one: a later merge must not find itself here.
    model_name = fields.Char(required=True, readonly=True)
    old_id = fields.Integer("Moved From", required=True, readonly=True)
    new_id = fields.Integer("Moved To", required=True, readonly=True)
    moved_keys = fields.Json(readonly=True)
    kept_keys = fields.Json(readonly=True)
    row_count = fields.Integer("Rows Moved", readonly=True)
    kept_count = fields.Integer("Rows Left", readonly=True)
    back_count = fields.Integer("Rows Moved Back", readonly=True)

    @api.depends("table_name", "column_name")
    @api.depends_context("lang")
    def _compute_label(self):
        for line in self:
            line.label = self._get_label(line.table_name, line.column_name)

    @api.model
    def _get_label(self, table, column):
        """What people call a column: its model and its field.

        :param str table: name in the database
        :param str column: name in the database
        :return: str
        """
        for model in self.env.registry.values():
            if model._abstract or not model._auto:
                continue
            names = [column] if model._table == table and column in model._fields else []
            names += [
                name
                for name, field in model._fields.items()
                if field.type == "many2many" and field.store and field.relation == table
            ]
            for name in names:
                label = self.env[model._name].fields_get([name], ["string"]).get(name)
                title = self.env["ir.model"]._get(model._name).sudo().name
                return f"{title}: {label['string']}" if label else title
        return f"{table}.{column}"

    def _get_link(self):
        """:return: `Link`"""
        self.ensure_one()
        return Link(self.kind, self.table_name, self.column_name, self.key_name, self.path or "")
