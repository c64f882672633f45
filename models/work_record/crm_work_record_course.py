"""Planned, in progress, done, cancelled: along these ways alone, whatever way a change comes.

What is done counts as a contact with the customer, at the time at which it was done.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

# The state a record may go to, from which states.
_TRANSITIONS = {
    "planned": ("in_progress", "cancelled"),
    "in_progress": ("planned",),
    "done": ("planned", "in_progress"),
    "cancelled": ("planned", "in_progress", "done"),
}
_FLAGS = {
    "in_progress": "can_start",
    "done": "can_finish",
    "cancelled": "can_cancel",
    "planned": "can_replan",
}


class CrmWorkRecord(models.Model):
    _inherit = "crm.work.record"

    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("in_progress", "In progress"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        required=True,
        default="done",
        copy=False,
        tracking=True,
    )
    state_user_id = fields.Many2one(
        "res.users", "Status Set by", readonly=True, copy=False, ondelete="restrict"
    )
    state_date = fields.Datetime("Status Set on", readonly=True, copy=False)
    cancel_reason = fields.Text("Reason", copy=False, help="Why it was cancelled.")
    # As text, in which the client looks for the name of each state.
    choosable_states = fields.Char(compute="_compute_can")
    requires_result = fields.Boolean(related="kind_id.requires_result")

    can_start = fields.Boolean(compute="_compute_can")
    can_finish = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")
    can_replan = fields.Boolean(compute="_compute_can")

    _open_idx = models.Index("(user_id, planned_stop) WHERE state IN ('planned', 'in_progress')")

    @api.depends("state", "user_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can(self):
        for record in self:
            record.choosable_states = record.state if record._origin else "planned done"
            for target, flag in _FLAGS.items():
                record[flag] = (
                    bool(record.id)
                    and record.state in _TRANSITIONS[target]
                    and record.is_editable_by_me
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals["state"] == "cancelled" for vals in vals_list):
            raise UserError(self.env._("A new work record is planned, in progress or done."))
        vals_list = [dict(vals, **self._prepare_stamp_values()) for vals in vals_list]
        records = super().create(vals_list)
        done = records.filtered(lambda record: record.state == "done")
        for record in done:
            record._check_result(record.result)
        done._register_contact()
        return records

    def write(self, vals):
        if "state" not in vals:
            return super().write(vals)
        moved = self.filtered(lambda record: record.state != vals["state"])
        rest = {name: value for name, value in vals.items() if name != "state"}
        if rest and self - moved:
            super(CrmWorkRecord, self - moved).write(rest)
        for record in moved:
            record._check_transition(vals)
            super(CrmWorkRecord, record).write(record._prepare_transition_values(vals))
        if vals["state"] == "done":
            moved._register_contact()
        return True

    def _check_transition(self, vals):
        """Refuse what the table of transitions does not hold.

        :param dict vals: values of `write` with the new state
        :raise UserError: that names the record
        """
        self.ensure_one()
        target = vals["state"]
        if self.state not in _TRANSITIONS.get(target, ()):
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(record)s is %(state)s and cannot become %(target)s.",
                    record=self.name,
                    state=labels[self.state],
                    target=labels.get(target, target),
                )
            )
        if target == "done":
            self._check_result(vals.get("result", self.result))
        if target == "cancelled" and not (vals.get("cancel_reason") or "").strip():
            raise UserError(self.env._("%(record)s: say why it is cancelled.", record=self.name))

    def _check_result(self, result):
        if self.kind_id.requires_result and not (result or "").strip():
            raise UserError(
                self.env._(
                    "%(record)s: say what came of it. A %(kind)s is not done without a result.",
                    record=self.name,
                    kind=self.kind_id.name,
                )
            )

    def _prepare_transition_values(self, vals):
        """Values of `write` with what the new state brings along.

        :param dict vals: values with the new state
        :return: dict
        """
        vals = dict(vals, **self._prepare_stamp_values())
        vals["stage_id"] = self.sudo().lead_id.stage_id.id
        if vals["state"] == "in_progress":
            vals["date_start"] = vals.get("date_start") or self._get_now()
        elif vals["state"] == "done":
            start, stop = self._get_done_times()
            vals["date_start"] = vals.get("date_start") or start
            vals["date_stop"] = vals.get("date_stop") or stop
        elif vals["state"] == "planned":
            vals |= {"date_start": False, "date_stop": False, "cancel_reason": False}
            if not self.planned_start and not vals.get("planned_start"):
                vals |= {"planned_start": self.start, "planned_stop": self.stop}
        return vals

    def _prepare_stamp_values(self):
        return {"state_user_id": self.env.uid, "state_date": fields.Datetime.now()}

    @api.model
    def _get_now(self):
        return fields.Datetime.now().replace(second=0, microsecond=0)

    def _get_done_times(self):
        """When a plan that is done now was done: as planned, as far as that lies behind.

        :return: pair of datetimes in UTC, both on one day
        """
        now = self._get_now()
        length = self.planned_stop - self.planned_start
        if self.date_start:
            start, stop = self.date_start, now
        elif self.planned_start <= now:
            start, stop = self.planned_start, min(now, self.planned_stop)
        else:
            # Done before it was planned.
            start, stop = max(now - length, self._get_day_limits(now)[0]), now
        return start, max(start, min(stop, self._get_day_limits(start)[1]))

    # === PROTECTION === #

    def _register_contact(self):
        """Count what was done as a contact with the customer, and let it renew the protection."""
        now = fields.Datetime.now()
        for record in self.sudo():
            partner = record.partner_id or record.lead_id.partner_id
            moment = min(record.date_stop, now)
            for event in record._get_contact_events():
                partner._register_customer_contact(event, moment)

    def _get_contact_events(self):
        """What a done record is for the policy. For heirs to extend.

        :return: list of what stands behind `renew_on_` in the fields of the policy
        """
        return ["work_record"]

    # === ACTIONS === #

    def action_start(self):
        """Note that the work began now."""
        self.write({"state": "in_progress"})

    def action_done(self, result=None):
        """Note that it is done; ask for the result where the kind wants one and there is none.

        :param str result: what came of it
        :return: an `ir.actions.act_window` dict where the result is missing
        """
        if result is None and len(self) == 1 and self.requires_result and not self.result:
            return self._open_dialog(
                "crm_work_record_view_form_done", self.env._("What Came of It")
            )
        self.write({"state": "done", **({} if result is None else {"result": result})})
        return {"type": "ir.actions.act_window_close"}

    def action_cancel(self, reason=None):
        """Drop it; ask for the reason where none is given.

        :param str reason: why
        :return: an `ir.actions.act_window` dict where the reason is missing
        """
        reason = reason or (len(self) == 1 and self.cancel_reason)
        if not reason:
            self.ensure_one()
            return self._open_dialog("crm_work_record_view_form_cancel", self.env._("Cancel"))
        self.write({"state": "cancelled", "cancel_reason": reason})
        return {"type": "ir.actions.act_window_close"}

    def action_replan(self):
        """Put it back among the plans."""
        self.write({"state": "planned"})

    def _open_dialog(self, view, title):
        """Ask for one thing more in a small form of this record."""
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref(f"crm_customer_protection.{view}").id, "form")],
            "target": "new",
            "context": {"dialog_size": "medium"},
        }
