"""All pairs of states, who may go along them, and what is stamped; what is done is a contact."""

from itertools import product

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import tagged

from .work_record_common import WorkRecordCase, at

STATES = ("planned", "in_progress", "done", "cancelled")
ALLOWED = {
    ("planned", "in_progress"),
    ("planned", "done"),
    ("planned", "cancelled"),
    ("in_progress", "planned"),
    ("in_progress", "done"),
    ("in_progress", "cancelled"),
    ("done", "cancelled"),
    ("cancelled", "planned"),
}
EXTRA = {"done": {"result": "They buy"}, "cancelled": {"cancel_reason": "They are on holiday"}}


@tagged("post_install", "-at_install")
class TestWorkRecordCourse(WorkRecordCase):
    def add_in(self, state, **values):
        """A record that came into a state along the allowed ways."""
        if state == "done":
            return self.add(start=at("09:00"), result="Fine", **values)
        record = self.add(**values)
        if state != "planned":
            record.write({"state": state, **EXTRA.get(state, {})})
        return record

    def test_every_pair(self):
        for old, new in product(STATES, STATES):
            if old == new:
                continue
            with self.subTest(old=old, new=new):
                record = self.add_in(old)
                values = {"state": new, **EXTRA.get(new, {})}
                if (old, new) in ALLOWED:
                    record.write(values)
                    self.assertEqual(record.state, new)
                    self.assertInStep(record)
                else:
                    with self.assertRaisesRegex(UserError, record.name):
                        record.write(values)

    def test_flags_follow_the_table(self):
        flags = {
            "in_progress": "can_start",
            "done": "can_finish",
            "cancelled": "can_cancel",
            "planned": "can_replan",
        }
        for old, new in product(STATES, STATES):
            if old != new:
                record = self.add_in(old)
                self.assertEqual(record[flags[new]], (old, new) in ALLOWED)
                self.assertFalse(record.with_user(self.stranger)[flags[new]])
                self.assertEqual(
                    self.as_user(record, self.leader)[flags[new]], (old, new) in ALLOWED
                )

    def test_new_ones_are_not_cancelled(self):
        with self.assertRaisesRegex(UserError, "planned, in progress or done"):
            self.add(state="cancelled", cancel_reason="Never")

    def test_result_is_required(self):
        record = self.add()
        with self.assertRaisesRegex(UserError, "say what came of it"):
            record.write({"state": "done", "result": "  "})
        dialog = record.action_done()
        self.assertEqual((dialog["res_id"], dialog["target"]), (record.id, "new"))
        self.assertEqual(record.state, "planned")
        record.action_done(result="They buy")
        self.assertEqual(record.state, "done")
        with self.assertRaisesRegex(UserError, "say what came of it"):
            self.add(start=at("09:00"))
        self.assertEqual(self.add(start=at("09:00"), kind_id=self.call.id).state, "done")

    def test_reason_is_required(self):
        record = self.add()
        with self.assertRaisesRegex(UserError, "say why"):
            record.write({"state": "cancelled"})
        self.assertEqual(record.action_cancel()["target"], "new")
        record.action_cancel(reason="They are on holiday")
        self.assertEqual(record.cancel_reason, "They are on holiday")
        record.action_replan()
        self.assertFalse(record.cancel_reason)

    def test_stamps(self):
        record = self.add()
        self.assertEqual((record.state_user_id, record.state_date), (self.sales, at("12:00")))
        with freeze_time("2026-06-16 09:30:20"):
            self.as_user(record, self.leader).action_start()
        self.assertEqual(record.state_user_id, self.leader)
        self.assertEqual(record.date_start, at("09:30", 16))
        with freeze_time("2026-06-16 09:50:00"):
            record.action_done(result="They buy")
        self.assertEqual(record.state_user_id, self.sales)
        self.assertEqual((record.date_start, record.date_stop), (at("09:30", 16), at("09:50", 16)))

    def test_times_of_what_is_done_later_and_earlier(self):
        for now, start, stop in (
            ("2026-06-16 18:00:00", at("09:00", 16), at("10:00", 16)),
            ("2026-06-16 09:20:00", at("09:00", 16), at("09:20", 16)),
            ("2026-06-18 07:00:00", at("09:00", 16), at("10:00", 16)),
            ("2026-06-15 17:00:00", at("16:00"), at("17:00")),
            ("2026-06-16 00:30:00", at("00:00", 16), at("00:30", 16)),
        ):
            record = self.add()
            with freeze_time(now):
                record.action_done(result="They buy")
            self.assertEqual((record.date_start, record.date_stop), (start, stop))

    def test_forgotten_in_progress(self):
        record = self.add()
        with freeze_time("2026-06-16 09:00:00"):
            record.action_start()
        with freeze_time("2026-06-17 09:00:00"):
            record.action_done(result="They buy")
        self.assertEqual(record.date_stop, at("23:59", 16))

    def test_stage_is_that_of_the_time(self):
        record = self.add(lead_id=self.lead.id)
        first = self.lead.stage_id
        record.action_done(result="They buy")
        second = self.env["crm.stage"].create({"name": "Next"})
        self.lead.stage_id = second
        self.assertEqual(record.stage_id, first)
        self.assertEqual(self.add(lead_id=self.lead.id).stage_id, second)

    def test_a_copy_is_a_plan(self):
        copy = self.add_in("done").copy()
        self.assertEqual((copy.state, copy.planned_start), ("planned", at("09:00")))
        self.assertFalse(copy.date_start or copy.result)

    def test_done_ones_are_not_deleted(self):
        for state in ("done", "in_progress"):
            with self.assertRaisesRegex(UserError, "is not deleted"):
                self.add_in(state).with_context(_force_unlink=True).unlink()
        for state in ("planned", "cancelled"):
            record = self.add_in(state)
            activity, event = self.activity(record), record.sudo().plan_event_ids
            record.unlink()
            self.assertFalse((activity.exists(), event.exists()) != (activity[:0], event[:0]))

    def test_others_delete_nothing(self):
        record = self.add()
        with self.assertRaises(AccessError):
            record.with_user(self.stranger).unlink()

    # === PROTECTION === #

    def test_done_renews_at_its_own_time(self):
        """Claimed on the 15th for 10 days; a renewal of 3 days moves the date from the 23rd on."""
        record = self.add(start=at("09:00", 24))
        self.assertEqual(str(self.customer.protected_until), "2026-06-25")
        with freeze_time("2026-06-25 10:00:00"):
            record.action_done(result="They buy")
        self.assertEqual(str(self.customer.protected_until), "2026-06-27")
        event = self.last_event(self.customer)
        self.assertEqual((event.cause, event.trigger), ("renew", "work_record"))
        self.assertEqual(self.customer.last_contact_date, at("10:00", 24))

    def test_one_renewal_for_a_record_and_its_activity(self):
        for direct in (True, False):
            record = self.add(start=at("09:00", 24))
            before = len(self.customer.sudo().protection_event_ids)
            with freeze_time("2026-06-25 10:00:00"):
                if direct:
                    record.action_done(result="They buy")
                else:
                    self.activity(record).with_user(self.sales).action_feedback("They buy")
            self.assertEqual(record.state, "done")
            self.assertEqual(
                len(self.customer.sudo().protection_event_ids) - before, int(direct), direct
            )
            self.assertEqual(str(self.customer.protected_until), "2026-06-27")

    def test_the_policy_chooses(self):
        self.policy.renew_on_work_record = False
        call = {"kind_id": self.call.id}
        with freeze_time("2026-06-24 12:00:00"):
            self.add(start=at("09:00", 24), **call)
            self.assertEqual(str(self.customer.protected_until), "2026-06-25")
            # Without a record the activity would count: so it does with one.
            self.add(start=at("13:00", 24), **call).action_done()
            self.assertEqual(str(self.customer.protected_until), "2026-06-27")
        self.policy.renew_on_activity = False
        with freeze_time("2026-06-26 12:00:00"):
            self.add(start=at("13:00", 26), **call).action_done()
        self.assertEqual(str(self.customer.protected_until), "2026-06-27")
