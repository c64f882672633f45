"""Tasks of 19.0.1.2.0 are not computed one by one for a column that is empty in all of them."""

import runpy
from pathlib import Path

from odoo.tests import TransactionCase, tagged
from odoo.tools.sql import column_exists

SCRIPT = Path(__file__).parent.parent / "migrations/19.0.1.3.0/pre-work-record.py"


@tagged("post_install", "-at_install")
class TestWorkRecordMigration(TransactionCase):
    def test_column_is_made_empty(self):
        migrate = runpy.run_path(str(SCRIPT))["migrate"]
        lead = self.env["crm.lead"].create({"name": "Older Than This", "type": "opportunity"})
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE crm_lead DROP COLUMN last_work_date")
        for _again in range(2):
            migrate(self.env.cr, "19.0.1.2.0")
            self.assertTrue(column_exists(self.env.cr, "crm_lead", "last_work_date"))
        self.env.invalidate_all()
        self.assertFalse(lead.last_work_date)
