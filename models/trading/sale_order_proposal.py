"""The first order of a potential customer proposes its conversion."""

from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state == "sale")._propose_conversion()
        return orders

    def write(self, vals):
        reaching = self.browse()
        if vals.get("state") == "sale":
            reaching = self.filtered(lambda order: order.state != "sale")
        result = super().write(vals)
        if reaching:
            reaching._propose_conversion()
        return result

    def _propose_conversion(self):
        if any(self.company_id.sudo().mapped("trading_propose")):
            self.sudo().partner_id._propose_trading(self.sudo())

    def _keep_acceptance(self):
        """The customer signed: that is the order which cannot be one yet."""
        result = super()._keep_acceptance()
        self._propose_conversion()
        return result

    def _tell_paid_unapproved(self, transaction):
        result = super()._tell_paid_unapproved(transaction)
        held = self.filtered(
            lambda order: order.state in ("draft", "sent") and order._why_not_order()
        )
        held._propose_conversion()
        return result
