"""Merging opportunities keeps the history of all of them (invariant 11), and the scheme's order."""

from odoo import models

from ..protection.guard import unlocked

_MERGES = "crm_stage_merges"
# No client can send it.
_TOKEN = object()


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _merge_opportunity(self, *args, **kwargs):
        leads = self.with_context(**{_MERGES: _TOKEN})
        return super(CrmLead, leads)._merge_opportunity(*args, **kwargs).with_env(self.env)

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        for task in opportunities if self._has_stage_schemes() else ():
            history = unlocked(task.stage_history_ids.sudo())
            history.filtered(lambda row: not row.merged_from).merged_from = task.name
            history.lead_id = self
        return result

    def _without_merged_stage(self, vals):
        """Odoo's merge writes the first stage of all teams where a stage is not its team's own.

        A survivor that a scheme has, or gets, keeps its stage, or is placed in the scheme.

        :param vals: dict of what is written
        :return: dict of what is to be written
        """
        if "stage_id" not in vals or self.env.context.get(_MERGES) is not _TOKEN:
            return vals
        team = self.env["crm.team"].browse(vals.get("team_id") or self.team_id.ids)
        stage = self.env["crm.stage"].browse(vals["stage_id"] or ())
        if self.stage_scheme_id or team.sudo().stage_scheme_id or stage.sudo().scheme_id:
            return {name: value for name, value in vals.items() if name != "stage_id"}
        return vals
