"""The flow chart of a task: its stages with dates, days, people and notes, and where it stalls."""

from odoo import api, fields, models

from .crm_stage_history import PASSED


class CrmLead(models.Model):
    _inherit = "crm.lead"

    stage_flow = fields.Json(
        compute="_compute_stage_flow",
        compute_sudo=True,
        help="For each stage of the scheme in its order: id, name, state (done, skipped, current, "
        "todo), since, days, by, notes, rotting.",
    )

    @api.depends("stage_id", "stage_history_ids", "won_status", "team_id", "company_id", "type")
    def _compute_stage_flow(self):
        now = fields.Datetime.now()
        for task in self:
            task.stage_flow = task.stage_scheme_id and task._get_stage_flow(now)

    def _get_stage_flow(self, now):
        """What the flow chart shows.

        :param now: datetime in UTC
        :return: list of dicts, JSON throughout: dates as ISO datetimes in UTC, days as float
        """
        self.ensure_one()
        history = self.stage_history_ids.filtered(
            lambda row: row.kind in PASSED and not row.merged_from
        ).sorted(lambda row: (row.date, row.id))
        course = self.stage_scheme_id._get_course()
        reached = course.ids.index(self.stage_id.id) if self.stage_id.id in course.ids else -1
        return [
            self._get_stage_flow_step(stage, place, reached, history, now)
            for place, stage in enumerate(course)
        ]

    def _get_stage_flow_step(self, stage, place, reached, history, now):
        entered = history.filtered(lambda row: row.to_stage_id == stage)
        left = history.filtered(lambda row: row.from_stage_id == stage)
        days = sum(left.mapped("days"))
        last = entered[-1:]
        current = place == reached
        if current:
            days += (
                now - (last.date or self.date_last_stage_update or now)
            ).total_seconds() / 86400
        if place > reached:
            state = "todo"
        elif current:
            state = "done" if stage.is_won else "current"
        else:
            state = "done" if entered else "skipped"
        return {
            "id": stage.id,
            "name": stage.name,
            "state": "lost" if current and self.won_status == "lost" else state,
            "since": fields.Datetime.to_string(last.date) if last and place <= reached else False,
            "days": round(days, 1),
            "by": last.user_id.sudo().name if last and place <= reached else False,
            "notes": [
                {
                    "date": fields.Datetime.to_string(row.date),
                    "by": row.user_id.sudo().name,
                    "kind": row.kind,
                    "note": row.note or "",
                }
                for row in entered
            ],
            "rotting": current and self.is_rotting and self.rotting_days,
        }
