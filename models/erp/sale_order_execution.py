"""How far Odoo's own orders are, kept with the order: nobody adds up all lines to read a list.

Only for companies that show them; for all others it stays empty and costs next to nothing.
"""

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from .crm_erp_order import STATES
from .execution_sql import get_progress_sql

# What the ORM would compute for every order of a running company, when the addon is installed.
_COLUMNS = {
    "execution_state": "varchar",
    "execution_delivered": "float8",
    "execution_invoiced": "float8",
    "execution_paid": "float8",
}
_BATCH = 2_000


class SaleOrder(models.Model):
    _inherit = "sale.order"

    execution_state = fields.Selection(
        STATES, compute="_compute_execution", store=True, copy=False, string="Execution"
    )
    execution_delivered = fields.Float(
        "Delivered Share",
        compute="_compute_execution",
        store=True,
        copy=False,
        aggregator=None,
        help="In percent; -1 where nobody notes deliveries.",
    )
    execution_invoiced = fields.Float(
        "Invoiced Share", compute="_compute_execution", store=True, copy=False, aggregator=None
    )
    execution_paid = fields.Float(
        "Paid Share", compute="_compute_execution", store=True, copy=False, aggregator=None
    )

    def _auto_init(self):
        for name, sql_type in _COLUMNS.items():
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, sql_type)
        return super()._auto_init()

    @api.depends(
        "state",
        "company_id",
        "amount_total",
        "order_line.product_uom_qty",
        "order_line.price_subtotal",
        "order_line.qty_delivered",
        "order_line.qty_delivered_method",
        "order_line.qty_invoiced",
        "order_line.invoice_lines.move_id.state",
        "order_line.invoice_lines.move_id.amount_residual",
    )
    def _compute_execution(self):
        found = self._get_progress()
        for order in self:
            (
                order.execution_state,
                order.execution_delivered,
                order.execution_invoiced,
                order.execution_paid,
            ) = found.get(order.id, (False, -1.0, -1.0, -1.0))

    def _get_progress(self):
        """How far these orders are, those of companies that show them.

        :return: dict order id -> (state, delivered, invoiced, paid share in percent or -1)
        """
        company_ids = self.env["res.company"]._get_native_execution_company_ids()
        shown = self.filtered(
            lambda order: order.state == "sale" and order.company_id.id in company_ids
        )
        if not shown.ids:
            return {}
        self._flush_progress()
        rows = self.env.execute_query(get_progress_sql(shown.ids))
        return {order_id: values for order_id, *values in rows}

    def _flush_progress(self):
        self.env["sale.order"].flush_model(["state", "amount_total"])
        self.env["sale.order.line"].flush_model(
            ["order_id", "product_uom_qty", "price_subtotal", "qty_delivered", "qty_invoiced"]
            + ["qty_delivered_method", "display_type", "is_downpayment", "invoice_lines"]
        )
        self.env["account.move"].flush_model(
            ["state", "move_type", "amount_total", "amount_residual"]
        )
        self.env["account.move.line"].flush_model(["move_id", "price_total"])

    # === SWITCHED ON === #

    @api.model
    def _forget_execution(self, companies):
        """Let the job find out anew how far the orders of these companies are.

        :param companies: `res.company` recordset
        """
        self.env["sale.order"].flush_model(list(_COLUMNS))
        self.env.execute_query(
            SQL(
                """
                UPDATE sale_order SET execution_state = NULL
                 WHERE company_id = ANY(%s) AND execution_state IS NOT NULL RETURNING id
                """,
                companies.ids,
            )
        )
        self.env["sale.order"].invalidate_model(list(_COLUMNS), flush=False)
        cron = self.env.ref("crm_customer_protection.ir_cron_execution", raise_if_not_found=False)
        if cron:
            cron._trigger()

    @api.model
    def _cron_fill_execution(self):
        """Find out how far orders are of which nothing is known. May be killed at any moment."""
        company_ids = self.env["res.company"]._get_native_execution_company_ids()
        waiting = self.sudo().search(
            [
                ("state", "=", "sale"),
                ("company_id", "in", sorted(company_ids)),
                ("execution_state", "=", False),
            ],
            order="id",
        )
        self.env["ir.cron"]._commit_progress(remaining=len(waiting))
        for start in range(0, len(waiting), _BATCH):
            batch = waiting[start : start + _BATCH].try_lock_for_update(allow_referencing=True)
            batch._fill_execution()
            if not self.env["ir.cron"]._commit_progress(len(waiting[start : start + _BATCH])):
                break

    def _fill_execution(self):
        """Write how far these orders are, in one statement."""
        self._flush_progress()
        self.env.execute_query(
            SQL(
                """
                UPDATE sale_order target
                   SET execution_state = found.state, execution_delivered = found.delivered,
                       execution_invoiced = found.invoiced, execution_paid = found.paid
                  FROM (%s) found WHERE found.id = target.id RETURNING target.id
                """,
                get_progress_sql(self.ids),
            )
        )
        self.invalidate_recordset(list(_COLUMNS), flush=False)
