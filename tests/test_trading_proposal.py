"""The system proposes the conversion of a potential customer who orders, and does it once."""

from odoo.tests import tagged

from ..models.protection.guard import unlocked
from .common import CustomerCase
from .trading_meaning_common import MeaningSetUp


@tagged("post_install", "-at_install")
class TestTradingProposal(MeaningSetUp, CustomerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.write({"trading_propose": True, "use_trading_request": False})

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

    # === BY REQUEST === #

    def requests(self):
        return self.potential.sudo().trading_request_ids

    def test_request_in_the_name_of_the_owner(self):
        self.company_a.use_trading_request = True
        self.company_a.trading_user_id = self.office
        order = self.confirm(self.potential)
        [request] = self.requests()
        self.assertEqual((request.state, request.requester_id), ("requested", self.sales))
        self.assertEqual(request.origin, order.name)
        self.assertEqual(request.activity_ids.user_id, self.office)
        self.assertEqual(self.proposals(), 1)
        self.confirm(self.potential)
        self.assertEqual(len(self.requests()), 1)

    def test_refused_for_this_order(self):
        """Not again for the same order; another one is another reason."""
        self.company_a.use_trading_request = True
        order = self.confirm(self.potential)
        self.requests().with_user(self.office)._refuse("Too small")
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual(self.requests().mapped("state"), ["refused"])
        self.confirm(self.potential)
        self.assertEqual(set(self.requests().mapped("state")), {"refused", "requested"})

    def test_requested_by_a_person_before(self):
        self.company_a.use_trading_request = True
        self.potential.sudo()._open_trading_request(requester=self.sales)
        self.confirm(self.potential)
        self.assertEqual(len(self.requests()), 1)
        self.assertFalse(self.proposals())

    def test_public_customer(self):
        """Without an owner nobody requests: the back office is told."""
        self.company_a.use_trading_request = True
        order = self.add_quotation(self.potential, self.manager)
        self.potential.sudo().user_id = False
        order.action_confirm()
        self.assertFalse(self.requests())
        self.assertEqual(self.proposals(), 1)

    def test_again_after_a_lapse(self):
        self.confirm(self.potential)
        self.set_stage(self.potential, "trading")
        self.confirm(self.potential)
        self.potential.sudo()._change_customer_stage("potential", "back")
        self.confirm(self.potential)
        self.assertEqual(self.proposals(), 2)

    def test_order_of_the_erp(self):
        values = {
            "number": "E-1",
            "source": "erp",
            "company_id": self.company_a.id,
            "version": "1",
            "version_key": "1",
            "fingerprint": "x",
            "state": "confirmed",
            "partner_id": self.potential.id,
            "currency_id": self.company_a.currency_id.id,
        }
        order = unlocked(self.env["crm.erp.order"].sudo()).create(values)
        proposed = order.partner_id._propose_trading(order)
        self.assertEqual(proposed, self.potential.sudo())
        self.assertEqual(self.proposals(), 1)
        self.assertFalse(order.partner_id._propose_trading(order))

    # === MANY === #

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
        # The row is taken and the history asked, once for all twelve.
        self.assertLessEqual(count(many), 4)
