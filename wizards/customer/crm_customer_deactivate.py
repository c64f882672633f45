from odoo import fields, models


class CrmCustomerDeactivate(models.TransientModel):
    _name = "crm.customer.deactivate"
    _description = "Deactivate Customers"

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    reason = fields.Text(
        required=True, help="Stands in the customer's chatter and beside the deactivated customer."
    )

    def action_deactivate(self):
        """Deactivate the customers with the reason that was typed.

        :return: an `ir.actions.client` dict that closes the dialog and reloads what is behind it
        """
        self.ensure_one()
        self.partner_ids._deactivate_customers(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
