"""Levels of an approval: who decides in which order, as a deputy, after a deadline, in somebody's place."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import TransactionCase

from .quote_common import QuoteSetUp


@tagged("post_install", "-at_install")
class TestQuoteApprovalLevels(QuoteSetUp, TransactionCase):
    def submit(self, steps, **values):
        self.add_rule(steps, **values)
        order = self.add_order()
        order.action_submit_approval()
        return order

    def approve(self, order, *users):
        for user in users:
            order.with_user(user).action_approve()

    def test_two_levels(self):
        order = self.submit([{"kind": "leader"}, {"kind": "leader_above"}])
        self.assertEqual(order.approval_user_ids, self.leader)
        self.approve(order, self.leader)
        self.assertEqual(order.approval_state, "submitted")
        self.assertEqual(order.approval_user_ids, self.director)
        self.assertEqual(order.activity_ids.user_id, self.director)
        with self.assertRaises(AccessError):
            self.approve(order, self.leader)
        self.approve(order, self.director)
        self.assertTrue(order._may_leave())

    def test_all(self):
        people = self.leader | self.director
        order = self.submit([{"kind": "users", "user_ids": people.ids, "mode": "all"}])
        self.assertEqual(order.approval_user_ids, people)
        self.approve(order, self.director)
        self.assertEqual(order.approval_user_ids, self.leader)
        self.approve(order, self.leader)
        self.assertTrue(order._may_leave())

    def test_any(self):
        people = self.leader | self.director
        order = self.submit([{"kind": "users", "user_ids": people.ids, "mode": "any"}])
        self.approve(order, self.director)
        self.assertTrue(order._may_leave())

    def test_in_sequence(self):
        people = self.leader | self.director
        order = self.submit([{"kind": "users", "user_ids": people.ids, "mode": "sequence"}])
        first = order.approval_user_ids
        self.assertEqual(len(first), 1)
        second = people - first
        with self.assertRaises(AccessError):
            self.approve(order, second)
        self.approve(order, first, second)
        self.assertTrue(order._may_leave())

    def test_same_approver_counts_once(self):
        step = {"kind": "users", "user_ids": self.leader.ids}
        order = self.submit([dict(step), dict(step)], repeated="once")
        self.approve(order, self.leader)
        self.assertTrue(order._may_leave())
        self.assertEqual(self.kinds(order), ["submitted", "approved", "skipped"])

    def test_same_approver_again(self):
        step = {"kind": "users", "user_ids": self.leader.ids}
        order = self.submit([dict(step), dict(step)], repeated="again", four_eyes=False)
        self.approve(order, self.leader)
        self.assertFalse(order._may_leave())
        self.approve(order, self.leader)
        self.assertTrue(order._may_leave())

    def test_four_eyes_at_two_levels(self):
        people = self.leader | self.director
        step = {"kind": "users", "user_ids": people.ids}
        order = self.submit([dict(step), dict(step)], repeated="again")
        self.approve(order, self.leader)
        self.assertEqual(order.approval_user_ids, self.director)

    def test_deputy(self):
        self.env["sale.approval.delegation"].create(
            {
                "user_id": self.leader.id,
                "delegate_id": self.deputy.id,
                "date_from": fields.Date.today(),
                "date_to": fields.Date.today(),
            }
        )
        order = self.submit([{"kind": "leader"}])
        self.assertEqual(order.activity_ids.user_id, self.deputy)
        by_deputy = order.with_user(self.deputy)
        self.assertTrue(by_deputy.is_waiting_for_me)
        found = by_deputy.search([("is_waiting_for_me", "=", True)])
        self.assertEqual(found, order)
        by_deputy.action_approve()
        step = order.sudo().approval_step_ids[0]
        self.assertEqual((step.user_id, step.on_behalf_of_id), (self.deputy, self.leader))
        with freeze_time(fields.Date.today() + timedelta(days=3)):
            self.assertFalse(by_deputy.search([("is_waiting_for_me", "=", True)]))

    def test_approver_archived_between_steps(self):
        order = self.submit([{"kind": "leader"}, {"kind": "users", "user_ids": self.deputy.ids}])
        self.deputy.active = False
        self.approve(order, self.leader)
        self.assertEqual(order.approval_state, "submitted")
        self.assertEqual(order.approval_user_ids, self.director)

    def test_approver_archived_while_it_waits(self):
        order = self.submit([{"kind": "leader"}])
        self.leader.active = False
        self.run_job("ir_cron_approval")
        self.assertEqual(order.approval_user_ids, self.director)
        self.assertEqual(self.kinds(order)[-1], "replaced")

    def test_reminder_and_deadline(self):
        order = self.submit(
            [{"kind": "leader", "reminder_hours": 4, "deadline_hours": 24, "on_deadline": "above"}]
        )
        now = fields.Datetime.now()
        self.assertEqual(self.kinds(order), ["submitted"])
        for hours, kinds in ((5, ["reminded"]), (6, ["reminded"]), (25, ["reminded", "escalated"])):
            with freeze_time(now + timedelta(hours=hours)):
                self.run_job("ir_cron_approval")
                self.assertEqual(self.kinds(order), ["submitted", *kinds])
        self.assertEqual(order.approval_user_ids, self.leader | self.director)
        self.approve(order, self.director)
        self.assertTrue(order._may_leave())

    def test_approver_reads_what_waits(self):
        stranger = self.new_user("tq_stranger", "sales_team.group_sale_salesman")
        order = self.submit([{"kind": "users", "user_ids": stranger.ids}])
        by_stranger = order.with_user(stranger)
        self.assertTrue(by_stranger.order_line.mapped("price_unit"))
        self.approve(order, stranger)
        self.assertTrue(by_stranger.search_count([("id", "=", order.id)]))
        with self.assertRaises(AccessError):
            by_stranger.write({"client_order_ref": "x"})

    def test_company_without_teams(self):
        user = self.new_user("tq_b", "sales_team.group_sale_salesman", self.company_b)
        boss = self.new_user(
            "tq_b_office", "crm_customer_protection.group_customer_admin", self.company_b
        )
        self.company_b.use_quote_approval = True
        order = self.add_order(user=user)
        order.action_submit_approval()
        self.assertEqual(order.approval_user_ids, boss)
