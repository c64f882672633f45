"""What became of an order of the ERP: one row for each state it came to, and each promise it broke.

Written in the transaction that stores the order, and told from here by a job
(`crm_erp_order_step_notice`): so a batch costs one statement, and no step is lost or told twice.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from .crm_erp_order import DELIVERED, STATES

# Whoever loads old orders tells nobody news.
_OVER = ("closed", "cancelled")


class CrmErpOrderStep(models.Model):
    _name = "crm.erp.order.step"
    _description = "ERP Order Step"
    _inherit = ["crm.system.record.mixin"]
    _order = "id desc"
    _rec_name = "to_state"

    erp_order_id = fields.Many2one(
        "crm.erp.order", "ERP Order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("state", "State"), ("late", "Late")], "What Happened", required=True, readonly=True
    )
    date = fields.Datetime(required=True, readonly=True)
    from_state = fields.Selection(STATES, "From", readonly=True)
    to_state = fields.Selection(STATES, "To", required=True, readonly=True)
    version = fields.Char(readonly=True)
    promised_date = fields.Date("Promised", readonly=True, help="The promise that was broken.")
    is_told = fields.Boolean("Told", readonly=True)

    _untold_idx = models.Index("(id) WHERE is_told IS NOT TRUE")

    def unlink(self):
        # In `ondelete` a context could switch it off.
        self._check_unlocked()
        return super().unlink()

    def _get_locked_message(self):
        return self.env["crm.erp.order"]._get_locked_message()

    # === WRITING === #

    @api.model
    def _log_states(self, order_ids):
        """Write down to which state orders came since the last row, in one statement.

        :param list order_ids: ids of `crm.erp.order`
        :return: list of (order id, state before or None, whether it is to be told)
        """
        self.env["crm.erp.order"].flush_model(["state", "version"])
        rows = self._insert_steps(
            SQL(
                """
                SELECT erp.id, 'state', before.to_state, erp.state, erp.version, NULL::date,
                       before.to_state IS NULL AND erp.state = ANY(%s)
                  FROM crm_erp_order erp
     LEFT JOIN LATERAL (SELECT step.to_state FROM crm_erp_order_step step
                         WHERE step.erp_order_id = erp.id AND step.kind = 'state'
                      ORDER BY step.id DESC LIMIT 1) before ON TRUE
                 WHERE erp.id = ANY(%s) AND before.to_state IS DISTINCT FROM erp.state
                """,
                list(_OVER),
                list(order_ids),
            )
        )
        return [(order_id, before, not is_told) for order_id, before, is_told in rows]

    @api.model
    def _log_late(self, company):
        """Write down which orders of a company broke their promise, each promise once.

        :param company: `res.company` record
        :return: int number of orders
        """
        self.env["crm.erp.order"].flush_model()
        return len(
            self._insert_steps(
                SQL(
                    """
                    SELECT erp.id, 'late', NULL, erp.state, erp.version, erp.promised_date, FALSE
                      FROM crm_erp_order erp
                     WHERE erp.company_id = %s AND erp.promised_date < %s
                       AND erp.state NOT IN %s AND erp.partner_id IS NOT NULL
                       AND NOT EXISTS (
                           SELECT FROM crm_erp_order_step step
                            WHERE step.erp_order_id = erp.id AND step.kind = 'late'
                              AND step.promised_date = erp.promised_date)
                    """,
                    company.id,
                    company._get_today(),
                    DELIVERED,
                )
            )
        )

    def _insert_steps(self, query):
        """
        :param SQL query: of order, kind, from, to, version, promise, whether it is told
        :return: list of (order id, state before, whether it is told)
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_erp_order_step (erp_order_id, kind, from_state, to_state, version,
                       promised_date, is_told, date, create_uid, write_uid, create_date, write_date)
                SELECT found.*, %(now)s, %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM (%(query)s) found
             RETURNING erp_order_id, from_state, is_told
                """,
                query=query,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        self.env["crm.erp.order"].invalidate_model(["step_ids"], flush=False)
        return rows
