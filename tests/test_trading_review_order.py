"""What others' hands make of a contract review: orders, merges, tasks that are won no more."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests.common import TransactionCase, tagged

from .contract_review_common import ContractReviewSetUp
from .erp_common import ErpSetUp
from .erp_payloads import order as payload


@tagged("post_install", "-at_install")
class TestReviewOrdered(ContractReviewSetUp, TransactionCase):
    """The house without an ERP."""

    def test_confirmed(self):
        order = self.add_contract()
        review = self.passed(order)
        self.assertEqual(review.state, "passed")
        order.action_confirm()
        self.assertEqual(review.state, "ordered")
        self.assertEqual(self.kinds(review)[-1], "ordered")

    def test_confirmed_before(self):
        order = self.add_contract()
        order.action_confirm()
        self.assertEqual(self.passed(order).state, "ordered")

    def test_confirmed_while_in_review(self):
        order = self.add_contract()
        review = self.hand_over(order)
        order.action_confirm()
        self.assertEqual(review.state, "to_review")

    def test_with_an_erp_confirmation_is_not_the_order(self):
        self.company_a.use_erp_orders = True
        order = self.add_contract()
        review = self.passed(order)
        order.action_confirm()
        self.assertEqual(review.state, "passed")

    def test_cancelled(self):
        order = self.add_contract()
        review = self.passed(order)
        order._action_cancel()
        self.assertEqual(
            (review.state, review.reason), ("withdrawn", "The quotation was cancelled.")
        )

    def test_task_is_no_longer_won(self):
        task = self.add_task()
        review = self.hand_over(task)
        task.sudo().write(
            {"stage_id": self.env["crm.stage"].search([("is_won", "=", False)])[0].id}
        )
        task.sudo().probability = 10
        self.assertEqual(review.state, "withdrawn")

    def test_customers_that_are_one(self):
        other = self.add_customer(self.sales, "Adler KG", street="Weg 2", city="Bonn")
        order = self.add_contract()
        review = self.passed(order)
        merge = self.env["crm.customer.merge"].with_user(self.office)
        wizard = merge.create({"partner_ids": [Command.set((other | self.client).ids)]})
        self.assertTrue(wizard)
        other.sudo()._merge_customers(self.client.sudo())
        self.env.invalidate_all()
        self.assertEqual(review.partner_id, other)
        self.assertEqual(review.state, "passed")
        order.client_order_ref = "K-1"
        self.assertEqual(review.state, "passed")
        order.order_line.product_uom_qty = 9
        self.assertEqual(review.state, "to_review")

    def test_tasks_that_are_one(self):
        tasks = self.add_task() | self.add_task(name="The same")
        reviews = self.hand_over(tasks[0]) | self.hand_over(tasks[1])
        merged = tasks.sudo().merge_opportunity()
        self.env.invalidate_all()
        self.assertEqual(reviews.lead_id, merged)
        self.assertEqual(sorted(reviews.mapped("state")), ["to_review", "withdrawn"])

    def test_review_of_a_task_that_goes(self):
        tasks = self.add_task() | self.add_task(name="The same")
        for task in tasks:
            review = self.hand_over(task)
            with self.subTest(task=task.name), self.env.cr.savepoint() as savepoint:
                merged = tasks.sudo().merge_opportunity()
                self.env.invalidate_all()
                self.assertEqual((review.lead_id, review.state), (merged, "to_review"))
                savepoint.rollback()
            self.env.invalidate_all()
            review.sudo()._set_withdrawn("For the next one")

    def test_order_after_the_review(self):
        """The setting: nothing is confirmed before, by no way; the ERP is told of nothing."""
        self.company_a.write({"contract_review_before_order": True, "use_erp_orders": True})
        order = self.add_contract()
        changes = self.env["crm.erp.change"].search([("order_id", "=", order.id)])
        self.assertFalse(changes)
        review = self.hand_over(order)
        for call in (
            order.action_confirm,
            lambda: order.write({"state": "sale"}),
            lambda: order.sudo().write({"state": "sale"}),
        ):
            with self.assertRaisesRegex(UserError, "before its contract review is passed"):
                call()
        review.with_user(self.office).action_take()
        review.with_user(self.office).action_pass()
        changes = self.env["crm.erp.change"].search([("order_id", "=", order.id)])
        self.assertEqual(changes.mapped("event"), ["approved"])
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_order_without_the_setting(self):
        order = self.add_contract()
        self.hand_over(order)
        order.action_confirm()
        self.assertEqual(order.state, "sale")


@tagged("post_install", "-at_install")
class TestReviewErp(ContractReviewSetUp, ErpSetUp, TransactionCase):
    """The house with an ERP: what it has is ordered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.sudo().ref = "ERP-C9"

    def send(self, number, **values):
        values = {"customer": {"code": "ERP-C9"}, **values}
        (result,) = self.upsert(payload(number, **values))
        self.env.invalidate_all()
        return self.env["crm.erp.order"].browse(result["id"])

    def test_by_quotation(self):
        order = self.add_contract()
        review = self.passed(order)
        self.send("SO-0", quotation="Another one")
        self.assertEqual(review.state, "passed")
        erp_order = self.send("SO-1", quotation=order.name)
        self.assertEqual((review.state, review.erp_order_id), ("ordered", erp_order))
        step = review.sudo().step_ids[:1]
        self.assertEqual((step.kind, step.note, step.user_id), ("ordered", "SO-1", self.key_user))
        self.send("SO-1", quotation=order.name, version=9)
        self.assertEqual(len(review.sudo().step_ids), 4)

    def test_by_task(self):
        task = self.add_task()
        review = self.passed(task)
        erp_order = self.send("SO-2", task=task.id)
        self.assertEqual((review.state, review.erp_order_id), ("ordered", erp_order))

    def test_cancelled_one(self):
        order = self.add_contract()
        review = self.passed(order)
        self.send("SO-3", quotation=order.name, state="cancelled")
        self.assertEqual(review.state, "passed")

    def test_before_it_was_passed(self):
        order = self.add_contract()
        review = self.hand_over(order)
        erp_order = self.send("SO-4", quotation=order.name)
        self.assertEqual(review.state, "to_review")
        review.with_user(self.office).action_take()
        review.with_user(self.office).action_pass()
        self.assertEqual((review.state, review.erp_order_id), ("ordered", erp_order))
