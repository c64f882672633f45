"""Merging opportunities keeps the history of all of them (invariant 11), and the scheme's order."""

from odoo import models
from odoo.tools import SQL

from ..protection.guard import make_mark, unlocked

_PARTS = (
    "crm.stage.history",
    "crm.lead.member",
    "crm.lead.contact",
    "crm.work.record",
    "crm.erp.order",
    "crm.erp.change",
    "crm.contract.review",
)
# The same opportunities, of which Odoo makes one.
_joining, _is_joining = make_mark("crm_stage_merges")


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _merge_opportunity(self, *args, **kwargs):
        return super(CrmLead, _joining(self))._merge_opportunity(*args, **kwargs).with_env(self.env)

    def _merge_dependences(self, opportunities):
        if opportunities._has_task_parts():
            self._merge_task_parts(opportunities)
        return super()._merge_dependences(opportunities)

    def _has_task_parts(self):
        """Whether anything stands on these opportunities that Odoo's merge does not know.

        One query, since Odoo merges thousands where it assigns leads.

        :return: bool
        """
        for model in _PARTS:
            self.env[model].flush_model(["lead_id"])
        found = SQL(" OR ").join(
            SQL(
                "EXISTS (SELECT FROM %s WHERE lead_id = ANY(%s))",
                SQL.identifier(self.env[model]._table),
                self.ids,
            )
            for model in _PARTS
        )
        return self.env.execute_query(SQL("SELECT %s", found))[0][0]

    def _merge_task_parts(self, opportunities):
        """Take over what stands on the opportunities that go.

        :param opportunities: `crm.lead` recordset, merged into this one
        """
        for task in opportunities:
            history = unlocked(task.stage_history_ids.sudo())
            history.filtered(lambda row: not row.merged_from).merged_from = task.name
            history.lead_id = self

    def _without_merged_stage(self, vals):
        """Odoo's merge writes the first stage of all teams where a stage is not its team's own.

        A survivor that a scheme has, or gets, keeps its stage, or is placed in the scheme.

        :param vals: dict of what is written
        :return: dict of what is to be written
        """
        if "stage_id" not in vals or not _is_joining(self.env):
            return vals
        team = self.env["crm.team"].browse(vals.get("team_id") or self.team_id.ids)
        stage = self.env["crm.stage"].browse(vals["stage_id"] or ())
        if self.stage_scheme_id or team.sudo().stage_scheme_id or stage.sudo().scheme_id:
            return {name: value for name, value in vals.items() if name != "stage_id"}
        return vals
