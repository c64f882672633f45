"""How far orders are, in one list: those of the ERP, and Odoo's own where Odoo is the ERP.

Who sees an order here sees it there (invariant 6): the customer of an ERP order, or customer and
order where it is Odoo's own.
"""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_erp_order import DELIVERED, STATES
from .execution_sql import get_execution_sql


class CrmOrderExecution(models.Model):
    _name = "crm.order.execution"
    _description = "Order Execution"
    _inherit = ["crm.visible.partner.mixin"]
    _auto = False
    _order = "date_order desc, id desc"
    _rec_name = "name"
    _depends = {
        "crm.erp.order": ["number", "company_id", "partner_id", "order_id", "lead_id"]
        + ["date_order", "promised_date", "state", "currency_id", "currency_rate"]
        + ["amount_untaxed", "amount_total", "delivered_share", "invoiced_share", "paid_share"],
        "sale.order": ["name", "company_id", "partner_id", "opportunity_id", "user_id", "team_id"]
        + ["date_order", "commitment_date", "state", "currency_id", "currency_rate"]
        + ["amount_untaxed", "amount_total", "execution_state"]
        + ["execution_delivered", "execution_invoiced", "execution_paid"],
        "res.partner": ["commercial_partner_id", "user_id"],
        "res.company": ["currency_id", "protection_tz"],
    }

    # What it is
    name = fields.Char("Order", readonly=True)
    kind = fields.Selection(
        [("erp", "ERP"), ("odoo", "Odoo")], "Kept In", readonly=True, help="Which of both has it."
    )
    erp_order_id = fields.Many2one("crm.erp.order", "ERP Order", readonly=True)
    order_id = fields.Many2one(
        "sale.order", "Quotation", readonly=True, help="From which it came, or the order itself."
    )
    lead_id = fields.Many2one("crm.lead", "Sales Task", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)

    # How far it is
    date_order = fields.Date("Order Date", readonly=True)
    promised_date = fields.Date("Promised", readonly=True)
    state = fields.Selection(STATES, "Status", readonly=True)
    delivered_share = fields.Float("Delivered", readonly=True, aggregator="avg")
    invoiced_share = fields.Float("Invoiced", readonly=True, aggregator="avg")
    paid_share = fields.Float("Paid", readonly=True, aggregator="avg")
    is_delivery_known = fields.Boolean(
        readonly=True, help="Nothing is no zero: where nobody notes deliveries nothing is told."
    )
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")

    # What it is worth
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_total = fields.Monetary("Total", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    amount_company = fields.Monetary(
        "Untaxed, in Company Currency",
        readonly=True,
        currency_field="company_currency_id",
        help="At the rate of the day of the order.",
    )

    # Whose it is
    is_order_visible_to_me = fields.Boolean(
        compute="_compute_is_order_visible_to_me", search="_search_is_order_visible_to_me"
    )
    is_of_my_team = fields.Boolean(compute="_compute_is_of_my_team", search="_search_is_of_my_team")

    @property
    def _table_query(self):
        companies = self.env["res.company"]
        return get_execution_sql(
            companies._get_erp_company_ids(), companies._get_native_execution_company_ids()
        )

    # === COMPUTED === #

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

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_order_visible_to_me(self):
        orders = self.order_id.sudo(False)._filtered_access("read")
        for record in self:
            record.is_order_visible_to_me = (
                record.erp_order_id or record.order_id.sudo(False) in orders
            )

    def _search_is_order_visible_to_me(self, operator, value):
        """By the rules of Odoo's orders, whatever they are."""
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return Domain("erp_order_id", "!=", False) | Domain.custom(
            to_sql=lambda model, alias, _query: model._get_order_seen_sql(alias)
        )

    @api.model
    def _get_order_seen_sql(self, alias):
        """Asked of each row or made once for all, as PostgreSQL finds cheaper."""
        orders = self.env["sale.order"].sudo(False)._search([])
        orders.add_where(
            SQL("%s = %s", SQL.identifier(orders.table, "id"), SQL.identifier(alias, "order_id"))
        )
        return SQL("EXISTS (%s)", orders.select(SQL("1")))

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_of_my_team(self):
        user_ids = self._get_team_user_ids()
        for order in self:
            order.is_of_my_team = order.user_id.id in user_ids

    def _search_is_of_my_team(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return Domain("user_id", "in", self._get_team_user_ids())

    @api.model
    def _get_team_user_ids(self):
        """Ids of the caller and of those whom he or she leads."""
        return [self.env.uid, *self.env["crm.team"]._get_led_user_ids()]

    # === READING === #

    @api.model
    def _is_used(self):
        """:return: bool, whether any company has orders to show"""
        companies = self.env["res.company"]
        return bool(
            companies._get_erp_company_ids() | companies._get_native_execution_company_ids()
        )

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        """In two queries: so the orders are sorted by what is needed for that, not with all they hold."""
        found = super().search_fetch(domain, [], offset=offset, limit=limit, order=order)
        if found and (field_names is None or field_names):
            found.fetch(field_names)
        return found

    def action_open_order(self):
        """Open the order itself.

        :return: action
        """
        self.ensure_one()
        order = self.erp_order_id or self.order_id
        order.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": order._name,
            "res_id": order.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
