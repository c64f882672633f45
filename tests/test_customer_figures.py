"""Last contact, last deal and value, as orders and talks give them."""

from datetime import datetime

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests.common import tagged

from .common import CustomerCase

# What "Send message" of the chatter sends.
SENT = {"subtype_xmlid": "mail.mt_comment"}


@tagged("post_install", "-at_install")
class TestCustomerFigures(CustomerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.add_customer(cls.sales, "Valued Ltd")
        cls.contact = cls.add_contact(cls.sales, cls.customer, "Ann")
        cls.product = cls.env["product.product"].create(
            {"name": "Hinge", "list_price": 100.0, "taxes_id": False, "type": "service"}
        )

    def order(self, partner, price=100.0, **values):
        line = {"product_id": self.product.id, "product_uom_qty": 2, "price_unit": price}
        orders = self.partners(self.sales).env["sale.order"]
        return orders.create(
            {"partner_id": partner.id, "order_line": [Command.create(line)], **values}
        )

    @freeze_time("2026-03-25 08:00:00")
    def test_confirm_and_cancel(self):
        order = self.order(self.customer)
        self.assertEqual((self.customer.customer_value, self.customer.last_deal_date), (0, False))
        order.action_confirm()
        self.assertEqual(self.customer.customer_value, 200)
        self.assertEqual(self.customer.last_deal_date, datetime(2026, 3, 25, 8))
        order._action_cancel()
        self.assertEqual((self.customer.customer_value, self.customer.last_deal_date), (0, False))

    def test_latest_of_several(self):
        with freeze_time("2026-03-25 08:00:00"):
            self.order(self.customer).action_confirm()
        with freeze_time("2026-04-02 08:00:00"):
            self.order(self.customer, 50).action_confirm()
        self.assertEqual(self.customer.customer_value, 300)
        self.assertEqual(self.customer.last_deal_date, datetime(2026, 4, 2, 8))

    def test_changed_line(self):
        order = self.order(self.customer)
        order.action_confirm()
        order.order_line.price_unit = 10
        self.assertEqual(self.customer.customer_value, 20)

    def test_order_of_a_contact(self):
        self.order(self.contact).action_confirm()
        self.assertEqual(self.customer.customer_value, 200)
        self.assertTrue(self.customer.last_deal_date)
        self.assertFalse(self.contact.customer_value)
        self.order(self.customer, 1).action_confirm()
        self.assertEqual(self.customer.customer_value, 202)

    def test_foreign_currency(self):
        currency = self.env["res.currency"].create({"name": "TCX", "symbol": "x", "rounding": 0.01})
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "rate": 4.0,
                "name": "2026-01-01",
                "company_id": self.company_a.id,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "TCX", "currency_id": currency.id, "company_id": self.company_a.id}
        )
        with freeze_time("2026-03-25 08:00:00"):
            order = self.order(self.customer, 40, pricelist_id=pricelist.id)
            order.action_confirm()
        self.assertEqual(order.amount_untaxed, 80)
        self.assertEqual(self.customer.customer_value, 20)
        self.assertEqual(self.customer.customer_currency_id, self.company_a.currency_id)

    def test_partner_that_becomes_a_customer(self):
        partner = self.partners(self.plain).create(
            {"name": "Old Buyer", "website": "https://example.com"}
        )
        self.order(partner).action_confirm()
        self.assertFalse(partner.customer_value or partner.last_deal_date)
        partner.with_user(self.office).is_managed_customer = True
        self.assertEqual(partner.customer_value, 200)

    @freeze_time("2026-03-25 08:00:00")
    def test_message(self):
        self.customer.message_post(body="Hello", message_type="comment", **SENT)
        self.assertEqual(self.customer.last_contact_date, datetime(2026, 3, 25, 8))

    @freeze_time("2026-03-25 08:00:00")
    def test_note_and_system_message(self):
        self.customer.message_post(
            body="Note", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.customer.message_post(body="Note", message_type="notification")
        self.customer.with_user(self.office).customer_importance = "3"
        self.assertFalse(self.customer.last_contact_date)

    @freeze_time("2026-03-25 08:00:00")
    def test_message_to_a_contact(self):
        self.contact.message_post(body="Hello", message_type="comment", **SENT)
        self.assertEqual(self.customer.last_contact_date, datetime(2026, 3, 25, 8))
        self.assertFalse(self.contact.last_contact_date)

    @freeze_time("2026-03-25 08:00:00")
    def test_incoming_mail(self):
        self.customer.sudo().message_post(body="Answer", message_type="email", **SENT)
        self.assertTrue(self.customer.last_contact_date)

    def test_activity_done(self):
        with freeze_time("2026-03-25 08:00:00"):
            activity = self.customer.activity_schedule(
                "mail.mail_activity_data_call", user_id=self.sales.id
            )
            self.assertFalse(self.customer.last_contact_date)
        with freeze_time("2026-03-26 08:00:00"):
            activity.action_feedback("Talked")
        self.assertEqual(self.customer.last_contact_date, datetime(2026, 3, 26, 8))

    @freeze_time("2026-03-25 08:00:00")
    def test_opportunity(self):
        lead = (
            self.partners(self.sales)
            .env["crm.lead"]
            .create({"name": "Deal", "partner_id": self.contact.id, "type": "opportunity"})
        )
        self.assertFalse(self.customer.last_contact_date)
        lead.message_post(body="Hello", message_type="comment", **SENT)
        self.assertEqual(self.customer.last_contact_date, datetime(2026, 3, 25, 8))

    def test_never_backwards(self):
        with freeze_time("2026-03-25 08:00:00"):
            self.customer.message_post(body="Hello", message_type="comment", **SENT)
        with freeze_time("2026-03-01 08:00:00"):
            self.customer.message_post(body="Late mail", message_type="comment", **SENT)
        self.assertEqual(self.customer.last_contact_date, datetime(2026, 3, 25, 8))

    def test_other_partners_have_none(self):
        vendor = self.partners(self.plain).create({"name": "Vendor"})
        vendor.message_post(body="Hello", message_type="comment", **SENT)
        self.order(vendor).action_confirm()
        self.assertFalse(vendor.last_contact_date or vendor.last_deal_date or vendor.customer_value)
