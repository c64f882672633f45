from odoo import api, fields, models


class CrmErpExecutionMixin(models.AbstractModel):
    """For customers, tasks and quotations: the ERP orders that came of them."""

    _name = "crm.erp.execution.mixin"
    _description = "Execution in the ERP"
    # The field of `crm.erp.order` that links to this model.
    _erp_order_field = "partner_id"

    erp_order_count = fields.Integer("ERP Orders", compute="_compute_erp_order_count")
    erp_late_count = fields.Integer("Late ERP Orders", compute="_compute_erp_order_count")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_erp_order_count(self):
        """Counts what the reader sees."""
        orders = self.env["crm.erp.order"]
        field, counts, late = self._erp_order_field, {}, {}
        if orders.has_access("read"):
            domain = [(field, "in", self.ids)]
            counts = dict(orders._read_group(domain, [field], ["__count"]))
            late = counts and dict(
                orders._read_group([*domain, ("is_late", "=", True)], [field], ["__count"])
            )
        for record in self:
            record.erp_order_count = counts.get(record._origin, 0)
            record.erp_late_count = late.get(record._origin, 0)

    def action_view_erp_orders(self):
        """Show the orders and how far they are.

        :return: action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_erp_order_action"
        )
        return action | {"domain": [(self._erp_order_field, "in", self.ids)], "context": {}}
