"""Customers: their execution in the ERP, and the orders that waited for them."""

from odoo import api, models

# What an order of the ERP knows its customer by.
_KNOWN_BY = {"ref", "vat", "is_managed_customer", "company_id"}


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "crm.erp.execution.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._look_for_erp_orders()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if _KNOWN_BY & vals.keys():
            self._look_for_erp_orders()
        return result

    def _look_for_erp_orders(self):
        """Orders of the ERP that wait for one of these customers get it at once."""
        if self.env["res.company"]._get_erp_company_ids():
            self.env["crm.erp.order"]._look_again_for(self.sudo())
