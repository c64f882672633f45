"""The system proposes the conversion of a potential customer who orders, and does it once."""

from odoo.tests import tagged

from .common import CustomerCase
from .trading_meaning_common import MeaningSetUp


@tagged("post_install", "-at_install")
class TestTradingProposal(MeaningSetUp, CustomerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.trading_propose = True

    def proposals(self, customer=None):
        return self.events(customer or self.potential).count("proposed")

    def confirm(self, customer):
        order = self.add_quotation(customer)
        order.action_confirm()
        return order

    def test_first_order(self):
        order = self.confirm(self.potential)
        self.assertEqual(self.proposals(), 1)
        event = self.potential.sudo().trading_event_ids[:1]
        self.assertIn(order.name, event.note)
        self.assertEqual(self.potential.customer_stage, "potential")

    def test_never_twice(self):
        order = self.confirm(self.potential)
        self.confirm(self.potential)
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual(self.proposals(), 1)

    def test_nothing_to_propose(self):
        self.confirm(self.trading)
        self.confirm(self.outsider)
        self.assertFalse(self.proposals(self.trading))
        self.company_a.trading_propose = False
        self.confirm(self.potential)
        self.assertFalse(self.proposals())

    def test_made_as_an_order(self):
        self.add_quotation(self.potential, state="sale")
        self.assertEqual(self.proposals(), 1)

    def test_contact_orders(self):
        contact = self.add_contact(self.sales, self.potential, "Ms Buyer")
        self.confirm(contact)
        self.assertEqual(self.proposals(), 1)

    def test_other_company(self):
        self.company_a.trading_propose = False
        self.company_b.trading_propose = True
        self.confirm(self.potential)
        self.assertFalse(self.proposals())

    def test_signature_where_orders_are_held(self):
        self.company_a.trading_only_orders = True
        order = self.add_quotation(self.potential)
        order.sudo().write({"state": "sent", "signed_by": "Ms Buyer"})
        order.sudo()._validate_order()
        self.assertEqual(order.state, "sent")
        self.assertEqual(self.proposals(), 1)

    def test_payment_where_orders_are_held(self):
        self.company_a.trading_only_orders = True
        order = self.add_quotation(self.potential)
        transaction = self.env["payment.transaction"].new(
            {"amount": 200, "currency_id": order.currency_id.id, "reference": "P1"}
        )
        order._tell_paid_unapproved(transaction)
        self.assertEqual(self.proposals(), 1)

    def test_many_ask_once(self):
        """A thousand orders of trading customers ask nothing, those of potential ones once."""
        customers = [self.add_customer(self.sales, f"Trader {number}") for number in range(12)]
        trading = self.env["res.partner"].union(*customers)
        self.set_stage(trading, "trading")

        def count(orders):
            self.env.flush_all()
            orders.mapped("partner_id.managed_customer_id.customer_stage")
            before = self.env.cr.sql_log_count
            orders._propose_conversion()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        orders = self.env["sale.order"].union(
            *(self.add_quotation(customer) for customer in customers)
        )
        self.assertEqual(count(orders), 0)
        many = self.env["sale.order"].union(
            *(self.add_quotation(self.potential) for __ in range(12))
        )
        self.env["res.partner"]._propose_trading(many)
        self.assertFalse(self.proposals())
        many.partner_id._propose_trading(many)
        self.assertEqual(self.proposals(), 1)
        self.assertLessEqual(count(many), 1)
