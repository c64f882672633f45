"""The dialog that marks opportunities as lost: for sales tasks with competitor and summary."""

from odoo import api, fields, models


class CrmLeadLost(models.TransientModel):
    _inherit = "crm.lead.lost"

    has_sales_tasks = fields.Boolean(compute="_compute_has_sales_tasks")
    competitor_id = fields.Many2one(
        "crm.competitor", "Lost To", help="The competitor that won, where one did."
    )
    project_summary = fields.Text(
        help="What was decisive, and what to do better next time. Kept on the sales task."
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        lead = self.new({"lead_ids": values.get("lead_ids")}).lead_ids._origin
        if len(lead) == 1 and lead.stage_scheme_id:
            values.setdefault("competitor_id", lead.competitor_id.id)
            values.setdefault("project_summary", lead.project_summary)
        return values

    @api.depends("lead_ids")
    def _compute_has_sales_tasks(self):
        for dialog in self:
            dialog.has_sales_tasks = bool(dialog.lead_ids.stage_scheme_id)

    def action_lost_reason_apply(self):
        tasks = self.lead_ids.filtered("stage_scheme_id")
        for task in tasks:
            task.write(self._prepare_closing_values(task))
        return super().action_lost_reason_apply()

    def _prepare_closing_values(self, task):
        """What the dialog says of a task that is lost: nothing written earlier is dropped.

        :param task: `crm.lead` record
        :return: dict
        """
        values = {}
        if self.competitor_id:
            values["competitor_id"] = self.competitor_id.id
        summary = (self.project_summary or "").strip()
        if summary and len(self.lead_ids) > 1 and task.project_summary:
            summary = f"{task.project_summary}\n\n{summary}"
        if summary:
            values["project_summary"] = summary
        return values
