"""The department of a team: the uppermost team of its tree."""

from odoo import api, fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    department_id = fields.Many2one(
        "crm.team",
        compute="_compute_department_id",
        store=True,
        help="The uppermost team above this one, or the team itself.",
    )

    @api.depends("parent_path")
    def _compute_department_id(self):
        for team in self:
            top = (team.parent_path or "").split("/")[0]
            team.department_id = int(top) if top else False
