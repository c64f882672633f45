"""A task's stage changes along its scheme or not at all, whoever writes it (invariant 8).

A stage is written like any field: `write({"stage_id": 5, "stage_note": "…"})`, over the form, a drag,
a list, an import, `call_kw` or `/json/2`. Here it is checked, done and put into the history.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..protection.guard import is_unlocked

# What moves a task to another scheme, or makes it one.
_PLACING = frozenset({"team_id", "user_id", "company_id", "type"})
_WATCHED = _PLACING | {"stage_id", "stage_note", "active", "probability"}


class CrmLead(models.Model):
    _inherit = "crm.lead"

    stage_note = fields.Text(
        "Note on the Stage",
        store=False,
        help="Sent along with the stage: what was achieved, or why the task goes back. It stands "
        "in the history of the stages.",
    )
    stage_history_ids = fields.One2many("crm.stage.history", "lead_id", readonly=True)

    @api.depends("team_id", "type", "company_id")
    def _compute_stage_id(self):
        tasks = self.filtered("stage_scheme_id") if self._has_stage_schemes() else self.browse()
        for task in tasks:
            if task.stage_id.scheme_id != task.stage_scheme_id or not task.stage_id.active:
                task.stage_id = task._get_placement(task.stage_scheme_id)
        others = self - tasks
        for lead in others.filtered("stage_id.scheme_id"):
            if lead.stage_id.scheme_id != lead.team_id.stage_scheme_id:
                lead.stage_id = lead._stage_find(domain=[("fold", "=", False)])
        return super(CrmLead, others)._compute_stage_id()

    @api.model_create_multi
    def create(self, vals_list):
        notes = [vals.get("stage_note") for vals in vals_list]
        vals_list = [self._without_note(vals) for vals in vals_list]
        leads = super().create(vals_list)
        if self._has_stage_schemes():
            started = [
                (lead, note)
                for lead, note in zip(leads, notes, strict=False)
                if lead.stage_scheme_id
            ]
            leads._start_in_scheme(started)
        return leads

    def write(self, vals):
        watched = _WATCHED & vals.keys()
        if not watched or not self._has_stage_schemes():
            return super().write(self._without_note(vals))
        note, vals = vals.get("stage_note"), self._without_note(vals)
        vals = self._without_merged_stage(vals)
        if "stage_id" in vals:
            stage = self._to_stage(vals["stage_id"])
            if _PLACING & watched and (self.stage_scheme_id or stage.sudo().scheme_id):
                # Who changes the team as well is placed in its scheme first, and promoted from
                # there.
                stage_id = vals.pop("stage_id")
                self.write(vals)
                return self.write({"stage_id": stage_id, "stage_note": note})
            self._check_promotion(stage, note)
        before = {lead: lead._get_stage_status() for lead in self}
        keepers = self._get_won_keepers() if _PLACING & watched else {}
        result = super().write(vals)
        if _PLACING & watched:
            self._check_won_stays(keepers)
            self._check_arrived()
            self._restart_converted(before)
        self._log_stage_changes(before, note)
        return result

    @api.model
    def _without_note(self, vals):
        return {name: value for name, value in vals.items() if name != "stage_note"}

    def _to_stage(self, value):
        """The stage that Odoo stores for a value, which is none for what is no id.

        :param value: what somebody wrote to `stage_id`, any JSON
        :return: `crm.stage` record
        """
        stage_id = self._fields["stage_id"].convert_to_cache(value, self)
        return self.env["crm.stage"].browse(stage_id if type(stage_id) is int else ())

    def _get_stage_status(self):
        return {
            "scheme": self.stage_scheme_id,
            "stage": self.stage_id,
            "won_status": self.won_status,
            "since": self.date_last_stage_update or self.create_date,
            "type": self.type,
        }

    def _start_in_scheme(self, started):
        """Check where new tasks stand, and open their history.

        :param started: list of (`crm.lead` record, note or None)
        :raise UserError: where a task was put into a stage that it has not earned
        """
        rows = []
        for task, note in started:
            first = task.stage_scheme_id._get_course()[:1]
            if not task.stage_id:
                # An empty cell of an import is no stage that somebody chose.
                task._set_stage(first)
            rows.append(task._prepare_history_values("start", self.env["crm.stage"], first))
            if task.stage_id != first:
                task._check_promotion_from(first, task.stage_id, note)
                kind = task._get_promotion_kind(first, task.stage_id)
                rows.append(task._prepare_history_values(kind, first, task.stage_id, note))
        self.env["crm.stage.history"]._log(rows)

    def _restart_converted(self, before):
        """A lead that becomes a sales task starts in the first stage, wherever it stood as a lead."""
        for lead in self:
            converted = before[lead]["type"] == "lead" and lead.stage_scheme_id
            if converted and lead.stage_id != (first := lead.stage_scheme_id._get_course()[:1]):
                lead._set_stage(first)

    def _set_stage(self, stage):
        """Put into a stage without a row of history, which the caller writes."""
        # pylint: disable-next=super-method-mismatch
        return super().write({"stage_id": stage.id})

    def _get_placement(self, scheme):
        """Where a task stands that comes from another scheme, or from none.

        As far as it was, counted in stages, and no further than the conditions are met. What is won
        stays won.

        :param scheme: `crm.stage.scheme` record
        :return: `crm.stage` record, empty for a scheme without stages
        """
        self.ensure_one()
        course, origin = scheme._get_course(), self.stage_id.scheme_id
        if not course or not origin or origin == scheme:
            return course[:1]
        if self.won_status == "won":
            return course[-1:]
        passed = origin._get_course().ids
        reached = passed.index(self.stage_id.id) if self.stage_id.id in passed else 0
        task = self._origin or self
        placement = course[0]
        for stage in course[1 : reached + 1].filtered(lambda stage: not stage.is_won):
            if stage.gate_ids._get_missing(task):
                break
            placement = stage
        return placement

    def _get_won_keepers(self):
        """Won tasks which the caller may not move to another scheme, with their own.

        :return: dict of `crm.lead` record to `crm.stage.scheme` record
        """
        won = self.filtered(lambda task: task.won_status == "won" and task.stage_scheme_id)
        return {task: task.stage_scheme_id for task in won if not task._may_lead()}

    def _check_won_stays(self, keepers):
        """Won in one scheme, moved to a stricter one: that is for those who lead.

        Judged by what came of it, since the team follows the salesperson, too.

        :param keepers: what `_get_won_keepers` said before
        :raise AccessError: for a salesperson
        """
        for task, scheme in keepers.items():
            if task.sudo().stage_scheme_id != scheme:
                raise AccessError(
                    self.env._(
                        "%(task)s is won. Only a leader of its team can give it to a team with "
                        "another stage scheme.",
                        task=task.sudo().name,
                    )
                )

    def _check_arrived(self):
        """:raise UserError: where a task came to a scheme, with a stage of another one"""
        for task in self.sudo().filtered("stage_scheme_id"):
            if task.stage_id.scheme_id != task.stage_scheme_id:
                task._check_promotion_from(task.stage_id, task.stage_id, None)

    def _may_lead(self):
        """Whether the caller leads the task's team, or is of the back office.

        :return: bool
        """
        self.ensure_one()
        user = self.env.user
        office = ("crm_customer_protection.group_customer_admin", "sales_team.group_sale_manager")
        return (
            self.env.su
            or any(map(user.has_group, office))
            or self.team_id.id in self.env["crm.team"]._get_led_teams().ids
        )

    def _log_stage_changes(self, before, note):
        """Put into the history what a write did.

        :param before: dict of `crm.lead` record to what `_get_stage_status` said
        :param note: str or None
        """
        rows = []
        tasks = self.filtered(lambda lead: lead._has_changed_stage(before[lead]))
        for lead in tasks:
            was, stage = before[lead], lead.stage_id
            if was["type"] == "lead" and lead.stage_scheme_id:
                rows.append(lead._prepare_history_values("start", stage.browse(), stage, note))
            elif was["stage"] != stage:
                kind = lead._get_change_kind(was)
                rows.append(
                    lead._prepare_history_values(kind, was["stage"], stage, note, was["since"])
                )
            if was["won_status"] != lead.won_status and "lost" in (
                was["won_status"],
                lead.won_status,
            ):
                kind = "lost" if lead.won_status == "lost" else "restored"
                rows.append(lead._prepare_history_values(kind, stage, stage, note, was["since"]))
        self.env["crm.stage.history"]._log(rows)

    def _has_changed_stage(self, was):
        """Whether a sales task changed its stage, was lost or restored.

        :param was: what `_get_stage_status` said before
        :return: bool
        """
        return bool(was["scheme"] or self.stage_scheme_id) and (
            was["type"] == "lead"
            or was["stage"] != self.stage_id
            or was["won_status"] != self.won_status
        )

    def _get_change_kind(self, was):
        """Key of `crm.stage.history.kind` for a change of the stage.

        :param was: what `_get_stage_status` said before
        """
        if is_unlocked(self.env):
            return "setup"
        if was["scheme"] != self.stage_scheme_id or was["stage"].scheme_id != was["scheme"]:
            return "transfer"
        return self._get_promotion_kind(was["stage"], self.stage_id)

    def _prepare_history_values(self, kind, origin, stage, note=None, since=None):
        return {
            "lead_id": self.id,
            "kind": kind,
            "from_stage_id": origin.id,
            "to_stage_id": stage.id,
            "date": self.env.cr.now(),
            "since": since,
            "user_id": self.env.uid,
            "note": note or False,
            "team_id": self.team_id.id,
            "salesperson_id": self.user_id.id,
            "company_id": self.company_id.id,
        }

    def _check_promotion(self, stage, note):
        """Whether these records may be written into a stage.

        :param stage: `crm.stage` record
        :param note: str or None, what was sent along
        :raise UserError: with the reason of the first that may not
        """
        if is_unlocked(self.env):
            return
        for lead in self.filtered(lambda lead: lead.stage_id != stage):
            if lead.stage_scheme_id:
                lead._check_promotion_from(lead.stage_id, stage, note)
            elif stage.sudo().scheme_id and stage.scheme_id != lead.team_id.stage_scheme_id:
                raise UserError(
                    self.env._(
                        "The stage %(stage)s belongs to the scheme %(scheme)s, which the team of "
                        "%(task)s does not use. Choose a stage of its own.",
                        stage=stage.name,
                        scheme=stage.sudo().scheme_id.name,
                        task=lead.name,
                    )
                )

    def _check_promotion_from(self, origin, stage, note):
        if reason := self._why_not_promote(origin, stage, note):
            raise UserError(
                self.env._("%(task)s was not promoted: %(reason)s", task=self.name, reason=reason)
            )
