from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .plan_sync import is_syncing, syncing


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    work_record_id = fields.Many2one(
        "crm.work.record", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        if not is_syncing(self.env) and events.sudo().work_record_id:
            events._refuse_work_record()
        return events

    def write(self, vals):
        if is_syncing(self.env):
            return super().write(vals)
        if "work_record_id" in vals:
            self._refuse_work_record()
        records = self.sudo().work_record_id
        if not records:
            return super().write(vals)
        if vals.get("user_id") and not self.env.su:
            records.with_env(self.env)._check_author(self.env["res.users"].browse(vals["user_id"]))
        # Odoo would write the day back from the activity, and lose the new end by it.
        quiet = syncing(self).with_context(calendar_event_meeting_update=True)
        result = super(CalendarEvent, quiet).write(vals)
        records._follow_event()
        return result

    def unlink(self):
        records = not is_syncing(self.env) and self.sudo().work_record_id
        if not records:
            return super().unlink()
        result = super(CalendarEvent, syncing(self)).unlink()
        records._follow_event()
        return result

    def _get_work_times(self, record):
        """When the work of a record takes place after its meeting moved.

        Odoo stores the days of a meeting that lasts all day as hours without a time zone.

        :return: pair of datetimes in UTC
        """
        if not self.allday:
            return self.start, self.stop
        zone = record._get_timezone()
        return tuple(
            zone.localize(datetime.combine(day, clock)).astimezone(pytz.utc).replace(tzinfo=None)
            for day, clock in ((self.start_date, time(8)), (self.stop_date, time(18)))
        )

    def _get_changed_values(self, values):
        """Those of the values that differ from what stands in the meeting.

        :param dict values: values of `write`
        """
        changed = {}
        for name, value in values.items():
            field = self._fields[name]
            if field.type == "many2many":
                same = set(self[name].ids) == set(value[0][2])
            else:
                same = field.convert_to_write(self[name], self) == value
            if not same:
                changed[name] = value
        if self.allday and self._get_work_times(self.work_record_id) == (
            values["start"],
            values["stop"],
        ):
            changed.pop("start", None)
            changed.pop("stop", None)
        elif self.allday:
            changed |= {"allday": False, "start": values["start"], "stop": values["stop"]}
        return changed

    def _refuse_work_record(self):
        raise AccessError(self.env._("The meeting of a work record is made by the record alone."))
