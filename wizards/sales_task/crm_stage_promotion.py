"""The dialog of a promotion (阶段升迁): target, note, and what the target asks for."""

from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

_GATE = Markup('<li class="d-flex gap-2 mb-1"><i class="fa fa-fw %s mt-1"></i><span>%s</span></li>')
_GATES = Markup('<ul class="list-unstyled mb-0">%s</ul>')


class CrmStagePromotion(models.TransientModel):
    _name = "crm.stage.promotion"
    _description = "Stage Promotion"

    lead_ids = fields.Many2many("crm.lead", string="Sales Tasks", context={"active_test": False})
    lead_id = fields.Many2one("crm.lead", "Sales Task", compute="_compute_lead_id")
    lead_count = fields.Integer(compute="_compute_lead_id")
    origin_id = fields.Many2one("crm.stage", "Stands In", compute="_compute_lead_id")
    allowed_stage_ids = fields.Many2many("crm.stage", compute="_compute_allowed_stage_ids")
    stage_id = fields.Many2one(
        "crm.stage",
        "Target Stage",
        domain="[('id', 'in', allowed_stage_ids)]",
        help="Of several tasks, empty: each goes to its next stage.",
    )
    note = fields.Text(help="What was achieved, or why the task goes back. Stands in the history.")
    kind = fields.Char(compute="_compute_check")
    refusal = fields.Char(compute="_compute_check")
    gates = fields.Html("Conditions", compute="_compute_check", sanitize=False)
    is_note_required = fields.Boolean(compute="_compute_check")
    line_ids = fields.One2many(
        "crm.stage.promotion.line",
        "promotion_id",
        compute="_compute_line_ids",
        store=True,
        readonly=True,
    )
    is_done = fields.Boolean(readonly=True)
    done_count = fields.Integer(compute="_compute_counts")
    refused_count = fields.Integer(compute="_compute_counts")

    @api.constrains("lead_ids")
    def _check_lead_ids(self):
        """:raise AccessError: for tasks that the caller may not read"""
        self.sudo().lead_ids.with_env(self.env(su=False)).check_access("read")

    def _get_readable_leads(self):
        """Nothing is said of a task that the caller may not read.

        :return: `crm.lead` recordset as the caller
        """
        return self.lead_ids._origin.sudo(False)._filtered_access("read")

    @api.depends("lead_ids")
    def _compute_lead_id(self):
        for promotion in self:
            leads = promotion._get_readable_leads()
            promotion.lead_count = len(leads)
            promotion.lead_id = leads if len(leads) == 1 else False
            promotion.origin_id = promotion.lead_id.stage_id

    @api.depends("lead_ids")
    def _compute_allowed_stage_ids(self):
        for promotion in self:
            stages = self.env["crm.stage"]
            for scheme in promotion.lead_ids._origin.stage_scheme_id:
                stages |= scheme._get_course().sudo(False)
            if task := promotion.lead_id:
                stages -= task.stage_id
                stages = stages.filtered(
                    lambda stage, task=task: not task._why_not_by_scheme(task.stage_id, stage)
                )
            promotion.allowed_stage_ids = stages

    @api.depends("lead_ids", "stage_id")
    def _compute_check(self):
        for promotion in self:
            promotion.update(promotion._get_check())

    def _get_check(self):
        """What the dialog says of one task and its target.

        :return: dict of field values
        """
        lead, stage = self.lead_id, self.stage_id
        required = bool(self.lead_ids._origin.stage_scheme_id.filtered("require_note"))
        check = {"kind": False, "refusal": False, "gates": False, "is_note_required": required}
        if not lead or not stage:
            return check
        if not lead.stage_scheme_id:
            refusal = self.env._(
                "%(task)s has a team without a stage scheme. Change its stage as in Odoo.",
                task=lead.name,
            )
            return {**check, "refusal": refusal}
        kind = lead._get_promotion_kind(lead.stage_id, stage)
        return {
            "kind": kind,
            "refusal": lead._why_not_by_scheme(lead.stage_id, stage),
            "gates": self._render_gates(lead, stage),
            "is_note_required": required or kind == "back",
        }

    def _render_gates(self, lead, stage):
        """A tick for what is met, and what is missing.

        :return: `Markup`, or False where the target has no conditions
        """
        rows = []
        for gate in lead._get_passed_stages(lead.stage_id, stage).gate_ids:
            met = gate._is_met(lead)
            icon = "fa-check-circle text-success" if met else "fa-times-circle text-danger"
            rows.append(_GATE % (icon, gate.sudo(False).display_name))
        return _GATES % Markup().join(rows) if rows else False

    @api.depends("lead_ids", "stage_id", "note")
    def _compute_line_ids(self):
        for promotion in self:
            # Computed as superuser.
            leads = promotion._get_readable_leads().sudo()
            if len(leads) < 2:
                promotion.line_ids = [Command.clear()]
                continue
            lines = [Command.create(promotion._prepare_line_values(lead)) for lead in leads]
            promotion.line_ids = [Command.clear(), *lines]

    def _prepare_line_values(self, lead):
        stage = self.stage_id or lead._get_next_stage()
        return {
            "lead_id": lead.id,
            "origin_id": lead.stage_id.id,
            "stage_id": stage.id,
            "reason": self._why_not(lead, stage),
        }

    def _why_not(self, lead, stage):
        """Why a task would not be promoted; the note is still being written.

        :return: a sentence or False
        """
        if not lead.stage_scheme_id:
            return self.env._("Its team has no stage scheme.")
        if not stage:
            return self.env._("It stands in the last stage.")
        if stage == lead.stage_id:
            return self.env._("It stands there already.")
        return lead._why_not_promote(lead.stage_id, stage, self.note or "…") or False

    @api.depends("line_ids.reason", "is_done")
    def _compute_counts(self):
        for promotion in self:
            refused = promotion.line_ids.filtered("reason")
            promotion.refused_count = len(refused)
            promotion.done_count = len(promotion.line_ids - refused)

    def action_promote(self):
        """Promote; of several tasks those that may, with an answer for each.

        :return: an action dict that closes the dialog or shows the answers
        :raise UserError: why a single task may not
        """
        self.ensure_one()
        if not self.lead_ids:
            raise UserError(self.env._("Choose the sales tasks to promote."))
        if self.lead_count == 1:
            return self._promote_one()
        for line in self.line_ids:
            line._promote()
        self.is_done = True
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Result"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _promote_one(self):
        if not self.stage_id:
            raise UserError(self.env._("Choose the stage to which the task goes."))
        task = self.lead_id
        task.write({"stage_id": self.stage_id.id, "stage_note": self.note})
        close = {"type": "ir.actions.act_window_close"}
        message = task.won_status == "won" and task._get_rainbowman_message()
        if message:
            effect = {"type": "rainbow_man", "message": message, "fadeout": "slow"}
            close["effect"] = {**effect, "img_url": "/web/static/img/smile.svg"}
        return close

    def action_close(self):
        """Close the answers and show the list behind them anew.

        :return: an `ir.actions.client` dict
        """
        return {"type": "ir.actions.client", "tag": "soft_reload"}
