"""Planned and real times to the minute, each pair within one day of the person who works.

The day is that of the person's time zone; of a person without one, that of the company.
"""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError

_PAIRS = (("planned_start", "planned_stop"), ("date_start", "date_stop"))
_SHOWN = frozenset({"start", "stop", "duration"})
_TIMES = frozenset({name for pair in _PAIRS for name in pair})
_STEP = timedelta(minutes=5)


class CrmWorkRecord(models.Model):
    _inherit = "crm.work.record"

    planned_start = fields.Datetime(tracking=True)
    planned_stop = fields.Datetime("Planned End", tracking=True)
    date_start = fields.Datetime("Real Start", copy=False, tracking=True)
    date_stop = fields.Datetime("Real End", copy=False, tracking=True)

    # The real times, or as long as there are none the planned ones.
    start = fields.Datetime(
        compute="_compute_shown_times", store=True, readonly=False, precompute=True, copy=False
    )
    stop = fields.Datetime(
        "End",
        compute="_compute_shown_times",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
    )
    duration = fields.Float(
        compute="_compute_shown_times",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="In hours.",
    )
    day = fields.Date(
        compute="_compute_day",
        store=True,
        precompute=True,
        help="The day in the time zone of the salesperson.",
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue")

    _planned_order = models.Constraint(
        "CHECK (planned_stop >= planned_start)", "A plan cannot end before it starts."
    )
    _real_order = models.Constraint(
        "CHECK (date_stop >= date_start)", "A work record cannot end before it starts."
    )
    _times_known = models.Constraint(
        "CHECK (CASE WHEN state = 'done' THEN date_start IS NOT NULL AND date_stop IS NOT NULL"
        " WHEN state IN ('planned', 'in_progress')"
        " THEN planned_start IS NOT NULL AND planned_stop IS NOT NULL ELSE TRUE END)",
        "A plan needs its planned start and end, and what is done its real ones.",
    )

    # === SHOWN TIMES === #

    @api.depends(*_TIMES)
    def _compute_shown_times(self):
        for record in self:
            start = record.date_start or record.planned_start
            stop = record.date_stop or record.planned_stop
            if not start:
                start, stop = record._get_proposed_times()
            record.start = start
            record.stop = max(start, stop or start)
            record.duration = (record.stop - start).total_seconds() / 3600

    @api.depends("start", "user_id", "company_id")
    def _compute_day(self):
        for record in self:
            record.day = record.start and record._get_local(record.start).date()

    @api.depends("state", "planned_stop")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for record in self:
            is_open = record.state in ("planned", "in_progress")
            record.is_overdue = is_open and (record.planned_stop or now) < now

    def _get_proposed_times(self):
        """Times of a new record: of what was done just now, or planned for the next half hour.

        :return: pair of datetimes in UTC
        """
        now = fields.Datetime.now()
        length = timedelta(minutes=self.kind_id.duration)
        if self.state == "planned":
            start = now + (datetime.min - now) % timedelta(minutes=30)
        else:
            start = max(now - length, self._get_day_limits(now)[0])
            start -= (start - datetime.min) % _STEP
        return start, min(start + length, self._get_day_limits(start)[1])

    @api.onchange("start", "duration")
    def _onchange_start(self):
        if self.start and self.duration is not False:
            self.stop = self.start + timedelta(hours=self.duration)

    @api.onchange("start")
    def _onchange_start_state(self):
        """What lies in the future is planned, what lies in the past is done; a person may differ."""
        if self.start and not self._origin and not self.env.context.get("default_state"):
            self.update({"state": self._get_state_at(self.start)})

    @api.onchange("kind_id")
    def _onchange_kind_id(self):
        """What was done just now ended now, however long it took; a plan keeps its start."""
        if self._origin or not self.kind_id or self.env.context.get("default_stop"):
            return
        length = timedelta(minutes=self.kind_id.duration)
        if self.state != "planned" and self.stop:
            self.start = max(self.stop - length, self._get_day_limits(self.stop)[0])
        elif self.start:
            self.stop = min(self.start + length, self._get_day_limits(self.start)[1])
        if self.start:
            self.duration = (self.stop - self.start).total_seconds() / 3600

    @api.model
    def _get_state_at(self, start):
        return "planned" if start >= fields.Datetime.now() else "done"

    # === DAYS === #

    def _get_timezone(self):
        """The time zone in which the days of this record begin and end.

        :return: `pytz` time zone
        """
        name = self.user_id.sudo().tz or (self.company_id or self.env.company)._get_timezone()
        return pytz.timezone(name)

    def _get_local(self, moment):
        """A moment in UTC as the person's clock shows it.

        :param moment: datetime in UTC
        :return: datetime with time zone
        """
        return pytz.utc.localize(moment).astimezone(self._get_timezone())

    def _get_day_limits(self, moment):
        """The first and the last minute of the person's day in which a moment lies.

        :param moment: datetime in UTC
        :return: pair of datetimes in UTC
        """
        day, zone = self._get_local(moment).date(), self._get_timezone()
        return tuple(
            zone.localize(datetime.combine(day, clock)).astimezone(pytz.utc).replace(tzinfo=None)
            for clock in (time(0, 0), time(23, 59))
        )

    @api.constrains(*_TIMES, "user_id")
    def _check_one_day(self):
        """Until midnight, which is the end of the day, and not over it."""
        for record in self:
            for first, last in _PAIRS:
                start, stop = record[first], record[last]
                if not start or not stop or stop <= start:
                    continue
                begins = record._get_local(start)
                ends = record._get_local(stop - timedelta(seconds=1))
                if begins.date() != ends.date():
                    raise ValidationError(
                        self.env._(
                            "%(record)s would go from %(start)s to %(stop)s, over midnight. Enter a "
                            "record of its own for each day.",
                            record=record.name,
                            start=begins.strftime("%Y-%m-%d %H:%M"),
                            stop=record._get_local(stop).strftime("%Y-%m-%d %H:%M"),
                        )
                    )

    @api.constrains("date_start")
    def _check_not_in_future(self):
        """Nobody renews a protection by what is still to come."""
        now = fields.Datetime.now()
        for record in self:
            if record.date_start and record.date_start > now:
                raise ValidationError(
                    self.env._(
                        "%(record)s starts at %(start)s, which is still to come. Plan it, or "
                        "correct its start.",
                        record=record.name,
                        start=record._get_local(record.date_start).strftime("%Y-%m-%d %H:%M"),
                    )
                )

    # === WRITING === #

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        start, stop = (self._to_datetime(values.get(name)) for name in ("start", "stop"))
        if start and "default_state" not in self.env.context:
            values["state"] = self._get_state_at(start)
        if start and stop and "duration" in fields:
            values["duration"] = (stop - start).total_seconds() / 3600
        return values

    @api.model_create_multi
    def create(self, vals_list):
        # What the calendar proposes by the context counts like what it sends.
        shown = {f"default_{name}": name for name in _SHOWN}
        context = self.env.context
        proposed = {name: context[key] for key, name in shown.items() if context.get(key)}
        rest = {key: value for key, value in context.items() if key not in shown}
        vals_list = [self._complete_times({**proposed, **vals}) for vals in vals_list]
        # pylint: disable-next=context-overridden
        clean = self.with_context(rest)
        return super(CrmWorkRecord, clean).create(vals_list).with_env(self.env)

    def write(self, vals):
        if not _SHOWN & vals.keys():
            return super().write(vals)
        for record in self:
            super(CrmWorkRecord, record).write(record._spread_times(vals))
        return True

    @api.model
    def _to_datetime(self, value):
        """A datetime to the minute, from what a client may send."""
        moment = fields.Datetime.to_datetime(value) if value else None
        return moment and moment.replace(second=0, microsecond=0, tzinfo=None)

    @api.model
    def _complete_times(self, vals):
        """Values of a new record with the times that its state needs.

        :param dict vals: values of `create`; `start`, `stop` and `duration` in hours are possible
        :return: dict with `state`, without `start`, `stop` and `duration`
        """
        vals = dict(vals)
        shown = {name: vals.pop(name, None) for name in _SHOWN}
        kind = self.env["crm.work.kind"].browse(vals.get("kind_id") or [])
        defaults = self.default_get(["kind_id", "user_id"])
        draft = self.new(
            {
                "kind_id": kind.id or defaults.get("kind_id"),
                "user_id": vals.get("user_id") or defaults.get("user_id"),
            }
        )
        real = self._to_datetime(vals.get("date_start"))
        start = self._to_datetime(shown["start"]) or real
        start = start or self._to_datetime(vals.get("planned_start"))
        default = self.env.context.get("default_state")
        if not vals.get("state"):
            vals["state"] = default or (self._get_state_at(start) if start else "done")
        stop = self._to_datetime(shown["stop"])
        if not start:
            draft.update({"state": vals["state"]})
            start, stop = draft._get_proposed_times()
        if shown["duration"] not in (None, False):
            stop = start + timedelta(hours=shown["duration"])
        length = timedelta(minutes=draft.kind_id.duration)
        pair = _PAIRS[0] if vals["state"] in ("planned", "in_progress") else _PAIRS[1]
        vals[pair[0]] = self._to_datetime(vals.get(pair[0])) or start
        vals[pair[1]] = self._to_datetime(vals.get(pair[1])) or stop or vals[pair[0]] + length
        if vals["state"] == "in_progress":
            vals.setdefault("date_start", start)
        return vals

    def _spread_times(self, vals):
        """Values in which the shown times stand where the state of this record has them.

        :param dict vals: values of `write`, with some of `start`, `stop` and `duration` in hours
        :return: dict without these
        """
        vals = dict(vals)
        shown = {name: vals.pop(name) for name in _SHOWN if name in vals}
        start = self._to_datetime(shown.get("start")) or self.start
        if shown.get("stop"):
            stop = self._to_datetime(shown["stop"])
        else:
            stop = start + timedelta(hours=shown.get("duration", self.duration))
        state = vals.get("state", self.state)
        names = {
            "planned": _PAIRS[0],
            "in_progress": ("date_start", "planned_stop"),
        }.get(state, _PAIRS[1])
        for name, moment in zip(names, (start, stop), strict=True):
            vals.setdefault(name, moment)
        return vals
