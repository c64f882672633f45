"""Merge and undo in the browser, as the back office does it."""

from odoo.tests import HttpCase, tagged

from .common import CustomerSetUp
from .merge_common import MergeSetUp


@tagged("post_install", "-at_install")
class TestMergeTour(MergeSetUp, CustomerSetUp, HttpCase):
    def test_merge_and_undo(self):
        one = self.add_customer(self.sales, "Zwilling Eins", city="Bern")
        two = self.add_customer(self.sales_two, "Zwilling Zwei", city="Basel")
        self.env["ir.attachment"].create(
            {"name": "a", "raw": b"a", "res_model": "res.partner", "res_id": two.id}
        )
        self.start_tour("/odoo/crm-customers", "customer_merge_tour", login="tc_office")
        log = self.env["crm.customer.merge.log"].search([], limit=1)
        self.assertRecordValues(
            log, [{"survivor_id": one.id, "state": "undone", "reason": "One and the same"}]
        )
        self.assertTrue(two.active)
        self.assertOwner(two, self.sales_two)
