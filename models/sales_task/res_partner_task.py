"""Sales tasks and documents of a customer."""

from odoo import api, fields, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "crm.document.owner.mixin"]

    sells_by_tasks = fields.Boolean(compute="_compute_sells_by_tasks")

    @api.depends_context("uid", "company")
    def _compute_sells_by_tasks(self):
        self.sells_by_tasks = bool(self.env["crm.lead"]._get_own_scheme())

    def action_add_sales_task(self):
        """Open a new sales task of this customer.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Sales Task"),
            "res_model": "crm.lead",
            "views": [(False, "form")],
            "context": {"default_type": "opportunity", "default_partner_id": self.id},
        }
