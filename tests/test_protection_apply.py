"""Putting customers under a changed policy: their dates, the grace, the ledger, and who may."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .expiry_common import NOW, TODAY, ExpiryCase

_BATCH = (
    "odoo.addons.crm_customer_protection.wizards.protection.crm_protection_dry_run_apply._BATCH"
)


@tagged("post_install", "-at_install")
class TestApply(ExpiryCase):
    def dry_run(self, policy=None, user=None, **values):
        policy = (policy or self.policy).with_user(user or self.office)
        action = policy.with_context(allowed_company_ids=self.company_a.ids).action_dry_run()
        dialog = policy.env[action["res_model"]].browse(action["res_id"])
        dialog.write(values)
        return dialog

    def setUp(self):
        super().setUp()
        self.customer = self.add_customer(self.sales, "Dated Ltd").sudo()
        self.contact = self.add_contact(self.sales, self.customer, "Ann")

    def test_longer(self):
        dialog = self.dry_run(initial_days=20, renew_days=5, grace_days=0)
        notice = dialog.action_apply()
        self.assertEqual(notice["params"]["type"], "success")
        self.assertEqual((self.policy.initial_days, self.policy.renew_days), (20, 5))
        until = TODAY + timedelta(days=20)
        self.assertEqual(self.customer.protected_until, until)
        self.assertEqual(self.contact.protected_until, until)
        event = self.last_event(self.customer)
        self.assertEqual((event.cause, event.user_id), ("policy", self.office))
        self.assertEqual((event.old_until, event.new_until), (TODAY + timedelta(days=10), until))
        self.assertEqual(event.terms, "D=20 R=5 M=20")
        self.assertOwner(self.customer, self.sales)

    def test_shorter_with_grace(self):
        self.at(NOW + timedelta(days=5))
        self.dry_run(initial_days=1, renew_days=1, grace_days=3).action_apply()
        self.assertEqual(self.customer.protected_until, date(2026, 4, 23))
        self.assertEqual(self.customer.claim_day, TODAY)
        self.at(datetime(2026, 4, 23, 2))
        self.run_job()
        self.assertKept(self.customer)
        self.at(datetime(2026, 4, 24, 2))
        self.run_job()
        self.assertFree(self.customer)

    def test_again_changes_nothing(self):
        for values in ({"initial_days": 1, "grace_days": 5}, {"renew_days": 2}, {}):
            dialog = self.dry_run(**values)
            dialog.action_apply()
            before = self.last_event(self.customer)
            dialog.action_apply()
            self.assertEqual(self.last_event(self.customer), before, values)

    def test_what_was_protected_without_a_limit(self):
        exempt = self.add("Exempt Ltd", False, protection_state="exempt", claim_day=False)
        trading = self.add("Trading Ltd", customer_stage="trading")
        self.dry_run(exempt_trading=True, grace_days=0).action_apply()
        self.assertRecordValues(
            exempt | trading,
            [
                {
                    "protection_state": "protected",
                    "claim_day": TODAY,
                    "protected_until": TODAY + timedelta(days=10),
                    "protection_policy_id": self.policy.id,
                },
                {
                    "protection_state": "exempt",
                    "claim_day": date(2026, 4, 1),
                    "protected_until": False,
                    "protection_policy_id": self.policy.id,
                },
            ],
        )

    def test_in_parts(self):
        many = self.customer
        for number in range(4):
            many |= self.add_customer(self.sales, f"Many {number} Ltd").sudo()
        dialog = self.dry_run(initial_days=15)
        with patch(_BATCH, 2):
            lefts = [dialog.action_apply()["params"]["sticky"] for __ in range(4)]
        self.assertEqual(lefts[-2:], [False, False])
        self.assertEqual(set(many.mapped("protected_until")), {TODAY + timedelta(days=15)})
        for customer in many:
            causes = customer.protection_event_ids.mapped("cause")
            self.assertEqual(causes, ["policy", "register"])

    def test_who_and_what_not(self):
        dialog = self.dry_run(initial_days=20)
        for user in (self.sales, self.leader, self.clerk):
            with self.assertRaises(AccessError):
                dialog.with_user(user).action_apply()
        self.policy.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            dialog.action_apply()
        self.assertEqual(self.policy.initial_days, 10)
        self.assertEqual(self.last_event(self.customer).cause, "register")
        self.policy.active = True
        with self.assertRaisesRegex(UserError, "maximum"):
            self.dry_run(initial_days=21).action_apply()
