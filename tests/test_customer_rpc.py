"""The same refusals over real HTTP, where commands and contexts are JSON of the client."""

from datetime import datetime, timedelta

from odoo.tests.common import HttpCase, tagged
from odoo.tools import mute_logger

from .browser_common import WebCalls
from .common import CustomerSetUp
from .test_customer_forged import ADMIN_VALUES, SYSTEM_VALUES, WEB, snapshot


class CustomerHttpCase(WebCalls, CustomerSetUp, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.add_customer(cls.sales, "Honest Ltd")
        cls.other = cls.add_customer(
            cls.sales_two, "Secret Ltd", phone="+41446681800", email="a@secret.test", street="Way 9"
        )
        cls.forged = {**SYSTEM_VALUES, **ADMIN_VALUES, "registrar_id": cls.sales_two.id}
        cls.forged["managed_customer_id"] = cls.other.id
        cls.forged["deactivated_by_id"] = cls.sales_two.id
        cls.env.flush_all()

    def post(self, user, model, method, **values):
        """Call as an outside program does.

        :return: `requests` response
        """
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            ._generate("rpc", "test", datetime.now() + timedelta(days=0.5))
        )
        with mute_logger("odoo.http", "odoo.sql_db"):
            return self.url_open(
                f"/json/2/{model}/{method}",
                headers={"Authorization": f"Bearer {key}"},
                json=values,
            )


@tagged("post_install", "-at_install")
class TestCustomerCallKw(CustomerHttpCase):
    def assertRefused(self, *args, **kwargs):
        result, error = self.call("res.partner", *args, **kwargs)
        self.assertTrue(error, f"{args} gave {result}")
        return error

    def test_forged_by_write(self):
        for login in ("tc_sales", "tc_clerk"):
            self.authenticate(login, login + "x" * (8 - len(login)))
            before = snapshot(self.customer)
            for name, value in self.forged.items():
                with self.subTest(login=login, field=name):
                    for method, args in (("write", ()), ("web_save", ({"name": {}},))):
                        error = self.assertRefused(method, [self.customer.id], {name: value}, *args)
                        self.assertIn("AccessError", error["name"])
            self.env.invalidate_all()
            self.assertEqual(snapshot(self.customer), before)

    def test_forged_by_create_and_context(self):
        self.authenticate("tc_sales", "tc_sales")
        for name, value in self.forged.items():
            values = {"name": f"Made {name}", "is_company": True, **WEB}
            with self.subTest(field=name):
                result, error = self.call("res.partner", "create", {**values, name: value})
                if name in ("registrar_id", "registration_date"):
                    result = self.env["res.partner"].browse(result)
                    self.assertEqual(result.registrar_id, self.sales)
                    self.assertGreater(result.registration_date, datetime(2025, 1, 1))
                    continue
                self.assertTrue(error, result)
        context = {f"default_{name}": value for name, value in self.forged.items()}
        values = {"name": "Context Ltd", "is_company": True, **WEB}
        result, error = self.call("res.partner", "create", values, context=context)
        self.assertFalse(error)
        created = self.env["res.partner"].browse(result)
        self.assertEqual(created.registrar_id, self.sales)
        self.assertEqual(created.registered_name_key, "contextltd")
        self.assertEqual(created.managed_customer_id, created)
        self.assertFalse(created.deactivation_reason or created.last_contact_date)

    def test_forged_in_contacts(self):
        """Commands of lists run as the caller here, and as root below `with_user`."""
        contact = self.add_contact(self.sales, self.customer, "Ann")
        self.authenticate("tc_sales", "tc_sales")
        before = snapshot(contact)
        for name, value in self.forged.items():
            if name in ("registrar_id", "registration_date"):
                continue  # set by the server whatever `create` says, for customers alone
            for command in (
                [1, contact.id, {name: value}],
                [0, 0, {"name": "B", "function": "x", "phone": "1", name: value}],
            ):
                with self.subTest(field=name, command=command[0]):
                    self.assertRefused("write", [self.customer.id], {"child_ids": [command]})
                    self.assertRefused(
                        "web_save", [self.customer.id], {"child_ids": [command]}, {"name": {}}
                    )
        self.env.invalidate_all()
        self.assertEqual(snapshot(contact), before)
        self.assertEqual(self.customer.child_ids, contact)

    def test_contacts_without_role_and_phone(self):
        self.authenticate("tc_sales", "tc_sales")
        command = [0, 0, {"name": "Bea"}]
        error = self.assertRefused("write", [self.customer.id], {"child_ids": [command]})
        self.assertRegex(error["message"], "lacks: Job Position(,| and) Phone")
        values = {"name": "Nested Ltd", "is_company": True, **WEB, "child_ids": [command]}
        self.assertRefused("create", values)
        self.assertRefused("web_save", [], values, {"name": {}})
        self.assertFalse(self.env["res.partner"].search([("name", "in", ["Bea", "Nested Ltd"])]))

    def test_raw_archive(self):
        self.authenticate("tc_sales", "tc_sales")
        error = self.assertRefused("write", [self.customer.id], {"active": False})
        self.assertIn("reason", error["message"])
        context = {"install_mode": True, "force": True}
        self.assertRefused("write", [self.customer.id], {"active": False}, context=context)
        result, error = self.call("res.partner", "action_archive", [self.customer.id])
        self.assertEqual(result["res_model"], "crm.customer.deactivate")
        self.env.invalidate_all()
        self.assertTrue(self.customer.active)

    def test_delete_with_history(self):
        self.customer.message_post(body="Called", message_type="comment")
        self.authenticate("tc_clerk", "tc_clerk")
        for context in ({}, {"_force_unlink": True}, {"module_uninstall": True, "su": True}):
            error = self.assertRefused("unlink", [self.customer.id], context=context)
            self.assertIn("Deactivate it", error["message"])
        self.env.invalidate_all()
        self.assertTrue(self.customer.exists())
        self.assertTrue(self.customer.message_ids)

    def test_taken_name(self):
        self.authenticate("tc_sales", "tc_sales")
        values = {"name": "SECRET, Ltd.", "is_company": True, **WEB}
        error = self.assertRefused("create", values)
        self.assertIn("already exists", error["message"])
        self.assertIn(self.sales_two.name, error["message"])
        for hidden in ("668 18", "66818", "secret.test", "Way 9"):
            self.assertNotIn(hidden, error["message"])

    def test_portal_user_is_refused(self):
        self.authenticate("tc_portal", "tc_portal")
        for method, args in (
            ("find_duplicates", ("Secret Ltd",)),
            ("create", ({"name": "Portal", "is_managed_customer": True},)),
            ("action_customer_reactivate", ([self.customer.id],)),
            ("unlink", ([self.customer.id],)),
        ):
            with self.subTest(method=method):
                self.assertRefused(method, *args)

    def test_private_methods_stay_private(self):
        self.authenticate("tc_sales", "tc_sales")
        for method in (
            "_deactivate_customers",
            "_get_taken_names",
            "_search_customers",
            "_register_customer_contact",
        ):
            self.assertRefused(method, [self.customer.id])

    def test_odd_types(self):
        self.authenticate("tc_sales", "tc_sales")
        for name in (5, None, False, ["x"], {"a": 1}, "", "  ", "\u200b"):
            with self.subTest(name=name):
                values = {"name": name, "is_company": True, "is_managed_customer": True, **WEB}
                error = self.assertRefused("create", values)
                self.assertIn("ValidationError", error["name"])
                error = self.assertRefused("write", [self.customer.id], {"registered_name": name})
                self.assertIn("ValidationError", error["name"])
                result, error = self.call("res.partner", "find_duplicates", name, name, name, name)
                self.assertEqual((result, error), ([], None))
        for limit in (None, "5", -1, 10**9, False):
            result, error = self.call("res.partner", "find_duplicates", "honest ltd", limit=limit)
            self.assertEqual(len(result), 1, limit)
        for limit in ("many", [1], {}):
            result, error = self.call("res.partner", "find_duplicates", "honest ltd", limit=limit)
            self.assertTrue(result is not None, f"{limit}: {error}")


@tagged("post_install", "-at_install")
class TestCustomerJson2(CustomerHttpCase):
    def test_forged(self):
        before = snapshot(self.customer)
        for name, value in self.forged.items():
            with self.subTest(field=name):
                values = {"ids": [self.customer.id], "vals": {name: value}}
                response = self.post(self.sales, "res.partner", "write", **values)
                self.assertEqual(response.status_code, 403, response.text)
                self.assertIn("You cannot set", response.json()["message"])
                context = {"su": True, "install_mode": True, "bypass": "1"}
                response = self.post(self.sales, "res.partner", "write", **values, context=context)
                self.assertEqual(response.status_code, 403, response.text)
        self.env.invalidate_all()
        self.assertEqual(snapshot(self.customer), before)

    def test_create(self):
        vals = {"name": "Over JSON", "is_managed_customer": True, "is_company": True, **WEB}
        response = self.post(self.sales, "res.partner", "create", vals_list=[vals])
        created = self.env["res.partner"].browse(response.json())
        self.assertEqual(created.user_id, self.sales)
        response = self.post(self.sales_two, "res.partner", "create", vals_list=[vals])
        self.assertEqual(response.status_code, 422)
        self.assertIn("already exists as Over JSON", response.json()["message"])
        response = self.post(
            self.sales,
            "res.partner",
            "create",
            vals_list=[{**vals, "name": "Another"}],
            context={"default_registered_name_key": "x", "default_customer_stage": "trading"},
        )
        created = self.env["res.partner"].browse(response.json())
        self.assertEqual(created.registered_name_key, "another")
        self.assertEqual(created.customer_stage, "potential")

    def test_find_duplicates(self):
        response = self.post(self.sales, "res.partner", "find_duplicates", name="Secret Ltd")
        self.assertEqual(response.status_code, 200)
        self.assertEqual([hit["kind"] for hit in response.json()], ["same"])
        for hidden in ("668 18", "66818", "secret.test", "Way 9"):
            self.assertNotIn(hidden, response.text)
        response = self.post(self.reader, "res.partner", "find_duplicates", name="Secret Ltd")
        self.assertEqual(response.status_code, 403)

    def test_deactivate_needs_a_reason(self):
        response = self.post(
            self.sales, "res.partner", "write", ids=[self.customer.id], vals={"active": False}
        )
        self.assertEqual(response.status_code, 422)
        self.env.invalidate_all()
        self.assertTrue(self.customer.active)
