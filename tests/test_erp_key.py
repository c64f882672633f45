"""The key of the ERP: who makes it, for whom, and what it is good for."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form, HttpCase, tagged
from odoo.tests.common import TransactionCase, freeze_time

from .erp_common import ErpSetUp
from .erp_payloads import order

WIZARD = "odoo.addons.crm_customer_protection.wizards.erp.crm_erp_key"


class ErpKeySetUp(ErpSetUp):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.users"].search([("login", "=like", "erp-integration%")]).unlink()
        cls.admin = cls.new_user("tc_admin", "base.group_user,base.group_erp_manager")
        cls.group = cls.env.ref("crm_customer_protection.group_erp_integration")

    def open_dialog(self, user=None, **values):
        return self.env["crm.erp.key"].with_user(user or self.admin).create(values)

    def check(self, key):
        """:return: `res.users` record whose key it is, empty where it is none"""
        keys = self.env["res.users.apikeys"]
        return self.env["res.users"].browse(keys._check_credentials(scope="rpc", key=key))


@tagged("post_install", "-at_install")
class TestErpMakeKey(ErpKeySetUp, TransactionCase):
    def test_new_user(self):
        dialog = self.open_dialog(user_id=False, duration="90")
        with freeze_time("2026-03-02"), self.assertLogs(WIZARD) as logged:
            key = dialog._make_key()
        user = dialog.user_id
        self.assertEqual(user.login, "erp-integration")
        self.assertEqual(user.all_group_ids, self.group)
        self.assertEqual(user.company_ids, self.company_a)
        self.assertTrue(user.share)
        found = user.sudo().api_key_ids
        self.assertEqual((found.scope, len(found)), ("rpc", 1))
        self.assertEqual(found.expiration_date.date(), fields.Date.to_date("2026-05-31"))
        self.assertIn("2026-05-31", user.partner_id.message_ids[0].body)
        told = "\n".join(logged.output) + str(dialog.read()) + str(user.partner_id.message_ids)
        self.assertNotIn(key, told + "".join(user.partner_id.message_ids.mapped("body")))
        self.assertIn("tc_admin", told)

    def test_it_pushes(self):
        key = self.open_dialog(user_id=False)._make_key()
        user = self.check(key)
        self.assertEqual(self.upsert(order(), user=user)[0]["result"], "created")
        with self.assertRaises(AccessError):
            self.call(user, "search", [], model="res.partner")

    def test_replaced(self):
        """Both hold until the ERP knows the new one, or the former one ends at once."""
        first = self.open_dialog(user_id=self.key_user.id)._make_key()
        dialog = self.open_dialog()
        self.assertEqual(dialog.user_id, self.key_user, "the one there is")
        self.assertTrue(dialog.has_keys)
        second = dialog._make_key()
        self.assertEqual(self.check(first), self.key_user)
        third = self.open_dialog(user_id=self.key_user.id, remove_former=True)._make_key()
        self.assertFalse(self.check(first) | self.check(second))
        self.assertEqual(self.check(third), self.key_user)

    def test_companies(self):
        self.company_b.use_erp_orders = True
        both = self.company_a | self.company_b
        self.admin.company_ids = both
        dialog = self.open_dialog(
            user_id=self.key_user.id, company_ids=[Command.set(self.company_b.ids)]
        )
        dialog._make_key()
        self.assertEqual(self.key_user.company_ids, self.company_b)
        self.assertEqual(self.key_user.company_id, self.company_b)
        result = self.upsert(order(company=self.company_a.id))[0]
        self.assertEqual(result["code"], "company")
        self.admin.write({"company_id": self.company_a.id, "company_ids": self.company_a.ids})
        with self.assertRaises(AccessError):
            dialog._make_key()
        dialog.company_ids = False
        with self.assertRaises(UserError):
            dialog._make_key()

    def test_no_key_for_people(self):
        """Else it were a way to act as somebody else."""
        for user in (self.erp, self.sales, self.admin, self.env.ref("base.user_admin")):
            self.assertNotIn(user, self.open_dialog().candidate_ids)
            with self.assertRaises(UserError):
                self.open_dialog(user_id=user.id)._make_key()
            self.assertFalse(user.sudo().api_key_ids)

    def test_who(self):
        dialog = self.open_dialog()
        for user in (self.sales, self.office, self.manager, self.key_user, self.portal):
            with self.assertRaises(AccessError):
                self.open_dialog(user)
            with self.assertRaises(AccessError):
                dialog.with_user(user)._check_may_make()
        # A dialog is of who opened it.
        other = self.new_user("tc_admin_two", "base.group_user,base.group_erp_manager")
        with self.assertRaises(AccessError):
            dialog.with_user(other).read(["user_id"])

    def test_only_after_the_password(self):
        """As Odoo's own keys: not over an API, and not from a screen that somebody left open."""
        dialog = self.open_dialog()
        with self.assertRaises(UserError):
            call_kw(self.env["crm.erp.key"].with_user(self.admin), "action_make", dialog.ids, {})
        self.assertFalse(self.key_user.sudo().api_key_ids)

    def test_settings(self):
        def get_note():
            settings = self.env["res.config.settings"].with_company(self.company_a)
            return settings.create({}).erp_key_note

        self.key_user.sudo().active = False
        self.assertIn("no key", get_note())
        self.key_user.sudo().active = True
        with freeze_time("2026-03-02"):
            self.open_dialog(user_id=self.key_user.id, duration="30")._make_key()
        self.assertIn("2026-04-01", get_note())
        dialog = Form(self.env["crm.erp.key"].with_user(self.admin))
        self.assertEqual(dialog.user_id, self.key_user)


@tagged("post_install", "-at_install")
class TestErpKeyShown(ErpKeySetUp, HttpCase):
    def test_shown_once(self):
        """The answer to the button holds it, after the password and at no other time."""
        dialog = self.open_dialog(user_id=self.key_user.id)
        session = self.authenticate("tc_admin", "tc_admin")
        with patch("time.time", return_value=fields.Datetime.now().timestamp() + 3600):
            answer = self.make_jsonrpc_request(
                "/web/dataset/call_button/crm.erp.key/action_make",
                {
                    "model": "crm.erp.key",
                    "method": "action_make",
                    "args": [dialog.ids],
                    "kwargs": {},
                },
            )
        self.assertEqual(answer["res_model"], "res.users.identitycheck")
        self.assertFalse(self.key_user.sudo().api_key_ids)
        session["identity-check-last"] = (fields.Datetime.now() + timedelta(hours=9)).timestamp()
        self.save_session(session)
        answer = self.make_jsonrpc_request(
            "/web/dataset/call_button/crm.erp.key/action_make",
            {"model": "crm.erp.key", "method": "action_make", "args": [dialog.ids], "kwargs": {}},
        )
        self.assertEqual(answer["res_model"], "res.users.apikeys.show")
        self.assertEqual(self.check(answer["context"]["default_key"]), self.key_user)

    def save_session(self, session):
        from odoo.http import root

        root.session_store.save(session)
