"""Payments: the money is booked whatever becomes of the order (invariant 7).

Approved, the customer begins to pay, a line is changed: what is paid then confirms nothing and sends
nothing, and whoever sells it is told. Nothing raises, or the job would try for ever.
"""

from odoo import api, models

from .sale_order_payment import paying


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    @api.model_create_multi
    def create(self, vals_list):
        transactions = super().create(vals_list)
        # A refund or a capture follows from money that moved already.
        for transaction in transactions.filtered(lambda record: not record.source_transaction_id):
            transaction.sale_order_ids._check_may_confirm()
        return transactions

    def _post_process(self):
        for transaction in self.filtered(lambda record: record.state in ("authorized", "done")):
            transaction.sale_order_ids._tell_paid_unapproved(transaction)
        return super(PaymentTransaction, paying(self))._post_process()

    def _check_amount_and_confirm_order(self):
        ready = self.filtered(
            lambda record: (
                record.sale_order_ids == record.sale_order_ids.sudo()._filter_may_confirm()
            )
        )
        return super(PaymentTransaction, ready)._check_amount_and_confirm_order()
