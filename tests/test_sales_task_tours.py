"""Sales tasks in the browser. The steps stand in `static/tests/tours/sales_task_tour.js`."""

from odoo.tests import HttpCase, tagged

from .common import CustomerSetUp
from .sales_task_common import SalesTaskSetUp


@tagged("post_install", "-at_install")
class TestSalesTaskTours(SalesTaskSetUp, CustomerSetUp, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.add_customer(cls.sales, "Adler Ltd")

    def test_from_customer(self):
        self.start_tour(
            f"/odoo/crm-customers/{self.customer.id}",
            "sales_task_from_customer_tour",
            login="tc_sales",
        )
        task = self.env["crm.lead"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(task.name, "Adler Ltd - Pump P7 - sales task")
        self.assertEqual(task.member_ids.user_id, self.sales_two)
        document = self.env["ir.attachment"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", task.id)]
        )
        self.assertEqual(document.document_kind_id.name, "Drawing")

    def test_lost(self):
        task = self.add_task(self.sales, name="Line 3", partner_id=self.customer.id)
        self.start_tour(f"/odoo/crm/{task.id}", "sales_task_lost_tour", login="tc_sales")
        self.assertEqual(task.won_status, "lost")
        self.assertEqual(task.competitor_id.name, "Meridian")
