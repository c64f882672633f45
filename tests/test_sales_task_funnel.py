"""The funnel: who came how far, what share came further, how long they stayed."""

from odoo.exceptions import AccessError
from odoo.tests.common import tagged

from .stage_common import SalesTaskCase


@tagged("post_install", "-at_install")
class TestFunnel(SalesTaskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env["crm.funnel.report"]

    def move(self, task, place, day):
        with self.days_later(day):
            task.write({"stage_id": self.stages[place].id, "stage_note": "Next"})

    def start(self, day=0, **values):
        with self.days_later(day):
            return self.add_task(**values)

    def read_funnel(self, *names, domain=()):
        self.env.flush_all()
        self.env.invalidate_all()
        groups = self.report._read_group(
            [("team_id", "=", self.team.id), *domain], ["stage_id"], ["__count", *names]
        )
        return {stage: values for stage, *values in groups}

    def test_furthest_stage_counts(self):
        tasks = [self.start(expected_revenue=100 * (n + 1)) for n in range(3)]
        self.move(tasks[0], 1, 2)
        self.move(tasks[0], 2, 5)
        self.move(tasks[0], 1, 6)
        self.move(tasks[1], 1, 4)
        found = self.read_funnel("amount:sum", "conversion:avg")
        one, two, three = self.stages[:3]
        self.assertEqual([found[stage][0] for stage in (one, two, three)], [3, 2, 1])
        self.assertEqual([found[stage][1] for stage in (one, two, three)], [600, 300, 100])
        self.assertAlmostEqual(found[one][2], 2 / 3)
        self.assertAlmostEqual(found[two][2], 1 / 2)
        self.assertEqual(found[three][2], 0)
        self.assertNotIn(self.stages[3], found)

    def test_days_are_of_whom_left(self):
        fast, slow, standing = (self.start() for _n in range(3))
        self.move(fast, 1, 2)
        self.move(slow, 1, 6)
        self.assertTrue(standing)
        self.assertAlmostEqual(self.read_funnel("days:avg")[self.stages[0]][1], 4)

    def test_stays_add_up(self):
        task = self.start()
        self.move(task, 1, 2)
        self.move(task, 0, 3)
        self.move(task, 1, 7)
        self.assertAlmostEqual(self.read_funnel("days:avg")[self.stages[0]][1], 6)

    def test_skipped_stages_are_passed(self):
        self.scheme.allow_skip = True
        task = self.start()
        self.move(task, 4, 1)
        found = self.read_funnel("conversion:avg")
        self.assertEqual([found[stage][0] for stage in self.stages[:5]], [1] * 5)
        self.assertEqual(found[self.stages[2]][1], 1)

    def test_won_has_no_next(self):
        task = self.start()
        for place in range(1, 7):
            self.move(task, place, place)
        found = self.read_funnel("conversion:avg")
        self.assertFalse(found[self.stages[6]][1])
        self.assertEqual(found[self.stages[5]][1], 1)

    def test_where_they_stand(self):
        task = self.start()
        self.move(task, 1, 1)
        rows = self.report.search([("lead_id", "=", task.id), ("is_here", "=", True)])
        self.assertEqual(rows.stage_id, self.stages[1])
        self.assertEqual(rows.action_open_lead()["res_id"], task.id)

    def test_of_tasks_that_one_sees(self):
        self.start()
        self.assertTrue(self.report.with_user(self.sales).search([]))
        self.assertTrue(self.report.with_user(self.leader).search([]))
        self.assertFalse(self.report.with_user(self.sales_two).search([]))
        with self.assertRaises(AccessError):
            self.report.with_user(self.plain).search([])

    def test_opportunities_without_a_scheme_are_not_in_it(self):
        lead = self.add_task(team_id=self.plain_team.id, user=self.sales_two)
        self.env.flush_all()
        self.assertFalse(self.report.search([("lead_id", "=", lead.id)]))

    def test_one_statement_for_the_page(self):
        """As the pivot asks for it, with the currencies."""
        self.start(expected_revenue=50)
        measures = ["__count", "amount:sum", "amount:sum_currency", "conversion:avg", "days:avg"]
        answer = self.report.formatted_read_grouping_sets([], [["stage_id"], []], measures)
        self.assertEqual(len(answer), 2)
