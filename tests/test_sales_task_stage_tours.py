"""Promoting in the browser: by the dialog, by a drag, and what a set-up shows."""

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CustomerSetUp
from .stage_common import SalesTaskSetUp


@tagged("post_install", "-at_install")
class TestStageTours(SalesTaskSetUp, CustomerSetUp, HttpCase):
    scheme_values = {"allow_skip": False, "allow_back": True, "require_note": True}
    PIPELINE = "/odoo/action-crm.crm_lead_action_pipeline"

    def test_promote_through_all_seven(self):
        self.add_gate(self.stages[1], field="expected_revenue")
        task = self.add_task(name="Long deal")
        url = f"{self.PIPELINE}/{task.id}"
        # Odoo warns of the refusal that the tour provokes.
        with mute_logger("odoo.http"):
            self.start_tour(url, "sales_task_stage_promote_tour", login="tc_sales")
        self.assertEqual(task.won_status, "won")
        self.assertEqual(
            self.kinds(task), ["start", *["forward"] * 5, "back", "forward", "forward"]
        )
        self.assertEqual(self.history(task)[-1].note, "Signed")
        self.assertEqual(self.history(task).user_id, self.sales + self.env.user)

    def test_drag_opens_the_dialog(self):
        task = self.add_task(name="Dragged deal")
        self.start_tour(self.PIPELINE, "sales_task_stage_drag_tour", login="tc_sales")
        self.assertEqual(task.stage_id, self.stages[1])
        self.assertEqual(self.history(task).mapped("note"), [False, "Dragged there"])

    def test_setup_and_undo(self):
        self.scheme.name = "Own scheme"
        tasks = [self.add_task(team_id=self.plain_team.id, user=self.sales_two) for __ in range(2)]
        before = [self.state(task)[:-1] for task in tasks]
        self.start_tour(
            "/odoo/action-crm_customer_protection.crm_stage_setup_action",
            "sales_task_stage_setup_tour",
            login="tc_office",
        )
        self.env.invalidate_all()
        self.assertEqual([self.state(task)[:-1] for task in tasks], before)
        self.assertEqual(self.kinds(tasks[0]), ["setup", "setup"])
        self.assertFalse(self.plain_team.stage_scheme_id)
