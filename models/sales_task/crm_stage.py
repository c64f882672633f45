from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_stage_scheme import COURSES


class CrmStage(models.Model):
    _inherit = "crm.stage"

    active = fields.Boolean(default=True)
    scheme_id = fields.Many2one(
        "crm.stage.scheme",
        "Stage Scheme",
        index="btree_not_null",
        ondelete="cascade",
        help="Only the teams that use this scheme have the stage.",
    )
    gate_ids = fields.One2many(
        "crm.stage.gate",
        "stage_id",
        "Conditions",
        copy=True,
        help="What a sales task has to meet before it enters this stage.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        self._forget_courses()
        stages._follow_scheme()
        return stages

    def unlink(self):
        result = super().unlink()
        self._forget_courses()
        return result

    @api.model
    def _forget_courses(self):
        self.env.cr.precommit.data.pop(COURSES, None)

    def write(self, vals):
        if "scheme_id" in vals:
            self._check_leaves_no_task(vals["scheme_id"])
        result = super().write(vals)
        self._forget_courses()
        if {"scheme_id", "team_ids", "active", "is_won", "sequence"} & vals.keys():
            self._follow_scheme()
        return result

    def _follow_scheme(self):
        """Have the teams of the scheme, and leave the scheme in good order."""
        if self.scheme_id:
            self.env.registry.clear_cache()
        for scheme in self.scheme_id:
            scheme._sync_stage_teams()
            scheme._check_in_use()

    def _check_leaves_no_task(self, scheme_id):
        """:raise UserError: where tasks, lost ones too, would get a stage of another scheme"""
        moved = self.filtered(lambda stage: stage.scheme_id.id != (scheme_id or False))
        tasks = self.env["crm.lead"].sudo().with_context(active_test=False)
        for stage in moved:
            if tasks.search_count([("stage_id", "=", stage.id)], limit=1):
                raise UserError(
                    self.env._(
                        "Opportunities stand in the stage %(stage)s. Make a new stage for the "
                        "scheme, and move them by the set-up of sales tasks.",
                        stage=stage.name,
                    )
                )

    @api.constrains("active", "scheme_id")
    def _check_no_open_task(self):
        """:raise UserError: where a task would be left in a stage that its scheme does not have"""
        for stage in self.filtered(lambda stage: stage.scheme_id and not stage.active):
            tasks = self.env["crm.lead"].sudo().search_count([("stage_id", "=", stage.id)])
            if tasks:
                raise UserError(
                    self.env._(
                        "%(count)s sales tasks stand in the stage %(stage)s. Promote them first, "
                        "or move them by the set-up of sales tasks.",
                        count=tasks,
                        stage=stage.name,
                    )
                )
