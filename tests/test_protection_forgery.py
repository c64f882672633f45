"""Over real HTTP, as every role: what the system alone sets is set by no way and no context.

Invariants 1 and 2: owner, state and dates change through one door.
"""

from datetime import datetime, timedelta

from odoo.tests.common import HttpCase, tagged
from odoo.tools import mute_logger

from ..models.protection.guard import _KEY
from ..models.protection.res_partner import PROTECTED_FIELDS
from .visibility_common import VisibilitySetUp

ROLES = ("sales", "sales_two", "leader", "clerk", "office", "manager", "accountant", "plain")
DAY = "2099-12-31"
VALUES = {
    "claim_day": DAY,
    "extension_count": -5,
    "lock_count": -5,
    "locked_until": DAY,
    "paused_on": DAY,
    "pool_date": f"{DAY} 00:00:00",
    "protected_until": DAY,
    "protection_extra_days": 999,
    "protection_state": "exempt",
}
# What a client can put where the server puts its own object.
FORGED_CONTEXTS = [
    {_KEY: value, "su": True, "uid": 1, "install_mode": True, "import_file": True}
    for value in (True, 1, "<object object at 0x7f0000000000>", {}, [1], {"__class__": "object"})
]


@tagged("post_install", "-at_install")
class TestForgery(VisibilitySetUp, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.values = {
            **VALUES,
            "pool_id": cls.masked_pool.id,
            "protection_owner_id": cls.sales.id,
            "visible_user_id": cls.sales.id,
            "protection_policy_id": cls.env["crm.protection.policy"]
            .create({"name": "Forged", "company_id": cls.company_a.id})
            .id,
        }
        import_group = cls.env.ref("base.group_allow_export")
        cls.roles = {role: getattr(cls, role) for role in ROLES}
        for user in cls.roles.values():
            user.sudo().group_ids |= import_group
        cls.targets = (
            cls.customers["own"]
            | cls.customers["other"]
            | cls.customers["public"]
            | cls.customers["unmanaged"]
            | cls.contacts["own"]
        )
        cls.external_ids = {
            partner: partner.export_data(["id"])["datas"][0][0]
            for partner in cls.targets | cls.customers["shared_read"]
        }
        cls.columns = sorted(PROTECTED_FIELDS | {"user_id"})
        cls.env.flush_all()

    def get_targets(self, role):
        """All that a salesperson may try; for the others one of each does."""
        return self.targets if role == "sales" else self.targets[:1]

    def snapshot(self):
        self.env.flush_all()
        names = ", ".join(self.columns)
        self.cr.execute(
            f"SELECT id, {names} FROM res_partner WHERE id = ANY(%s) ORDER BY id",
            [self.everything.ids],
        )
        rows = self.cr.fetchall()
        self.cr.execute("SELECT count(*) FROM crm_protection_event")
        return rows, self.cr.fetchone()

    def call(self, model, method, *args, **kwargs):
        """Call as the web client does.

        :return: (result or None, error dict or None)
        """
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        with mute_logger("odoo.http", "odoo.sql_db", "odoo.addons.base.models.ir_rule"):
            answer = self.url_open(
                "/web/dataset/call_kw", json={"jsonrpc": "2.0", "method": "call", "params": params}
            ).json()
        return answer.get("result"), answer.get("error", {}).get("data")

    def post(self, key, model, method, **values):
        with mute_logger("odoo.http", "odoo.sql_db", "odoo.addons.base.models.ir_rule"):
            return self.url_open(
                f"/json/2/{model}/{method}",
                json=values,
                headers={"Authorization": f"bearer {key}"},
            )

    def make_key(self, user):
        keys = self.env["res.users.apikeys"].with_user(user)
        return keys._generate("rpc", "forgery", datetime.now() + timedelta(days=1))

    def test_every_field_is_tried(self):
        self.assertEqual(set(self.values), set(PROTECTED_FIELDS))

    def test_by_call_kw(self):
        before = self.snapshot()
        for role, user in self.roles.items():
            self.authenticate(user.login, user.login)
            for name, value in self.values.items():
                for partner in self.get_targets(role):
                    with self.subTest(role=role, field=name, partner=partner.name):
                        values = {"comment": "x", name: value}
                        __, error = self.call("res.partner", "write", partner.ids, values)
                        self.assertIn("AccessError", error["name"])
                # Many at once, as the mass edit of a list does.
                __, error = self.call(
                    "res.partner", "web_save_multi", self.targets.ids, [{name: value}] * 5, {}
                )
                self.assertTrue(error, name)
        self.assertEqual(self.snapshot(), before)

    def test_by_create(self):
        before = self.env["res.partner"].search_count([])
        for role, user in self.roles.items():
            self.authenticate(user.login, user.login)
            for name, value in self.values.items():
                with self.subTest(role=role, field=name):
                    values = {"name": "Forged", "is_company": True, name: value}
                    for more in ({}, {"is_managed_customer": True, "website": "https://x.test"}):
                        __, error = self.call("res.partner", "create", [{**values, **more}])
                        self.assertIn("AccessError", error["name"])
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_by_default_in_the_context(self):
        defaults = {f"default_{name}": value for name, value in self.values.items()}
        self.authenticate("tc_sales", "tc_sales")
        values = {"name": "By Default", "is_managed_customer": True, "is_company": True}
        result, error = self.call(
            "res.partner", "create", [{**values, "website": "https://x.test"}], context=defaults
        )
        if error:
            self.assertIn("AccessError", error["name"])
            return
        forged = self.env["res.partner"].browse(result)
        honest = (
            self.env["res.partner"]
            .with_user(self.sales)
            .create({**values, "name": "Honest", "website": "https://x.test"})
        )
        names = [name for name in PROTECTED_FIELDS if name != "pool_date"]
        self.assertEqual([forged[n] for n in names], [honest[n] for n in names])

    def test_by_forged_context(self):
        before = self.snapshot()
        self.authenticate("tc_sales", "tc_sales")
        key = self.make_key(self.sales)
        own = self.customers["own"]
        for context in FORGED_CONTEXTS:
            for name, value in self.values.items():
                with self.subTest(context=context[_KEY], field=name):
                    __, error = self.call(
                        "res.partner", "write", own.ids, {name: value}, context=context
                    )
                    self.assertIn("AccessError", error["name"])
            response = self.post(
                key, "res.partner", "write", ids=own.ids, vals={"protected_until": DAY},
                context=context,
            )  # fmt: skip
            self.assertEqual(response.status_code, 403, response.text)
            __, error = self.call(
                "crm.protection.event",
                "create",
                [{"partner_id": own.id, "cause": "claim", "day": DAY}],
                context=context,
            )
            self.assertTrue(error)
            __, error = self.call(
                "crm.customer.share",
                "create",
                [{"partner_id": self.customers["other"].id, "user_id": self.sales.id}],
                context=context,
            )
            self.assertTrue(error)
        self.assertEqual(self.snapshot(), before)

    def test_by_json(self):
        before = self.snapshot()
        for role, user in self.roles.items():
            key = self.make_key(user)
            for name, value in self.values.items():
                with self.subTest(role=role, field=name):
                    for partner in self.get_targets(role)[:1]:
                        response = self.post(
                            key, "res.partner", "write", ids=partner.ids, vals={name: value}
                        )
                        self.assertEqual(response.status_code, 403, response.text)
        self.assertEqual(self.snapshot(), before)

    def test_by_import(self):
        before = self.snapshot()
        labels = {"pool_id": "Masked", "protection_policy_id": "Forged"}
        labels["protection_owner_id"] = labels["visible_user_id"] = self.sales.name
        for role, user in self.roles.items():
            self.authenticate(user.login, user.login)
            for name, value in self.values.items():
                text = str(labels.get(name, value))
                for partner in self.get_targets(role):
                    external_id = self.external_ids[partner]
                    with self.subTest(role=role, field=name, partner=partner.name):
                        result, error = self.call(
                            "res.partner", "load", ["id", name], [[external_id, text]]
                        )
                        self.assertTrue(error or not result["ids"], result)
        self.assertEqual(self.snapshot(), before)

    def test_owner_of_others(self):
        """`user_id` by a plain write asks the same as the actions."""
        before = self.snapshot()
        other = self.customers["other"]
        for role in ("sales", "clerk", "accountant", "plain", "leader"):
            user = self.roles[role]
            self.authenticate(user.login, user.login)
            # The owner of a contact follows its customer: what is written there is dropped.
            self.call("res.partner", "write", self.contacts["other"].ids, {"user_id": user.id})
            for partner in (other, self.customers["shared_read"]):
                for owner in (user.id, self.sales.id, False):
                    with self.subTest(role=role, partner=partner.name, owner=owner):
                        __, error = self.call(
                            "res.partner", "write", partner.ids, {"user_id": owner}
                        )
                        self.assertTrue(error)
                        result, error = self.call(
                            "res.partner",
                            "load",
                            ["id", "user_id/.id"],
                            [[self.external_ids[partner], str(owner or "")]],
                        )
                        self.assertTrue(error or not result["ids"] or not owner, result)
        self.assertEqual(self.snapshot(), before)

    def test_children_by_commands(self):
        """A hidden contact is not moved to a customer that one has."""
        self.authenticate("tc_sales", "tc_sales")
        for command in ([4, self.contacts["other"].id], [6, 0, [self.contacts["other"].id]],
                        [1, self.contacts["other"].id, {"phone": "1"}]):  # fmt: skip
            __, error = self.call(
                "res.partner", "write", self.customers["own"].ids, {"child_ids": [command]}
            )
            self.assertTrue(error, command)
        self.assertEqual(self.contacts["other"].parent_id, self.customers["other"])

    def test_pool_over_json(self):
        """What a pool hides stays hidden for an outside program."""
        key = self.make_key(self.sales)
        names = ["name", "phone", "email", "website", "vat", "street", "city"]
        masked = self.customers["masked"]
        response = self.post(key, "crm.pool.customer", "read", ids=masked.ids, fields=names)
        [values] = response.json()
        self.assertEqual(values["name"], masked.name)
        self.assertEqual({values[name] for name in names[1:]}, {False})
        response = self.post(key, "res.partner", "read", ids=masked.ids, fields=names)
        self.assertEqual(response.status_code, 403)
        self.assertNotIn(masked.phone, response.text)
        response = self.post(key, "crm.pool.customer", "action_claim", ids=masked.ids)
        self.assertEqual(response.status_code, 200, response.text)
        self.env.invalidate_all()
        self.assertEqual(masked.user_id, self.sales)
        response = self.post(key, "res.partner", "read", ids=masked.ids, fields=names)
        self.assertEqual(response.json()[0]["phone"], masked.phone)

    def test_private_methods_stay_private(self):
        self.authenticate("tc_sales", "tc_sales")
        for model, method in (
            ("res.partner", "_change_owner"),
            ("res.partner", "_write_protection"),
            ("res.partner", "_refresh_visible_user"),
            ("crm.pool.view", "_count_views"),
        ):
            __, error = self.call(model, method, self.customers["other"].ids)
            self.assertTrue(error)
