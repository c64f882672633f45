"""What became of a task: who changed its stage when, with which note, after how many days."""

from odoo import api, fields, models

from ..protection.guard import unlocked

# What moves a task from a stage to another.
PASSED = ("start", "forward", "skip", "back", "transfer", "setup")


class CrmStageHistory(models.Model):
    _name = "crm.stage.history"
    _description = "Stage History"
    _inherit = ["crm.system.record.mixin", "crm.task.part.mixin"]
    _order = "date desc, id desc"
    _rec_name = "to_stage_id"

    lead_id = fields.Many2one(
        "crm.lead", "Sales Task", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("start", "Started"),
            ("forward", "Promoted"),
            ("skip", "Promoted, stages skipped"),
            ("back", "Gone back"),
            ("transfer", "Moved with its team"),
            ("lost", "Lost"),
            ("restored", "Restored"),
            ("setup", "Moved by the set-up"),
        ],
        "What Happened",
        required=True,
        readonly=True,
    )
    from_stage_id = fields.Many2one(
        "crm.stage", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    to_stage_id = fields.Many2one("crm.stage", readonly=True, index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    date = fields.Datetime(required=True, readonly=True, index=True)
    days = fields.Float(
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Days that the task stood in the stage that it left.",
    )
    note = fields.Text(readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True, ondelete="set null")
    salesperson_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", readonly=True, index=True, ondelete="cascade")
    merged_from = fields.Char(
        readonly=True,
        help="The task that was merged into this one, of which this row is. It does not count "
        "in the flow chart.",
    )

    @api.model
    def _get_entered(self, tasks):
        """When tasks came to the stages where they stand.

        Odoo's own date is set anew for all that are written together, also for those that stood
        there already, and not by a set-up.

        :param tasks: `crm.lead` recordset
        :return: dict of task id to datetime in UTC
        """
        domain = [("lead_id", "in", tasks.ids), ("kind", "in", PASSED), ("merged_from", "=", False)]
        return {
            task.id: date
            for task, date in self.sudo()._read_group(domain, ["lead_id"], ["date:max"])
        }

    @api.model
    def _log(self, rows):
        """Add rows.

        :param rows: list of dicts as `crm.lead._prepare_history_values` makes them
        :return: `crm.stage.history` recordset in sudo
        """
        return unlocked(self.sudo()).create(rows) if rows else self.sudo()

    def unlink(self):
        # In `ondelete` a context could switch it off.
        self._check_unlocked()
        return super().unlink()

    def _get_locked_message(self):
        return self.env._(
            "The history of the stages is written by promotions alone. Promote the task instead."
        )
