"""The approver's desk: what matters about a quotation at a glance, beside what it says itself."""

from odoo import api, fields, models
from odoo.fields import Domain

_EARLIER = 5
_CUSTOMER = {
    "approval_customer_stage": "customer_stage",
    "approval_customer_grade_id": "customer_grade_id",
    "approval_protection_state": "protection_state",
    "approval_protected_until": "protected_until",
    "approval_last_deal_date": "last_deal_date",
    "approval_customer_value": "customer_value",
}


def _get_labels(env, name):
    """What the values of a selection of the customer are called, in the caller's language."""
    return env["res.partner"]._fields[name]._description_selection(env)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # Of the customer whoever has to decide sees these, and nothing by which to reach him.
    approval_customer_stage = fields.Selection(
        lambda self: _get_labels(self.env, "customer_stage"),
        "Potential or Trading",
        compute="_compute_approval_customer",
        compute_sudo=True,
        groups="sales_team.group_sale_salesman",
    )
    approval_customer_grade_id = fields.Many2one(
        "crm.customer.grade",
        "Grade",
        compute="_compute_approval_customer",
        compute_sudo=True,
        groups="sales_team.group_sale_salesman",
    )
    approval_protection_state = fields.Selection(
        lambda self: _get_labels(self.env, "protection_state"),
        "Protection",
        compute="_compute_approval_customer",
        compute_sudo=True,
        groups="sales_team.group_sale_salesman",
    )
    approval_protected_until = fields.Date(
        "Protected Until",
        compute="_compute_approval_customer",
        compute_sudo=True,
        groups="sales_team.group_sale_salesman",
    )
    approval_last_deal_date = fields.Datetime(
        "Last Deal",
        compute="_compute_approval_customer",
        compute_sudo=True,
        groups="sales_team.group_sale_salesman",
    )
    approval_customer_value = fields.Monetary(
        "Orders So Far",
        compute="_compute_approval_customer",
        compute_sudo=True,
        currency_field="approval_customer_currency_id",
        groups="sales_team.group_sale_salesman",
    )
    approval_customer_currency_id = fields.Many2one(
        "res.currency",
        related="company_id.currency_id",
        string="Currency of the Company",
        groups="sales_team.group_sale_salesman",
    )
    approval_note = fields.Text(
        "Note of the Submitter", compute="_compute_approval_note", groups="base.group_user"
    )
    approval_earlier_ids = fields.Many2many(
        "sale.order",
        string="Earlier Quotations",
        compute="_compute_approval_earlier_ids",
        groups="sales_team.group_sale_salesman",
    )

    @api.depends("partner_id")
    def _compute_approval_customer(self):
        for order in self:
            # Of an order that is not saved nobody decides, and anybody may name any customer in it.
            customer = order.partner_id.managed_customer_id if order._origin else False
            for name, source in _CUSTOMER.items():
                order[name] = customer[source] if customer else False

    @api.depends("approval_step_ids")
    def _compute_approval_note(self):
        for order in self:
            said = order.approval_step_ids.filtered(lambda step: step.kind == "submitted")[:1]
            order.approval_note = said.note

    @api.depends("partner_id", "approval_state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_approval_earlier_ids(self):
        """The last ones of the customer, as far as the caller reads them."""
        for order in self:
            domain = order._get_earlier_domain() if order._origin else None
            order.approval_earlier_ids = domain and self.search(
                domain, order="id desc", limit=_EARLIER
            )

    def _get_earlier_domain(self):
        """Domain of the quotations that were made for the customer before this one."""
        customer = self.sudo().partner_id.commercial_partner_id
        people = customer.with_context(active_test=False)._search(
            [("commercial_partner_id", "=", customer.id)]
        )
        return (
            Domain("partner_id", "in", people)
            & Domain("company_id", "=", self.sudo().company_id.id)
            & Domain("id", "!=", self._origin.id)
            & Domain("state", "!=", "cancel")
        )

    # === ACTIONS === #

    def action_open_quotation(self):
        """Open the quotation itself, from the desk."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("sale.view_order_form").id, "form")],
        }

    def action_ask_submit(self):
        """Open the dialog that submits these quotations, with a note for who decides."""
        return self._open_approval_dialog("submit")

    def action_ask_approve(self):
        """Open the dialog that approves these quotations with a note."""
        return self._open_approval_dialog("approve")
