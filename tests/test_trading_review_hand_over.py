"""Handing to contract review: what is missing is said, and nothing goes twice."""

import base64

from odoo.exceptions import UserError
from odoo.fields import Command, Date
from odoo.tests.common import TransactionCase, freeze_time, tagged

from .contract_review_common import ContractReviewSetUp


@tagged("post_install", "-at_install")
class TestHandOver(ContractReviewSetUp, TransactionCase):
    @freeze_time("2026-03-02 09:00:00")
    def test_a_quotation(self):
        order = self.add_contract(commitment_date="2026-05-01 08:00:00")
        self.assertTrue(order.can_hand_to_review)
        review = self.hand_over(order, note="Please hurry")
        self.assertEqual(review.state, "to_review")
        self.assertEqual((review.order_id, review.partner_id), (order, self.client))
        self.assertEqual((review.user_id, review.reviewer_id.id), (self.sales, False))
        self.assertEqual(review.deadline, Date.to_date("2026-03-05"))
        self.assertEqual(review.wanted_date, Date.to_date("2026-05-01"))
        self.assertEqual(review.customer_code, self.client.ref)
        self.assertEqual(review.amount_total, order.amount_total)
        self.assertEqual(review.payment_term_id, self.term)
        self.assertIn("Werkstr. 1", review.delivery_address)
        self.assertEqual(review.line_ids, order.order_line)
        self.assertEqual(review.note, "Please hurry")
        self.assertEqual(self.kinds(review), ["handed"])
        self.assertIn(self.office, self.todos(review))
        self.assertNotIn(self.sales, self.todos(review))
        order.invalidate_recordset()
        self.assertFalse(order.can_hand_to_review)
        self.assertEqual(order.contract_review_state, "to_review")

    def test_once(self):
        order = self.add_contract()
        self.hand_over(order)
        with self.assertRaisesRegex(UserError, "in contract review already"):
            self.hand_over(order)
        with self.assertRaisesRegex(UserError, "in contract review already"):
            order.action_hand_to_review()

    def test_not_approved(self):
        order = self.add_contract(approved=False)
        self.assertFalse(order.can_hand_to_review)
        with self.assertRaisesRegex(UserError, "neither approved nor confirmed"):
            self.hand_over(order)
        order.action_submit_approval()
        with self.assertRaisesRegex(UserError, "neither approved nor confirmed"):
            self.hand_over(order)

    def test_cancelled(self):
        order = self.add_contract()
        order._action_cancel()
        with self.assertRaisesRegex(UserError, "is cancelled"):
            self.hand_over(order)

    def test_everything_missing_is_said_at_once(self):
        client = self.add_customer(self.sales, "Brenner AG", ref="B1")
        order = self.add_contract(partner_id=client.id, payment_term_id=False)
        client.sudo().with_context(active_test=False).ref = False
        self.company_a.contract_review_document_required = True
        dialog = self.dialog(self.sales, kind="hand_over", order_id=order.id)
        words = ("customer code", "credit code", "payment terms", "delivery address", "document")
        for word in words:
            self.assertIn(word, dialog.missing)
        with self.assertRaises(UserError) as caught:
            dialog.action_apply()
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.assertFalse(order.contract_review_id)

    def test_credit_code_instead_of_a_tax_number(self):
        order = self.add_contract()
        self.client.sudo().vat = False
        with self.assertRaisesRegex(UserError, "credit code"):
            self.hand_over(order)
        self.client.sudo().company_registry = "91350100M000100Y43"
        self.assertEqual(self.hand_over(order).customer_vat, "91350100M000100Y43")

    def test_required_document(self):
        kind, other = self.env["crm.document.kind"].create([{"name": "Contract"}, {"name": "Plan"}])
        self.company_a.write(
            {
                "contract_review_document_required": True,
                "contract_review_document_kind_id": kind.id,
            }
        )
        order = self.add_contract()
        files = self.env["ir.attachment"].with_user(self.sales)
        values = {"name": "a.txt", "datas": base64.b64encode(b"a"), "document_kind_id": other.id}
        files.create({**values, "res_model": "sale.order", "res_id": order.id})
        with self.assertRaisesRegex(UserError, "kind Contract"):
            self.hand_over(order)
        file = files.create({"name": "b.txt", "datas": base64.b64encode(b"b")})
        review = self.hand_over(order, attachment_ids=[Command.link(file.id)])
        self.assertEqual((file.res_model, file.res_id), (review._name, review.id))
        self.assertEqual(file.document_kind_id, kind)
        self.assertEqual(review.with_user(self.office).document_count, 2)
        self.assertEqual(file.with_user(self.office).name, "b.txt")

    def test_document_of_the_quotation_is_enough(self):
        self.company_a.contract_review_document_required = True
        order = self.add_contract()
        values = {"name": "a.txt", "datas": base64.b64encode(b"a")}
        self.env["ir.attachment"].create({**values, "res_model": "sale.order", "res_id": order.id})
        self.assertEqual(self.hand_over(order).document_count, 1)

    def test_files_of_others_stay_where_they_are(self):
        order = self.add_contract()
        file = self.env["ir.attachment"].create(
            {"name": "a.txt", "raw": b"a", "res_model": "sale.order", "res_id": order.id}
        )
        review = self.hand_over(order, attachment_ids=[Command.link(file.id)])
        self.assertEqual((file.res_model, file.res_id), ("sale.order", order.id))
        self.assertTrue(review)

    def test_a_won_task(self):
        task = self.add_task()
        review = self.hand_over(task)
        self.assertEqual((review.lead_id, review.order_id.id), (task, False))
        self.assertEqual((review.amount_total, review.payment_term_id), (5000, self.term))
        self.assertIn("Aachen", review.delivery_address)
        task.invalidate_recordset()
        self.assertEqual(task.contract_review_state, "to_review")
        with self.assertRaisesRegex(UserError, "in contract review already"):
            self.hand_over(task)

    def test_task_that_is_not_won(self):
        task = self.add_task(won=False)
        self.assertFalse(task.can_hand_to_review)
        with self.assertRaisesRegex(UserError, "is not won"):
            self.hand_over(task)

    def test_won_task_with_its_quotation(self):
        task = self.add_task()
        order = self.add_contract(opportunity_id=task.id)
        dialog = self.dialog(self.sales, kind="hand_over", lead_id=task.id)
        self.assertEqual(dialog.order_id, order)
        dialog.action_apply()
        review = self.env["crm.contract.review"].search([("lead_id", "=", task.id)])
        self.assertEqual(review.order_id, order)
        with self.assertRaisesRegex(UserError, "with its quotation"):
            self.hand_over(task)

    def test_quotation_of_a_task_that_is_in_review_without_it(self):
        task = self.add_task()
        self.hand_over(task)
        order = self.add_contract(opportunity_id=task.id)
        with self.assertRaisesRegex(UserError, "without a quotation"):
            self.hand_over(order)

    def test_who_may_not_change_it(self):
        order = self.add_contract()
        for user in (self.sales_two, self.plain):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self.hand_over(order, user)
        self.assertFalse(self.env["crm.contract.review"].search([("order_id", "=", order.id)]))

    def test_leader_hands_over(self):
        order = self.add_contract()
        review = self.hand_over(order.with_user(self.manager), self.manager)
        self.assertEqual(review.user_id, self.manager)

    def test_company_without_it(self):
        self.sales.company_ids |= self.company_b
        order = self.add_order(company=self.company_b, payment_term_id=self.term.id)
        order.sudo().write({"state": "sale"})
        self.assertFalse(order.can_hand_to_review)
        with self.assertRaisesRegex(UserError, "has no contract review"):
            self.hand_over(order)
        self.assertFalse(order.contract_review_id)

    def test_menus_of_a_company_without_it(self):
        menu = self.env.ref("crm_customer_protection.contract_review_menu_mine")
        menus = menu.with_user(self.sales)
        self.assertNotIn(menu.id, menus._load_menus_blacklist())
        self.company_a.use_contract_review = False
        self.assertIn(menu.id, menus._load_menus_blacklist())

    def test_anew_after_a_refusal(self):
        order = self.add_contract()
        review = self.hand_over(order)
        by_office = review.with_user(self.office)
        by_office.action_take()
        self.dialog(
            self.office, kind="refuse", review_id=review.id, note="No delivery date"
        ).action_apply()
        self.assertEqual((review.state, review.reason), ("refused", "No delivery date"))
        review.invalidate_recordset()
        self.assertTrue(review.can_hand_over)
        again = self.hand_over(order, wanted_date="2026-08-01", note="Now with it")
        self.assertEqual(again, review)
        self.assertEqual((review.round, review.state), (2, "to_review"))
        self.assertFalse(review.reviewer_id)
        self.assertEqual(self.kinds(review), ["handed", "taken", "refused", "handed"])
        said = review.sudo().step_ids.sorted("id").mapped("note")
        self.assertEqual(said, [False, False, "No delivery date", "Now with it"])

    def test_reviewed_quotation_is_kept(self):
        order = self.add_contract()
        review = self.hand_over(order)
        order._action_cancel()
        self.assertEqual(review.state, "withdrawn")
        with self.assertRaises(UserError):
            order.sudo().unlink()
        self.company_a.use_quote_approval = False
        free = self.add_contract(approved=False)
        free.sudo().write({"state": "sent"})
        self.hand_over(free)
        free._action_cancel()
        free.action_draft()
        with self.assertRaisesRegex(UserError, "handed to contract review and is kept"):
            free.sudo().unlink()
