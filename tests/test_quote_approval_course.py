"""The course of an approval: who may what, level by level, and what an edit does to it."""

from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import TransactionCase
from odoo.tools import mute_logger

from ..models.protection.guard import unlocked
from .quote_common import QuoteSetUp


@tagged("post_install", "-at_install")
class TestQuoteApprovalCourse(QuoteSetUp, TransactionCase):
    def test_submit_and_approve(self):
        order = self.add_order()
        self.assertEqual(order.approval_state, "draft")
        self.assertTrue(order.can_submit_approval)
        order.action_submit_approval()
        self.assertEqual(order.approval_state, "submitted")
        self.assertEqual(order.approval_user_ids, self.leader)
        self.assertFalse(order._may_leave())
        by_leader = order.with_user(self.leader)
        self.assertTrue(by_leader.can_decide_approval)
        self.assertTrue(by_leader.is_waiting_for_me)
        self.assertEqual(order.activity_ids.user_id, self.leader)
        by_leader.action_approve()
        self.assertEqual(order.approval_state, "approved")
        self.assertTrue(order._may_leave())
        self.assertFalse(order.activity_ids)
        self.assertEqual(self.kinds(order), ["submitted", "approved"])
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_not_without_approval(self):
        order = self.add_order()
        for state in ("sent", "sale"):
            with self.assertRaisesRegex(UserError, "needs approval"):
                order.write({"state": state})
        with self.assertRaisesRegex(UserError, "needs approval"):
            order.action_confirm()

    def test_create_as_confirmed(self):
        for state in ("sent", "sale"):
            with self.assertRaisesRegex(UserError, "needs approval"):
                self.add_order(state=state)

    def test_defaults_of_the_context_forge_nothing(self):
        orders = self.env["sale.order"].with_user(self.sales)
        order = orders.with_context(
            default_approval_state="approved", default_approval_is_cart=True
        ).create({"partner_id": self.customer.id})
        self.assertEqual(order.approval_state, "draft")
        self.assertFalse(order.sudo().approval_is_cart)

    def test_fields_cannot_be_written(self):
        order = self.add_order()
        for values in (
            {"approval_state": "approved"},
            {"approval_user_ids": [Command.link(self.sales.id)]},
            {"approval_fingerprint": "q1:0"},
            {"approval_plan": {"levels": []}},
            {"approval_step_ids": [Command.create({"kind": "approved"})]},
        ):
            for record in (order, order.sudo(), order.with_context(crm_protection_token=True)):
                with self.assertRaisesRegex(UserError, "cannot be written"):
                    record.write(values)
        with self.assertRaisesRegex(UserError, "cannot be written"):
            self.add_order(approval_state="approved")

    @mute_logger("odoo.sql_db")
    def test_database_refuses(self):
        order = self.add_order()
        self.env.flush_all()
        with self.assertRaises(psycopg2.errors.CheckViolation), self.env.cr.savepoint():
            self.env.cr.execute("UPDATE sale_order SET state='sale' WHERE id=%s", [order.id])

    def test_only_who_is_asked_decides(self):
        order = self.add_order()
        order.action_submit_approval()
        for user in (self.sales, self.director, self.office, self.manager):
            record = order.with_user(user)
            with self.assertRaises(AccessError):
                record._approve()
            with self.assertRaises(AccessError):
                record._reject("No")
        with self.assertRaises(UserError):
            order.with_user(self.leader).sudo(False)._reject("  ")

    def test_reject_and_again(self):
        order = self.add_order()
        order.action_submit_approval()
        order.with_user(self.leader)._reject("Too cheap")
        self.assertEqual(order.approval_state, "rejected")
        self.assertIn("rejected", order._why_not_leave())
        step = order.sudo().approval_step_ids[0]
        self.assertEqual(
            (step.kind, step.note, step.user_id), ("rejected", "Too cheap", self.leader)
        )
        order.order_line.price_unit = 120
        self.assertEqual(order.approval_state, "rejected")
        order.action_submit_approval()
        self.assertEqual(order.sudo().approval_step_ids[0].round, 2)
        order.with_user(self.leader).action_approve()
        self.assertTrue(order._may_leave())

    def test_withdraw(self):
        order = self.add_order()
        order.action_submit_approval()
        with self.assertRaises(UserError):
            order.with_user(self.sales_two)._withdraw()
        order.action_withdraw()
        self.assertEqual(order.approval_state, "withdrawn")
        self.assertFalse(order.approval_user_ids)
        self.assertFalse(order.activity_ids)

    def test_cancel_ends_what_waits(self):
        order = self.add_order()
        order.action_submit_approval()
        order.action_cancel()
        self.assertEqual(order.approval_state, "withdrawn")
        order.action_draft()
        with self.assertRaises(UserError):
            order.action_confirm()

    def test_edit_voids(self):
        changes = {
            "price": lambda order: order.order_line.write({"price_unit": 90}),
            "quantity": lambda order: order.order_line.write({"product_uom_qty": 3}),
            "discount": lambda order: order.write(
                {"order_line": [Command.update(order.order_line.id, {"discount": 10})]}
            ),
            "new line": lambda order: order.order_line.copy({"order_id": order.id}),
            "no line": lambda order: order.order_line.unlink(),
            "moved line": lambda order: self.add_order().order_line.write({"order_id": order.id}),
            "partner": lambda order: order.write({"partner_id": self.other_customer().id}),
            "terms": lambda order: order.write({"note": "<p>Free delivery</p>"}),
            "validity": lambda order: order.write(
                {"validity_date": fields.Date.today() + timedelta(days=300)}
            ),
        }
        for name, change in changes.items():
            for sent in (False, True):
                with self.subTest(name, sent=sent):
                    order = self.approved_order()
                    if sent:
                        order.action_quotation_sent()
                    change(order)
                    self.assertEqual((order.state, order.approval_state), ("draft", "draft"))
                    step = order.sudo().approval_step_ids[0]
                    self.assertEqual(step.kind, "voided")
                    self.assertTrue(step.changes)
                    self.assertFalse(order._may_leave())

    def other_customer(self):
        return self.env["res.partner"].create({"name": "Other", "is_company": True})

    def test_edit_names_old_and_new(self):
        order = self.approved_order()
        order.order_line.price_unit = 90
        self.assertRegex(order.sudo().approval_step_ids[0].changes, r"Pump.*100\.00 → 90\.00")

    def test_edit_of_what_waits(self):
        order = self.add_order()
        order.action_submit_approval()
        order.order_line.price_unit = 1
        self.assertEqual(order.approval_state, "draft")
        with self.assertRaises(AccessError):
            order.with_user(self.leader)._approve()

    def test_harmless_writes_void_nothing(self):
        order = self.approved_order()
        order.write({"client_order_ref": "PO 7", "tag_ids": False})
        order.order_line.write({"sequence": 99})
        self.assertTrue(order._may_leave())

    def test_changed_past_the_orm(self):
        """Raw SQL voids nothing, and all the same nothing of it leaves or is approved."""
        waiting, approved, sound = self.add_order(), self.approved_order(), self.add_order()
        (waiting | sound).action_submit_approval()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order_line SET price_unit = 1 WHERE order_id = ANY(%s)",
            [(waiting | approved).ids],
        )
        self.env.invalidate_all()
        self.assertFalse(approved._may_leave())
        with self.assertRaisesRegex(UserError, "needs approval"):
            approved.action_confirm()
        with self.assertRaisesRegex(AccessError, "was changed while it waited"):
            waiting.with_user(self.leader).action_approve()
        (waiting | sound).with_user(self.leader).action_approve()
        self.assertEqual((waiting | sound).mapped("approval_state"), ["submitted", "approved"])

    def test_back_to_what_was_approved_needs_approval(self):
        order = self.approved_order()
        order.order_line.price_unit = 90
        order.order_line.price_unit = 100
        self.assertFalse(order._may_leave())

    def test_confirmed_stays_as_it_was_approved(self):
        order = self.approved_order()
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "confirmed as it was approved"):
            order.order_line.price_unit = 1
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "confirmed as it was approved"):
            order.write({"order_line": [Command.create({"product_id": self.product.id})]})

    def test_confirmed_before_is_held_only_where_it_needs_approval(self):
        order = self.add_order(
            user=self.new_user("tq_b", "sales_team.group_sale_salesman", self.company_b)
        )
        order.action_confirm()
        order.order_line.price_unit = 5
        self.company_b.use_quote_approval = True
        order.write({"client_order_ref": "x"})
        with self.assertRaisesRegex(UserError, "is confirmed"):
            order.order_line.price_unit = 4

    def test_copy_copies_no_approval(self):
        copy = self.approved_order().copy()
        self.assertEqual(copy.approval_state, "draft")
        self.assertFalse(copy.sudo().approval_step_ids)
        self.assertFalse(copy._may_leave())

    def test_submitted_is_kept(self):
        order = self.add_order()
        order.action_submit_approval()
        order.action_cancel()
        with self.assertRaisesRegex(UserError, "is kept"):
            order.with_user(self.manager).unlink()

    def test_steps_are_append_only(self):
        order = self.approved_order()
        step = order.sudo().approval_step_ids[0]
        for record in (step, unlocked(step)):
            with self.assertRaises(UserError):
                record.write({"note": "x"})
            with self.assertRaises(UserError):
                record.unlink()
        with self.assertRaises(UserError):
            step.copy()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.Error),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute("DELETE FROM sale_approval_step WHERE id = %s", [step.id])

    def test_company_without_approval(self):
        user = self.new_user("tq_b", "sales_team.group_sale_salesman", self.company_b)
        order = self.add_order(user=user)
        self.assertEqual(order.approval_state, "none")
        self.assertFalse(order.can_submit_approval)
        order.action_confirm()

    def test_switched_off_again(self):
        order = self.add_order()
        order.action_submit_approval()
        self.company_a.use_quote_approval = False
        order.action_confirm()
        self.assertEqual((order.state, order.approval_state), ("sale", "none"))

    def test_sent_before_stays_valid(self):
        self.company_a.use_quote_approval = False
        order = self.add_order()
        order.action_quotation_sent()
        self.company_a.use_quote_approval = True
        self.assertTrue(order._may_leave())
        self.assertEqual(self.kinds(order), ["before"])
        order.order_line.price_unit = 1
        self.assertFalse(order._may_leave())

    def test_sent_before_a_rule_stays_valid(self):
        self.rule.min_amount = 1000
        order = self.add_order()
        order.action_quotation_sent()
        self.rule.min_amount = 100
        self.run_job("ir_cron_approval_refresh")
        self.assertEqual((order.state, order.approval_state), ("sent", "approved"))
        self.assertTrue(order._may_leave())

    def test_confirmed_before_goes_on(self):
        """A running company prints, sends and invoices its orders as before."""
        self.company_a.use_quote_approval = False
        order = self.add_order()
        order.action_confirm()
        self.company_a.use_quote_approval = True
        self.assertTrue(order._may_leave())

    def test_rule_that_asks_by_now(self):
        self.rule.active = False
        order = self.add_order()
        self.assertEqual(order.approval_state, "none")
        self.rule.active = True
        self.assertFalse(order._may_leave())
        with self.assertRaisesRegex(UserError, "needs approval"):
            order.action_confirm()
        self.run_job("ir_cron_approval_refresh")
        self.assertEqual(order.approval_state, "draft")

    def test_amount_that_passes_the_limit(self):
        self.rule.min_amount = 1000
        order = self.add_order()
        self.assertEqual(order.approval_state, "none")
        order.action_quotation_sent()
        order.order_line.price_unit = 600
        self.assertEqual((order.state, order.approval_state), ("draft", "draft"))
        order.order_line.price_unit = 100
        self.assertEqual(order.approval_state, "none")

    def test_rule_deleted_while_it_waits(self):
        order = self.add_order()
        order.action_submit_approval()
        self.add_rule([{"kind": "users", "user_ids": self.director.ids}])
        self.rule.unlink()
        order.with_user(self.leader).action_approve()
        self.assertTrue(order._may_leave())

    def test_many_at_once(self):
        orders = self.env["sale.order"].browse([self.add_order().id for _number in range(3)])
        orders = orders.with_user(self.sales)
        orders.action_submit_approval()
        left = self.add_order()
        result = (orders | left).with_user(self.leader).action_approve()
        self.assertEqual(set(orders.mapped("approval_state")), {"approved"})
        self.assertEqual(left.approval_state, "draft")
        self.assertIn(left.name, result["params"]["message"])

    def add_cart(self):
        """An order as the shop makes it; the flag says so where the shop is installed."""
        order = self.add_order()
        unlocked(order.sudo()).approval_is_cart = True
        unlocked(order.sudo()).approval_state = "none"
        return order

    def test_carts_of_the_shop(self):
        """They sell at the shop's own prices, until somebody of the house changes them."""
        cart = self.add_cart()
        self.assertTrue(cart._may_leave())
        self.company_a.approve_website_orders = True
        self.assertFalse(cart._may_leave())
        self.company_a.approve_website_orders = False
        self.assertTrue(cart._may_leave())
        # The customer puts more into it: the shop writes for him.
        cart.sudo().with_user(self.portal).sudo().order_line.product_uom_qty = 7
        self.assertTrue(cart._may_leave())
        cart.order_line.price_unit = 1
        self.assertFalse(cart.sudo().approval_is_cart)
        self.assertFalse(cart._may_leave())

    def test_gate_of_sales_tasks(self):
        order = self.add_order()
        self.assertFalse(order._is_quotation_approved())
        order.action_submit_approval()
        self.assertFalse(order._is_quotation_approved())
        order.with_user(self.leader).action_approve()
        self.assertTrue(order._is_quotation_approved())

    def test_merge_of_customers_keeps_approvals(self):
        customers = [self.add_customer(self.sales, name) for name in ("Pump AG", "Pumpe GmbH")]
        orders = [self.approved_order(partner_id=customer.id) for customer in customers]
        survivor, source = (customer.with_user(self.office) for customer in customers)
        log = survivor._merge_customers(source, reason="One firm")
        self.env.invalidate_all()
        self.assertEqual(orders[1].partner_id, customers[0])
        self.assertTrue(orders[1]._may_leave())
        log.action_undo()
        self.env.invalidate_all()
        self.assertEqual(orders[1].partner_id, customers[1])
        self.assertTrue(orders[1]._may_leave())

    def test_merge_of_contacts_keeps_approvals(self):
        twin = self.other_customer()
        order = self.approved_order(partner_id=twin.id)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | self.customer).ids, self.customer)
        self.env.invalidate_all()
        self.assertEqual(order.partner_id, self.customer)
        self.assertTrue(order._may_leave())

    def test_outsiders_read_no_plan(self):
        order = self.approved_order()
        order.partner_id = self.portal.partner_id
        with self.assertRaises(AccessError):
            order.with_user(self.portal).read(["approval_plan"])
