"""Whatever is done to record, activity and meeting in whatever order: at the end all three agree."""

from datetime import timedelta

from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests.common import tagged

from .property_common import examples
from .work_record_common import WorkRecordCase, at

ACTIONS = (
    "start",
    "done",
    "cancel",
    "replan",
    "move",
    "kind",
    "task",
    "archive",
    "activity_done",
    "activity_move",
    "activity_unlink",
    "activity_archive",
    "event_move",
    "event_resize",
    "event_archive",
    "event_restore",
    "event_unlink",
    "to_colleague",
)
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.integers(-3, 3), st.integers(0, 23)), max_size=8
)


@tagged("post_install", "-at_install")
class TestWorkRecordProperty(WorkRecordCase):
    def do(self, record, action, days, hour):
        """Do one thing to the record, its activity or its meeting, as far as there is one."""
        activity = self.activity(record).with_env(record.env)
        event = self.event(record).with_env(record.env)
        moment = at(f"{hour:02d}:00") + timedelta(days=days)
        kinds = self.visit | self.call
        actions = {
            "start": lambda: record.action_start(),
            "done": lambda: record.action_done(result="Fine"),
            "cancel": lambda: record.action_cancel(reason="Holiday"),
            "replan": lambda: record.action_replan(),
            "move": lambda: record.write({"start": moment}),
            "kind": lambda: record.write({"kind_id": (kinds - record.kind_id)[:1].id}),
            "task": lambda: record.write({"lead_id": not record.lead_id and self.lead.id}),
            "archive": lambda: record.write({"active": not record.active}),
            "activity_done": lambda: activity.action_feedback("Fine"),
            "activity_move": lambda: activity.write({"date_deadline": moment.date()}),
            "activity_unlink": lambda: activity.unlink(),
            "activity_archive": lambda: activity.action_archive(),
            "event_move": lambda: event.write({"start": moment}),
            "event_resize": lambda: event.write(
                {"start": moment, "stop": moment + timedelta(minutes=10 * hour)}
            ),
            "event_archive": lambda: event.write({"active": False}),
            "event_restore": lambda: record.sudo().plan_event_ids.write({"active": True}),
            "event_unlink": lambda: event.unlink(),
            "to_colleague": lambda: record.with_user(self.leader).write(
                {"user_id": ((self.sales | self.sales_two) - record.user_id)[:1].id}
            ),
        }
        actions[action]()

    @examples(60)
    @given(STEPS, st.sampled_from(["UTC", "Asia/Shanghai", "America/Los_Angeles"]))
    def test_all_three_agree(self, steps, zone):
        with self.cr.savepoint() as savepoint:
            self.sales.tz = zone
            record = self.as_user(self.add(), self.leader)
            for number, (action, days, hour) in enumerate(steps):
                now = at("12:00") + timedelta(hours=6 * number)
                with freeze_time(now):
                    try:
                        with self.cr.savepoint():
                            self.do(record, action, days, hour)
                            self.env.flush_all()
                    except UserError:
                        # Refused: over midnight, still to come, not from this state.
                        self.env.invalidate_all()
                    self.assertInStep(record)
            savepoint.rollback()
            self.env.invalidate_all()
