"""Customers of 19.0.1.0.0 get a state and a row in the ledger."""

import runpy
from pathlib import Path

from odoo.tests import tagged

from .common import CustomerCase

SCRIPT = Path(__file__).parent.parent / "migrations/19.0.1.1.0/post-protection.py"


@tagged("post_install", "-at_install")
class TestMigration(CustomerCase):
    def test_states_ledger_and_contacts(self):
        owned = self.add_customer(self.sales, "Owned Before Ltd")
        contact = self.add_contact(self.sales, owned, "Ann")
        free = self.add_customer(self.clerk, "Free Before Ltd")
        partners = owned | contact | free
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE res_partner
               SET protection_state = NULL, protection_owner_id = NULL, visible_user_id = NULL
             WHERE id = ANY(%s)
            """,
            [partners.ids],
        )
        self.env.invalidate_all()
        events = len((owned | free).protection_event_ids)
        migrate = runpy.run_path(str(SCRIPT))["migrate"]
        migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(
            (owned.protection_state, owned.protection_owner_id), ("exempt", self.sales)
        )
        self.assertEqual(
            (contact.protection_state, contact.visible_user_id), ("exempt", self.sales)
        )
        self.assertEqual((free.protection_state, free.user_id.id), ("public", False))
        self.assertEqual(len((owned | free).protection_event_ids), events + 2)
        migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(len((owned | free).protection_event_ids), events + 2)
