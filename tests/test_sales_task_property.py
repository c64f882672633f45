"""Whatever people do in whatever order, a task's history stays whole (hypothesis)."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import tagged

from .property_common import examples
from .stage_common import SalesTaskCase

PLACES = st.integers(0, 6)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("stage"), PLACES),
        st.tuples(st.just("next"), st.just(0)),
        st.tuples(st.just("team"), st.integers(0, 2)),
        st.tuples(st.just("both"), PLACES),
        st.tuples(st.just("lost"), st.just(0)),
        st.tuples(st.just("restored"), st.just(0)),
        st.tuples(st.just("gate"), PLACES),
        st.tuples(st.just("met"), st.integers(0, 1)),
        st.tuples(st.just("options"), st.integers(0, 7)),
        st.tuples(st.just("won"), st.just(0)),
    ),
    min_size=1,
    max_size=12,
)


@tagged("post_install", "-at_install")
class TestAnyCourse(SalesTaskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.schemes = (cls.scheme, cls.add_scheme("Five", 5), cls.add_scheme("Three", 3))
        cls.teams = (cls.team,) + tuple(
            cls.add_team(scheme.name, stage_scheme_id=scheme.id) for scheme in cls.schemes[1:]
        )
        for scheme in cls.schemes:
            for stage in scheme._get_course():
                cls.add_gate(stage, field="expected_revenue").active = False

    def do(self, task, step, value):
        """One thing that somebody tries."""
        course = task.stage_scheme_id._get_course()
        stage = course[min(value, len(course) - 1)]
        if step == "stage":
            task.write({"stage_id": stage.id, "stage_note": "Because"})
        elif step == "next" and task.next_stage_id:
            task.write({"stage_id": task.next_stage_id.id, "stage_note": "Onwards"})
        elif step == "team":
            task.write({"team_id": self.teams[value].id})
        elif step == "both":
            team = self.teams[value % 3]
            target = team.stage_scheme_id._get_course()[min(value, 2)]
            task.write({"team_id": team.id, "stage_id": target.id, "stage_note": "Both"})
        elif step == "lost":
            self.lose(task)
        elif step == "restored":
            task.action_restore()
        elif step == "gate":
            gates = stage.with_context(active_test=False).gate_ids
            gates.active = not gates.active
        elif step == "met":
            task.expected_revenue = value
        elif step == "options":
            task.stage_scheme_id.write(
                {"allow_skip": value & 1, "allow_back": value & 2, "require_note": value & 4}
            )
        elif step == "won":
            task.action_set_won()

    def check(self, task, days):
        self.assertEqual(task.stage_id.scheme_id, task.team_id.stage_scheme_id)
        self.assertEqual(task.won_status == "won", task.stage_id.is_won)
        self.assertChain(task)
        rows = self.history(task)
        self.assertEqual([row.kind for row in rows].count("start"), 1)
        passed = rows.filtered(lambda row: row.kind not in ("lost", "restored"))
        self.assertEqual(rows.sorted("date").ids, rows.ids)
        spent = sum(passed.mapped("days"))
        entered = (passed[-1].date - rows[0].date).total_seconds() / 86400
        self.assertAlmostEqual(spent, entered, 2)
        self.assertLessEqual(spent, days)
        for row in rows:
            self.assertTrue(row.kind != "back" or row.note)

    @given(STEPS)
    @examples(15)
    def test_history_is_whole(self, steps):
        with self.taken_back():
            with self.days_later(0):
                task = self.as_user(self.add_task(expected_revenue=1), self.manager)
            for day, (step, value) in enumerate(steps, 1):
                before = self.state(task)
                with self.days_later(day):
                    try:
                        with self.env.cr.savepoint():
                            self.do(task, step, value)
                    except (UserError, AccessError):
                        self.assertEqual(self.state(task), before)
                    self.env.flush_all()
                    self.env.invalidate_all()
                self.check(task, day)
