"""A sales task is lost for a reason, and closed with what was learned (invariants 8 and 11)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    _inherit = "crm.lead"

    competitor_id = fields.Many2one(
        "crm.competitor",
        "Main Competitor",
        index="btree_not_null",
        ondelete="restrict",
        tracking=73,
        check_company=True,
        help="To whom the task was lost, or against whom it was won.",
    )
    project_summary = fields.Text(
        copy=False,
        help="What was decisive, and what to do better next time. For won and for lost tasks.",
    )

    @api.constrains("active", "probability", "lost_reason_id")
    def _check_lost_reason(self):
        """:raise UserError: where a sales task would be lost without a reason"""
        if not self._has_stage_schemes():
            return
        for task in self:
            if task.won_status == "lost" and not task.lost_reason_id and task.stage_scheme_id:
                raise UserError(
                    self.env._(
                        "%(task)s would be lost without a reason. Choose a lost reason: the button "
                        "Lost asks for it.",
                        task=task.display_name,
                    )
                )

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), "competitor_id", "planned_start"]

    def _merge_get_fields_specific(self):
        def join_summaries(name, leads):
            return "\n\n".join(summary for summary in leads.mapped(name) if summary)

        def join_products(name, leads):
            return leads.mapped(name)

        specific = super()._merge_get_fields_specific()
        return {
            **specific,
            "project_summary": join_summaries,
            "task_product_ids": join_products,
        }
