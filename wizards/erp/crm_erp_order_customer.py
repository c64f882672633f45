"""The back office says whose an order of the ERP is, whose customer code nobody knew."""

from odoo import api, fields, models
from odoo.fields import Domain

# So many like names are proposed.
_PROPOSED = 5


class CrmErpOrderCustomer(models.TransientModel):
    _name = "crm.erp.order.customer"
    _description = "Customer of an ERP Order"

    erp_order_ids = fields.Many2many("crm.erp.order", string="ERP Orders", required=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        domain="[('is_managed_customer', '=', True)]",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
    )
    customer_text = fields.Text("The ERP Says", compute="_compute_customer_text")
    same_count = fields.Integer(compute="_compute_same_count")

    @api.depends("erp_order_ids")
    def _compute_customer_text(self):
        for dialog in self:
            said = {
                " · ".join(
                    filter(None, (order.customer_code, order.customer_name, order.customer_vat))
                ): True
                for order in dialog.erp_order_ids
            }
            dialog.customer_text = "\n".join(said)

    @api.depends("erp_order_ids")
    def _compute_same_count(self):
        for dialog in self:
            orders = dialog.erp_order_ids._origin
            same = orders._get_same_customer() if orders else orders
            dialog.same_count = len(same - orders)

    @api.depends("erp_order_ids")
    def _compute_partner_id(self):
        """Propose the customer of just that name."""
        for dialog in self:
            names = {order.customer_name for order in dialog.erp_order_ids} - {False}
            found = self.env["res.partner"]
            if len(names) == 1:
                name = names.pop()
                found = found.search(
                    Domain("is_managed_customer", "=", True)
                    & (Domain("registered_name", "=ilike", name) | Domain("name", "=ilike", name)),
                    limit=_PROPOSED,
                )
            dialog.partner_id = found if len(found) == 1 else False

    def action_apply(self):
        """Give these orders, and all others of the same code, their customer."""
        self.ensure_one()
        self.erp_order_ids._choose_customer(self.partner_id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
