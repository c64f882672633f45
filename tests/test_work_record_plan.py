"""A plan, its activity and its meeting in step, whichever of the three somebody changes."""

from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests.common import tagged

from .work_record_common import WorkRecordCase, at


@tagged("post_install", "-at_install")
class TestWorkRecordPlan(WorkRecordCase):
    def plan(self, **values):
        record = self.add(**values)
        self.assertInStep(record)
        return record

    def as_sales(self, records):
        return records.with_user(self.sales).with_context(allowed_company_ids=self.company_a.ids)

    # === RECORD === #

    def test_plan_on_the_task_or_the_customer(self):
        for lead in (self.lead, self.env["crm.lead"]):
            record = self.plan(lead_id=lead.id, place="Their works")
            event = self.event(record)
            self.assertEqual(event.opportunity_id, lead)
            self.assertEqual((event.start, event.stop), (at("09:00", 16), at("10:00", 16)))
            self.assertEqual((event.name, event.location), ("Visit: Arbeit AG", "Their works"))
            self.assertEqual(self.activity(record).activity_type_id, self.visit.activity_type_id)
            self.assertEqual(self.activity(record).calendar_event_id, event)
            self.assertEqual(event.activity_ids, self.activity(record))

    def test_a_call_takes_no_time_in_the_calendar(self):
        record = self.plan(kind_id=self.call.id)
        self.assertFalse(record.calendar_event_id)
        record.kind_id = self.visit
        self.assertInStep(record)
        self.assertTrue(record.calendar_event_id)
        record.kind_id = self.call
        self.assertInStep(record)

    def test_nobody_outside_is_invited_unless_asked(self):
        self.contact.sudo().email = "erika@arbeit.test"
        mails = self.env["mail.mail"].search_count([])
        record = self.plan()
        self.assertEqual(self.event(record).partner_ids, self.sales.partner_id)
        self.assertFalse(self.event(record).description)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        record.invite_contact = True
        self.assertEqual(self.event(record).partner_ids, self.sales.partner_id | self.contact)

    def test_reminders(self):
        alarm = self.env.ref("calendar.alarm_notif_1")
        record = self.plan(alarm_ids=[Command.link(alarm.id)])
        self.assertEqual(self.event(record).alarm_ids, alarm)
        record.alarm_ids = False
        self.assertFalse(self.event(record).alarm_ids)

    def test_record_moves(self):
        record = self.plan()
        record.write({"start": at("14:00", 18), "lead_id": self.lead.id})
        self.assertInStep(record)
        self.assertEqual(self.event(record).start, at("14:00", 18))

    def test_record_is_done(self):
        record = self.plan(lead_id=self.lead.id)
        activity, event = self.activity(record), self.event(record)
        with freeze_time("2026-06-16 11:00:00"):
            record.action_done(result="They buy two")
        self.assertInStep(record)
        self.assertEqual(activity.feedback, "They buy two")
        self.assertTrue(event.active)
        self.assertIn("They buy two", self.lead.message_ids[0].body)

    def test_record_is_cancelled_and_planned_again(self):
        record = self.plan()
        event = self.event(record)
        record.action_cancel(reason="Holiday")
        self.assertInStep(record)
        record.action_replan()
        self.assertInStep(record)
        self.assertEqual(self.event(record), event)

    def test_record_is_archived(self):
        record = self.plan()
        record.active = False
        self.assertInStep(record)
        record.active = True
        self.assertInStep(record)

    # === ACTIVITY === #

    def test_activity_is_done(self):
        record = self.plan()
        with freeze_time("2026-06-16 11:00:00"):
            self.as_sales(self.activity(record)).action_feedback("They buy two")
        self.assertEqual((record.state, record.result), ("done", "They buy two"))
        self.assertEqual(record.date_stop, at("10:00", 16))
        self.assertInStep(record)

    def test_activity_is_done_without_a_result(self):
        record = self.plan()
        with self.assertRaisesRegex(UserError, "say what came of it"):
            self.as_sales(self.activity(record)).action_done()
        self.assertEqual(record.state, "planned")
        call = self.plan(kind_id=self.call.id)
        self.as_sales(self.activity(call)).action_done()
        self.assertEqual(call.state, "done")

    def test_activity_is_archived(self):
        call = self.plan(kind_id=self.call.id)
        self.as_sales(self.activity(call)).action_archive()
        self.assertEqual(call.state, "done")
        self.assertInStep(call)

    def test_activity_is_rescheduled(self):
        record = self.plan()
        self.as_sales(self.activity(record)).date_deadline = "2026-06-19"
        self.assertEqual(record.planned_start, at("09:00", 19))
        self.assertInStep(record)
        self.as_sales(self.activity(record)).action_reschedule_tomorrow()
        self.assertEqual(record.planned_start, at("09:00", 16))
        self.assertInStep(record)

    def test_activity_is_rescheduled_far_from_utc(self):
        """Tuesday morning in Shanghai is Monday evening in UTC."""
        self.sales.tz = "Asia/Shanghai"
        record = self.plan(start=at("23:30", 15))
        self.assertEqual(str(self.activity(record).date_deadline), "2026-06-16")
        self.as_sales(self.activity(record)).date_deadline = "2026-06-18"
        self.assertEqual(record.planned_start, at("23:30", 17))
        self.assertInStep(record)

    def test_over_a_change_of_the_clock(self):
        self.sales.tz = "Europe/Zurich"
        record = self.plan(start=at("07:00", 16))
        self.as_sales(self.activity(record)).date_deadline = "2026-11-17"
        self.assertEqual(record.planned_start.strftime("%m-%d %H:%M"), "11-17 08:00")
        self.assertInStep(record)

    def test_activity_is_dropped(self):
        record = self.plan()
        self.as_sales(self.activity(record)).action_cancel()
        self.assertEqual(record.state, "cancelled")
        self.assertIn("activity", record.cancel_reason)
        self.assertInStep(record)

    def test_activity_goes_to_somebody_else(self):
        record = self.plan()
        with self.assertRaisesRegex(AccessError, "lead"):
            self.as_sales(self.activity(record)).user_id = self.sales_two
        self.activity(record).with_user(self.leader).user_id = self.sales_two
        self.assertEqual(record.user_id, self.sales_two)
        self.assertInStep(record)

    # === MEETING === #

    def test_meeting_is_moved(self):
        record = self.plan()
        self.as_sales(self.event(record)).write({"start": at("13:00", 18), "stop": at("15:00", 18)})
        self.assertEqual((record.planned_start, record.duration), (at("13:00", 18), 2))
        self.assertInStep(record)

    def test_meeting_is_moved_far_from_utc(self):
        self.sales.tz = "America/Los_Angeles"
        record = self.plan(start=at("20:00", 16))
        self.as_sales(self.event(record)).write({"start": at("02:00", 18), "stop": at("03:00", 18)})
        self.assertEqual(str(record.day), "2026-06-17")
        self.assertInStep(record)

    def test_meeting_over_midnight(self):
        record = self.plan()
        with self.assertRaisesRegex(ValidationError, "over midnight"):
            self.as_sales(self.event(record)).write(
                {"start": at("23:00", 18), "stop": at("01:00", 19)}
            )

    def test_meeting_takes_all_day(self):
        record = self.plan()
        self.sales.tz = "Europe/Zurich"
        self.as_sales(self.event(record)).write(
            {"allday": True, "start_date": "2026-06-18", "stop_date": "2026-06-18"}
        )
        self.assertEqual((record.planned_start, record.duration), (at("06:00", 18), 10))
        self.assertInStep(record)
        record.start = at("08:00", 19)
        self.assertFalse(self.event(record).allday)
        self.assertInStep(record)

    def test_meeting_is_archived_and_brought_back(self):
        record = self.plan()
        event = self.event(record)
        self.as_sales(event).active = False
        self.assertEqual(record.state, "cancelled")
        self.assertInStep(record)
        self.as_sales(event).active = True
        self.assertEqual(record.state, "planned")
        self.assertInStep(record)

    def test_meeting_is_deleted(self):
        record = self.plan()
        self.as_sales(self.event(record)).unlink()
        self.assertEqual(record.state, "cancelled")
        self.assertInStep(record)

    def test_meeting_becomes_recurrent(self):
        record = self.plan()
        event = self.as_sales(self.event(record))
        event.write(
            {
                "recurrency": True,
                "rrule_type_ui": "weekly",
                "tue": True,
                "end_type": "count",
                "count": 3,
            }
        )
        self.assertEqual(len(event.recurrence_id.calendar_event_ids), 3)
        self.assertEqual(event.recurrence_id.calendar_event_ids.work_record_id, record)
        self.assertInStep(record)
        event.write({"start": at("15:00", 16), "recurrence_update": "all_events"})
        self.assertInStep(record)

    def test_meeting_of_what_was_done_changes_nothing(self):
        record = self.plan()
        with freeze_time("2026-06-16 11:00:00"):
            record.action_done(result="Fine")
        event = self.as_sales(self.event(record))
        event.start += timedelta(days=1)
        event.unlink()
        self.assertEqual((record.state, record.date_start), ("done", at("09:00", 16)))

    # === FORGERY === #

    def test_nobody_links_by_hand(self):
        record = self.plan()
        values = {"work_record_id": record.id, "res_id": self.customer.id}
        values["res_model_id"] = self.env["ir.model"]._get_id("res.partner")
        Activity = self.as_sales(self.env["mail.activity"])
        with self.assertRaises(AccessError):
            Activity.create(values)
        free = Activity.create({**values, "work_record_id": False})
        with self.assertRaises(AccessError):
            free.work_record_id = record
        with self.assertRaises(AccessError):
            Activity.with_context(crm_work_record_syncing=True).create(values)
        with self.assertRaises(AccessError):
            del values["work_record_id"]
            Activity.with_context(default_work_record_id=record.id).create(values)
        with self.assertRaises(AccessError):
            self.as_sales(self.env["calendar.event"]).create(
                {"name": "Mine", "work_record_id": record.id}
            )
        with self.assertRaises(AccessError):
            record.write({"plan_activity_ids": [Command.link(free.id)]})

    # === PEOPLE WHO LEAVE === #

    def test_archived_user(self):
        record = self.plan()
        self.sales.action_archive()
        self.assertEqual(record.state, "cancelled")
        self.assertInStep(record)

    def test_archived_customer(self):
        record = self.plan()
        self.deactivate(self.office, self.customer)
        self.assertInStep(record)
        with freeze_time("2026-06-16 11:00:00"):
            record.action_done(result="Goodbye")
        self.assertEqual(record.state, "done")

    def test_user_without_address(self):
        self.sales.sudo().email = False
        self.plan()
