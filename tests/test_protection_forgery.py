"""Over real HTTP, as every role: what the system alone sets is set by no way and no context.

Invariants 1 and 2: owner, state and dates change through one door.
"""

from odoo.tests.common import HttpCase, tagged

from ..models.protection.guard import _KEY
from ..models.protection.res_partner import PROTECTED_FIELDS
from .forgery_common import FORGED_CONTEXTS, ForgerySetUp

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
# A customer that the role may change otherwise: what it cannot write anyhow proves little.
EDITED = {"clerk": "entered", "plain": "unmanaged"}
COMPANY = {"name": "Forged", "is_company": True}
CUSTOMER = {**COMPANY, "is_managed_customer": True, "website": "https://x.test"}


class PartnerForgeryCase(ForgerySetUp, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        policy = cls.env["crm.protection.policy"].create(
            {"name": "Forged", "company_id": cls.company_a.id, "active": False}
        )
        cls.values = {
            **VALUES,
            "pool_id": cls.masked_pool.id,
            "protection_owner_id": cls.leader.id,
            "visible_user_id": cls.leader.id,
            "protection_policy_id": policy.id,
        }
        cls.external_ids = {
            partner: partner.export_data(["id"])["datas"][0][0] for partner in cls.everything
        }
        cls.columns = sorted(PROTECTED_FIELDS | {"user_id"})
        cls.env.flush_all()

    def get_edited(self, role):
        return self.customers[EDITED.get(role, "own")]

    def get_columns(self, name):
        """The column of an import for a field, and for an id in it."""
        return f"{name}/.id" if name.endswith("_id") else name

    def snapshot(self):
        """Everything that nobody may change: in the partners, and the length of the ledger."""
        self.env.flush_all()
        names = ", ".join(self.columns)
        self.cr.execute(
            f"SELECT id, {names} FROM res_partner WHERE id = ANY(%s) ORDER BY id",
            [self.everything.ids],
        )
        rows = self.cr.fetchall()
        self.cr.execute("SELECT count(*) FROM crm_protection_event")
        return rows, self.cr.fetchone()


@tagged("post_install", "-at_install")
class TestForgery(PartnerForgeryCase):
    """Customers that exist."""

    def test_every_field_is_tried(self):
        self.assertEqual(set(self.values), set(PROTECTED_FIELDS))

    def test_by_call_kw(self):
        before = self.snapshot()
        for role, __ in self.each_role():
            ids = self.get_edited(role).ids
            for name, value in self.values.items():
                with self.subTest(role=role, field=name):
                    values = {"comment": "x", name: value}
                    self.assertRefused(self.call("res.partner", "write", ids, values))
                    self.assertRefused(self.call("res.partner", "web_save", ids, values, {}))
                    # It may answer anything, and must store nothing.
                    self.call("res.partner", "onchange", ids, values, [name], {name: {}})
        self.assertEqual(self.snapshot(), before)

    def test_by_mass_edit(self):
        before = self.snapshot()
        for role, __ in self.each_role():
            ids = (self.get_edited(role) | self.customers["unmanaged"]).ids
            for name, value in self.values.items():
                with self.subTest(role=role, field=name):
                    values = [{name: value}] * len(ids)
                    self.assertRefused(self.call("res.partner", "write", ids, values[0]))
                    self.assertRefused(self.call("res.partner", "web_save_multi", ids, values, {}))
        self.assertEqual(self.snapshot(), before)

    def test_by_json(self):
        before = self.snapshot()
        for role, user in self.roles.items():
            ids = self.get_edited(role).ids
            for name, value in self.values.items():
                with self.subTest(role=role, field=name):
                    values = {name: value}
                    self.assertRefused(
                        self.post(user, "res.partner", "write", ids=ids, vals=values)
                    )
        self.assertEqual(self.snapshot(), before)

    def test_by_import(self):
        before = self.snapshot()
        for role, __ in self.each_role():
            external_id = self.external_ids[self.get_edited(role)]
            for name, value in self.values.items():
                with self.subTest(role=role, field=name):
                    columns, row = ["id", self.get_columns(name)], [external_id, str(value)]
                    self.assertNotImported(self.call("res.partner", "load", columns, [row]))
        self.assertEqual(self.snapshot(), before)

    def test_by_a_file(self):
        """The same through the wizard of the import."""
        before = self.snapshot()
        options = {"quoting": '"', "separator": ",", "has_headers": True, "keep_matches": False}
        for role, __ in self.each_role():
            external_id = self.external_ids[self.get_edited(role)]
            columns = ["id", *map(self.get_columns, self.values)]
            row = [external_id, *map(str, self.values.values())]
            wizard = {
                "res_model": "res.partner",
                "file": "",
                "file_name": "forged.csv",
                "file_type": "text/csv",
            }
            made, error = self.call("base_import.import", "create", [wizard])
            with self.subTest(role=role):
                if error:
                    self.assertIn(role, ("erp", "portal"))
                    continue
                record = self.env["base_import.import"].browse(made)
                record.file = f"{','.join(columns)}\n{','.join(row)}\n".encode()
                record.flush_recordset()
                result, error = self.call(
                    "base_import.import", "execute_import", made, columns, columns, options
                )
                self.assertTrue(error or result["messages"], result)
        self.assertEqual(self.snapshot(), before)

    def test_by_commands(self):
        """Neither the ledger nor the shares nor the requests are written as lines of a customer."""
        before = self.snapshot()
        event = self.customers["own"].protection_event_ids[:1]
        share = self.customers["shared_read"].share_ids
        lines = {
            "protection_event_ids": [
                [0, 0, {"cause": "claim", "day": DAY, "user_id": self.sales.id}],
                [1, event.id, {"new_until": DAY}],
                [2, event.id],
                [6, 0, []],
            ],
            "share_ids": [
                [0, 0, {"user_id": self.sales.id, "mode": "write"}],
                [1, share.id, {"mode": "write"}],
                [2, share.id],
                [4, share.id],
            ],
            "user_ids": [[0, 0, {"login": "forged", "protected_until": DAY}]],
            "child_ids": [[0, 0, {"name": "Forged", "protection_state": "exempt"}]],
        }
        for role, __ in self.each_role():
            ids = self.get_edited(role).ids
            for name, commands in lines.items():
                for command in commands:
                    with self.subTest(role=role, field=name, command=command):
                        values = {name: [command]}
                        answer = self.call("res.partner", "write", ids, values)
                        if command[0] != 6:
                            self.assertTrue(answer[1], answer)
        self.assertEqual(self.snapshot(), before)
        self.assertEqual(share.mode, "read")

    def test_by_a_user(self):
        """A user is a partner as well, and its fields are the partner's."""
        portal = self.portal.partner_id
        self.authenticate("tc_admin", "tc_admin")
        for name, value in self.values.items():
            with self.subTest(field=name):
                values = {name: value}
                self.assertRefused(self.call("res.users", "write", self.portal.ids, values))
        self.assertFalse(portal.protection_state or portal.visible_user_id)

    def test_by_forged_context(self):
        before = self.snapshot()
        values = {"protected_until": DAY, "protection_state": "exempt", "visible_user_id": 1}
        for role, user in self.each_role():
            ids = self.get_edited(role).ids
            for context in FORGED_CONTEXTS:
                with self.subTest(role=role, context=context[_KEY]):
                    self.assertRefused(
                        self.call("res.partner", "write", ids, values, context=context)
                    )
                    self.assertRefused(
                        self.post(
                            *(user, "res.partner", "write"), ids=ids, vals=values, context=context
                        )
                    )
                    self.assertRefused(
                        self.call("res.partner", "create", [{**COMPANY, **values}], context=context)
                    )
        self.assertEqual(self.snapshot(), before)


@tagged("post_install", "-at_install")
class TestForgeryOfNew(PartnerForgeryCase):
    """Customers, and partners that are none, from the first moment on."""

    def setUp(self):
        super().setUp()
        self.newest = self.env["res.partner"].search([], order="id desc", limit=1).id

    def get_new(self):
        self.env.invalidate_all()
        domain = [("id", ">", self.newest)]
        return self.env["res.partner"].with_context(active_test=False).search(domain)

    def assertNothingForged(self, names=PROTECTED_FIELDS):
        for partner in self.get_new():
            for name in names:
                value = partner[name]
                value = value.id if hasattr(value, "ids") else value
                self.assertNotEqual(str(value), str(self.values[name]), (partner.name, name))

    def test_by_call_kw(self):
        for role, __ in self.each_role():
            for name, value in self.values.items():
                for typed in (COMPANY, CUSTOMER):
                    with self.subTest(role=role, field=name):
                        values = {**typed, name: value}
                        self.assertRefused(self.call("res.partner", "create", [values]))
                        self.assertRefused(self.call("res.partner", "web_save", [], values, {}))
                ids = self.get_edited(role).ids
                copied = self.call("res.partner", "copy", ids, {**COMPANY, name: value})
                self.assertRefused(copied)
        self.assertFalse(self.get_new())

    def test_by_json(self):
        for user in self.roles.values():
            for name, value in self.values.items():
                with self.subTest(user=user.login, field=name):
                    values = [{**CUSTOMER, name: value}]
                    self.assertRefused(self.post(user, "res.partner", "create", vals_list=values))
        self.assertFalse(self.get_new())

    def test_by_import(self):
        for role, __ in self.each_role():
            for name, value in self.values.items():
                with self.subTest(role=role, field=name):
                    columns = ["name", "is_company", self.get_columns(name)]
                    rows = [["Forged", "1", str(value)]]
                    self.assertNotImported(self.call("res.partner", "load", columns, rows))
        self.assertFalse(self.get_new())

    def test_by_default_in_the_context(self):
        """Left out, or refused: what counts is that it does not stand there."""
        context = {f"default_{name}": value for name, value in self.values.items()}
        for role, user in self.each_role():
            with self.subTest(role=role):
                for number, typed in enumerate((COMPANY, CUSTOMER, {"name": "Person"})):
                    values = {**typed, "name": f"Forged {role} {number}"}
                    self.call("res.partner", "create", [values], context=context)
                    values = {**typed, "name": f"Forged {role} {number} by JSON"}
                    self.post(user, "res.partner", "create", vals_list=[values], context=context)
                self.call("res.partner", "name_create", f"Named {role}", context=context)
                child = {"name": "Child", "function": "Buyer", "phone": "1"}
                ids = self.get_edited(role).ids
                values = {"child_ids": [[0, 0, child]]}
                self.call("res.partner", "write", ids, values, context=context)
                proposed, __ = self.call(
                    "res.partner", "default_get", [*self.values], context=context
                )
                self.assertFalse(proposed)
        self.assertGreater(len(self.get_new()), 20)
        # An owned child has the owner and the state of its company, and those alone.
        self.assertNothingForged(PROTECTED_FIELDS - {"protection_owner_id", "visible_user_id"})
        self.assertFalse(self.get_new().filtered("protection_owner_id") - self.get_owned())

    def get_owned(self):
        return self.get_new().filtered(
            lambda partner: partner.protection_owner_id == partner.managed_customer_id.user_id
        )


@tagged("post_install", "-at_install")
class TestForgeryOfOwner(PartnerForgeryCase):
    """`user_id` by a plain write asks the same as the actions."""

    # Role: kinds of which it may not write the owner, though it may change or read some of them.
    FORBIDDEN = {
        "sales": ("other", "shared_read", "shared_write", "entered", "masked_contact"),
        "leader": ("other", "shared_read", "shared_write", "entered"),
        "clerk": ("other", "entered", "public", "own"),
        "accountant": ("other", "entered", "public", "own", "shared_read"),
        "plain": ("other", "entered", "public", "own"),
        "erp": ("other", "public", "own"),
        "portal": ("other", "public", "own"),
    }

    def get_partner(self, kind):
        if kind.endswith("_contact"):
            return self.contacts[kind.removesuffix("_contact")]
        return self.customers[kind]

    def each_attempt(self):
        for role, user in self.each_role():
            for kind in self.FORBIDDEN.get(role, ()):
                for owner in (user.id, self.sales_two.id, False):
                    partner = self.get_partner(kind)
                    # To whom it belongs already it is no change.
                    if owner != partner.user_id.id:
                        with self.subTest(role=role, kind=kind, owner=owner):
                            yield user, partner, owner

    def test_by_call_kw(self):
        before = self.snapshot()
        for __, partner, owner in self.each_attempt():
            for values in (
                {"user_id": owner},
                {"user_id": owner, "is_managed_customer": True},
                {"user_id": owner, "comment": "x", "protection_state": "protected"},
            ):
                self.assertRefused(self.call("res.partner", "write", partner.ids, values))
                self.assertRefused(self.call("res.partner", "web_save", partner.ids, values, {}))
        self.assertEqual(self.snapshot(), before)

    def test_by_mass_edit(self):
        before = self.snapshot()
        for __, partner, owner in self.each_attempt():
            ids = (self.customers["unmanaged"] | partner).ids
            for flag in ({}, {"is_managed_customer": True}):
                values = {"user_id": owner, **flag}
                self.assertRefused(self.call("res.partner", "write", ids, values))
                self.assertRefused(
                    self.call("res.partner", "web_save_multi", ids, [values] * 2, {})
                )
        self.assertEqual(self.snapshot(), before)

    def test_by_json(self):
        before = self.snapshot()
        for user, partner, owner in self.each_attempt():
            for context in FORGED_CONTEXTS[::4]:
                values = {"user_id": owner}
                self.assertRefused(
                    self.post(
                        *(user, "res.partner", "write"),
                        ids=partner.ids,
                        vals=values,
                        context=context,
                    )
                )
        self.assertEqual(self.snapshot(), before)

    def test_by_import(self):
        before = self.snapshot()
        for __, partner, owner in self.each_attempt():
            if owner:
                row = [self.external_ids[partner], str(owner)]
                self.assertNotImported(
                    self.call("res.partner", "load", ["id", "user_id/.id"], [row])
                )
        self.assertEqual(self.snapshot(), before)

    def test_of_a_contact(self):
        """The owner of a contact follows its customer: what is written there is dropped."""
        before = self.snapshot()
        for role, user in self.each_role():
            for kind in ("own", "other", "shared_write", "public", "masked"):
                with self.subTest(role=role, kind=kind):
                    ids = self.contacts[kind].ids
                    self.call("res.partner", "write", ids, {"user_id": user.id})
        self.assertEqual(self.snapshot(), before)

    def test_of_one_s_own(self):
        """A salesperson releases, and gives nothing to a colleague past the leader."""
        before = self.snapshot()
        own = self.customers["own"]
        self.authenticate("tc_sales", "tc_sales")
        for flag in ({}, {"is_managed_customer": True}):
            values = {"user_id": self.sales_two.id, **flag}
            self.assertRefused(self.call("res.partner", "write", own.ids, values))
        self.assertEqual(self.snapshot(), before)
        __, error = self.call("res.partner", "write", own.ids, {"user_id": False})
        self.assertFalse(error)
        self.env.invalidate_all()
        self.assertEqual(own.protection_event_ids[0].cause, "release")
        self.assertEqual(own.protection_event_ids[0].user_id, self.sales)

    def test_contacts_by_commands(self):
        """A hidden contact is not moved to a customer that one has."""
        self.authenticate("tc_sales", "tc_sales")
        hidden = self.contacts["other"]
        for command in ([4, hidden.id], [6, 0, [hidden.id]], [1, hidden.id, {"phone": "1"}]):
            values = {"child_ids": [command]}
            self.assertRefused(self.call("res.partner", "write", self.customers["own"].ids, values))
        self.assertEqual(hidden.parent_id, self.customers["other"])

    def test_private_methods_stay_private(self):
        for __, user in self.each_role():
            for model, method in (
                ("res.partner", "_change_owner"),
                ("res.partner", "_write_protection"),
                ("res.partner", "_refresh_visible_user"),
                ("crm.pool.view", "_count_views"),
            ):
                ids = self.customers["other"].ids
                self.assertRefused(self.call(model, method, ids))
                self.assertRefused(self.post(user, model, method, ids=ids))
