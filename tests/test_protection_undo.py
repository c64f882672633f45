"""Taking a run back: who returns as if nothing had been, who is left, and what is told."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .expiry_common import NOW, TODAY, ExpiryCase

_CLOCK = (
    "claim_day",
    "protected_until",
    "protection_policy_id",
    "protection_extra_days",
    "extension_count",
    "lock_count",
    "protection_state",
    "protection_owner_id",
    "visible_user_id",
    "user_id",
    "pool_id",
    "pool_date",
    "paused_on",
)


@tagged("post_install", "-at_install")
class TestUndo(ExpiryCase):
    def undo(self, run, user=None, grace=7):
        run = run.with_user(user or self.office).with_context(
            allowed_company_ids=self.company_a.ids
        )
        run.undo_grace_days = grace
        run.action_undo()
        self.run_job()
        return run.sudo()

    def test_everything_returns(self):
        customer = self.add(
            "Returned Ltd",
            extension_count=1,
            lock_count=1,
            protection_extra_days=3,
            locked_until=date(2026, 4, 10),
        )
        contact = self.add_contact(self.sales, customer, "Ann")
        before = customer.read(_CLOCK, load=None)[0]
        self.run_job()
        self.assertFree(customer)
        run = self.undo(self.last_run())
        self.assertKept(customer)
        self.assertEqual(contact.user_id, self.sales)
        self.assertEqual(customer.read(_CLOCK, load=None)[0], before)
        self.assertEqual((run.state, run.undo_count, run.left_count), ("undone", 1, 0))
        self.assertEqual((run.undone_by_id, run.release_count), (self.office, 1))
        event = self.last_event(customer)
        self.assertEqual((event.cause, event.user_id, event.run_id), ("undo", self.office, run))
        self.assertEqual((event.new_until, event.claim_day), (date(2026, 4, 14), date(2026, 4, 1)))
        self.assertEqual((event.old_pool_id, event.terms), (self.pool, "D=10 R=3 M=20"))
        self.assertIn("2026-04-15", customer.message_ids[0].body)
        self.assertIn("came back", self.inbox(self.sales)[0].subject)

    def test_who_sees_it_returns_too(self):
        hidden = self.company_a
        hidden.use_visibility = True
        shared = self.add("Shared Ltd")
        own = self.add("Own Ltd", company_id=hidden.id)
        before = [customer._get_visible_user_id(self.sales, None) for customer in shared | own]
        self.run_job()
        self.undo(self.last_run())
        self.assertKept(shared | own)
        self.assertEqual([shared.visible_user_id.id, own.visible_user_id.id], before)
        self.assertEqual(before, [self.sales.id] * 2)
        hidden.use_visibility = False
        self.at(NOW + timedelta(days=20))
        self.run_job()
        self.undo(self.last_run())
        self.assertKept(own)
        expected = own._get_visible_user_id(self.sales, None)
        self.assertNotEqual(expected, self.sales.id)
        self.assertEqual(own.visible_user_id.id, expected)

    def test_days_of_grace_keep_the_next_run_away(self):
        customer = self.add("Grace Ltd")
        self.run_job()
        self.undo(self.last_run(), grace=2)
        self.assertEqual(customer.locked_until, date(2026, 4, 17))
        self.assertEqual(customer.lock_count, 0)
        self.at(NOW + timedelta(days=2))
        self.run_job()
        self.assertKept(customer)
        self.at(NOW + timedelta(days=3))
        self.run_job()
        self.assertFree(customer)

    def test_without_grace_the_next_run_takes_it_again(self):
        customer = self.add("Graceless Ltd")
        self.run_job()
        self.undo(self.last_run(), grace=0)
        self.assertFalse(customer.locked_until)
        self.at(NOW + timedelta(days=1))
        self.run_job()
        self.assertFree(customer)

    def test_a_longer_lock_stays(self):
        """A lock that reaches beyond the days of grace does not get shorter."""
        self.policy.contact_days = 5
        customer = self.add("Long Lock Ltd", locked_until=date(2026, 4, 14))
        self.run_job()
        self.assertFree(customer)
        self.undo(self.last_run(), grace=0)
        self.assertEqual(customer.locked_until, date(2026, 4, 14))

    def test_what_is_left_and_why(self):
        claimed, moved, inactive, orphan, back = (
            self.add(f"{name} Ltd", user=user)
            for name, user in (
                ("Claimed", self.sales),
                ("Moved", self.sales),
                ("Inactive", self.sales),
                ("Orphan", self.sales_two),
                ("Back", self.sales),
            )
        )
        self.run_job()
        run = self.last_run()
        self.as_user(claimed, self.stranger).action_claim()
        other = self.pool.copy({"name": "Other"})
        self.as_user(moved, self.office)._move(other, "Elsewhere")
        inactive.active = False
        self.sales_two.active = False
        self.undo(run)
        self.assertKept(back)
        self.assertKept(claimed, self.stranger)
        self.assertEqual(moved.pool_id, other)
        self.assertFalse(inactive.user_id | orphan.user_id)
        self.assertEqual((run.undo_count, run.left_count), (1, 4))
        self.assertEqual(
            {left.partner_id: left.reason for left in run.left_ids},
            {claimed: "claimed", moved: "changed", inactive: "deactivated", orphan: "owner"},
        )
        # The owner is back at work: the rest of it can be repeated.
        self.sales_two.active = True
        self.undo(run)
        self.assertKept(orphan, self.sales_two)
        self.assertEqual((run.undo_count, run.left_count), (2, 3))
        self.assertEqual(len(self.last_event(back)), 1)
        self.assertEqual(len(back.protection_event_ids.filtered("run_id")), 2)

    def test_claimed_and_released_again_is_left(self):
        customer = self.add("Round Trip Ltd")
        self.run_job()
        run = self.last_run()
        self.as_user(customer, self.stranger).action_claim()
        self.as_user(customer, self.stranger)._release("No interest")
        self.undo(run)
        self.assertFree(customer)
        self.assertEqual(run.left_ids.reason, "changed")

    def test_an_undo_that_was_cut_off_goes_on(self):
        customers = self.env["res.partner"]
        for number in range(5):
            customers |= self.add(f"Batch {number} Ltd")
        self.run_job()
        run = self.last_run()
        runs = type(run)
        undo, calls = runs._undo_batch, []

        def break_off(self, ids):
            calls.append(ids)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return undo(self, ids)

        path = "odoo.addons.crm_customer_protection.models.protection.crm_protection_run.BATCH_SIZE"
        with patch(path, 2), patch.object(runs, "_undo_batch", break_off):
            try:
                self.undo(run)
            except KeyboardInterrupt:
                self.env.invalidate_all()
        self.assertEqual((run.state, run.undo_count), ("undoing", 2))
        self.run_job()
        self.assertEqual((run.state, run.undo_count, run.left_count), ("undone", 5, 0))
        self.assertKept(customers)
        self.assertEqual(len(customers.protection_event_ids.filtered("run_id")), 10)

    def test_who_undoes_and_when(self):
        self.add("Rights Ltd")
        self.run_job()
        run = self.last_run()
        for user in (self.sales, self.leader, self.clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                run.with_user(user).action_undo()
        far = self.new_user(
            "tc_far", "crm_customer_protection.group_customer_admin", self.company_b
        )
        with self.assertRaises(AccessError):
            run.with_user(far).with_context(allowed_company_ids=self.company_b.ids).action_undo()
        self.undo(run, self.manager)
        self.assertEqual(run.state, "undone")
        run.with_user(self.office).action_undo()
        with self.assertRaises(UserError):
            run.with_user(self.office).action_undo()

    def test_a_run_that_released_nobody(self):
        self.run_job()
        self.assertEqual(self.last_run().date, TODAY)
        with self.assertRaises(UserError):
            self.last_run().with_user(self.office).action_undo()
