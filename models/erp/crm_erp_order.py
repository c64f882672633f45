"""Orders as the ERP has them, read by whoever sees the customer (invariants 6 and 10).

Only `upsert` writes them, and a person only says which customer an unknown code means.
"""

from odoo import api, fields, models
from odoo.fields import Domain

STATES = [
    ("entered", "Entered"),
    ("confirmed", "Confirmed"),
    ("in_production", "In Production"),
    ("partly_shipped", "Partly Shipped"),
    ("shipped", "Shipped"),
    ("invoiced", "Invoiced"),
    ("paid", "Paid"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
# Nothing more is to be delivered.
DELIVERED = ("shipped", "invoiced", "paid", "closed", "cancelled")
_ADMINS = "base.group_system,sales_team.group_sale_manager"


class CrmErpOrder(models.Model):
    _name = "crm.erp.order"
    _description = "ERP Order"
    _inherit = ["crm.visible.partner.mixin", "crm.system.record.mixin"]
    _order = "date_order desc, id desc"
    _rec_name = "number"

    # What it is
    number = fields.Char("Order Number", required=True, readonly=True)
    source = fields.Char(
        "Source System", required=True, readonly=True, help="Which ERP it comes from."
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    version = fields.Char(
        required=True,
        readonly=True,
        help="The ERP's number or time stamp of this state of the order. An older one never "
        "overwrites a newer one.",
    )
    version_key = fields.Char(required=True, readonly=True)
    fingerprint = fields.Char(required=True, readonly=True)
    payload_hash = fields.Char(readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, index=True)
    date_order = fields.Date("Order Date", readonly=True, index=True)
    promised_date = fields.Date("Promised", readonly=True)
    note = fields.Text(readonly=True)
    payload = fields.Text(
        "As Received",
        readonly=True,
        prefetch=False,
        groups=_ADMINS,
        help="What the ERP sent last, word for word.",
    )

    # Whose it is
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        readonly=True,
        index=True,
        ondelete="restrict",
        help="Empty while the order is parked: then nobody but the back office sees it.",
    )
    customer_code = fields.Char("Customer Code in the ERP", readonly=True)
    customer_vat = fields.Char("Tax Number in the ERP", readonly=True)
    customer_name = fields.Char("Customer Name in the ERP", readonly=True)
    is_customer_chosen = fields.Boolean(
        "Customer Chosen",
        readonly=True,
        help="A person said which customer this code means. It holds for later orders too.",
    )
    # The decision itself: it outlives the order's move to another customer.
    decided_partner_id = fields.Many2one(
        "res.partner", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    decided_code = fields.Char(readonly=True)
    decided_vat = fields.Char(readonly=True)
    chosen_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    chosen_date = fields.Datetime("Chosen on", readonly=True)
    parked_reason = fields.Selection(
        [
            ("unknown", "No customer has this code or tax number"),
            ("ambiguous", "Several customers have it"),
            ("contradictory", "Code and tax number are of different customers"),
        ],
        "Why Parked",
        readonly=True,
    )
    quotation_reference = fields.Char("Quotation in the ERP", readonly=True)
    task_reference = fields.Integer("Task in the ERP", readonly=True)
    order_id = fields.Many2one(
        "sale.order", "Quotation", readonly=True, index="btree_not_null", ondelete="set null"
    )
    lead_id = fields.Many2one(
        "crm.lead", "Sales Task", readonly=True, index="btree_not_null", ondelete="set null"
    )

    # How far it is
    line_ids = fields.One2many("crm.erp.order.line", "erp_order_id", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    amount_untaxed = fields.Monetary("Untaxed", readonly=True)
    amount_total = fields.Monetary("Total", readonly=True)
    amount_invoiced = fields.Monetary("Invoiced Amount", readonly=True)
    amount_paid = fields.Monetary("Paid Amount", readonly=True)
    delivered_share = fields.Float("Delivered", readonly=True, aggregator="avg")
    invoiced_share = fields.Float("Invoiced", readonly=True, aggregator="avg")
    paid_share = fields.Float("Paid", readonly=True, aggregator="avg")
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")

    # The customer is no part of it: a merge moves orders, and deletes none.
    _number_uniq = models.UniqueIndex(
        "(company_id, source, number)", "This order of the ERP is there already."
    )
    # Of its id in `crm.order.execution`.
    _execution_idx = models.Index("((id * 2))")
    _parked_idx = models.Index("(company_id, id) WHERE partner_id IS NULL")
    _decided_idx = models.Index(
        "(company_id, source, decided_code) WHERE decided_partner_id IS NOT NULL"
    )

    @api.depends("promised_date", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for order in self:
            order.is_late = bool(
                order.promised_date and order.promised_date < today and order.state not in DELIVERED
            )

    def _search_is_late(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        today = fields.Date.context_today(self)
        return Domain("promised_date", "<", today) & Domain("state", "not in", DELIVERED)

    def _search_is_partner_visible_to_me(self, operator, value):
        """The technical user reads back what it sent, whether its customer is restricted or not."""
        if list(value) == [True] and self._is_integration():
            return Domain.TRUE
        return super()._search_is_partner_visible_to_me(operator, value)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_partner_visible_to_me(self):
        result = super()._compute_is_partner_visible_to_me()
        if self._is_integration():
            self.update({"is_partner_visible_to_me": True})
        return result

    @api.model
    def _is_integration(self):
        """Whether the caller is the ERP.

        :return: bool
        """
        return self.env.user.has_group("crm_customer_protection.group_erp_integration")

    def _get_locked_message(self):
        return self.env._("Orders of the ERP are written by the ERP alone. Change them there.")
