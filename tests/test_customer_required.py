"""What a team wants to know of a customer, and of its contacts."""

from lxml import etree

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests.common import tagged

from .common import CustomerCase

WEB = {"website": "https://example.com"}


@tagged("post_install", "-at_install")
class TestCustomerRequired(CustomerCase):
    def require(self, *names, team=None):
        fields = self.env["ir.model.fields"]
        ids = [fields._get("res.partner", name).id for name in names]
        (team or self.team).customer_required_field_ids = [Command.set(ids)]

    def assertMissing(self, missing, function, *args, **kwargs):
        with self.assertRaises(ValidationError) as caught:
            function(*args, **kwargs)
        self.assertIn(f"Fill in: {missing}.", str(caught.exception))

    def test_default_is_name_and_website(self):
        values = {"name": "No Web", "is_managed_customer": True}
        for user in (self.sales, self.sales_two, self.clerk, self.office, self.plain):
            self.assertMissing("Website Link", self.partners(user).create, dict(values))

    def test_team_decides(self):
        self.require("phone", "customer_category_id", "fax")
        with self.assertRaises(ValidationError) as caught:
            self.add_customer(self.sales, "Lacking", website=False)
        for label in ("Phone", "Category", "Fax"):
            self.assertIn(label, str(caught.exception))
        self.assertIn("Lacking", str(caught.exception))
        self.assertNotIn("Website", str(caught.exception))
        category = self.env["crm.customer.category"].create({"name": "Test Category"})
        self.add_customer(
            self.sales,
            "Complete",
            website=False,
            phone="1",
            fax="2",
            customer_category_id=category.id,
        )
        self.add_customer(self.sales_two, "Other Team")  # has the default, as before

    def test_team_of_the_owner_decides(self):
        self.require("phone")
        self.assertMissing(
            "Phone", self.add_customer, self.clerk, "For Sales", user_id=self.sales.id
        )
        self.add_customer(self.clerk, "For Two", user_id=self.sales_two.id)

    def test_partner_tags(self):
        self.require("category_id")
        self.assertMissing("Tags", self.add_customer, self.sales, "Tagless")
        tag = self.env["res.partner.category"].create({"name": "T"})
        self.add_customer(self.sales, "Tagged", category_id=[Command.link(tag.id)])

    def test_write_looks_at_what_it_is_given(self):
        customer = self.add_customer(self.sales, "Written", phone="1")
        self.assertMissing("Website Link", customer.write, {"website": False})
        self.require("phone", "fax")
        customer.write({"street": "Road 1", "website": False})  # lacks a fax since before
        self.assertMissing("Phone", customer.write, {"phone": False})
        self.assertMissing("Fax", customer.write, {"fax": False, "street": "Road 2"})
        self.assertEqual(customer.street, "Road 1")

    def test_becoming_a_customer_looks_at_all(self):
        partner = self.partners(self.plain).create({"name": "Grown"})
        self.assertMissing(
            "Website Link", partner.with_user(self.office).write, {"is_managed_customer": True}
        )
        partner.with_user(self.office).write({"is_managed_customer": True, **WEB})
        self.assertTrue(partner.is_managed_customer)

    def test_server_code_and_other_partners_pass(self):
        values = {"name": "By the Server", "is_managed_customer": True}
        self.assertTrue(self.partners(self.sales).sudo().create(values).is_managed_customer)
        vendor = self.partners(self.plain).create({"name": "Vendor"})
        vendor.write({"website": False})

    def test_form_marks_what_is_required(self):
        self.require("phone", "barcode")
        view = self.env.ref("crm_customer_protection.res_partner_view_form_customer")
        for user, marked in ((self.sales, True), (self.sales_two, False)):
            arch = etree.fromstring(self.partners(user).get_view(view.id, "form")["arch"])
            phone = arch.xpath("//field[@name='phone'][not(ancestor::field)]")
            website = arch.xpath("//field[@name='website'][not(ancestor::field)]")
            self.assertTrue(phone and website)
            for node in phone:
                self.assertEqual("is_managed_customer" in node.get("required", ""), marked)
            for node in website:
                self.assertEqual("is_managed_customer" in node.get("required", ""), not marked)

    def test_form_shows_what_it_lacked(self):
        self.require("function")
        for name in ("res_partner_view_form_customer", "res_partner_view_form_entry"):
            view = self.env.ref(f"crm_customer_protection.{name}")
            arch = etree.fromstring(self.partners(self.sales).get_view(view.id, "form")["arch"])
            nodes = arch.xpath("//field[@name='function'][not(ancestor::field)]")
            self.assertTrue(nodes, name)
            self.assertTrue(all("is_managed_customer" in node.get("required") for node in nodes))

    def test_form_follows_the_team(self):
        view = self.env.ref("crm_customer_protection.res_partner_view_form_entry")
        for names in (("phone",), ("fax",)):
            self.require(*names)
            arch = etree.fromstring(self.partners(self.sales).get_view(view.id, "form")["arch"])
            required = arch.xpath("//field[@required='is_managed_customer']/@name")
            self.assertLessEqual({*names}, {*required})
            self.assertFalse({"phone", "fax"} - {*names} & {*required})

    def test_import_reports_the_row(self):
        self.require("phone")
        result = self.partners(self.sales, default_is_managed_customer=True).load(
            ["name", "phone"], [["Row One", "1"], ["Row Two", ""], ["Row Three", "3"]]
        )
        self.assertEqual(len(result["ids"]), 2)
        (message,) = result["messages"]
        self.assertEqual(message["rows"], {"from": 1, "to": 1})
        self.assertIn("Phone", message["message"])

    def test_import_by_the_registered_name_alone(self):
        result = self.partners(self.sales, default_is_managed_customer=True).load(
            ["registered_name", "website"], [["Only Registered Ltd", "https://example.com"]]
        )
        self.assertTrue(result["ids"], result["messages"])
        self.assertEqual(self.env["res.partner"].browse(result["ids"]).name, "Only Registered Ltd")


@tagged("post_install", "-at_install")
class TestCustomerContact(CustomerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.add_customer(cls.sales, "Contacted Ltd")

    def test_name_role_and_phone(self):
        partners = self.partners(self.sales)
        for missing, label in (("function", "Job Position"), ("phone", "Phone")):
            values = {"name": "Ann", "function": "Buyer", "phone": "1", missing: False}
            with self.subTest(missing=missing), self.assertRaises(ValidationError) as caught:
                partners.create({**values, "parent_id": self.customer.id})
            for part in (label, "Ann", "Contacted Ltd"):
                self.assertIn(part, str(caught.exception))

    def test_by_write(self):
        contact = self.add_contact(self.sales, self.customer, "Ann")
        for name in ("function", "phone"):
            with self.assertRaises(ValidationError):
                contact[name] = False
        contact.email = "ann@example.com"
        stranger = self.partners(self.plain).create({"name": "Stranger"})
        with self.assertRaisesRegex(ValidationError, "Stranger of Contacted Ltd"):
            stranger.parent_id = self.customer

    def test_whom_it_does_not_concern(self):
        partners = self.partners(self.sales)
        partners.create({"name": "Dock", "type": "delivery", "parent_id": self.customer.id})
        vendor = self.partners(self.plain).create({"name": "Vendor", "is_company": True})
        partners.create({"name": "Salesman", "parent_id": vendor.id})
        partners.sudo().create({"name": "By Mail", "parent_id": self.customer.id})

    def test_first_contact_is_primary(self):
        dock = self.partners(self.sales).create(
            {"name": "Dock", "type": "delivery", "parent_id": self.customer.id}
        )
        self.assertFalse(self.customer.primary_contact_id)
        ann = self.add_contact(self.sales, self.customer, "Ann")
        bob = self.add_contact(self.sales, self.customer, "Bob")
        self.assertEqual(self.customer.primary_contact_id, ann)
        self.assertEqual((ann + bob + dock).mapped("is_primary_contact"), [True, False, False])

    def test_one_primary_contact(self):
        ann = self.add_contact(self.sales, self.customer, "Ann")
        bob = self.add_contact(self.sales, self.customer, "Bob")
        bob.is_primary_contact = True
        self.assertEqual(self.customer.primary_contact_id, bob)
        self.assertFalse(ann.is_primary_contact)
        found = self.partners(self.sales).search(
            [("is_primary_contact", "=", True), ("parent_id", "=", self.customer.id)]
        )
        self.assertEqual(found, bob)
        found = self.partners(self.sales).search(
            [("is_primary_contact", "=", False), ("parent_id", "=", self.customer.id)]
        )
        self.assertEqual(found, ann)
        bob.is_primary_contact = False
        self.assertFalse(self.customer.primary_contact_id)

    def test_primary_contact_is_an_own_one(self):
        other = self.add_customer(self.sales, "Other Ltd")
        ann = self.add_contact(self.sales, other, "Ann")
        with self.assertRaisesRegex(ValidationError, "not a contact of Contacted Ltd"):
            self.customer.primary_contact_id = ann

    def test_primary_contact_moves_away(self):
        other = self.add_customer(self.sales, "Other Ltd")
        ann = self.add_contact(self.sales, self.customer, "Ann")
        ann.parent_id = other
        self.assertFalse(self.customer.primary_contact_id)
        self.assertEqual(ann.managed_customer_id, other)
        ann.parent_id = False
        self.assertFalse(ann.managed_customer_id)

    def test_primary_contact_is_archived_or_deleted(self):
        ann = self.add_contact(self.sales, self.customer, "Ann")
        ann.action_archive()
        self.assertFalse(ann.active, "contacts are archived without a reason")
        self.assertFalse(self.customer.primary_contact_id)
        bob = self.add_contact(self.sales, self.customer, "Bob")
        self.assertEqual(self.customer.primary_contact_id, bob)
        bob.with_user(self.clerk).unlink()
        self.customer.invalidate_recordset()
        self.assertFalse(self.customer.primary_contact_id)

    def test_decision_role_and_care(self):
        ann = self.add_contact(
            self.sales, self.customer, "Ann", decision_role="gatekeeper", is_care_object=True
        )
        self.assertEqual((ann.decision_role, ann.is_care_object), ("gatekeeper", True))
        with self.assertRaises(ValueError):
            ann.decision_role = "king"
