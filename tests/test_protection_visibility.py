"""Which customers each role sees, also by a way around, and from the first moment on.

The table of all operations stands in `test_protection_matrix`.
"""

from odoo.tests.common import TransactionCase, tagged

from .visibility_common import KINDS, MATRIX, VisibilitySetUp


@tagged("post_install", "-at_install")
class TestVisibility(VisibilitySetUp, TransactionCase):
    def each(self):
        """Every role with every customer and contact.

        :return: generator of (user, partner, whether visible)
        """
        for role, (seen, __) in MATRIX.items():
            user = getattr(self, role)
            for kind in KINDS:
                for partner in (self.customers[kind], self.contacts[kind]):
                    yield user, partner, kind in seen

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

    def test_search_by_dotted_paths(self):
        for user, partner, seen in self.each():
            if partner.parent_id:
                domain = [("parent_id.phone", "=", partner.parent_id.phone)]
                found = self.rpc(user, "res.partner", "search", domain)
                self.assertEqual(partner.id in found, seen, (user.login, partner.name))
            else:
                domain = [("child_ids.email", "=", partner.child_ids.email)]
                found = self.rpc(user, "res.partner", "search", domain)
                self.assertEqual(partner.id in found, seen, (user.login, partner.name))

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
