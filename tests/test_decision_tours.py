"""The decision tree in the browser. The steps stand in `static/tests/tours`."""

from odoo.tests import HttpCase, tagged

from .decision_common import DecisionSetUp


@tagged("post_install", "-at_install")
class TestDecisionTours(DecisionSetUp, HttpCase):
    def test_tree(self):
        self.boss.decision_role = "decision_maker"
        self.buyer.decision_stance = "opponent"
        self.add_influence(self.head, self.boss, "weak")
        self.start_tour(
            f"/odoo/res.partner/{self.customer.id}", "decision_tree_tour", login="tc_sales"
        )
        self.assertEqual(self.head.superior_id, self.boss)
        self.assertFalse(self.boss.superior_id)
        arrows = self.user.influence_out_ids
        self.assertEqual(arrows.mapped("target_id.name"), ["Bea Boss", "Bob Buyer"])
        self.assertEqual(arrows.mapped("strength"), ["strong", "medium"])

    def test_task(self):
        task = self.add_task()
        self.add_task_contact(task, self.head)
        self.start_tour(f"/odoo/crm.lead/{task.id}", "decision_task_tour", login="tc_sales")
        rows = task.task_contact_ids
        self.assertEqual(rows.filtered("is_main").partner_id, self.head)
        self.assertEqual(rows.filtered(lambda row: row.partner_id == self.user).stance, "supporter")
