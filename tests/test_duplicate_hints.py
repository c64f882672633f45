"""Hints while typing: nothing is saved, nothing is told that may not be known."""

import json
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import CustomerCase

ENTRY = "crm_customer_protection.res_partner_view_form_entry"


@tagged("post_install", "-at_install")
class TestHints(CustomerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.add_customer(
            cls.sales,
            "Zanzibar Optics Ltd",
            phone="+41 44 668 18 00",
            email="info@zanzibar.test",
            vat="CHE123456788",
        )

    def new(self, user, **values):
        """A partner as the form has it before it is saved."""
        return self.partners(user).new({"is_company": True, "is_managed_customer": True, **values})

    def names(self, partner):
        return [match["name"] for match in partner.collision_hints or []]

    def test_new_customer(self):
        partner = self.new(self.sales_two, name="Zanzibar Optics")
        self.assertEqual(self.names(partner), ["Zanzibar Optics Ltd"])
        self.assertEqual(partner.collision_hints[0]["owner"], self.sales.name)
        partner.name = "Qwertzuiop"
        self.assertEqual(self.names(partner), [])
        partner.website = "https://shop.zanzibar.test"
        self.assertEqual(self.names(partner), ["Zanzibar Optics Ltd"])

    def test_in_the_forms(self):
        for view in (ENTRY, "base.view_partner_form"):
            form = Form(
                self.partners(self.sales_two).with_context(
                    default_is_managed_customer=True, default_is_company=True
                ),
                view,
            )
            form.name = "Zanzibar Optics"
            self.assertEqual(form.collision_hints[0]["name"], "Zanzibar Optics Ltd", view)

    def test_no_contact_data(self):
        partner = self.new(
            self.sales_two,
            name="Zanzibar Optics",
            phone="+41446681800",
            vat="CHE123456788",
        )
        text = json.dumps(partner.collision_hints)
        for hidden in ("668 18", "66818", "info@", "CHE123"):
            self.assertNotIn(hidden, text)

    def test_itself_is_no_duplicate(self):
        mine = self.customer.with_user(self.sales)
        self.assertFalse(mine.collision_hints)
        changed = self.partners(self.sales).new({"name": "Zanzibar Optic"}, origin=mine)
        self.assertFalse(changed.collision_hints)
        self.add_customer(self.sales_two, "Madagaskar Shipping Ltd")
        changed.name = "Madagaskar Shipping"
        self.assertEqual(self.names(changed), ["Madagaskar Shipping Ltd"])

    def test_others_are_not_asked_for(self):
        contact = self.partners(self.sales_two).new(
            {"name": "Zanzibar Optics", "parent_id": self.customer.id}
        )
        self.assertFalse(contact.collision_hints)
        self.company_a.customer_auto_manage = False
        vendor = self.new(self.sales_two, name="Zanzibar Optics", is_managed_customer=False)
        self.assertFalse(vendor.collision_hints)
        for user in (self.plain, self.reader):
            self.assertFalse(self.new(user, name="Zanzibar Optics").collision_hints)

    # === ASKING === #

    def ask(self, user, name="Zanzibar Optics Ltd", note="Is it still yours?"):
        return self.partners(user).action_ask_owner(name, note)

    def test_owner_is_asked(self):
        answer = self.ask(self.sales_two)
        self.assertEqual(answer["tag"], "display_notification")
        activity = self.customer.activity_ids
        self.assertEqual(activity.user_id, self.sales)
        self.assertIn(self.sales_two.name, activity.summary)
        self.assertIn("Is it still yours?", activity.note)
        self.assertNotIn("668 18", "66818", json.dumps(answer))

    def test_not_twice_a_day(self):
        self.ask(self.sales_two)
        with self.assertRaisesRegex(UserError, "already"):
            self.ask(self.sales_two)
        self.customer.activity_ids.action_done()
        with self.assertRaisesRegex(UserError, "already"):
            self.ask(self.sales_two)
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            self.ask(self.sales_two)

    def test_nobody_to_ask(self):
        self.add_customer(self.clerk, "Ownerless Ltd")
        for name in ("Nobody of This Name", "Ownerless Ltd", "Zanzibar", "", None, 5, ["x"]):
            with self.assertRaises(UserError, msg=name):
                self.ask(self.sales_two, name)
        with self.assertRaises(UserError, msg="one's own"):
            self.ask(self.sales)
        for note in ("", "  ", None, False, 7):
            with self.assertRaises(UserError, msg=note):
                self.ask(self.sales_two, note=note)

    def test_who_may_ask(self):
        for user in (self.plain, self.reader):
            with self.assertRaises(AccessError):
                self.ask(user)
