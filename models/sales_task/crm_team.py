from odoo import api, fields, models
from odoo.exceptions import UserError

from ..protection.guard import is_unlocked


class CrmTeam(models.Model):
    _inherit = "crm.team"

    stage_scheme_id = fields.Many2one(
        "crm.stage.scheme",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The stages that the sales tasks of this team run through. Empty: Odoo's pipeline. "
        "A team that has opportunities is given a scheme by the set-up of sales tasks.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams._follow_stage_scheme(teams.stage_scheme_id)
        return teams

    def write(self, vals):
        if "stage_scheme_id" not in vals:
            return super().write(vals)
        schemes = self.stage_scheme_id
        moved = self.filtered(lambda team: team.stage_scheme_id.id != vals["stage_scheme_id"])
        moved._check_stage_scheme_free()
        result = super().write(vals)
        self._follow_stage_scheme(schemes | self.stage_scheme_id)
        return result

    def _check_stage_scheme_free(self):
        """:raise UserError: where open opportunities would be left in stages of another scheme"""
        if is_unlocked(self.env) or not self:
            return
        tasks = self.env["crm.lead"].sudo().with_context(active_test=False)
        for team in self:
            if tasks.search_count([("team_id", "=", team.id)], limit=1):
                raise UserError(
                    self.env._(
                        "The sales team %(team)s has opportunities. Give it another stage scheme by "
                        "the set-up of sales tasks, which says where each of them goes.",
                        team=team.name,
                    )
                )

    def _follow_stage_scheme(self, schemes):
        """Tell the stages whose they are.

        :param schemes: `crm.stage.scheme` recordset, those that were left among them
        """
        schemes._sync_stage_teams()
        for scheme in schemes:
            scheme._check_in_use()
