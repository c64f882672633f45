"""A plan and its activity and meeting in Odoo, always in step.

The record leads: `_push_plan` makes activity and meeting agree with it. Where one of these was changed,
`_follow_activity` or `_follow_event` looks at what has become of it, moves the record, and pushes. All
of it runs under `syncing`, so that none of the steps calls the others again.
"""

import pytz

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools.misc import clean_context

from .plan_sync import is_syncing, syncing

_OPEN = ("planned", "in_progress")
# What activity or meeting show of the record.
_WATCHED = frozenset(
    {
        "active",
        "alarm_ids",
        "contact_id",
        "invite_contact",
        "kind_id",
        "lead_id",
        "name",
        "partner_id",
        "place",
        "planned_start",
        "planned_stop",
        "start",
        "stop",
        "duration",
        "state",
        "user_id",
    }
)


class CrmWorkRecord(models.Model):
    _inherit = "crm.work.record"

    alarm_ids = fields.Many2many(
        "calendar.alarm",
        string="Reminders",
        help="Of the meeting in the calendar. Only for kinds that take their time there.",
    )
    invite_contact = fields.Boolean(
        help="Invite the contact to the meeting. Odoo sends the invitation by e-mail."
    )
    makes_meeting = fields.Boolean(related="kind_id.makes_meeting")
    plan_activity_ids = fields.One2many(
        "mail.activity", "work_record_id", context={"active_test": False}
    )
    plan_event_ids = fields.One2many(
        "calendar.event", "work_record_id", context={"active_test": False}
    )
    calendar_event_id = fields.Many2one("calendar.event", compute="_compute_calendar_event_id")

    @api.depends("plan_event_ids.active")
    def _compute_calendar_event_id(self):
        for record in self:
            record.calendar_event_id = record.sudo().plan_event_ids.filtered("active")[:1]

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.filtered(lambda record: record.state in _OPEN)._push_plan()
        return records

    def write(self, vals):
        result = super().write(vals)
        if _WATCHED & vals.keys():
            self._push_plan()
        return result

    def unlink(self):
        plans = self.sudo()
        syncing(plans.plan_activity_ids).unlink()
        syncing(plans.plan_event_ids).unlink()
        return super().unlink()

    # === PUSH === #

    def _push_plan(self):
        """Make activity and meeting agree with these records."""
        if is_syncing(self.env):
            return
        context = clean_context(self.env.context)
        for name in ("active_model", "active_id", "active_ids"):
            context.pop(name, None)
        # pylint: disable-next=context-overridden
        plans = self.sudo().with_context(context)
        for record in syncing(plans):
            record = record.with_context(tz=record._get_timezone().zone)
            if record.active and record.state in _OPEN:
                record._push_activity()
                record._push_event()
            else:
                record._close_plan()

    def _push_activity(self):
        """One open activity, on the task or else on the customer."""
        values = self._prepare_activity_values()
        activities = self.plan_activity_ids
        activity = activities.filtered("active")[:1] or activities[:1]
        if not activity:
            self.env["mail.activity"].create(values)
            return
        (activities - activity).unlink()
        changed = {
            name: value
            for name, value in {**values, "active": True}.items()
            if activity._fields[name].convert_to_write(activity[name], activity) != value
        }
        if changed:
            activity.with_context(calendar_event_meeting_update=True).write(changed)

    def _prepare_activity_values(self):
        """Values of the activity of one plan."""
        about = self.lead_id or self.partner_id
        kind = self.kind_id.activity_type_id
        return {
            "work_record_id": self.id,
            "res_model_id": self.env["ir.model"]._get_id(about._name),
            "res_id": about.id,
            "activity_type_id": (kind or self.env.ref("mail.mail_activity_data_todo")).id,
            "summary": self.name,
            "user_id": self.user_id.id,
            "date_deadline": self._get_local(self.planned_start).date(),
        }

    def _push_event(self):
        """A meeting in the person's calendar, for kinds that meet."""
        events = self.plan_event_ids
        if not self.kind_id.makes_meeting:
            events.filtered("active").write({"active": False})
            return
        quiet = {
            "calendar_event_meeting_update": True,
            "no_mail_to_attendees": not self.invite_contact,
            "skip_contact_description": True,
        }
        values = self._prepare_event_values()
        event = events.filtered("active")[:1] or events[:1]
        if not event:
            activity = self.plan_activity_ids.filtered("active")
            values["activity_ids"] = [Command.link(activity.id)]
            event.with_context(**quiet).create(values)
            return
        changed = event._get_changed_values({**values, "active": True})
        if changed:
            event.with_context(**quiet).write(changed)
        activity = self.plan_activity_ids.filtered("active")
        if activity.calendar_event_id != event:
            activity.calendar_event_id = event

    def _prepare_event_values(self):
        """Values of the meeting of one plan; nobody outside is invited unless asked."""
        invited = self.user_id.partner_id
        if self.invite_contact:
            invited |= self.contact_id
        about = self.lead_id or self.partner_id
        return {
            "work_record_id": self.id,
            "name": self.name,
            "start": self.planned_start,
            "stop": self.planned_stop,
            "user_id": self.user_id.id,
            "partner_ids": [Command.set(invited.ids)],
            "location": self.place,
            "alarm_ids": [Command.set(self.alarm_ids.ids)],
            "opportunity_id": self.lead_id.id,
            "res_model_id": self.env["ir.model"]._get_id(about._name),
            "res_id": about.id,
        }

    def _close_plan(self):
        """Nothing is left to do: the activity is done or gone, what was dropped leaves the calendar."""
        activity = self.plan_activity_ids.filtered("active")
        if self.state == "done" and self.active:
            if activity:
                activity._action_done(feedback=self.result)
            return
        activity.unlink()
        self.plan_event_ids.filtered("active").write({"active": False})

    # === FOLLOW === #

    def _follow_activity(self, feedback=None):
        """Go where the activities of these records went.

        :param str feedback: what somebody wrote while marking them as done
        """
        for record in self.filtered(lambda record: record.state in _OPEN):
            activity = record.plan_activity_ids[:1]
            if not activity.exists():
                record._drop(self.env._("Its activity was deleted."))
            elif not activity.active:
                result = {"result": feedback} if feedback else {}
                syncing(record).write({"state": "done", **result})
            else:
                record._take_over(activity.user_id)
                days = activity.date_deadline - record._get_local(record.planned_start).date()
                if days:
                    record._move(
                        record._shift(record.planned_start, days),
                        record._shift(record.planned_stop, days),
                    )
        self._push_plan()

    def _follow_event(self):
        """Go where the meetings of these records went."""
        for record in self:
            event = record.plan_event_ids[:1]
            if record.state == "cancelled" and event.exists() and event.active:
                syncing(record).write({"state": "planned"})
            if record.state not in _OPEN:
                continue
            if not event.exists() or not event.active:
                record._drop(self.env._("Its meeting was taken out of the calendar."))
                continue
            record._take_over(event.user_id)
            record._move(*event._get_work_times(record))
        self._push_plan()

    def _take_over(self, user):
        """Give a plan to the person who has its activity or meeting by now."""
        if user and user != self.user_id:
            syncing(self).write({"user_id": user.id})

    def _move(self, start, stop):
        """Move a plan, where it moved at all."""
        if (start, stop) != (self.planned_start, self.planned_stop):
            syncing(self).write({"planned_start": start, "planned_stop": stop})

    def _shift(self, moment, days):
        """The same time of the clock on another day, over a change to summer time too.

        :param moment: datetime in UTC
        :param timedelta days: whole days
        """
        local = self._get_local(moment).replace(tzinfo=None) + days
        there = self._get_timezone().localize(local)
        return there.astimezone(pytz.utc).replace(tzinfo=None)

    def _drop(self, reason):
        syncing(self).write({"state": "cancelled", "cancel_reason": reason})

    def _get_contact_events(self):
        """The activity that the record closes is no second contact, and counts where it alone does."""
        events = super()._get_contact_events()
        return [*events, "activity"] if self.sudo().plan_activity_ids else events
