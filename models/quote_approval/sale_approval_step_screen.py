"""A step as people read it: all that was said to it in one place."""

from odoo import api, fields, models


class SaleApprovalStep(models.Model):
    _inherit = "sale.approval.step"

    detail = fields.Text("What Was Said", compute="_compute_detail")

    @api.depends("note", "changes", "on_behalf_of_id")
    @api.depends_context("lang")
    def _compute_detail(self):
        for step in self:
            deputy = step.on_behalf_of_id and self.env._(
                "In place of %(person)s.", person=step.on_behalf_of_id.name
            )
            step.detail = "\n".join(filter(None, [deputy, step.note, step.changes])) or False
