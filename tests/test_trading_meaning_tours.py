"""What trading means in the browser; the steps stand in `static/tests/tours`."""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import CustomerSetUp
from .trading_meaning_common import MeaningSetUp


@tagged("post_install", "-at_install")
class TestTradingMeaningTours(MeaningSetUp, CustomerSetUp, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Trading for 18 months: no history says more, as of customers from before.
        before = fields.Datetime.now() - relativedelta(months=18)
        cls.silent = cls.trading
        cls.silent.sudo().write({"registration_date": before, "company_id": cls.company_a.id})
        cls.env.flush_all()
        cls.env.cr.execute(
            """
            ALTER TABLE crm_trading_event DISABLE TRIGGER append_only;
            UPDATE crm_trading_event SET date = %s;
            ALTER TABLE crm_trading_event ENABLE TRIGGER append_only;
            """,
            [before],
        )
        cls.env.invalidate_all()

    def test_order_refused(self):
        self.company_a.trading_only_orders = True
        order = self.add_quotation(self.potential)
        self.start_tour(
            f"/odoo/action-sale.action_quotations_with_onboarding/{order.id}",
            "trading_order_refused_tour",
            login="tc_sales",
        )
        self.assertEqual(order.state, "draft")

    def test_lapse(self):
        self.start_tour("/odoo/crm-customers", "trading_lapse_tour", login="tc_office")
        self.assertEqual(self.company_a.trading_back_months, 12)
        self.env["res.partner"].sudo()._attempt_back(self.company_a, self.silent.ids, [])
        self.assertEqual(self.silent.customer_stage, "potential")
        self.add_quotation(self.potential).action_confirm()
        self.start_tour("/odoo/crm-customers", "trading_again_tour", login="tc_office")
        self.assertEqual(self.silent.customer_stage, "trading")
        self.assertEqual(self.potential.customer_stage, "trading")
