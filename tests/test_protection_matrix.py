"""The permission matrix: every role, every kind of customer and its contact, every operation.

Each call goes the way of a call from outside. What stands in the table is all that anybody may.
"""

import json

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests.common import TransactionCase, tagged
from odoo.tools import mute_logger

from .visibility_common import VisibilitySetUp

# w: reads and writes, c: reads, and writes in its chatter, r: reads, -: nothing, .: there is none.
# `own` and `shared` are those of each role itself; `team` belongs to a colleague in the team of
# `sales`, `entered` was registered by the clerk.
TABLE = """
           own  shared_read  shared_write  team  other  entered  public  masked  unmanaged
sales       w        r            w          -     -       -        r       -        w
leader      w        r            w          w     -       -        r       -        w
director    w        r            w          w     -       -        r       -        w
clerk       w        r            w          -     -       w        r       -        w
office      w        w            w          w     w       w        w       w        w
manager     w        w            w          w     w       w        w       w        w
erp         -        -            -          -     -       -        -       -        -
plain       w        r            w          -     -       -        r       -        w
reader      c        r            r          -     -       -        r       -        r
documents   w        w            w          w     w       w        w       w        w
accountant  w        w            w          w     w       w        w       w        w
portal      .        -            -          -     -       -        -       -        -
"""
KINDS, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
MATRIX = {role: dict(zip(KINDS, cells, strict=True)) for role, *cells in ROWS}
# Who looks into the pool before claiming.
POOL_ROLES = {"sales", "leader", "director", "clerk", "office", "manager", "documents"}
OWN_KINDS = {"own": None, "shared_read": "read", "shared_write": "write"}
CONTACT_FIELDS = ("phone", "email", "street", "city", "website", "vat")
QUIET = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


class MatrixSetUp(VisibilitySetUp):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.erp = cls.new_user("tc_erp_only", "crm_customer_protection.group_erp_integration")
        export = cls.env.ref("base.group_allow_export")
        roles = {role: getattr(cls, role) for role in MATRIX}
        for role in MATRIX.keys() - {"erp", "portal"}:
            roles[role].group_ids |= export
        # Odoo itself lets nobody write contacts without that group.
        (cls.sales | cls.sales_two).group_ids |= cls.env.ref("base.group_partner_manager")
        mate = cls.new_user("tc_mate", "sales_team.group_sale_salesman")
        cls.team.member_ids = [Command.link(mate.id)]
        cls.cells = {}
        cls.add_common_cells(roles, mate)
        for number, (role, user) in enumerate(roles.items()):
            cls.add_own_cells(role, user, 20 + 3 * number)
        cls.env.flush_all()

    @classmethod
    def add_common_cells(cls, roles, mate):
        cls.customers["team"], cls.contacts["team"] = cls.add_owned("team", 10, mate)
        for role in roles:
            for kind in MATRIX[role].keys() - OWN_KINDS.keys():
                cls.cells[role, kind] = cls.customers[kind] | cls.contacts[kind]

    @classmethod
    def add_own_cells(cls, role, user, number):
        for more, (kind, mode) in enumerate(OWN_KINDS.items()):
            if MATRIX[role][kind] == ".":
                continue
            owner = cls.sales_two if mode else user
            customer, contact = cls.add_owned(f"{role} {kind}", number + more, owner)
            if mode:
                customer.with_user(cls.sales_two)._share(user, mode, False, "Please help")
            cls.cells[role, kind] = customer | contact

    @classmethod
    def add_owned(cls, name, number, owner):
        customer, contact = cls.add_kind(name, number)
        if customer.user_id != owner:
            customer._change_owner(owner, "assign")
        return customer, contact


@tagged("post_install", "-at_install")
class TestMatrix(MatrixSetUp, TransactionCase):
    def assertMatrix(self, operation, cells):
        """Try one operation as every role on every customer and contact.

        :param operation: method (user, partner) -> whether it was done
        :param str cells: letters of the table with which it is allowed
        """
        for (role, kind), partners in self.cells.items():
            user = getattr(self, role)
            for partner in partners:
                with self.subTest(role=role, kind=kind, partner=partner.name):
                    done = self.attempt(operation, user, partner)
                    self.assertEqual(done, MATRIX[role][kind] in cells)

    def attempt(self, operation, user, partner):
        try:
            with mute_logger(*QUIET):
                return operation(user, partner)
        except UserError as error:
            for value in filter(None, (one[name] for one in partner for name in CONTACT_FIELDS)):
                self.assertNotIn(value, str(error))
            return False

    def test_table(self):
        """Nobody forgot a role or a kind: the seven roles of the design stand in it."""
        self.assertLessEqual(
            {"sales", "leader", "clerk", "office", "erp", "manager", "plain"}, {*MATRIX}
        )
        cells = {(role, kind) for role in MATRIX for kind in KINDS}
        self.assertEqual(cells - {*self.cells}, {("portal", "own")}, "it owns no customer")

    def test_search(self):
        def search(user, partner):
            prefix = partner.phone[:-1] + "%"
            domains = [
                [("id", "=", partner.id)],
                [("phone", "=", partner.phone)],
                [("phone", "=like", prefix), ("id", "=", partner.id)],
                [("email", "ilike", partner.email), ("is_managed_customer", "in", [True, False])],
            ]
            found = {
                partner.id in self.rpc(user, "res.partner", "search", domain, order="phone")
                for domain in domains
            }
            found.add(bool(self.rpc(user, "res.partner", "search_count", domains[0])))
            self.assertEqual(len(found), 1, "all ways find the same")
            return found.pop()

        self.assertMatrix(search, "rcw")

    def test_read(self):
        def read(user, partner):
            names = ["name", "phone", "email", "street", "vat", "user_id", "protected_until"]
            [values] = self.rpc(user, "res.partner", "read", partner.ids, names)
            self.assertEqual(values["phone"], partner.phone)
            return True

        def web_read(user, partner):
            spec = {"phone": {}, "child_ids": {"fields": {"email": {}}}}
            [values] = self.rpc(user, "res.partner", "web_read", partner.ids, spec)
            emails = [child["email"] for child in values["child_ids"]]
            self.assertEqual(emails, partner.child_ids.mapped("email"))
            return values["phone"] == partner.phone

        self.assertMatrix(read, "rcw")
        self.assertMatrix(web_read, "rcw")

    def test_write(self):
        def write(user, partner):
            return self.rpc(user, "res.partner", "write", partner.ids, {"comment": "At the fair"})

        def web_save(user, partner):
            values = {"comment": "At the fair"}
            return bool(self.rpc(user, "res.partner", "web_save", partner.ids, values, {}))

        # Odoo lets a mere reader of contacts write none.
        self.assertMatrix(write, "w")
        self.assertMatrix(web_save, "w")

    def test_export(self):
        def export(user, partner):
            names = ["name", "phone", "child_ids/email"]
            data = self.rpc(user, "res.partner", "export_data", partner.ids, names)["datas"]
            self.assertEqual(data[0][:2], [partner.name, partner.phone])
            return True

        # Odoo exports nothing for outsiders.
        self.assertMatrix(export, "rcw")

    def test_read_group(self):
        def read_group(user, partner):
            domain = [("id", "=", partner.id)]
            groups = self.rpc(
                user, "res.partner", "formatted_read_group", domain, ["phone"], ["__count"]
            )
            phones = {group["phone"] for group in groups}
            self.assertLessEqual(phones, {partner.phone})
            answer = self.rpc(
                user, "res.partner", "web_read_group", domain, ["user_id"], ["__count"]
            )
            self.assertEqual(sum(g["__count"] for g in answer["groups"]), len(phones))
            bars = {"field": "protection_state", "colors": {"protected": "success"}}
            bars = self.rpc(user, "res.partner", "read_progress_bar", domain, "phone", bars)
            self.assertLessEqual({*bars}, phones)
            return bool(phones)

        self.assertMatrix(read_group, "rcw")

    def test_name_search(self):
        def name_search(user, partner):
            ways = {
                partner.id in dict(self.rpc(user, "res.partner", "name_search", text, limit=999))
                for text in (partner.name, partner.email)
            }
            self.assertEqual(len(ways), 1, "by name and by e-mail the same")
            return ways.pop()

        self.assertMatrix(name_search, "rcw")

    def test_read_chatter(self):
        for partner in self.env["res.partner"].union(*self.cells.values()):
            partner.sudo().message_post(body=f"About {partner.id}")

        def read_messages(user, partner):
            domain = [("model", "=", "res.partner"), ("body", "like", f"About {partner.id}<")]
            found = self.rpc(user, "mail.message", "search_read", domain, ["body"])
            return bool(found)

        self.assertMatrix(read_messages, "rcw")

    def test_write_chatter(self):
        def post(user, partner):
            return bool(self.rpc(user, "res.partner", "message_post", partner.ids, body="Called"))

        self.assertMatrix(post, "cw")

    def test_pool(self):
        """In the pool's list stand name and category; what it hides is in no answer of it."""
        operations = {
            "search": lambda ids: ("search", [("id", "in", ids)]),
            "read": lambda ids: ("read", ids, ["name", *CONTACT_FIELDS]),
            "export": lambda ids: ("export_data", ids, ["name", *CONTACT_FIELDS]),
            "read_group": lambda ids: (
                *("formatted_read_group", [("id", "in", ids)]),
                *(["name", "city"], ["__count"]),
            ),
            "name_search": lambda ids: ("name_search", "Hidden"),
        }
        masked, public = self.customers["masked"], self.customers["public"]
        secrets = [masked[name] for name in CONTACT_FIELDS]
        for role in MATRIX:
            for name, arguments in operations.items():
                with self.subTest(role=role, operation=name):
                    answers = []

                    def ask(user, partner, arguments=arguments, answers=answers):
                        method, *args = arguments(partner.ids)
                        answers.append(self.rpc(user, "crm.pool.customer", method, *args))
                        return True

                    done = self.attempt(ask, getattr(self, role), masked | public)
                    self.assertEqual(done, role in POOL_ROLES)
                    text = json.dumps(answers, default=str)
                    self.assertFalse([secret for secret in secrets if secret in text])
                    if done and name in ("read", "export"):
                        self.assertIn(public.phone, text)
