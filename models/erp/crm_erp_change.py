"""What the ERP has to enter: approved and confirmed quotations, won tasks, and what became of them.

A row is written in the transaction in which it happens, and stays open until the ERP says that it
has it. So none is lost, and each is told at least once. The number of a row is no clock: a row with
a lower one may be committed later. Therefore every poll begins at the beginning, and the cursor only
leads through one poll.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..protection.guard import unlocked

EVENTS = [
    ("approved", "Quotation Approved"),
    ("confirmed", "Quotation Confirmed"),
    ("changed", "Order Changed"),
    ("cancelled", "Quotation Cancelled"),
    ("reopened", "No Longer Valid"),
    ("won", "Task Won"),
]
# What the ERP enters; anything else is only told of what it was told of before.
ENTERED = frozenset({"approved", "confirmed", "changed", "won"})
MAX_CHANGES = 500


class CrmErpChange(models.Model):
    _name = "crm.erp.change"
    _description = "To Be Entered in the ERP"
    _inherit = ["crm.system.record.mixin"]
    _order = "id desc"
    _rec_name = "event"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    event = fields.Selection(EVENTS, required=True, readonly=True)
    order_id = fields.Many2one(
        "sale.order", "Quotation", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    lead_id = fields.Many2one(
        "crm.lead", "Sales Task", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", "Customer", compute="_compute_partner_id")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    acknowledged_date = fields.Datetime("Taken by the ERP", readonly=True)
    erp_number = fields.Char("Order Number in the ERP", readonly=True)
    fingerprint = fields.Char(
        readonly=True,
        help="What a quotation said then: the ERP is told where it says another thing.",
    )

    _open_idx = models.Index("(company_id, id) WHERE acknowledged_date IS NULL")

    @api.depends("order_id.partner_id", "lead_id.partner_id")
    def _compute_partner_id(self):
        for row in self:
            row.partner_id = row.order_id.partner_id or row.lead_id.partner_id

    # === WRITING === #

    @api.model
    def _announce(self, field, records):
        """Write down what the ERP has to know of quotations or tasks; nothing twice.

        :param str field: `order_id` or `lead_id`
        :param records: `sale.order` or `crm.lead` recordset
        """
        company_ids = self.env["res.company"]._get_erp_company_ids()
        if not company_ids:
            return
        records = records.sudo().filtered(
            lambda record: record._get_erp_company().id in company_ids
        )
        if not records:
            return
        told = self._get_last_rows(field, records)
        unlocked(self.sudo()).create(
            [
                record._prepare_erp_change(event)
                for record in records
                if (event := record._get_erp_event()) != (last := get_event(told.get(record.id)))
                and (event in ENTERED or last in ENTERED)
            ]
        )

    def _get_last_rows(self, field, records):
        """:return: dict record id -> row of what was told last"""
        rows = self.sudo().search_fetch(
            [(field, "in", records.ids)], [field, "event", "fingerprint"], order="id"
        )
        return {row[field].id: row for row in rows}

    # === WHAT THE ERP CALLS === #

    @api.model
    def _get_changes(self, since, limit):
        """See `crm.erp.order.changes`."""
        limit = min(_check_integer(self.env, limit, "limit", 1), MAX_CHANGES)
        domain = Domain("company_id", "in", self._get_erp_companies().ids) & Domain(
            "acknowledged_date", "=", False
        )
        if since:
            domain &= Domain("id", ">", _check_integer(self.env, since, "since", 0))
        found = self.sudo().search(domain, order="id", limit=limit + 1)
        rows = found[:limit]
        return {
            "changes": [row._prepare_change() for row in rows],
            "cursor": rows[-1].id if len(found) > limit else False,
        }

    def _get_erp_companies(self):
        """Companies of the caller that have an ERP."""
        return self.env.user.company_ids.sudo().filtered("use_erp_orders") & self.env.companies

    @api.model
    def _acknowledge(self, changes):
        """See `crm.erp.order.acknowledge`."""
        if not isinstance(changes, list):
            raise UserError(self.env._("“changes” has to be a list."))
        asked = [change for change in changes if _is_acknowledgement(change)]
        rows = self.sudo().search(
            [
                ("id", "in", [change["id"] for change in asked]),
                ("company_id", "in", self._get_erp_companies().ids),
            ]
        )
        rows = {row.id: row for row in rows}
        return [self._acknowledge_one(change, rows) for change in changes]

    def _acknowledge_one(self, change, rows):
        """
        :param dict rows: id -> `crm.erp.change` record
        :return: dict, the answer
        """
        if not _is_acknowledgement(change):
            message = 'Expected is {"id": 12, "number": "SO-1"}, the number being optional.'
            return {"id": False, "result": "error", "code": "type", "message": message}
        answer = {"id": change["id"], "result": "acknowledged", "code": False, "message": False}
        row = rows.get(change["id"])
        if not row:
            message = "There is no such change in the companies of this user."
            return answer | {"result": "error", "code": "unknown", "message": message}
        if row.acknowledged_date:
            return answer | {"result": "unchanged"}
        unlocked(row).write(
            {
                "acknowledged_date": fields.Datetime.now(),
                "erp_number": change.get("number") or row.erp_number,
            }
        )
        return answer

    def _get_locked_message(self):
        return self.env._("What the ERP has to enter is written by the system alone.")


def get_event(row):
    """The event that a row told; an order that changed is one that is confirmed."""
    event = row and row.event
    return "confirmed" if event == "changed" else event


def _check_integer(env, value, name, least):
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value < 2**31:
        raise UserError(env._("“%(name)s” has to be a whole number.", name=name))
    return value


def _is_acknowledgement(change):
    """Whether it can be read: an id that may be one, and no number or one that can be stored."""
    if not isinstance(change, dict) or change.keys() - {"id", "number"}:
        return False
    record_id, number = change.get("id"), change.get("number") or ""
    return (
        isinstance(record_id, int)
        and not isinstance(record_id, bool)
        and 0 < record_id < 2**31
        and isinstance(number, str)
        and len(number) <= 64
        and number.isprintable()
    )
