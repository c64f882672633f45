"""Invariant 9: the stage of a customer, its history, and the protection that follows it."""

from datetime import date

from freezegun import freeze_time
from psycopg2.errors import RestrictViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests.common import tagged
from odoo.tools import mute_logger

from .protection_common import ProtectionCase


@tagged("post_install", "-at_install")
class TestTradingStage(ProtectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trading_policy = cls.policy.copy(
            {"name": "Trading", "sequence": 1, "customer_stage": "trading", "initial_days": 20}
        )
        cls.customer = cls.add_customer(cls.sales, "Stage Ltd", company_id=cls.company_a.id)

    def convert(self, customer):
        customer.with_user(self.office).customer_stage = "trading"

    def events(self, customer=None):
        events = (customer or self.customer).sudo().trading_event_ids.sorted("id")
        return [(event.kind, event.from_stage, event.to_stage) for event in events]

    def test_plain_write_of_the_back_office(self):
        self.assertEqual(self.events(), [])
        for user in (self.office, self.manager):
            customer = self.as_user(self.customer, user)
            customer.write({"customer_stage": "trading", "comment": "Both"})
            self.assertIn("Both", customer.comment)
            event = customer.sudo().trading_event_ids[:1]
            self.assertEqual(event.user_id, user)
            self.assertEqual(event.company_id, self.company_a)
            customer.customer_stage = "trading"
            customer.customer_stage = "potential"
        there = ("direct", "potential", "trading")
        back = ("direct", "trading", "potential")
        self.assertEqual(self.events(), [there, back, there, back])
        self.assertIn("Potential → Trading", self.customer.message_ids[1].body)

    def test_of_nobody_else(self):
        for user in (self.sales, self.leader, self.clerk, self.plain):
            with self.assertRaises(AccessError):
                self.as_user(self.customer, user).write({"customer_stage": "trading"})
        self.assertEqual(self.customer.customer_stage, "potential")
        self.assertEqual(self.events(), [])

    def test_neither_nor(self):
        for stage in (False, "lost"):
            with self.assertRaises(ValidationError):
                self.as_user(self.customer, self.office).write({"customer_stage": stage})

    def test_entered_as_trading(self):
        customer = self.add_customer(self.office, "Old Friend Ltd", customer_stage="trading")
        self.assertEqual(self.events(customer), [("created", False, "trading")])
        customer.with_user(self.office).unlink()
        self.assertFalse(customer.exists())

    def test_kept_with_its_history(self):
        customer = self.add_customer(self.office, "Kept Ltd")
        customer.customer_stage = "trading"
        with self.assertRaisesRegex(UserError, "Deactivate it"):
            customer.with_user(self.manager).unlink()

    def test_becoming_a_customer(self):
        partner = self.env["res.partner"].create({"name": "Vendor", "is_company": True})
        partner.customer_stage = "potential"
        self.assertEqual(self.events(partner), [])
        partner.write({"is_managed_customer": True})
        self.assertEqual(self.events(partner), [])
        other = self.env["res.partner"].create({"name": "Buyer", "is_company": True})
        other.write({"is_managed_customer": True, "customer_stage": "trading"})
        self.assertEqual(self.events(other), [("direct", "potential", "trading")])

    def test_stage_of_a_copy(self):
        self.convert(self.customer)
        copy = self.customer.with_user(self.office).copy()
        self.assertNotEqual(copy.customer_stage, "trading")
        self.assertEqual(self.events(copy), [])

    # === PROTECTION === #

    def test_policy_follows(self):
        with freeze_time("2026-03-25 08:00:00"):
            customer = self.add_customer(self.sales, "Follow Ltd", company_id=self.company_a.id)
        self.assertEqual(customer.protected_until, date(2026, 4, 4))
        with freeze_time("2026-03-28 08:00:00"):
            customer.with_user(self.office).customer_stage = "trading"
        self.assertEqual(customer.protection_policy_id, self.trading_policy)
        self.assertEqual(customer.protected_until, date(2026, 4, 14))
        self.assertEqual(customer.claim_day, date(2026, 3, 25))
        row = self.last_event(customer)
        self.assertEqual((row.cause, row.user_id), ("convert", self.office))
        self.assertEqual((row.old_until, row.new_until), (date(2026, 4, 4), date(2026, 4, 14)))
        self.assertEqual(row.note, "Trading")
        self.assertOwner(customer, self.sales)
        with freeze_time("2026-03-29 08:00:00"):
            customer.with_user(self.office).customer_stage = "potential"
        # What was promised is not taken away.
        self.assertEqual(customer.protection_policy_id, self.policy)
        self.assertEqual(customer.protected_until, date(2026, 4, 14))

    def test_exempt_and_back(self):
        self.trading_policy.write({"exempt_trading": True})
        with freeze_time("2026-03-25 08:00:00"):
            customer = self.add_customer(self.sales, "Exempt Ltd", company_id=self.company_a.id)
            contact = self.add_contact(self.sales, customer, "Person")
            self.as_user(customer, self.sales)._ask_extension(5, "They think")
            customer.with_user(self.office).customer_stage = "trading"
        self.assertEqual(customer.protection_state, "exempt")
        self.assertFalse(customer.protected_until or customer.paused_on)
        self.assertEqual(contact.protection_state, "exempt")
        self.assertEqual(customer.extension_ids.state, "cancelled")
        self.assertOwner(customer, self.sales)
        with freeze_time("2026-05-25 08:00:00"):
            customer.with_user(self.office).customer_stage = "potential"
            self.assertEqual(customer.protected_until, date(2026, 6, 4))
            self.assertEqual(customer.claim_day, date(2026, 5, 25))
            self.assertEqual(customer._get_events_of_this_clock().mapped("cause"), ["convert"])
        self.assertOwner(customer, self.sales)

    def test_public_customer(self):
        self.as_user(self.customer, self.sales)._release("No time")
        self.convert(self.customer)
        self.assertEqual(self.customer.protection_state, "public")
        self.assertEqual(self.last_event(self.customer).cause, "convert")
        self.assertOwner(self.customer, self.env["res.users"])

    def test_not_yet_under_protection(self):
        """Switching protection on puts nobody under it; nor does a change of stage then."""
        self.company_a.use_protection = False
        customer = self.add_customer(self.sales, "Later Ltd", company_id=self.company_a.id)
        self.assertEqual(customer.protection_state, "exempt")
        self.convert(customer)
        self.assertEqual(customer.protection_state, "exempt")
        customer.with_user(self.office).customer_stage = "potential"
        self.company_a.use_protection = True
        self.convert(customer)
        self.assertEqual(customer.protection_state, "exempt")
        self.assertEqual(self.last_event(customer).cause, "convert")

    # === HISTORY === #

    def test_append_only(self):
        self.convert(self.customer)
        event = self.customer.trading_event_ids.with_env(self.env)
        for records in (event, event.sudo(), event.with_context(crm_protection_token=True).sudo()):
            for call in (
                lambda records=records: records.write({"note": "Forged"}),
                lambda records=records: records.unlink(),
                lambda records=records: records.create(
                    {"partner_id": self.customer.id, "kind": "direct", "user_id": 1}
                ),
            ):
                with self.assertRaises(UserError):
                    call()
        self.env.flush_all()
        for query in (
            "UPDATE crm_trading_event SET note = 'Forged' WHERE id = %s",
            "DELETE FROM crm_trading_event WHERE id = %s",
        ):
            refused = self.assertRaises(RestrictViolation)
            with mute_logger("odoo.sql_db"), refused, self.cr.savepoint():
                self.cr.execute(query, [event.id])

    def test_seen_with_the_customer(self):
        self.company_a.use_visibility = True
        self.convert(self.customer)
        event = self.customer.trading_event_ids
        for user, seen in ((self.sales, 1), (self.leader, 1), (self.office, 1), (self.stranger, 0)):
            found = self.as_user(event, user).search([("id", "=", event.id)])
            self.assertEqual(len(found), seen, user.login)
