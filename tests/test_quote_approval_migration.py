"""Orders of 19.0.1.3.0 need no approval, and are not written one by one to say so."""

import runpy
from pathlib import Path

from odoo.tests import TransactionCase, tagged
from odoo.tools.sql import column_exists

SCRIPT = Path(__file__).parent.parent / "migrations/19.0.1.4.0/pre-quote-approval.py"


@tagged("post_install", "-at_install")
class TestQuoteApprovalMigration(TransactionCase):
    def test_column_is_made_with_its_value(self):
        migrate = runpy.run_path(str(SCRIPT))["migrate"]
        partner = self.env["res.partner"].create({"name": "Older Than This"})
        order = self.env["sale.order"].create({"partner_id": partner.id})
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE sale_order DROP COLUMN approval_state CASCADE")
        for _again in range(2):
            migrate(self.env.cr, "19.0.1.3.0")
            self.assertTrue(column_exists(self.env.cr, "sale_order", "approval_state"))
        self.env.invalidate_all()
        self.assertEqual(order.approval_state, "none")
