"""Orders of the ERP in the browser; the steps stand in `static/tests/tours`."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .erp_common import ErpSetUp
from .erp_payloads import line


@tagged("post_install", "-at_install")
class TestErpTours(ErpSetUp, HttpCase):
    def test_parked(self):
        unknown = {"code": "X1", "name": "Neuer Kunde"}
        __, one = self.push("SO-81", customer=unknown)
        __, two = self.push("SO-82", customer=unknown)
        self.start_tour("/odoo/crm-customers", "erp_parked_tour", login="tc_office")
        self.assertEqual((one | two).partner_id, self.customer)

    def test_execution(self):
        past = fields.Date.to_string(fields.Date.today() - timedelta(days=5))
        self.push(
            "SO-90",
            state="partly_shipped",
            promised_date=past,
            lines=[line(1, delivered=2), line(2)],
        )
        self.push("SO-91", state="closed", promised_date=past)
        self.start_tour("/odoo/crm-customers", "erp_execution_tour", login="tc_sales")

    def test_native(self):
        self.company_a.use_native_execution = True
        product = self.env["product.product"].create({"name": "Pump", "taxes_id": False})
        self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company_a.id,
                "user_id": self.sales.id,
                "order_line": [Command.create({"product_id": product.id, "price_unit": 100})],
            }
        ).action_confirm()
        self.push("SO-95", state="shipped")
        self.start_tour("/odoo/crm-customers", "order_execution_tour", login="tc_sales")

    def test_task(self):
        task = self.env["crm.lead"].create(
            {
                "name": "Line 4",
                "type": "opportunity",
                "partner_id": self.customer.id,
                "company_id": self.company_a.id,
                "user_id": self.sales.id,
            }
        )
        self.push("SO-96", state="paid", task=task.id)
        self.start_tour("/odoo/crm", "task_execution_tour", login="tc_sales")
