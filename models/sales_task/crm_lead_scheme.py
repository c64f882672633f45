"""Which scheme a task runs through, and which stages its kanban shows.

For teams without a scheme everything is as in Odoo (invariant 12).
"""

from odoo import api, fields, models, tools
from odoo.fields import Domain


class CrmLead(models.Model):
    _inherit = "crm.lead"

    stage_scheme_id = fields.Many2one(
        "crm.stage.scheme",
        compute="_compute_stage_scheme_id",
        compute_sudo=True,
        help="The scheme of the task's team; of the company for tasks without a team.",
    )

    @api.depends("type", "team_id.stage_scheme_id", "company_id.stage_scheme_id")
    def _compute_stage_scheme_id(self):
        for lead in self:
            lead.stage_scheme_id = lead.type == "opportunity" and (
                lead.team_id.stage_scheme_id if lead.team_id else lead.company_id.stage_scheme_id
            )

    @api.model
    @tools.ormcache()
    def _has_stage_schemes(self):
        """Whether there are stages of schemes: without, no call costs more than in Odoo.

        Also of a scheme that nobody uses yet, since Odoo gives stages without a team to all.

        :return: bool
        """
        stages = self.env["crm.stage"].sudo().with_context(active_test=False)
        return bool(stages.search_count([("scheme_id", "!=", False)], limit=1))

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        """Only the stages of the scheme, and for others only those of no scheme."""
        team = self.env["crm.team"].sudo().browse(team_id or self.team_id.ids[:1])
        company = self.company_id[:1] if self else self.env.company
        scheme = team.stage_scheme_id if team else company.sudo().stage_scheme_id
        if scheme:
            course = Domain("id", "in", scheme._get_course().ids) & Domain(domain or [])
            return self.env["crm.stage"].search(course, order=order, limit=limit)
        if self._has_stage_schemes():
            domain = [*(domain or []), ("scheme_id", "=", False)]
        return super()._stage_find(team_id=team_id, domain=domain, order=order, limit=limit)

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """Columns: where tasks stand, the schemes of one's teams, Odoo's where a team has none."""
        columns = super()._read_group_stage_ids(stages, domain)
        if not self._has_stage_schemes():
            return columns
        team = self.env["crm.team"].sudo().browse(self.env.context.get("default_team_id") or [])
        teams = team or self._get_teams_of_columns()
        schemes = teams.stage_scheme_id if teams else self.env.company.sudo().stage_scheme_id
        without = teams.filtered(lambda team: not team.stage_scheme_id) if teams else not schemes
        shown = self.env["crm.stage"].sudo().search(Domain("scheme_id", "in", schemes.ids))
        if without:
            shown |= columns.sudo().filtered(lambda stage: not stage.scheme_id)
        wanted = stages.sudo() | shown
        return stages.browse(wanted.sorted(lambda stage: (stage.sequence, stage.id)).ids)

    @api.model
    def _get_teams_of_columns(self):
        """The teams in which the caller is or which he or she leads, in the companies that are open.

        :return: `crm.team` recordset in sudo
        """
        teams = self.env.user.sudo().crm_team_ids | self.env["crm.team"]._get_led_teams()
        companies = self.env.companies
        return teams.filtered(lambda one: not one.company_id or one.company_id in companies)

    def _pls_prepare_frequencies(self, *args, **kwargs):
        """Odoo's scoring knows no archived stages, in which lost tasks may stand."""
        leads = self.with_context(active_test=False)
        return super(CrmLead, leads)._pls_prepare_frequencies(*args, **kwargs)
