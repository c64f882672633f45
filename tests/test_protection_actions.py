"""Claim, release, assign, share, lock, extend, move: limits counted from the ledger (invariant 4)."""

from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .protection_common import ProtectionCase


@tagged("post_install", "-at_install")
class TestActions(ProtectionCase):
    def public(self, name, **values):
        """A customer that lies in the pool and was never anybody's."""
        return self.add_customer(self.clerk, name, **values)

    def dialog(self, customers, user, kind, **values):
        """Apply the dialog as a user does."""
        env = self.as_user(customers, user).env
        dialog = env["crm.protection.dialog"].create(
            {"kind": kind, "partner_ids": customers.ids, "note": "because", **values}
        )
        return dialog.action_apply()

    # === CLAIM === #

    def test_claim(self):
        customer = self.public("Free Ltd")
        self.assertTrue(self.as_user(customer, self.sales).can_claim)
        self.assertTrue(self.as_user(customer, self.sales).action_claim())
        self.assertOwner(customer, self.sales)
        self.assertEqual(self.last_event(customer).cause, "claim")
        self.assertEqual(self.last_event(customer).old_pool_id, self.pool)
        self.assertFalse(customer.pool_id)

    def test_claim_of_an_owned_customer_names_the_owner(self):
        customer = self.add_customer(self.sales, "Mine Ltd")
        with self.assertRaisesRegex(UserError, "belongs to Tc Sales and is protected until"):
            self.as_user(customer, self.sales_two).action_claim()

    def test_who_claims(self):
        customer = self.public("Not For All Ltd")
        for user in (self.clerk, self.plain):
            with self.subTest(user.login), self.assertRaises(UserError):
                self.as_user(customer, user).action_claim()

    def test_pool_members(self):
        self.pool.user_ids = self.sales_two
        customer = self.public("Members Only Ltd")
        with self.assertRaisesRegex(UserError, "from which you do not claim"):
            self.as_user(customer, self.sales).action_claim()
        self.as_user(customer, self.sales_two).action_claim()
        self.assertOwner(customer, self.sales_two)

    def test_a_pool_without_members_says_so(self):
        self.pool.team_ids = self.env["crm.team"].create(
            {"name": "Empty", "company_id": self.company_a.id}
        )
        self.assertIn("no members", self.pool.member_note)

    def test_claims_a_day_count_the_ledger(self):
        self.pool.write({"claims_per_day": 2, "cooldown_days": 0})
        customers = [self.public(f"Daily {number} Ltd") for number in range(3)]
        for customer in customers[:2]:
            self.as_user(customer, self.sales).action_claim()
            self.dialog(customer, self.sales, "release")
        with self.assertRaisesRegex(UserError, "claimed 2 customers today"):
            self.as_user(customers[2], self.sales).action_claim()
        self.as_user(customers[2], self.sales_two).action_claim()

    def test_claims_a_week_begin_on_monday(self):
        self.pool.write({"claims_per_week": 1, "cooldown_days": 0})
        first, second, third = (self.public(f"Weekly {number} Ltd") for number in range(3))
        with freeze_time("2026-03-25 10:00:00"):
            self.as_user(first, self.sales).action_claim()
        with freeze_time("2026-03-29 10:00:00"), self.assertRaisesRegex(UserError, "this week"):
            self.as_user(second, self.sales).action_claim()
        with freeze_time("2026-03-30 10:00:00"):
            self.as_user(third, self.sales).action_claim()

    def test_capacity_and_what_does_not_count(self):
        self.pool.write({"capacity": 1, "capacity_skip_trading": True})
        held = self.add_customer(self.sales, "Held Ltd")
        customer = self.public("One Too Many Ltd")
        with self.assertRaisesRegex(UserError, "holds 1 customers"):
            self.as_user(customer, self.sales).action_claim()
        held.with_user(self.office).customer_stage = "trading"
        self.as_user(customer, self.sales).action_claim()

    def test_cool_down_of_every_earlier_owner(self):
        customer = self.add_customer(self.sales, "Restless Ltd")
        self.as_user(customer, self.leader).write({"user_id": self.sales_two.id})
        self.dialog(customer, self.sales_two, "release")
        for user in (self.sales, self.sales_two):
            with self.subTest(user.login), self.assertRaisesRegex(UserError, "claim it again"):
                self.as_user(customer, user).action_claim()
        self.as_user(customer, self.stranger).action_claim()
        self.assertOwner(customer, self.stranger)

    def test_cool_down_ends(self):
        with freeze_time("2026-03-01 10:00:00"):
            customer = self.add_customer(self.sales, "Rested Ltd")
            self.dialog(customer, self.sales, "release")
        with freeze_time("2026-03-07 10:00:00"), self.assertRaises(UserError):
            self.as_user(customer, self.sales).action_claim()
        with freeze_time("2026-03-08 10:00:00"):
            self.as_user(customer, self.sales).action_claim()
        self.assertOwner(customer, self.sales)

    def test_cool_down_of_the_team_and_of_arrivals(self):
        self.pool.write({"cooldown_team": True})
        customer = self.add_customer(self.sales, "Team Rest Ltd")
        self.dialog(customer, self.sales, "release")
        with self.assertRaisesRegex(UserError, "yours or your team"):
            self.as_user(customer, self.sales_two).action_claim()
        self.pool.write({"cooldown_days": 0, "fresh_hours": 24})
        with self.assertRaisesRegex(UserError, "just now"):
            self.as_user(customer, self.stranger).action_claim()

    def test_mass_claim_answers_per_record(self):
        self.pool.claims_per_day = 2
        customers = self.env["res.partner"].concat(
            *(self.public(f"Mass {number} Ltd") for number in range(4))
        )
        action = self.as_user(customers, self.sales).action_claim()
        result = self.env["crm.protection.result"].browse(action["res_id"])
        self.assertEqual((result.done_count, result.refused_count), (2, 2))
        self.assertIn("today", result.line_ids[0].reason)

    # === RELEASE, ASSIGN === #

    def test_release_wants_a_reason(self):
        customer = self.add_customer(self.sales, "Let Go Ltd")
        with self.assertRaisesRegex(UserError, "Say why"):
            self.dialog(customer, self.sales, "release", note=" ")
        self.dialog(customer, self.sales, "release", note="No budget")
        self.assertOwner(customer, self.env["res.users"])
        self.assertEqual(self.last_event(customer).note, "No budget")
        self.assertEqual(customer.pool_id, self.pool)

    def test_assign_restarts_only_when_the_leader_says_so(self):
        with freeze_time("2026-03-25 10:00:00"):
            customer = self.add_customer(self.sales, "Restarted Ltd")
            until = customer.protected_until
        with freeze_time("2026-03-30 10:00:00"):
            self.dialog(customer, self.leader, "assign", owner_id=self.sales_two.id)
            self.assertEqual(customer.protected_until, until)
            self.dialog(customer, self.leader, "assign", owner_id=self.sales.id, restart=True)
            self.assertEqual(customer.protected_until, until + timedelta(days=5))
        self.assertEqual(self.last_event(customer).note, "because")

    def test_assign_to_somebody_who_cannot_own(self):
        customer = self.add_customer(self.sales, "Hard To Give Ltd")
        for owner in (self.portal, self.sales):
            with self.subTest(owner.login), self.assertRaises(UserError):
                self.dialog(customer, self.office, "assign", owner_id=owner.id)

    # === SHARE === #

    def test_share_and_unshare(self):
        customer = self.add_customer(self.sales, "Shared Ltd")
        with self.assertRaises(UserError):
            self.dialog(customer, self.stranger, "share", user_ids=self.stranger.ids)
        self.dialog(customer, self.sales, "share", user_ids=self.stranger.ids, mode="write")
        share = customer.share_ids
        self.assertEqual((share.user_id, share.mode), (self.stranger, "write"))
        self.assertEqual(self.last_event(customer).cause, "share")
        self.dialog(customer, self.sales, "share", user_ids=self.stranger.ids, mode="read")
        self.assertEqual(customer.share_ids.mode, "read")
        with self.assertRaises(UserError):
            share.with_user(self.stranger).write({"mode": "write"})
        self.dialog(customer, self.sales, "unshare", user_ids=self.stranger.ids)
        self.assertFalse(customer.share_ids)
        self.assertEqual(self.last_event(customer).cause, "unshare")

    # === LOCK, MOVE === #

    def test_lock_is_counted(self):
        customer = self.add_customer(self.sales, "Locked Ltd")
        with self.assertRaises(UserError):
            self.dialog(customer, self.sales, "lock")
        self.dialog(customer, self.leader, "lock")
        today = self.company_a._get_today()
        self.assertEqual(customer.locked_until, today + timedelta(days=30))
        with self.assertRaisesRegex(UserError, "locks that .* allows are used up .1."):
            self.dialog(customer, self.leader, "lock")

    def test_move_between_pools(self):
        other = self.pool.copy({"name": "Other", "manager_ids": [(4, self.leader.id)]})
        customer = self.public("Moved Ltd")
        with self.assertRaises(UserError):
            self.dialog(customer, self.sales, "move", pool_id=other.id)
        self.dialog(customer, self.office, "move", pool_id=other.id)
        self.assertEqual(customer.pool_id, other)
        self.assertEqual(self.last_event(customer).cause, "move")
        self.dialog(customer, self.leader, "move", pool_id=self.pool.id)
        self.assertEqual(customer.pool_id, self.pool)

    # === EXTENSION === #

    def ask(self, customer, days=10):
        self.dialog(customer, self.sales, "extend", days=days)
        return customer.extension_ids[:1]

    def test_extension_approved(self):
        with freeze_time("2026-03-25 10:00:00"):
            customer = self.add_customer(self.sales, "Extended Ltd")
            until = customer.protected_until
            request = self.ask(customer)
        self.assertEqual(request.state, "pending")
        self.assertTrue(customer.paused_on)
        with freeze_time("2026-03-28 10:00:00"):
            self.as_user(request, self.leader).action_approve()
        self.assertEqual(request.state, "approved")
        self.assertEqual(customer.protected_until, until + timedelta(days=3 + 10))
        self.assertFalse(customer.paused_on)
        self.assertEqual(self.last_event(customer).cause, "extend")
        with self.assertRaisesRegex(UserError, "extensions that .* allows are used up .1."):
            self.ask(customer)

    def test_extension_refused_with_reason(self):
        with freeze_time("2026-03-25 10:00:00"):
            customer = self.add_customer(self.sales, "Refused Ltd")
            until = customer.protected_until
            request = self.ask(customer)
        env = self.as_user(customer, self.leader).env
        dialog = env["crm.protection.dialog"].create(
            {"kind": "refuse", "extension_ids": request.ids}
        )
        with self.assertRaises(UserError):
            dialog.action_apply()
        dialog.note = "No progress"
        with freeze_time("2026-03-27 10:00:00"):
            dialog.action_apply()
        self.assertEqual((request.state, request.decision_note), ("refused", "No progress"))
        self.assertEqual(customer.protected_until, until + timedelta(days=2))

    def test_who_decides_and_forgery(self):
        customer = self.add_customer(self.sales, "Decided Ltd")
        request = self.ask(customer)
        for user in (self.sales, self.sales_two, self.stranger):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.as_user(request, user).action_approve()
        for values in ({"state": "approved"}, {"days": 99}, {"user_id": self.stranger.id}):
            with self.subTest(values), self.assertRaises(UserError):
                self.as_user(request, self.office).write(values)
        with self.assertRaises(UserError):
            self.dialog(customer, self.sales, "extend", days=5)

    def test_extension_beyond_the_policy(self):
        customer = self.add_customer(self.sales, "Greedy Ltd")
        for days in (0, -1, 16):
            with self.subTest(days), self.assertRaises(UserError):
                self.ask(customer, days)

    # === RENEWAL === #

    def test_the_test_vector(self):
        with freeze_time("2026-03-25 10:00:00"):
            customer = self.add_customer(self.sales, "Vector Ltd")
        self.assertEqual(str(customer.protected_until), "2026-04-04")
        for day, until in (
            ("2026-03-28", "2026-04-04"),
            ("2026-04-02", "2026-04-05"),
            ("2026-04-05", "2026-04-08"),
            ("2026-04-13", "2026-04-14"),
        ):
            with freeze_time(f"{day} 10:00:00"):
                customer.with_user(self.sales).message_post(
                    body="Talked", message_type="comment", subtype_xmlid="mail.mt_comment"
                )
            self.assertEqual(str(customer.protected_until), until)

    def test_only_events_of_the_policy_renew(self):
        self.policy.renew_on_email = False
        with freeze_time("2026-03-25 10:00:00"):
            customer = self.add_customer(self.sales, "Silent Ltd")
        with freeze_time("2026-04-02 10:00:00"):
            customer.with_user(self.sales).message_post(
                body="Talked", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
            self.assertEqual(str(customer.protected_until), "2026-04-04")
            activity = customer.with_user(self.sales).activity_schedule(
                "mail.mail_activity_data_call", user_id=self.sales.id
            )
            activity.action_feedback("Called")
        self.assertEqual(str(customer.protected_until), "2026-04-05")
        self.assertEqual(self.last_event(customer).trigger, "activity")

    def test_quotation_order_stage_and_meeting_renew(self):
        with freeze_time("2026-03-25 10:00:00"):
            customer = self.add_customer(self.sales, "Busy Ltd")
        with freeze_time("2026-04-02 10:00:00"):
            order = self.env["sale.order"].create(
                {"partner_id": customer.id, "company_id": self.company_a.id}
            )
            order.action_quotation_sent()
        self.assertEqual(str(customer.protected_until), "2026-04-05")
        with freeze_time("2026-04-03 10:00:00"):
            order.action_confirm()
        self.assertEqual(str(customer.protected_until), "2026-04-06")
        with freeze_time("2026-04-04 10:00:00"):
            lead = self.env["crm.lead"].create(
                {"name": "Deal", "type": "opportunity", "partner_id": customer.id}
            )
            stages = self.env["crm.stage"].search([("scheme_id", "=", False)], order="sequence")
            lead.stage_id = stages[0]
            lead.stage_id = stages[-1]
        self.assertEqual(str(customer.protected_until), "2026-04-07")
        with freeze_time("2026-04-06 20:00:00"):
            self.env["calendar.event"].create(
                {
                    "name": "Meeting",
                    "start": "2026-04-05 10:00:00",
                    "stop": "2026-04-05 11:00:00",
                    "partner_ids": [(6, 0, customer.ids)],
                }
            )
            self.env["calendar.event"]._renew_by_meetings()
        self.assertEqual(str(customer.protected_until), "2026-04-08")
        causes = customer.protection_event_ids.mapped("trigger")
        self.assertEqual(
            [cause for cause in causes if cause], ["meeting", "stage", "order", "quotation"]
        )
