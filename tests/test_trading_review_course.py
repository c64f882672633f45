"""The course of a contract review: who may do what in which state, and who is told."""

from datetime import timedelta

import psycopg2
from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests.common import TransactionCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..models.trading.crm_contract_review_course import TRANSITIONS
from .contract_review_common import ContractReviewSetUp
from .property_common import examples

ACTIONS = ("hand_over", "take", "pass", "refuse", "give", "order", "withdraw", "change", "cancel")


@tagged("post_install", "-at_install")
class TestReviewCourse(ContractReviewSetUp, TransactionCase):
    def apply(self, user, kind, review, **values):
        self.dialog(user, kind=kind, review_id=review.id, **values).action_apply()

    def test_taken_and_passed(self):
        review = self.hand_over(self.add_contract()).with_user(self.office)
        self.assertTrue(review.can_take)
        review.action_take()
        self.assertEqual((review.state, review.reviewer_id), ("in_review", self.office))
        self.assertEqual(self.todos(review), self.office)
        review.action_pass()
        self.assertEqual(review.state, "passed")
        self.assertTrue(review.decision_date)
        self.assertFalse(self.todos(review))
        self.assertEqual(self.kinds(review), ["handed", "taken", "passed"])
        told = review.message_ids.filtered(lambda row: self.sales.partner_id in row.partner_ids)
        self.assertEqual(len(told), 2)

    def test_only_who_took_it_decides(self):
        review = self.hand_over(self.add_contract())
        review.with_user(self.office).action_take()
        other = review.with_user(self.office_two)
        self.assertFalse(other.can_decide)
        with self.assertRaisesRegex(UserError, "is reviewed by Tc Office"):
            other.action_pass()
        with self.assertRaisesRegex(UserError, "not possible now"):
            other.action_take()
        self.apply(self.office_two, "give", review, user_id=self.office_two.id, note="I know it")
        self.assertEqual(review.reviewer_id, self.office_two)
        self.assertEqual(self.todos(review), self.office_two)
        other.action_pass()
        self.assertEqual(self.kinds(review), ["handed", "taken", "given", "passed"])

    def test_four_eyes(self):
        order = self.add_contract()
        review = self.hand_over(order.with_user(self.office), self.office)
        self.assertFalse(review.can_take)
        with self.assertRaisesRegex(UserError, "Somebody else reviews it"):
            review.action_take()
        with self.assertRaisesRegex(UserError, "Choose another reviewer"):
            self.apply(self.office_two, "give", review, user_id=self.office.id)

    def test_salespeople_review_nothing(self):
        review = self.hand_over(self.add_contract(user=self.sales))
        for call in (review.action_take, review.action_pass):
            with self.assertRaisesRegex(UserError, "contracts are reviewed by"):
                call()
        for kind in ("refuse", "give", "order"):
            with self.subTest(kind=kind), self.assertRaises(UserError):
                self.apply(self.sales, kind, review, note="x", user_id=self.office.id)
        self.assertEqual(review.state, "to_review")

    def test_named_reviewers(self):
        self.company_a.contract_review_user_ids = self.director
        review = self.hand_over(self.add_contract())
        self.assertEqual(self.todos(review), self.director)
        with self.assertRaisesRegex(UserError, "contracts are reviewed by Tq Director"):
            review.with_user(self.office).action_take()
        by_director = review.with_user(self.director)
        by_director.action_take()
        self.assertEqual(by_director.order_id.amount_total, 200)
        by_director.action_pass()
        self.assertEqual(review.state, "passed")
        # Nobody is named any more who works here.
        self.director.active = False
        self.assertIn(self.office, self.company_a._get_contract_reviewers())

    def test_reason_of_a_refusal(self):
        review = self.hand_over(self.add_contract())
        review.with_user(self.office).action_take()
        for reason in (False, "", "  "):
            with self.assertRaisesRegex(UserError, "Say why"):
                self.apply(self.office, "refuse", review, note=reason)

    def test_taken_back(self):
        order = self.add_contract()
        review = self.hand_over(order)
        with self.assertRaisesRegex(UserError, "Say why"):
            self.apply(self.sales, "withdraw", review)
        with self.assertRaisesRegex(UserError, "takes it back"):
            self.apply(self.sales_two, "withdraw", review.sudo(), note="x")
        self.apply(self.sales, "withdraw", review, note="Wrong one")
        self.assertEqual(review.state, "withdrawn")
        self.assertFalse(self.todos(review))
        self.assertEqual(self.hand_over(order), review)

    def test_by_hand_ordered(self):
        review = self.passed(self.add_contract())
        with self.assertRaisesRegex(UserError, "contracts are reviewed by"):
            self.apply(self.sales, "order", review, note="4711")
        self.apply(self.office_two, "order", review, note="4711")
        self.assertEqual(review.state, "ordered")
        self.assertEqual(review.sudo().step_ids[:1].note, "4711")

    def test_changed_while_it_was_passed(self):
        order = self.add_contract()
        review = self.passed(order)
        order.order_line.price_unit = 90
        self.assertEqual(review.state, "to_review")
        self.assertIn("90", review.reason)
        self.assertEqual(review.reviewer_id, self.office)
        self.assertEqual(self.todos(review), self.office)
        self.assertEqual(self.kinds(review)[-1], "changed")
        told = review.sudo().message_ids[:1].partner_ids
        self.assertIn(self.office.partner_id, told)
        # The approval is void too: nothing passes before it is approved again.
        review.action_take()
        with self.assertRaisesRegex(UserError, "not approved any more"):
            review.action_pass()
        order.action_submit_approval()
        order.with_user(self.leader).action_approve()
        review.action_pass()
        self.assertEqual(review.state, "passed")

    def test_changed_while_it_was_in_review(self):
        order = self.add_contract()
        review = self.hand_over(order)
        review.with_user(self.office).action_take()
        order.order_line.name = "Pump, painted blue"
        self.assertEqual((review.state, review.reviewer_id), ("to_review", self.office))
        with self.assertRaisesRegex(UserError, "not possible now"):
            review.with_user(self.office).action_pass()

    def test_changed_without_approvals(self):
        self.company_a.use_quote_approval = False
        order = self.add_contract(approved=False)
        order.sudo().write({"state": "sent"})
        review = self.passed(order)
        order.client_order_ref = "K-1"
        self.assertEqual(review.state, "passed")
        order.order_line.product_uom_qty = 7
        self.assertEqual(review.state, "to_review")
        self.assertIn("7", review.reason)

    def test_past_the_guards(self):
        """What raw SQL changed is seen when it would be passed."""
        order = self.add_contract()
        review = self.hand_over(order).with_user(self.office)
        review.action_take()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order_line SET price_unit = 1 WHERE order_id = %s", [order.id]
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "not approved any more"):
            review.action_pass()

    def test_late(self):
        review = self.hand_over(self.add_contract())
        reviews = self.env["crm.contract.review"]
        self.assertFalse(review.is_late)
        late = Date.today() + timedelta(days=4)
        with freeze_time(f"{late} 10:00:00"):
            review.invalidate_recordset()
            self.assertTrue(review.is_late)
            self.assertIn(review, reviews.search([("is_late", "=", True)]))
            review.with_user(self.office).action_take()
            review.with_user(self.office).action_pass()
            self.assertFalse(review.is_late)
            self.assertNotIn(review, reviews.search([("is_late", "=", True)]))
        step = review.sudo().step_ids[:1]
        self.assertTrue(step.was_late)
        taken = review.sudo().step_ids[1]
        self.assertAlmostEqual(taken.days, 4, delta=1.1)

    def test_without_a_deadline(self):
        self.company_a.contract_review_days = 0
        review = self.hand_over(self.add_contract())
        self.assertFalse(review.deadline)
        self.assertFalse(review.is_late)

    def test_reviewer_leaves(self):
        review = self.hand_over(self.add_contract())
        review.with_user(self.office).action_take()
        self.office.active = False
        self.assertEqual((review.state, review.reviewer_id.id), ("to_review", False))
        self.assertEqual(self.kinds(review)[-1], "freed")
        self.assertIn(self.office_two, self.todos(review))
        review.with_user(self.office_two).action_take()

    def test_many_at_once(self):
        reviews = self.hand_over(self.add_contract()) | self.hand_over(self.add_contract())
        own = self.hand_over(self.add_contract().with_user(self.office), self.office)
        by_office = (reviews | own).with_user(self.office)
        action = by_office.action_take()
        result = self.env["crm.protection.result"].browse(action["res_id"])
        self.assertEqual((result.done_count, result.refused_count), (2, 1))
        self.assertIn("you handed it over", result.line_ids.reason)
        by_office.action_pass()
        self.assertEqual(reviews.mapped("state"), ["passed", "passed"])
        self.assertEqual(own.state, "to_review")
        with self.assertRaises(UserError):
            by_office.action_take()

    def test_history_stays(self):
        review = self.hand_over(self.add_contract())
        step = review.sudo().step_ids
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            step.write({"note": "x"})
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            step.unlink()
        with self.assertRaisesRegex(UserError, "are kept"):
            review.sudo().unlink()

    # === WHATEVER PEOPLE DO IN WHATEVER ORDER === #

    def try_action(self, name, user, order, review):
        by_user = review.with_user(user)
        if name == "hand_over":
            self.hand_over(order.with_user(user), user)
        elif name == "take":
            by_user.action_take()
        elif name == "pass":
            by_user.action_pass()
        elif name == "change":
            order.sudo().order_line.price_unit += 1
        elif name == "cancel":
            order.sudo()._action_cancel()
        else:
            values = {"user_id": self.office_two.id} if name == "give" else {}
            self.apply(user, name, review, note="Because", **values)

    @examples(25)
    @given(
        st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 2)), min_size=4, max_size=12)
    )
    def test_any_way(self, steps):
        """The history is a path through the table, and the state is its end."""
        people = (self.sales, self.office, self.office_two)
        with self.env.cr.savepoint() as savepoint:
            self.company_a.use_quote_approval = False
            order = self.add_contract(approved=False)
            order.sudo().write({"state": "sent"})
            review = self.hand_over(order)
            for name, index in steps:
                before = (review.state, len(review.sudo().step_ids))
                try:
                    with self.env.cr.savepoint():
                        self.try_action(name, people[index], order, review)
                except UserError:
                    self.env.invalidate_all()
                    self.assertEqual((review.state, len(review.sudo().step_ids)), before)
                self.check_path(review)
            savepoint.rollback()
        self.env.invalidate_all()

    def check_path(self, review):
        review = review.sudo()
        review.invalidate_recordset()
        state = False
        for step in review.step_ids.sorted("id"):
            self.assertEqual(step.from_state, state)
            if state:
                self.assertIn(state, TRANSITIONS[step.to_state])
            if step.kind in ("taken", "passed", "refused"):
                self.assertNotEqual(step.user_id, self.sales)
            if step.kind in ("passed", "refused"):
                self.assertEqual(step.user_id, step.reviewer_id)
            state = step.to_state
        self.assertEqual(review.state, state)
        if state == "passed":
            order = review.order_id
            self.assertEqual(review.fingerprint, order._get_quotation_fingerprint())
        open_ones = self.env["crm.contract.review"].search_count(
            [
                ("order_id", "=", review.order_id.id),
                ("state", "in", ("to_review", "in_review", "passed")),
            ]
        )
        self.assertLessEqual(open_ones, 1)

    def test_two_open_ones_of_a_quotation(self):
        """Past every method, the database refuses the second one."""
        review = self.hand_over(self.add_contract())
        self.env.flush_all()
        columns = "name, partner_id, company_id, order_id, state, user_id"
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                f"INSERT INTO crm_contract_review ({columns})"
                f" SELECT {columns} FROM crm_contract_review WHERE id = %s",
                [review.id],
            )

    def test_sql_refuses_changes_of_the_history(self):
        review = self.hand_over(self.add_contract())
        self.env.flush_all()
        for query in (
            "UPDATE crm_contract_review_step SET note = 'x' WHERE review_id = %s",
            "DELETE FROM crm_contract_review_step WHERE review_id = %s",
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.Error),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query, [review.id])

    def test_task_is_taken_back(self):
        task = self.add_task()
        review = self.hand_over(task)
        self.apply(self.sales, "withdraw", review, note="Not yet")
        self.assertEqual(review.state, "withdrawn")
