"""The permission matrix: every role, every kind of customer and its contact, every way to read."""

from contextlib import contextmanager

from odoo.exceptions import AccessError
from odoo.tests.common import TransactionCase, tagged
from odoo.tools import mute_logger

from .visibility_common import KINDS, MATRIX, VisibilitySetUp


@tagged("post_install", "-at_install")
class TestVisibilityMatrix(VisibilitySetUp, TransactionCase):
    def each(self):
        """Every role with every customer and contact.

        :return: generator of (user, partner, whether visible, whether editable)
        """
        for role, (seen, edited) in MATRIX.items():
            user = getattr(self, role)
            for kind in KINDS:
                for partner in (self.customers[kind], self.contacts[kind]):
                    yield user, partner, kind in seen, kind in edited

    @contextmanager
    def assertDenied(self, user, partner):
        denied = self.assertRaises(AccessError, msg=f"{user.login}, {partner.name}")
        with denied, mute_logger("odoo.addons.base.models.ir_rule"):
            yield

    def assertSees(self, role, ids):
        """Exactly what the matrix says, customers and contacts alike."""
        seen = MATRIX[role][0]
        expected = {
            partner.name for kind in seen for partner in (self.customers[kind], self.contacts[kind])
        }
        found = self.everything.filtered(lambda partner: partner.id in set(ids))
        self.assertEqual(set(found.mapped("name")), expected, role)

    def test_search(self):
        for role in MATRIX:
            user = getattr(self, role)
            ids = self.rpc(user, "res.partner", "search", [("id", "in", self.everything.ids)])
            self.assertSees(role, ids)
            count = self.rpc(
                user, "res.partner", "search_count", [("id", "in", self.everything.ids)]
            )
            self.assertEqual(count, len(ids))

    def test_search_by_what_is_hidden(self):
        for user, partner, seen, _edited in self.each():
            for name in ("phone", "email"):
                found = self.rpc(user, "res.partner", "search", [(name, "=", partner[name])])
                self.assertEqual(partner.id in found, seen, (name, user.login, partner.name))

    def test_search_by_dotted_paths(self):
        for user, partner, seen, _edited in self.each():
            if partner.parent_id:
                domain = [("parent_id.phone", "=", partner.parent_id.phone)]
                found = self.rpc(user, "res.partner", "search", domain)
                self.assertEqual(partner.id in found, seen, (user.login, partner.name))
            else:
                domain = [("child_ids.email", "=", partner.child_ids.email)]
                found = self.rpc(user, "res.partner", "search", domain)
                self.assertEqual(partner.id in found, seen, (user.login, partner.name))

    def test_read(self):
        names = ["name", "phone", "email", "street", "vat", "user_id", "protected_until"]
        for user, partner, seen, _edited in self.each():
            if seen:
                [values] = self.rpc(user, "res.partner", "read", partner.ids, names)
                self.assertEqual(values["phone"], partner.phone)
                continue
            with self.assertDenied(user, partner):
                self.rpc(user, "res.partner", "read", partner.ids, names)
            with self.assertDenied(user, partner):
                self.rpc(user, "res.partner", "web_read", partner.ids, {"phone": {}})

    def test_write(self):
        for user, partner, _seen, edited in self.each():
            values = {"comment": "Seen at the fair"}
            if edited:
                self.rpc(user, "res.partner", "write", partner.ids, values)
                continue
            with self.assertDenied(user, partner):
                self.rpc(user, "res.partner", "write", partner.ids, values)

    def test_export(self):
        for user, partner, seen, _edited in self.each():
            if user == self.portal:
                continue
            user.sudo().group_ids |= self.env.ref("base.group_allow_export")
            if seen:
                data = self.rpc(user, "res.partner", "export_data", partner.ids, ["name", "phone"])
                self.assertEqual(data["datas"], [[partner.name, partner.phone]])
                continue
            with self.assertDenied(user, partner):
                self.rpc(user, "res.partner", "export_data", partner.ids, ["name", "phone"])

    def test_groups(self):
        domain = [("id", "in", self.everything.ids)]
        for role, (seen, _edited) in MATRIX.items():
            user = getattr(self, role)
            groups = self.rpc(
                user, "res.partner", "formatted_read_group", domain, ["phone"], ["__count"]
            )
            phones = {group["phone"] for group in groups}
            expected = {
                partner.phone
                for kind in seen
                for partner in (self.customers[kind], self.contacts[kind])
            }
            self.assertEqual(phones, expected, role)
            groups = self.rpc(
                user, "res.partner", "web_read_group", domain, ["user_id"], ["__count"]
            )
            count = sum(group["__count"] for group in groups["groups"])
            self.assertEqual(count, 2 * len(seen), role)

    def test_name_search(self):
        for role in MATRIX:
            user = getattr(self, role)
            ids = []
            for text in ("Hidden ", "Person "):
                ids += [i for i, _n in self.rpc(user, "res.partner", "name_search", text, limit=99)]
            self.assertSees(role, ids)
            for kind in {*KINDS} - MATRIX[role][0]:
                hits = self.rpc(user, "res.partner", "name_search", self.customers[kind].email)
                self.assertFalse(hits, f"{role} {kind}")

    def test_messages(self):
        for partner in self.everything:
            partner.sudo().message_post(body=f"About {partner.id}")
        for user, partner, seen, edited in self.each():
            domain = [("model", "=", "res.partner"), ("body", "like", f"About {partner.id}<")]
            if user != self.portal:
                found = self.rpc(user, "mail.message", "search", domain)
                self.assertEqual(bool(found), seen, (user.login, partner.name))
            if edited:
                self.rpc(user, "res.partner", "message_post", partner.ids, body="Called")
            elif not seen:
                # Its former owner follows it, and is refused like anybody.
                with self.assertDenied(user, partner):
                    self.rpc(user, "res.partner", "message_post", partner.ids, body="Called")

    def test_contacts_follow_when_archived(self):
        contact = self.contacts["other"]
        contact.sudo().active = False
        domain = [("id", "=", contact.id), ("active", "=", False)]
        self.assertFalse(self.rpc(self.sales, "res.partner", "search", domain))
        self.assertTrue(self.rpc(self.sales_two, "res.partner", "search", domain))
        customer = self.customers["other"].sudo()
        customer._change_owner(self.sales, "assign")
        self.assertTrue(self.rpc(self.sales, "res.partner", "search", domain))

    def test_new_contact_is_hidden_at_once(self):
        contact = self.add_contact(self.sales_two, self.customers["other"], "Newcomer")
        self.assertFalse(self.rpc(self.sales, "res.partner", "search", [("id", "=", contact.id)]))

    def test_salesperson_with_invoicing_stays_a_salesperson(self):
        self.sales.sudo().group_ids |= self.env.ref("account.group_account_invoice")
        ids = self.rpc(self.sales, "res.partner", "search", [("id", "in", self.everything.ids)])
        self.assertSees("sales", ids)
