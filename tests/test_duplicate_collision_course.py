"""The course of a collision case: evidence, proposal, decision, dispute, and what follows."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests.common import tagged

from .collision_common import SECRET_EMAIL, CollisionSetUp
from .common import CustomerCase

MERGE = "_merge_customers"


@tagged("post_install", "-at_install")
class TestCollisionCourse(CollisionSetUp, CustomerCase):
    def claim_of(self, case, user):
        return case.claim_ids.filtered(lambda claim: claim.user_id == user)

    # === EVIDENCE AND RULE === #

    def test_rule_by_name(self):
        case = self.open_case()
        self.assertEqual(case.rule_claim_id.user_id, self.sales, "registered first")
        claim = self.claim_of(case, self.sales)
        self.assertTrue(claim.registered_on)
        self.assertEqual(claim.registered_by_id, self.sales)
        self.assertFalse(self.claim_of(case, self.sales_two).registered_on)
        self.dialog(self.sales_two, case, "state", stated_name="Streitfall Maschinenbau GmbH")
        case.with_user(self.office).verified_name = "STREITFALL Maschinenbau G.m.b.H."
        self.assertEqual(case.rule_claim_id.user_id, self.sales_two, "the accurate name wins")
        with self.assertRaisesRegex(UserError, "verified already"):
            self.dialog(self.sales, case, "state", stated_name="Streitfall Maschinenbau GmbH")
        self.assertEqual(self.claim_of(case, self.sales_two).standing, "proposed")

    def test_what_lay_in_the_pool_counts_from_the_claim(self):
        self.customer._change_owner(self.env["res.users"], "release", pool=self.pool)
        self.as_user(self.customer, self.leader)._claim()
        case = self.open_case()
        claim = self.claim_of(case, self.leader)
        event = self.customer.protection_event_ids.filtered(lambda e: e.cause == "claim")
        self.assertEqual(claim.registered_on, event.date)
        self.assertEqual(claim.registered_by_id, self.leader)
        self.assertEqual(claim.entered_by_id, self.sales)

    def test_work_and_orders(self):
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": self.customer.id,
                    "user_id": user.id,
                    "company_id": self.company_a.id,
                }
                for user in (self.sales, self.sales, self.sales_two)
            ]
        )
        orders[0].state = "sale"
        past = fields.Datetime.now() - timedelta(days=2)
        self.env["calendar.event"].create(
            [
                {
                    "name": "Visit",
                    "user_id": self.sales.id,
                    "partner_ids": self.customer.ids,
                    "start": past + timedelta(days=days),
                    "stop": past + timedelta(days=days, hours=1),
                }
                for days in (0, 7)
            ]
        )
        case = self.open_case()
        claim = self.claim_of(case, self.sales)
        self.assertRecordValues(claim, [{"quotation_count": 1, "order_count": 1, "work_count": 1}])
        self.assertEqual(self.claim_of(case, self.sales_two).quotation_count, 1)
        self.decide(case, self.sales)
        orders.sudo().action_cancel()
        case.invalidate_recordset()
        self.assertEqual(claim.order_count, 1, "frozen when it was decided")

    # === DECISION === #

    def test_owner(self):
        case = self.open_case()
        until = self.customer.protected_until
        self.decide(case, self.sales_two)
        self.assertOwner(self.customer, self.sales_two)
        event = self.last_event(self.customer)
        self.assertEqual((event.cause, event.user_id), ("collision", self.office))
        self.assertIn(case.name, event.note)
        self.assertEqual(self.customer.protected_until, until, "the clock goes on")
        self.assertRecordValues(
            case,
            [
                {
                    "state": "decided",
                    "winner_id": self.sales_two.id,
                    "decided_by_id": self.office.id,
                    "dispute_until": self.company_a._get_today() + timedelta(days=7),
                }
            ],
        )
        self.assertFalse(case.activity_ids)
        told = case.message_ids[0].notified_partner_ids
        self.assertEqual(told, (self.sales | self.sales_two).partner_id)

    def test_restart(self):
        case = self.open_case()
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self.decide(case, self.sales_two, restart=True)
            self.assertEqual(self.customer.claim_day, self.company_a._get_today())

    def test_share(self):
        case = self.open_case()
        until = self.company_a._get_today() + timedelta(days=30)
        self.decide(case, self.sales_two, "share", share_until=until)
        self.assertOwner(self.customer, self.sales_two)
        self.assertRecordValues(
            self.customer.share_ids, [{"user_id": self.sales.id, "until": until, "mode": "read"}]
        )

    def test_none_stands_in_the_ledger(self):
        case = self.open_case()
        self.decide(case, self.env["res.users"], "none")
        self.assertOwner(self.customer, self.sales)
        self.assertEqual(self.last_event(self.customer).cause, "collision")
        self.assertFalse(case.winner_id)

    def test_merge(self):
        twin = self.add_customer(self.sales_two, "Streitfall Zwilling GmbH").with_env(self.env)
        both = (self.customer | twin).with_user(self.office)
        case = both._open_collision_case("One company").with_env(self.env)
        calls = []

        def merge(survivor, sources, values=None, reason=""):
            calls.append((survivor, sources, reason, survivor.env.user))

        with patch.object(self.env.registry["res.partner"], MERGE, merge, create=True):
            self.decide(case, self.sales_two, "merge")
        [(survivor, sources, reason, user)] = calls
        self.assertEqual((survivor, sources, user), (twin, self.customer, self.office))
        self.assertIn(case.name, reason)
        self.assertOwner(twin, self.sales_two)
        self.assertEqual(self.last_event(twin).cause, "collision")

    def test_all_or_nothing(self):
        twin = self.add_customer(self.sales_two, "Streitfall Zwilling GmbH")
        both = (self.customer | twin).with_user(self.office)
        case = both._open_collision_case("One company").with_env(self.env)

        def merge(survivor, sources, values=None, reason=""):
            raise UserError(case.name)

        merging = patch.object(self.env.registry["res.partner"], MERGE, merge, create=True)
        with merging, self.assertRaisesRegex(UserError, case.name):
            self.decide(case, self.sales_two, "merge")
        case.invalidate_recordset()
        self.assertEqual(case.state, "open")
        self.assertFalse(case.claim_ids[0].frozen_evidence)

    def test_four_eyes_and_rights(self):
        case = self.open_case()
        for user in (self.sales, self.sales_two, self.leader):
            with self.subTest(user=user.login):
                with self.assertRaisesRegex(UserError, "back office decides"):
                    self.decide(case, self.sales, user=user)
                self.assertFalse(case.with_user(user).can_decide)
        with self.assertRaises(AccessError):
            self.decide(case, self.sales, user=self.stranger)
        self.as_user(self.customer, self.office)._assign(self.office, "For a day")
        case._add_claims(self.office)
        with self.assertRaisesRegex(UserError, "one of the claimants"):
            self.decide(case, self.office)
        self.decide(case, self.sales, user=self.second_office)
        self.assertOwner(self.customer, self.sales)
        with self.assertRaisesRegex(UserError, "decided already"):
            self.decide(case, self.sales_two)

    def test_reason_required(self):
        case = self.open_case()
        for kind, user in (("decide", self.office), ("cancel", self.sales_two)):
            with self.assertRaisesRegex(UserError, "Say why"):
                self.dialog(user, case, kind, note="  ", winner_id=self.sales.id)
        with self.assertRaisesRegex(UserError, "choose one of the claimants"):
            self.decide(case, self.stranger)

    # === DISPUTE === #

    def test_dispute_once(self):
        case = self.open_case()
        with self.assertRaisesRegex(UserError, "not possible"):
            self.dialog(self.sales, case, "dispute")
        self.decide(case, self.sales_two)
        with self.assertRaisesRegex(UserError, "in your favour"):
            self.dialog(self.sales_two, case, "dispute")
        with self.assertRaisesRegex(UserError, "none of the claimants"):
            self.dialog(self.leader, case, "dispute")
        self.assertTrue(case.with_user(self.sales).can_dispute)
        self.dialog(self.sales, case, "dispute", note="Look at March")
        self.assertRecordValues(
            case,
            [
                {
                    "state": "disputed",
                    "disputed_by_id": self.sales.id,
                    "dispute_reason": "Look at March",
                }
            ],
        )
        self.assertEqual(len(case.activity_ids), 1)
        self.decide(case, self.sales)
        self.assertEqual(case.state, "final")
        self.assertOwner(self.customer, self.sales)
        with self.assertRaisesRegex(UserError, "disputed once"):
            self.dialog(self.sales_two, case, "dispute")
        with self.assertRaises(UserError):
            self.decide(case, self.sales_two)

    def test_late_dispute(self):
        case = self.open_case()
        self.decide(case, self.sales_two)
        with freeze_time(fields.Datetime.now() + timedelta(days=7)):
            self.assertFalse(case.with_user(self.sales)._why_not_dispute())
            case._cron_close()
            self.assertEqual(case.state, "decided")
        with freeze_time(fields.Datetime.now() + timedelta(days=8)):
            with self.assertRaisesRegex(UserError, "could be disputed until"):
                self.dialog(self.sales, case, "dispute")
            case._cron_close()
        self.assertEqual(case.state, "final")

    def test_no_days_to_dispute(self):
        self.company_a.collision_dispute_days = 0
        case = self.open_case()
        self.decide(case, self.sales_two)
        self.assertEqual(case.state, "final")

    def test_no_second_case_instead_of_a_dispute(self):
        case = self.open_case()
        self.decide(case, self.sales)
        with self.assertRaisesRegex(UserError, "Dispute the decision there"):
            self.open_case()

    # === WHAT HAPPENED MEANWHILE === #

    def test_customer_archived(self):
        case = self.open_case()
        self.deactivate(self.office, self.as_user(self.customer, self.office))
        with self.assertRaisesRegex(UserError, "deactivated"):
            self.decide(case, self.sales_two)
        self.decide(case, self.sales_two, "none")
        self.assertEqual(case.state, "decided")

    def test_claimant_archived(self):
        case = self.open_case()
        self.sales.active = False
        self.assertEqual(case.rule_claim_id.user_id, self.sales_two)
        self.customer._change_owner(self.leader, "assign")
        with self.assertRaisesRegex(UserError, "cannot own customers"):
            self.decide(case, self.sales)
        self.decide(case, self.sales_two)
        self.assertOwner(self.customer, self.sales_two)

    def test_merged_meanwhile(self):
        case = self.open_case()
        survivor = self.add_customer(self.leader, "Überlebende GmbH", email=SECRET_EMAIL)
        survivor = survivor.with_env(self.env)
        wizard = self.partners(self.office).env["base.partner.merge.automatic.wizard"]
        wizard._merge((survivor | self.customer).ids, survivor.with_user(self.office))
        case.invalidate_recordset()
        self.assertEqual(case.partner_id, survivor)
        self.assertEqual(case.claim_ids.partner_id, survivor)
        self.decide(case, self.sales_two, "merge")
        self.assertOwner(survivor, self.sales_two)

    def test_cancel(self):
        case = self.open_case()
        with self.assertRaisesRegex(UserError, "only who opened it"):
            self.dialog(self.sales, case, "cancel")
        self.dialog(self.sales_two, case, "cancel", note="Settled")
        self.assertEqual(case.state, "cancelled")
        self.assertFalse(case.activity_ids)
        with self.assertRaises(UserError):
            self.decide(case, self.sales)
