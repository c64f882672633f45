"""Quotations: their execution in the ERP, and when the ERP has to enter them."""

from odoo import api, models

# Whether the ERP has to know of a quotation depends on these.
_WATCHED = {"state", "approval_state"}


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "crm.erp.execution.mixin"]
    _execution_field = "order_id"

    _execution_idx = models.Index("((id * 2 + 1))")

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if any(_WATCHED & vals.keys() for vals in vals_list):
            self.env["crm.erp.change"]._announce("order_id", orders)
        return orders

    def write(self, vals):
        result = super().write(vals)
        if _WATCHED & vals.keys():
            self.env["crm.erp.change"]._announce("order_id", self)
        return result

    def _get_erp_company(self):
        """:return: `res.company` record"""
        return self.company_id

    def _prepare_erp_change(self, event, said=None):
        """
        :param str event: one of `crm.erp.change`'s
        :param str said: fingerprint of the order, where it is known
        :return: dict of values of the row that tells it
        """
        return {
            "order_id": self.id,
            "event": event,
            "company_id": self._get_erp_company().id,
            # Of what is not confirmed, its approval is the guard: who changes it voids that.
            "fingerprint": self.state == "sale" and (said or self._get_erp_fingerprint()),
        }

    def _get_erp_event(self):
        """What the ERP has to know of it: one of `crm.erp.change`'s events."""
        self.ensure_one()
        if self.state == "sale":
            return "confirmed"
        if self.state == "cancel":
            return "cancelled"
        return "approved" if self.approval_state == "approved" else "reopened"
