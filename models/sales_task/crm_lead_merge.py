"""Merging opportunities keeps the history of all of them (invariant 11)."""

from odoo import models

from ..protection.guard import unlocked


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        for task in opportunities:
            history = unlocked(task.stage_history_ids.sudo())
            history.filtered(lambda row: not row.merged_from).merged_from = task.name
            history.lead_id = self
        return result
