"""Who becomes a customer, by which entry, and what the server adds to it."""

from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests.common import tagged, users

from .common import CustomerCase

WEB = {"website": "https://example.com"}


@tagged("post_install", "-at_install")
class TestBecomingCustomer(CustomerCase):
    @users("tc_sales", "tc_clerk", "tc_office", "tc_manager", "tc_plain")
    def test_flag_by_entry(self):
        customer = self.add_customer(self.env.user, f"Flagged by {self.env.uid}")
        self.assertTrue(customer.is_managed_customer)
        self.assertEqual(customer.registered_name, f"Flagged by {self.env.uid}")
        self.assertEqual(customer.managed_customer_id, customer)
        self.assertEqual(customer.customer_stage, "potential")

    def test_automatically_for_salespeople(self):
        partner = self.partners(self.sales).create({"name": "Auto", "is_company": True, **WEB})
        self.assertTrue(partner.is_managed_customer)
        partner = self.partners(self.sales).create(
            {"name": "Auto Type", "company_type": "company", **WEB}
        )
        self.assertTrue(partner.is_managed_customer)

    def test_automatically_by_quick_create(self):
        # Required information stops a name alone, wherever it is typed.
        partners = self.partners(self.sales, default_is_company=True)
        with self.assertRaisesRegex(ValidationError, "Website"):
            partners.name_create("Quickly Typed")
        self.team.customer_required_field_ids = self.env["ir.model.fields"]._get(
            "res.partner", "name"
        )
        partner_id, __ = partners.name_create("Quickly Typed")
        self.assertTrue(partners.browse(partner_id).is_managed_customer)

    def test_not_automatically(self):
        values = {"name": "Somebody", "is_company": True, **WEB}
        self.assertFalse(self.partners(self.plain).create(dict(values)).is_managed_customer)
        self.assertFalse(self.partners(self.clerk).create(dict(values)).is_managed_customer)
        sudo = self.partners(self.sales).sudo().create(dict(values))
        self.assertFalse(sudo.is_managed_customer, "server code is no salesperson")
        person = self.partners(self.sales).create({"name": "A Person"})
        self.assertFalse(person.is_managed_customer)

    def test_own_company_is_no_customer(self):
        """Whoever sets Odoo up and also sells: a new own company needs no website."""
        seller = self.new_user("tc_sales_it", "sales_team.group_sale_salesman,base.group_system")
        company = self.env["res.company"].with_user(seller).create({"name": "Our New Branch"})
        self.assertTrue(company.partner_id.is_company)
        self.assertFalse(company.partner_id.is_managed_customer)
        # The company goes on without the mark that kept its partner out.
        partner = company.env["res.partner"].with_company(self.company_a)
        created = partner.create({"name": "A Customer", "is_company": True, **WEB})
        self.assertTrue(created.is_managed_customer)

    def test_contact_form_decides_nothing(self):
        # It sends a flag that it does not show.
        values = {"name": "By the Form", "is_company": True, "is_managed_customer": False, **WEB}
        self.assertTrue(self.partners(self.sales).create(dict(values)).is_managed_customer)
        self.assertFalse(self.partners(self.plain).create(dict(values)).is_managed_customer)

    def test_switch_of_the_company(self):
        values = {"name": "Switch", "is_company": True}
        self.company_a.customer_auto_manage = False
        self.assertFalse(self.partners(self.sales).create(dict(values)).is_managed_customer)
        seller = self.new_user("tc_sales_b", "sales_team.group_sale_salesman", self.company_b)
        self.assertFalse(self.partners(seller).create(dict(values)).is_managed_customer)
        self.company_b.customer_auto_manage = True
        self.assertFalse(self.partners(seller).create(dict(values)).is_managed_customer)
        self.company_b.use_customer_management = True
        created = self.partners(seller).create(dict(values, **WEB))
        self.assertTrue(created.is_managed_customer)

    def test_default_of_the_customers_menu(self):
        partners = self.partners(self.clerk, default_is_managed_customer=True)
        customer = partners.create(
            {
                "name": "From the Menu",
                "is_company": True,
                **WEB,
                "child_ids": [
                    Command.create({"name": "Ann", "function": "Buyer", "phone": "1"}),
                    Command.create({"name": "Stock", "type": "delivery"}),
                ],
            }
        )
        self.assertTrue(customer.is_managed_customer)
        self.assertEqual(customer.child_ids.mapped("is_managed_customer"), [False, False])
        self.assertEqual(customer.child_ids.managed_customer_id, customer)

    def test_default_does_not_make_contacts_customers(self):
        customer = self.add_customer(self.clerk, "Holder of Contacts")
        partners = self.partners(self.clerk, default_is_managed_customer=True)
        contact = {"name": "Ben", "function": "Buyer", "phone": "1"}
        self.assertFalse(partners.create({**contact, "parent_id": customer.id}).is_managed_customer)
        nested = partners.with_context(default_parent_id=customer.id)
        self.assertFalse(nested.create(dict(contact)).is_managed_customer)
        proposed = nested.default_get(["is_managed_customer", "parent_id"])
        self.assertFalse(proposed.get("is_managed_customer"))
        subsidiary = partners.create(
            {"name": "Subsidiary", "is_company": True, "parent_id": customer.id}
        )
        self.assertFalse(subsidiary.is_managed_customer)

    def test_contact_is_never_a_customer(self):
        customer = self.add_customer(self.sales, "Holder")
        with self.assertRaises(ValidationError):
            self.add_contact(self.sales, customer, "Eve", is_managed_customer=True)
        contact = self.add_contact(self.sales, customer, "Fay")
        with self.assertRaisesRegex(ValidationError, "cannot at the same time be a contact"):
            contact.with_user(self.office).is_managed_customer = True
        person = self.add_customer(self.sales, "Gus the Person", is_company=False)
        with self.assertRaisesRegex(ValidationError, "cannot at the same time be a contact"):
            person.parent_id = customer

    def test_person_as_customer(self):
        person = self.add_customer(self.sales, "Ida Freelance", is_company=False)
        self.assertTrue(person.is_managed_customer)
        self.assertEqual(person.managed_customer_id, person)
        with self.assertRaisesRegex(ValidationError, "Ida Freelance"):
            self.add_customer(self.sales_two, "IDA FREELANCE")

    def test_back_office_makes_a_partner_a_customer(self):
        partner = self.partners(self.plain).create({"name": "Old  Partner", **WEB})
        contact = self.partners(self.plain).create({"name": "Jo", "parent_id": partner.id})
        partner.user_id = self.sales
        with freeze_time("2026-03-25 08:00:00"):
            partner.with_user(self.office).is_managed_customer = True
        self.assertEqual(partner.registered_name, "Old Partner")
        self.assertEqual(partner.registrar_id, self.office)
        self.assertEqual(partner.registration_date, datetime(2026, 3, 25, 8))
        self.assertTrue(partner.ref)
        self.assertEqual(contact.managed_customer_id, partner)
        self.assertEqual(contact.user_id, self.sales)

    def test_copy_is_another_partner(self):
        customer = self.add_customer(self.office, "Original")
        copy = customer.copy()
        self.assertFalse(copy.is_managed_customer and copy.registered_name == "Original")
        self.assertNotEqual(copy.ref or "none", customer.ref)
        self.assertTrue(customer.exists().is_managed_customer)


@tagged("post_install", "-at_install")
class TestCustomerCode(CustomerCase):
    def test_by_company_and_in_a_batch(self):
        batch = self.partners(self.sales).create(
            [{"name": f"Coded {i}", "is_company": True, **WEB} for i in range(5)]
        )
        numbers = [int(code.rpartition("-")[2].lstrip("C")) for code in batch.mapped("ref")]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 5)))
        self.assertEqual(len(set(batch.mapped("ref"))), 5)
        both = self.new_user(
            "tc_both", "sales_team.group_sale_salesman", self.company_a + self.company_b
        )
        other = self.add_customer(both, "Coded in B", company=self.company_b)
        self.assertTrue(other.ref.endswith("000001"), other.ref)
        self.assertNotIn(other.ref, batch.mapped("ref"))

    def test_company_of_the_customer_decides(self):
        office = self.new_user(
            "tc_office_both",
            "crm_customer_protection.group_customer_admin",
            self.company_a + self.company_b,
        )
        first = self.add_customer(office, "Of A", company=self.company_a)
        second = self.partners(office, self.company_a + self.company_b).create(
            {
                "name": "Of B",
                "is_managed_customer": True,
                "company_id": self.company_b.id,
                **WEB,
            }
        )
        sequences = self.env["ir.sequence"]
        for customer, company in ((first, self.company_a), (second, self.company_b)):
            prefix = sequences._get_customer_code_sequence(company).prefix
            self.assertTrue(customer.ref.startswith(prefix), customer.ref)

    def test_typed_by_hand(self):
        customer = self.add_customer(self.sales, "Own Code", ref="K-77")
        self.assertEqual(customer.ref, "K-77")
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._flush_customer("Same Code", "K-77")
        self.assertEqual(self.add_customer(self.sales, "Blank Code", ref="").ref[0], "C")

    def _flush_customer(self, name, ref):
        """What the server does with an error of the database at the end of a request."""
        import psycopg2

        from odoo.tools import mute_logger

        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.add_customer(self.sales, name, ref=ref)
                self.env.flush_all()
        except psycopg2.IntegrityError as error:
            message = self.env["res.partner"]._sql_error_to_message(error)
            self.assertIn("customer code is taken", message)
            raise ValidationError(message) from error

    def test_jumps_over_a_typed_code(self):
        first = self.add_customer(self.sales, "One")
        prefix, number = first.ref[:-6], int(first.ref[-6:])
        typed = f"{prefix}{number + 1:06d}"
        self.add_customer(self.sales, "Two", ref=typed)
        third = self.add_customer(self.sales, "Three")
        self.assertEqual(third.ref, f"{prefix}{number + 2:06d}")

    def test_jumps_over_a_code_typed_in_the_same_batch(self):
        first = self.add_customer(self.sales, "One")
        prefix, number = first.ref[:-6], int(first.ref[-6:])
        typed = f"{prefix}{number + 1:06d}"
        batch = self.partners(self.sales).create(
            [
                {"name": "Two", "is_company": True, **WEB},
                {"name": "Three", "is_company": True, "ref": typed, **WEB},
            ]
        )
        self.env.flush_all()
        self.assertEqual(batch.mapped("ref"), [f"{prefix}{number + 2:06d}", typed])

    def test_taken_by_a_deactivated_customer(self):
        first = self.add_customer(self.sales, "One")
        typed = f"{first.ref[:-6]}{int(first.ref[-6:]) + 1:06d}"
        self.deactivate(self.sales, self.add_customer(self.sales, "Two", ref=typed))
        self.assertNotEqual(self.add_customer(self.sales, "Three").ref, typed)

    def test_sequence_with_date_ranges(self):
        sequence = self.env["ir.sequence"]._get_customer_code_sequence(self.company_a)
        sequence.write({"implementation": "no_gap", "prefix": "N%(year)s-"})
        with freeze_time("2026-03-25"):
            batch = self.partners(self.sales).create(
                [{"name": f"Gapless {i}", "is_company": True, **WEB} for i in range(3)]
            )
        self.assertEqual(len(set(batch.mapped("ref"))), 3)
        self.assertTrue(all(code.startswith("N") for code in batch.mapped("ref")))

    def test_sequence_exists_once_the_company_uses_customers(self):
        # Made by the first customers, two of them would make it twice and draw the same code.
        Sequence = self.env["ir.sequence"]
        domain = [("code", "=", "crm.customer.code"), ("company_id", "=", self.company_b.id)]
        self.assertFalse(Sequence.search(domain))
        self.company_b.use_customer_management = True
        self.assertEqual(len(Sequence.search(domain)), 1)


@tagged("post_install", "-at_install")
class TestRegistration(CustomerCase):
    @freeze_time("2026-03-25 08:00:00")
    def test_registrar_and_date(self):
        customer = self.add_customer(self.sales, "Registered")
        self.assertEqual(customer.registrar_id, self.sales)
        self.assertEqual(customer.registration_date, datetime(2026, 3, 25, 8))

    @freeze_time("2026-03-25 08:00:00")
    def test_not_to_be_forged(self):
        values = {"registrar_id": self.sales_two.id, "registration_date": "2020-01-01 00:00:00"}
        for user in (self.sales, self.clerk, self.plain):
            customer = self.add_customer(user, f"Forged by {user.name}", **values)
            self.assertEqual(customer.registrar_id, user)
            self.assertEqual(customer.registration_date, datetime(2026, 3, 25, 8))

    def test_back_office_may_register_for_others(self):
        customer = self.add_customer(
            self.office,
            "Adopted",
            registrar_id=self.sales.id,
            registration_date="2020-01-01 00:00:00",
        )
        self.assertEqual(customer.registrar_id, self.sales)
        self.assertEqual(customer.registration_date, datetime(2020, 1, 1))

    def test_owner(self):
        self.assertEqual(self.add_customer(self.sales, "Mine").user_id, self.sales)
        self.assertEqual(self.add_customer(self.manager, "Manager's").user_id, self.manager)
        self.assertFalse(self.add_customer(self.clerk, "Clerk's").user_id)
        self.assertFalse(self.add_customer(self.office, "Office's").user_id)
        self.assertFalse(self.add_customer(self.plain, "Plain").user_id)
        given = self.add_customer(self.clerk, "For Two", user_id=self.sales_two.id)
        self.assertEqual(given.user_id, self.sales_two)

    def test_contacts_follow_the_owner(self):
        customer = self.add_customer(self.sales, "Followed")
        ann = self.add_contact(self.sales, customer, "Ann")
        gone = self.add_contact(self.sales, customer, "Gone")
        gone.active = False
        self.assertEqual((ann + gone).user_id, self.sales)
        customer.with_user(self.office).user_id = self.sales_two
        self.assertEqual((ann + gone).user_id, self.sales_two)
        customer.with_user(self.office).user_id = False
        self.assertFalse((ann + gone).user_id)

    def test_contacts_have_no_other_owner(self):
        customer = self.add_customer(self.sales, "Followed")
        ann = self.add_contact(self.sales, customer, "Ann", user_id=self.sales_two.id)
        self.assertEqual(ann.user_id, self.sales, "as a new contact")
        ann.user_id = self.sales_two
        self.assertEqual(ann.user_id, self.sales, "by a write")
        other = self.add_customer(self.sales_two, "New Employer")
        ann.with_user(self.office).parent_id = other
        self.assertEqual(ann.user_id, self.sales_two, "by a move")
