from odoo import models

# The state an order reaches, and what that is for the policy.
_EVENTS = {"sent": "quotation", "sale": "order"}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        event = _EVENTS.get(vals.get("state"))
        reaching = self.filtered(lambda order: event and order.state != vals["state"])
        result = super().write(vals)
        if reaching:
            reaching.partner_id._renew_protection(event)
        return result
