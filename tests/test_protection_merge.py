"""Odoo's own merge of partners, where customers are among them."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .protection_common import ProtectionCase


@tagged("post_install", "-at_install")
class TestMerge(ProtectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Whom Odoo lets merge.
        cls.env.ref("base.group_user").implied_ids += cls.env.ref("base.group_partner_manager")
        cls.survivor = cls.add_customer(cls.sales, "Survivor Ltd", email="a@example.com")
        cls.other = cls.add_customer(
            cls.sales_two, "Other Ltd", email="a@example.com", phone="0755 1"
        )
        cls.contact = cls.add_contact(cls.sales_two, cls.other, "Ann")
        cls.as_user(cls, cls.other, cls.sales_two)._share(cls.sales, "write", False, "Help")
        cls.as_user(cls, cls.other, cls.sales_two)._share(cls.stranger, "read", False, "Help")
        cls.as_user(cls, cls.survivor, cls.sales)._share(cls.stranger, "write", False, "Help")

    def merge(self, user, partners, survivor=None):
        env = self.env(user=user.id, context={"allowed_company_ids": self.company_a.ids})
        wizard = env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(partners.ids, survivor and survivor.with_env(env), extra_checks=False)
        self.env.invalidate_all()

    def test_by_the_back_office(self):
        kept = ("user_id", "protected_until", "claim_day", "ref", "registered_name", "name")
        before = self.survivor.sudo().read(kept)
        code = self.other.ref
        events = self.other.sudo().protection_event_ids
        self.merge(self.office, self.survivor | self.other, self.survivor)
        self.assertRecordValues(
            self.other, [{"active": False, "merged_into_id": self.survivor.id, "ref": code}]
        )
        self.assertEqual(self.survivor.sudo().read(kept), before)
        self.assertEqual(self.survivor.phone, "0755 1")
        self.assertEqual(self.contact.parent_id, self.survivor)
        self.assertOwner(self.survivor, self.sales)
        self.assertLessEqual(events, self.survivor.sudo().protection_event_ids)
        last = self.last_event(self.survivor)
        self.assertEqual((last.cause, last.user_id), ("merge", self.office))
        self.assertIn("Other Ltd", last.note)
        self.assertIn(code, last.note)
        self.assertIn(self.sales_two.name, last.note)
        shares = self.survivor.sudo().share_ids
        self.assertRecordValues(shares, [{"user_id": self.stranger.id, "mode": "write"}])

    def test_a_public_survivor_stays_public(self):
        self.as_user(self.survivor, self.sales)._release("Enough")
        self.merge(self.office, self.survivor | self.other, self.survivor)
        self.assertOwner(self.survivor, self.env["res.users"])

    def test_who_merges(self):
        for user in (self.sales, self.sales_two, self.leader, self.clerk, self.plain):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.merge(user, self.survivor | self.other, self.survivor)
        self.assertTrue(self.other.exists())
        self.merge(self.manager, self.survivor | self.other, self.survivor)
        self.assertFalse(self.other.active)

    def test_with_a_partner_that_is_no_customer(self):
        partner = self.env["res.partner"].create({"name": "Plain", "comment": "Known since 1999"})
        with self.assertRaisesRegex(UserError, "is no customer"):
            self.merge(self.office, partner | self.other, partner)
        self.merge(self.office, partner | self.other, self.other)
        self.assertFalse(partner.active)
        self.assertIn("1999", self.other.comment)
        self.assertOwner(self.other, self.sales_two)

    def test_contacts(self):
        twin = self.add_contact(self.sales_two, self.other, "Anna")
        self.merge(self.sales_two, self.contact | twin, self.contact)
        self.assertFalse(twin.exists())
        self.assertEqual(self.contact.user_id, self.sales_two)
        self.assertEqual(self.contact.protection_state, "protected")
        loose = self.env["res.partner"].create({"name": "Loose", "ref": ""})
        self.merge(self.office, self.contact | loose, loose)
        self.assertEqual(loose.managed_customer_id, loose.parent_id.managed_customer_id)
        self.assertEqual(loose.protection_state, loose.parent_id.protection_state or False)

    def test_two_pending_requests(self):
        for customer, owner in ((self.survivor, self.sales), (self.other, self.sales_two)):
            self.as_user(customer, owner)._ask_extension(3, "Trade fair")
        with self.assertRaisesRegex(UserError, "Decide them first"):
            self.merge(self.office, self.survivor | self.other, self.survivor)

    def test_a_forged_context(self):
        """The key of a merge that a client sends opens nothing and hides nothing."""
        for value in (True, 1, "crm_protection_merge", {}):
            customer = self.as_user(self.survivor, self.sales)
            customer = customer.with_context(crm_protection_merge=value)
            with self.assertRaises(AccessError):
                customer.write({"protected_until": date(2030, 1, 1)})
