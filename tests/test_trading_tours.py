"""A conversion in the browser: request, question, answer, decision; refusal with a reason."""

from odoo.tests import HttpCase, tagged

from .common import CustomerSetUp
from .trading_common import TradingSetUp


@tagged("post_install", "-at_install")
class TestTradingTours(TradingSetUp, CustomerSetUp, HttpCase):
    url = "/odoo/crm-customers"

    def test_course(self):
        self.start_tour(self.url, "trading_request_tour", login="tc_sales")
        request = self.customer.trading_request_ids
        self.assertEqual(request.state, "requested")
        self.start_tour(self.url, "trading_ask_tour", login="tc_office")
        self.start_tour(self.url, "trading_answer_tour", login="tc_sales")
        self.start_tour(self.url, "trading_convert_tour", login="tc_office")
        self.assertEqual(self.customer.customer_stage, "trading")
        self.assertEqual(self.events(), ["requested", "asked", "answered", "converted"])

    def test_refused(self):
        self.request()
        self.start_tour(self.url, "trading_refuse_tour", login="tc_office")
        self.assertEqual(self.customer.trading_request_ids.state, "refused")
        self.assertEqual(self.customer.customer_stage, "potential")
