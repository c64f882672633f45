"""Within one day, in order, with the defaults of somebody who was there this morning."""

from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .work_record_common import WorkRecordCase, at


@tagged("post_install", "-at_install")
class TestWorkRecordTimes(WorkRecordCase):
    def assertRefused(self, pattern, **values):
        with self.assertRaisesRegex(ValidationError, pattern):
            self.add(**values)

    def assertRefusedBySql(self, **values):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.add(**values).flush_recordset()

    def test_state_follows_start(self):
        self.assertEqual(self.add(start=at("09:00"), result="Fine").state, "done")
        self.assertEqual(self.add(start=at("12:30")).state, "planned")
        self.assertEqual(self.add(start=at("09:00"), state="planned").state, "planned")

    def test_done_in_the_future(self):
        self.assertRefused("still to come", start=at("12:30"), state="done", result="Fine")

    def test_where_times_stand(self):
        plan = self.add(start=at("09:00", 16), duration=1.5)
        self.assertEqual(
            (plan.planned_start, plan.planned_stop), (at("09:00", 16), at("10:30", 16))
        )
        self.assertFalse(plan.date_start)
        done = self.add(start=at("09:00"), result="Fine")
        self.assertEqual((done.date_start, done.date_stop), (at("09:00"), at("10:00")))
        self.assertFalse(done.planned_start)
        self.assertEqual(done.duration, 1)

    def test_shown_times_move_the_right_ones(self):
        plan = self.add()
        plan.write({"start": at("14:00", 17)})
        self.assertEqual(
            (plan.planned_start, plan.planned_stop), (at("14:00", 17), at("15:00", 17))
        )
        plan.write({"stop": at("16:00", 17)})
        self.assertEqual(plan.duration, 2)
        plan.write({"duration": 0.5})
        self.assertEqual(plan.planned_stop, at("14:30", 17))
        done = self.add(start=at("09:00"), result="Fine")
        done.write({"start": at("10:00"), "duration": 0.25})
        self.assertEqual((done.date_start, done.date_stop), (at("10:00"), at("10:15")))

    def test_to_the_minute(self):
        record = self.add(start=at("09:00") + timedelta(seconds=33), result="Fine")
        self.assertEqual(record.date_start, at("09:00"))

    def test_form_of_what_was_done_just_now(self):
        with Form(self.records(self.sales, default_partner_id=self.customer.id)) as form:
            self.assertEqual(form.kind_id, self.visit)
            self.assertEqual((form.start, form.duration), (at("11:00"), 1))
            self.assertEqual(form.state, "done")
            self.assertEqual(form.name, "Visit: Arbeit AG")
            self.assertEqual(form.contact_id, self.contact)
            self.assertEqual(form.contact_phone, "+41 44 668 18 02")
            form.kind_id = self.call
            self.assertEqual(form.name, "Call: Arbeit AG")
            self.assertEqual((form.start, form.duration), (at("11:45"), 0.25))
            form.name = "Asked for the drawing"
            form.kind_id = self.visit
            self.assertEqual(form.name, "Asked for the drawing")
            form.start = at("14:00", 16)
            self.assertEqual(form.state, "planned")
        self.assertEqual(form.record.planned_stop, at("15:00", 16))

    def test_form_of_a_plan(self):
        context = {"default_lead_id": self.lead.id, "default_state": "planned"}
        with Form(self.records(self.sales, **context)) as form:
            self.assertEqual(form.start, at("12:00"))
            self.assertEqual(form.partner_id, self.customer)
            self.assertEqual(form.contact_id, self.contact)
        self.assertEqual(form.record.stage_id, self.lead.stage_id)
        self.assertEqual(form.record.state, "planned")

    def test_form_from_the_calendar(self):
        context = {"default_start": "2026-06-18 08:00:00", "default_stop": "2026-06-18 08:30:00"}
        with Form(self.records(self.sales, **context)) as form:
            self.assertEqual(form.state, "planned")
            form.partner_id = self.customer
        self.assertEqual(form.record.planned_start, at("08:00", 18))
        self.assertEqual(form.record.planned_stop, at("08:30", 18))

    def test_end_before_start(self):
        for names in (("planned_start", "planned_stop"), ("date_start", "date_stop")):
            state = "planned" if "planned_start" in names else "done"
            times = dict(zip(names, (at("10:00"), at("09:59")), strict=True))
            self.assertRefusedBySql(state=state, result="Fine", **times)

    def test_negative_expense(self):
        self.assertRefusedBySql(expense=-0.01)

    def test_about_nobody(self):
        self.assertRefusedBySql(partner_id=False)

    def test_over_midnight_in_the_zone_of_the_company(self):
        self.assertFalse(self.sales.tz)
        self.assertRefused("over midnight", start=at("23:30", 14), duration=1, result="Fine")
        self.add(start=at("23:00", 14), duration=1, result="Until midnight")
        self.company_a.protection_tz = "Asia/Shanghai"
        self.add(start=at("23:30", 14), duration=1, result="In the morning there")
        self.assertRefused("over midnight", start=at("15:30", 16), duration=1)

    def test_over_midnight_in_the_zone_of_the_person(self):
        self.company_a.protection_tz = "Asia/Shanghai"
        self.sales.tz = "Europe/Zurich"
        evening = self.add(start=at("15:30", 16), duration=1)
        self.assertEqual(str(evening.day), "2026-06-16")
        self.assertRefused("over midnight", start=at("21:30", 16), duration=1)
        late = self.add(start=at("22:30", 16), duration=0.5)
        self.assertEqual(str(late.day), "2026-06-17")

    def test_over_midnight_by_moving(self):
        plan = self.add()
        with self.assertRaisesRegex(ValidationError, "over midnight"):
            plan.write({"start": at("23:30", 16)})
        with self.assertRaisesRegex(ValidationError, "over midnight"):
            plan.planned_stop = at("09:00", 17)

    def test_proposal_of_the_first_minutes_of_a_day(self):
        """Just done, at half past midnight: the proposal would begin yesterday."""
        with freeze_time("2026-06-15 00:30:00"):
            self.assertEqual(self.add(start=None, result="Fine").date_start, at("00:00"))
