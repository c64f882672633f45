"""What became of a task: who changed its stage when, with which note, after how many days."""

from odoo import api, fields, models
from odoo.tools import SQL

# What moves a task from a stage to another.
PASSED = ("start", "forward", "skip", "back", "transfer", "setup")
_COLUMNS = (
    "lead_id",
    "kind",
    "from_stage_id",
    "to_stage_id",
    "date",
    "since",
    "days",
    "user_id",
    "note",
    "team_id",
    "salesperson_id",
    "company_id",
)
_INSERT = """
    INSERT INTO crm_stage_history (lead_id, kind, from_stage_id, to_stage_id, date, days, user_id,
                                   note, team_id, salesperson_id, company_id,
                                   create_uid, create_date, write_uid, write_date)
    SELECT lead_id, kind, from_stage_id::int, to_stage_id::int, date::timestamp,
           COALESCE(days::float8, EXTRACT(epoch FROM GREATEST(date::timestamp - COALESCE(
               CASE WHEN since IS NOT NULL THEN %(entered)s END,
               since::timestamp, date::timestamp), interval '0')) / 86400),
           user_id, note, team_id::int, salesperson_id::int, company_id::int,
           %(user)s, %(now)s, %(user)s, %(now)s
      FROM (VALUES %(rows)s) AS new (%(columns)s)
 RETURNING id
"""


def get_entered_sql(lead_id):
    """When a task came to the stage where it stands; NULL without a history.

    :param SQL lead_id: of the task
    """
    return SQL(
        """(SELECT max(past.date) FROM crm_stage_history past
             WHERE past.lead_id = %s AND past.kind = ANY(%s) AND past.merged_from IS NULL)""",
        lead_id,
        list(PASSED),
    )


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
    def _log(self, rows):
        """Add rows, in one statement: a change of the stage costs little more than Odoo's own.

        Days are counted from the row before. Odoo's own date of the stage is set anew for all tasks
        that are written together, also for those that stood there already, and not by a set-up.

        :param rows: list of dicts as `crm.lead._prepare_history_values` makes them; with `days`, or
            with `since`, the datetime in UTC from which they count where there is no row before
        """
        if not rows:
            return
        self.flush_model(["date", "kind", "lead_id", "merged_from"])
        self.env.execute_query(
            SQL(
                _INSERT,
                rows=SQL(", ").join(
                    SQL(
                        "(%s)",
                        SQL(", ").join(SQL("%s", row.get(name) or None) for name in _COLUMNS),
                    )
                    for row in rows
                ),
                columns=SQL(", ").join(map(SQL.identifier, _COLUMNS)),
                entered=get_entered_sql(SQL("new.lead_id")),
                user=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        tasks = self.env["crm.lead"].browse({row["lead_id"] for row in rows})
        tasks.invalidate_recordset(["stage_history_ids"], flush=False)

    def unlink(self):
        # In `ondelete` a context could switch it off.
        self._check_unlocked()
        return super().unlink()

    def _get_locked_message(self):
        return self.env._(
            "The history of the stages is written by promotions alone. Promote the task instead."
        )
