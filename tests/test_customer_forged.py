"""Fields that nobody can forge: over create, write, load and web_save, with any context."""

import itertools

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests.common import tagged

from .common import CustomerCase

WHEN = "2020-01-01 00:00:00"
SYSTEM_VALUES = {
    "customer_value": 1e6,
    "deactivation_reason": "forged",
    "deactivation_date": WHEN,
    "last_contact_date": WHEN,
    "last_deal_date": WHEN,
    "registered_name_key": "forged",
}
ADMIN_VALUES = {"customer_stage": "trading", "registration_date": WHEN}
WEB = {"website": "https://example.com"}


def snapshot(partner):
    """Everything of a partner that is not a person's to set, as the database has it."""
    partner.env.flush_all()
    partner.env.cr.execute(
        """
        SELECT customer_stage, registrar_id, registration_date, customer_value, last_deal_date,
               deactivation_reason, deactivated_by_id, deactivation_date, last_contact_date,
               managed_customer_id, registered_name_key, is_managed_customer
          FROM res_partner WHERE id = %s
        """,
        [partner.id],
    )
    return partner.env.cr.fetchone()


@tagged("post_install", "-at_install")
class TestForgedFields(CustomerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.add_customer(cls.sales, "Honest Ltd")
        cls.other = cls.add_customer(cls.sales_two, "Other Ltd")
        cls.unmanaged = cls.partners(cls.plain).create({"name": "Vendor", "is_company": True})
        cls.system = {
            **SYSTEM_VALUES,
            "managed_customer_id": cls.other.id,
            "deactivated_by_id": cls.sales_two.id,
        }
        cls.admin = {**ADMIN_VALUES, "registrar_id": cls.sales_two.id, "is_managed_customer": False}

    def assertForged(self, partner, function, *args):
        """The call is refused and the row is as before."""
        before = snapshot(partner)
        with self.assertRaisesRegex(AccessError, "You cannot set"):
            function(*args)
        partner.invalidate_recordset()
        self.assertEqual(snapshot(partner), before)

    def test_system_fields_by_write(self):
        users = (self.sales, self.clerk, self.office, self.manager)
        for user, (name, value) in itertools.product(users, self.system.items()):
            for partner in (self.customer, self.unmanaged):
                with self.subTest(user=user.login, field=name, partner=partner.name):
                    partner = partner.with_user(user)
                    self.assertForged(partner, partner.write, {name: value})
                    self.assertForged(partner, partner.write, {"comment": "x", name: value})
                    if name != "managed_customer_id":
                        self.assertForged(partner, partner.web_save, {name: value}, {"name": {}})

    def test_emptying_system_fields_by_write(self):
        for name in self.system:
            with self.subTest(field=name):
                self.assertForged(self.customer, self.customer.write, {name: False})

    def test_admin_fields_by_write(self):
        for user, (name, value) in itertools.product((self.sales, self.clerk), self.admin.items()):
            with self.subTest(user=user.login, field=name):
                partner = self.customer.with_user(user)
                self.assertForged(partner, partner.write, {name: value})
                self.assertForged(partner, partner.web_save, {name: value}, {"name": {}})

    def test_admin_fields_unchanged_are_no_forgery(self):
        # Imports and forms send back what they read.
        self.customer.write(
            {
                "is_managed_customer": True,
                "customer_stage": "potential",
                "registrar_id": self.sales.id,
                "registration_date": self.customer.registration_date,
                "comment": "written",
            }
        )
        self.assertIn("written", self.customer.comment)

    def test_admin_fields_by_back_office(self):
        for user in (self.office, self.manager):
            self.customer.with_user(user).write({**ADMIN_VALUES, "registrar_id": user.id})
            self.assertEqual(self.customer.customer_stage, "trading")
            self.assertEqual(self.customer.registrar_id, user)
            self.customer.with_user(user).write({"customer_stage": "potential"})

    def test_salesperson_cannot_flag_partners(self):
        self.assertForged(
            self.unmanaged,
            self.unmanaged.with_user(self.sales).write,
            {"is_managed_customer": True},
        )

    def test_by_create(self):
        for user, (name, value) in itertools.product(
            (self.sales, self.clerk, self.office), self.system.items()
        ):
            with self.subTest(user=user.login, field=name), self.assertRaises(AccessError):
                self.add_customer(user, "Forged Ltd", **{name: value})
        for user in (self.sales, self.clerk):
            with self.assertRaises(AccessError):
                self.add_customer(user, "Forged Ltd", customer_stage="trading")
            with self.assertRaises(AccessError):
                self.partners(user).create({"name": "Later One", "customer_stage": "trading"})
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Forged Ltd")]))
        trading = self.add_customer(self.office, "Trading Ltd", customer_stage="trading")
        self.assertEqual(trading.customer_stage, "trading")

    def test_by_web_save_of_a_new_record(self):
        partners = self.partners(self.sales)
        for name, value in self.system.items():
            with self.subTest(field=name), self.assertRaises(AccessError):
                partners.web_save({"name": "Web", "is_company": True, **WEB, name: value}, {})

    def test_by_load(self):
        partners = self.partners(self.sales)
        external_id = self.customer.sudo().export_data(["id"])["datas"][0][0]
        for name, value in {**SYSTEM_VALUES, **ADMIN_VALUES}.items():
            before = snapshot(self.customer)
            with self.subTest(field=name):
                result = partners.load(["id", name], [[external_id, str(value)]])
                self.assertFalse(result["ids"])
                self.assertEqual(snapshot(self.customer), before)
                if name == "registration_date":
                    continue  # set by the server in `create`, whatever was typed
                result = partners.load(
                    ["name", "is_company", "website", name],
                    [["Loaded", "1", "https://example.com", str(value)]],
                )
                self.assertFalse(result["ids"], result)

    def test_by_context(self):
        defaults = {
            f"default_{name}": value
            for name, value in {
                **self.system,
                **ADMIN_VALUES,
                "registrar_id": self.sales_two.id,
            }.items()
        }
        clean = self.add_customer(self.sales, "Clean Ltd")
        forged = self.partners(self.sales, **defaults).create(
            {"name": "Context Ltd", "is_company": True, **WEB}
        )
        plain = self.partners(self.plain, **defaults).create({"name": "Unmanaged"})
        expected = list(snapshot(clean))
        got = list(snapshot(forged))
        expected[2] = got[2]  # the time of registration, which the server sets
        expected[9:11] = forged.id, "contextltd"
        self.assertEqual(got, expected)
        self.assertNotEqual(str(forged.registration_date), WHEN)
        self.assertFalse(plain.registrar_id)
        self.assertFalse(plain.last_contact_date or plain.customer_value or plain.last_deal_date)
        self.assertFalse(plain.deactivation_reason or plain.registered_name_key)
        self.assertEqual(plain.customer_stage, "potential")

    def test_forged_key_does_not_evade_the_name(self):
        partners = self.partners(self.sales, default_registered_name_key="evasion")
        with self.assertRaises(ValidationError):
            partners.create({"name": "HONEST LTD", "is_company": True, **WEB})
        later = partners.create({"name": "Second", "is_company": True, **WEB})
        self.assertEqual(later.registered_name_key, "second")

    def test_context_opens_nothing(self):
        keys = (
            "skip_check force install_mode import_file no_customer_check bypass su sudo"
            " tracking_disable mail_notrack active_test install_module customer_admin __internal"
        ).split()
        partner = self.customer.with_context(**dict.fromkeys(keys, True))
        for name, value in {**self.system, **self.admin}.items():
            with self.subTest(field=name):
                self.assertForged(partner, partner.write, {name: value})
        with self.assertRaises(UserError):
            partner.write({"active": False})
        with self.assertRaises(ValidationError):
            partner.create({"name": "honest ltd", "is_company": True, **WEB})
