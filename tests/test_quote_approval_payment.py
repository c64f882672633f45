"""Payments of what is not approved: the money is booked, nothing is confirmed (invariant 7)."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import TransactionCase

from ..models.quote_approval.sale_order_payment import is_paying
from .quote_common import QuoteSetUp


class PaidSetUp(QuoteSetUp):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.method = cls.env.ref("payment.payment_method_unknown")
        cls.provider = cls.env["payment.provider"].create(
            {
                "name": "Test",
                "code": "none",
                "state": "test",
                "company_id": cls.company_a.id,
                "payment_method_ids": [Command.set(cls.method.ids)],
            }
        )
        cls.method.active = True

    @classmethod
    def pay(cls, order, state="done", **values):
        transaction = (
            cls.env["payment.transaction"]
            .sudo()
            .create(
                {
                    "provider_id": cls.provider.id,
                    "payment_method_id": cls.method.id,
                    "amount": order.amount_total,
                    "currency_id": order.currency_id.id,
                    "partner_id": order.partner_id.id,
                    "operation": "online_direct",
                    "sale_order_ids": [Command.set(order.ids)],
                    **values,
                }
            )
        )
        # Not every provider of a test can do everything that happens.
        cls.env.flush_all()
        query = "UPDATE payment_transaction SET state = %s WHERE id = %s"
        cls.env.cr.execute(query, [state, transaction.id])
        transaction.invalidate_recordset(["state"])
        return transaction


@tagged("post_install", "-at_install")
class TestQuoteApprovalPayment(PaidSetUp, TransactionCase):
    def setUp(self):
        super().setUp()
        # Booking needs a chart of accounts; that it is reached is what counts here.
        self.booked = []
        target = "odoo.addons.account_payment.models.payment_transaction.PaymentTransaction"

        def create_payment(transaction, **_values):
            self.booked.append(transaction.id)

        self.startPatcher(patch(f"{target}._create_payment", create_payment))
        self.order = self.approved_order()

    def change(self):
        self.order.order_line.price_unit = 101

    def test_no_new_payment(self):
        self.change()
        with self.assertRaisesRegex(UserError, "needs approval"):
            self.pay(self.order)

    def test_refund_of_what_was_paid(self):
        source = self.pay(self.order)
        self.change()
        refund = self.pay(self.order, source_transaction_id=source.id, operation="refund")
        self.assertTrue(refund)

    def test_approved_is_confirmed(self):
        transaction = self.pay(self.order)
        transaction._post_process()
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(self.booked, transaction.ids)

    def test_changed_while_it_is_paid(self):
        for state in ("done", "authorized"):
            with self.subTest(state):
                self.order = self.approved_order()
                transaction = self.pay(self.order, state)
                self.change()
                public = self.env.ref("base.public_user")
                transaction.with_user(public).sudo()._post_process()
                self.assertEqual((self.order.state, self.order.approval_state), ("draft", "draft"))
                self.assertTrue(transaction.is_post_processed)
                self.assertEqual(transaction.id in self.booked, state == "done")
                activity = self.order.sudo().activity_ids
                self.assertEqual(activity.user_id, self.sales)
                self.assertIn("needs approval", str(activity.note))
                bodies = "".join(self.order.sudo().message_ids.mapped("body"))
                self.assertIn("were paid", bodies)

    def test_announced_while_it_is_changed(self):
        transaction = self.pay(self.order, "pending")
        self.change()
        transaction._post_process()
        self.assertEqual(self.order.state, "draft")
        other = self.approved_order()
        self.pay(other, "pending")._post_process()
        self.assertEqual(other.state, "sent")

    def test_job(self):
        transaction = self.pay(self.order)
        self.change()
        with patch.object(self.env.cr, "commit"), patch.object(self.env.cr, "rollback") as back:
            transaction._cron_post_process()
        back.assert_not_called()
        self.assertTrue(transaction.is_post_processed)

    def test_mark_cannot_be_sent(self):
        for value in (True, 1, "x", {}):
            order = self.order.with_context(crm_quote_paying=value)
            self.assertFalse(is_paying(order.env))
        self.change()
        with self.assertRaisesRegex(UserError, "needs approval"):
            self.order.with_context(crm_quote_paying=True).action_quotation_sent()
