from odoo import models

from ..protection.guard import unlocked


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.erp.execution.mixin"]
    _erp_order_field = "lead_id"

    def _merge_task_parts(self, opportunities):
        """Orders of the ERP follow the task that stays."""
        orders = self.env["crm.erp.order"].sudo().search([("lead_id", "in", opportunities.ids)])
        if orders:
            unlocked(orders).write({"lead_id": self.id})
        return super()._merge_task_parts(opportunities)
