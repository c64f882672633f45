from odoo import models


class CrmErpOrder(models.Model):
    _inherit = "crm.erp.order"

    def _after_upsert(self, order_ids):
        """An order of the ERP ends the contract review of its quotation or task."""
        result = super()._after_upsert(order_ids)
        if self.env["res.company"]._get_review_company_ids():
            self.env["crm.contract.review"]._follow_erp_orders(self.browse(order_ids))
        return result
