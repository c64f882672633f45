"""Quotation approval in the browser, role by role. The steps stand in `static/tests/tours`."""

from odoo.tests import HttpCase, tagged

from .browser_common import ClickEverything
from .quote_common import QuoteSetUp


class QuoteToursCase(QuoteSetUp, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.with_company(cls.company_a).standard_price = 60.0

    @classmethod
    def submit(cls, name, note=None, **values):
        """A quotation of the salesperson for a customer of that name, on the leader's desk."""
        partner = cls.env["res.partner"].create({"name": name, "is_company": True})
        order = cls.add_order(partner_id=partner.id, **values)
        order._submit(note)
        return order

    def open_quotation(self, order, tour, login="tc_sales"):
        self.start_tour(f"/odoo/sales/{order.id}", tour, login=login)


@tagged("post_install", "-at_install")
class TestQuoteApprovalTours(QuoteToursCase):
    def add_three(self):
        first = self.submit("Erstes Werk", "As last year", lines=((2, 90.0),))
        earlier = self.add_order(partner_id=first.partner_id.id)
        earlier._submit()
        earlier.with_user(self.leader)._approve()
        earlier.action_confirm()
        return first | self.submit("Zweites Werk") | self.submit("Drittes Werk")

    def test_submit(self):
        order = self.add_order()
        self.start_tour("/odoo/crm-customers", "quote_submit_tour", login="tc_sales")
        self.assertEqual(order.approval_state, "submitted")
        self.assertEqual(order.approval_user_ids, self.leader)
        self.assertEqual(order.approval_step_ids.note, "They decide on Friday")

    def test_desk(self):
        orders = self.add_three()
        self.start_tour("/odoo/crm-customers", "quote_desk_tour", login="tq_leader")
        self.assertEqual(orders.mapped("approval_state"), ["approved", "rejected", "approved"])
        self.assertEqual(orders[1].approval_step_ids[0].note, "Ten percent at most")
        self.assertEqual(orders.approval_step_ids.user_id, self.sales | self.leader)

    def test_desk_many(self):
        orders = self.add_three()
        self.start_tour("/odoo/quotations-to-approve", "quote_desk_many_tour", login="tq_leader")
        self.assertEqual(orders.mapped("approval_state"), ["approved", "approved", "rejected"])

    def test_rejected(self):
        order = self.add_order()
        order._submit()
        order.with_user(self.leader)._reject("Ten percent at most")
        self.open_quotation(order, "quote_rejected_tour")
        self.assertEqual(order.approval_state, "withdrawn")
        self.assertEqual(self.kinds(order), ["submitted", "rejected", "submitted", "withdrawn"])

    def test_edit_voids(self):
        order = self.approved_order()
        self.open_quotation(order, "quote_edit_voids_tour")
        self.assertEqual(order.approval_state, "draft")
        self.assertEqual(order.order_line.price_unit, 80.0)
        self.assertEqual(self.kinds(order), ["submitted", "approved", "voided"])

    def test_activity(self):
        order = self.add_order()
        order._submit()
        self.open_quotation(order, "quote_activity_tour", login="tq_leader")
        self.assertEqual(order.approval_state, "approved")


@tagged("post_install", "-at_install")
class TestQuoteApprovalClickEverything(ClickEverything, QuoteToursCase):
    """Every menu item, view and filter opens, with something on the desk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.submit("Erstes Werk", "As last year", lines=((2, 90.0),))
        rejected = cls.submit("Zweites Werk")
        rejected.with_user(cls.leader)._reject("Too low")
        cls.approved_order()

    def test_as_leader(self):
        self.click_everything("tq_leader")
