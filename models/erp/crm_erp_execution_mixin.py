from odoo import api, fields, models
from odoo.fields import Domain


class CrmErpExecutionMixin(models.AbstractModel):
    """For customers, tasks and quotations: the orders that came of them, and how far they are."""

    _name = "crm.erp.execution.mixin"
    _description = "Execution of Orders"
    # The field of `crm.order.execution` that links to this model.
    _execution_field = "partner_id"

    execution_count = fields.Integer("Orders in Execution", compute="_compute_execution_count")
    execution_late_count = fields.Integer("Late Orders", compute="_compute_execution_count")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_execution_count(self):
        """Counts what the reader sees."""
        orders = self.env["crm.order.execution"]
        field, counts, late = self._execution_field, {}, {}
        if orders.has_access("read") and orders._is_used():
            domain = Domain(field, "in", self.ids)
            counts = dict(orders._read_group(domain, [field], ["__count"]))
            late = counts and dict(
                orders._read_group(domain & Domain("is_late", "=", True), [field], ["__count"])
            )
        for record in self:
            record.execution_count = counts.get(record._origin, 0)
            record.execution_late_count = late.get(record._origin, 0)

    def action_view_execution(self):
        """Show the orders and how far they are.

        :return: action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_order_execution_action"
        )
        return action | {"domain": [(self._execution_field, "in", self.ids)], "context": {}}
