"""Adding a customer in two steps: judge, then the details."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged, users

from .common import CustomerCase

GOOD_CODE = "91330100MA0000A192"


@tagged("post_install", "-at_install")
class TestCollisionCheck(CustomerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.add_customer(cls.sales, "Taken Ltd", phone="+41 44 668 18 00")

    def check(self, user, **values):
        return self.partners(user).env["crm.collision.check"].create(values)

    @users("tc_sales", "tc_sales_two", "tc_clerk", "tc_office", "tc_manager")
    def test_verdicts(self):
        user = self.env.user
        self.assertEqual(self.check(user).verdict, "empty")
        self.assertEqual(self.check(user, registered_name=" \u200b ").verdict, "empty")
        self.assertEqual(self.check(user, registered_name="Free Ltd").verdict, "free")
        taken = self.check(user, registered_name="TAKEN, LTD")
        self.assertEqual(taken.verdict, "taken")
        self.assertEqual(taken.matches[0]["owner"], self.sales.name)
        possible = self.check(user, registered_name="Free Ltd", phone="+41446681800")
        self.assertEqual(possible.verdict, "possible")
        only_phone = self.check(user, phone="+41446681800")
        self.assertEqual(only_phone.verdict, "possible")

    def test_in_the_dialog(self):
        with Form(self.partners(self.sales_two).env["crm.collision.check"]) as form:
            self.assertEqual(form.verdict, "empty")
            form.registered_name = "Taken Ltd"
            self.assertEqual(form.verdict, "taken")
            self.assertNotIn("668 18", "66818", str(form.matches))
            form.registered_name = "Free Ltd"
            self.assertEqual(form.verdict, "free")

    @users("tc_plain", "tc_reader", "tc_portal")
    def test_others_are_refused(self):
        with self.assertRaises(AccessError):
            self.check(self.env.user, registered_name="Taken Ltd")

    def test_of_one_user_not_the_other(self):
        check = self.check(self.sales, registered_name="Free Ltd")
        with self.assertRaises(AccessError):
            check.with_user(self.sales_two).read(["registered_name"])

    def test_details(self):
        check = self.check(
            self.sales,
            registered_name="  New　Customer  (Ltd) ",
            vat=GOOD_CODE,
            phone="+41 44 000 00 00",
            email="new@customer.test",
        )
        action = check.action_details()
        self.assertEqual((action["res_model"], action["target"]), ("res.partner", "new"))
        context = action["context"]
        self.assertEqual(context["default_registered_name"], "New Customer (Ltd)")
        self.assertEqual(context["default_name"], "New Customer (Ltd)")
        self.assertIs(context["default_is_managed_customer"], True)
        self.assertEqual(context["default_vat"], GOOD_CODE)
        self.assertEqual(context["default_phone"], "+41 44 000 00 00")
        self.assertEqual(context["default_email"], "new@customer.test")

    @users("tc_sales", "tc_clerk", "tc_office", "tc_manager")
    def test_both_steps(self):
        check = self.check(self.env.user, registered_name=f"New of {self.env.user.name}")
        action = check.action_details()
        partners = self.partners(self.env.user, **action["context"])
        with Form(partners, view=action["views"][0][0]) as form:
            self.assertEqual(form.registered_name, check.registered_name)
            form.website = "https://example.com"
            with form.child_ids.new() as contact:
                contact.name = "Ann"
                contact.function = "Buyer"
                contact.phone = "1"
        customer = form.record
        self.assertTrue(customer.is_managed_customer and customer.is_company)
        self.assertEqual(customer.registered_name, check.registered_name)
        self.assertEqual(customer.primary_contact_id.name, "Ann")
        self.assertFalse(customer.child_ids.is_managed_customer)
        self.assertFalse(customer.child_ids.registered_name)
        following = customer.action_customer_entry_next()
        self.assertEqual(following["res_model"], "crm.collision.check")
        following = self.partners(self.env.user, **following["context"]).env["crm.collision.check"]
        self.assertEqual(following.create({}).last_customer_id, customer)
        opened = customer.action_customer_entry_open()
        self.assertEqual((opened["res_model"], opened["res_id"]), ("res.partner", customer.id))

    def test_details_refused(self):
        for values, pattern in (
            ({}, "Type the registered name"),
            ({"registered_name": " "}, "Type the registered name"),
            ({"phone": "+41446681800"}, "Type the registered name"),
            ({"registered_name": "taken ltd"}, "already exists"),
            ({"registered_name": "Free Ltd", "vat": "91330100MA0000A193"}, "check digit"),
        ):
            with self.subTest(**values), self.assertRaisesRegex(UserError, pattern):
                self.check(self.sales_two, **values).action_details()

    def test_credit_code(self):
        for vat in (GOOD_CODE, "", "DE123456789", "CHE123456788"):
            self.assertFalse(self.check(self.sales, registered_name="F", vat=vat).vat_warning, vat)
        wrong = self.check(self.sales, registered_name="F", vat="91330100ma0000a193")
        self.assertIn("check digit", wrong.vat_warning)
        with self.assertRaises(ValidationError):
            wrong.action_details()

    def test_check_stays(self):
        check = self.check(self.sales, registered_name="Taken Ltd")
        action = check.action_check()
        self.assertEqual((action["res_model"], action["res_id"]), (check._name, check.id))

    def test_name_taken_between_the_steps(self):
        context = self.check(self.sales, registered_name="Slow Ltd").action_details()["context"]
        self.add_customer(self.sales_two, "SLOW LTD")
        with self.assertRaisesRegex(ValidationError, self.sales_two.name):
            self.partners(self.sales, **context).create(
                {
                    "name": "Slow",
                    "registered_name": context["default_registered_name"],
                    "website": "https://example.com",
                    "child_ids": [
                        Command.create({"name": "A", "function": "B", "phone": "1"}),
                    ],
                }
            )
