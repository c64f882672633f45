"""Parked orders get their customer as soon as somebody gives it its code, or the job finds it."""

from unittest.mock import patch

from odoo.tests.common import TransactionCase, tagged

from .erp_common import ErpSetUp
from .erp_payloads import order


@tagged("post_install", "-at_install")
class TestErpAgain(ErpSetUp, TransactionCase):
    def park(self, number="SO-1", **customer):
        result, stored = self.push(number, customer=customer or {"code": "LATE"})
        self.assertEqual(result["result"], "parked")
        return stored

    def insert_code(self, code):
        """A code that came past the ORM, as by an import of SQL."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET ref = %s WHERE id = %s", [code, self.other.id])
        self.env.invalidate_all()

    def run_cron(self):
        cron = self.env.ref("crm_customer_protection.ir_cron_erp_look_again")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    # === AT ONCE === #

    def test_code(self):
        stored = self.park() | self.park("SO-2")
        elsewhere = self.park("SO-3", code="NEVER")
        self.other.with_user(self.office).ref = "LATE"
        self.assertEqual(stored.partner_id, self.other)
        self.assertFalse(any(stored.mapped("parked_reason")))
        self.assertFalse(elsewhere.partner_id)
        self.assertEqual(self.push(customer={"code": "LATE"})[0]["result"], "unchanged")

    def test_tax_number(self):
        """However it is written, on either side."""
        stored = self.park(vat="de 811-569.869")
        self.other.with_user(self.office).vat = "DE811569869"
        self.assertEqual(stored.partner_id, self.other)

    def test_new_customer(self):
        stored = self.park()
        customer = self.add_customer(self.office, "Late AG", ref="LATE")
        self.assertEqual(stored.partner_id, customer)

    def test_becomes_a_customer(self):
        stored = self.park()
        partner = self.env["res.partner"].create(
            {"name": "Late AG", "is_company": True, "ref": "LATE", "company_id": self.company_a.id}
        )
        partner.is_managed_customer = False
        self.assertFalse(stored.partner_id)
        partner.is_managed_customer = True
        self.assertEqual(stored.partner_id, partner)

    def test_links_and_followers(self):
        """What hangs on the customer follows, as if it had been known from the beginning."""
        quotation = self.env["sale.order"].create(
            {"partner_id": self.other.id, "company_id": self.company_a.id}
        )
        __, stored = self.push(customer={"code": "LATE"}, quotation=quotation.name)
        told = []
        with patch.object(
            type(stored), "_after_upsert", lambda orders, order_ids: told.extend(order_ids)
        ):
            self.other.sudo().ref = "LATE"
        self.assertEqual(stored.order_id, quotation)
        self.assertEqual(told, stored.ids)

    def test_still_unknown(self):
        """Two customers with one number: nobody guesses, and the reason is told."""
        stored = self.park(vat="DE811569869")
        twins = self.customer | self.other
        with patch.object(type(twins), "_look_for_erp_orders", lambda partners: None):
            twins.sudo().write({"vat": "DE811569869"})
        stored._look_again()
        self.assertFalse(stored.partner_id)
        self.assertEqual(stored.parked_reason, "ambiguous")

    def test_no_other_company(self):
        self.company_b.use_erp_orders = True
        self.key_user.company_ids += self.company_b
        __, stored = self.push(customer={"code": "LATE"}, company=self.company_b.id)
        self.other.sudo().company_id = self.company_a
        self.other.sudo().ref = "LATE"
        self.assertFalse(stored.partner_id)
        self.other.sudo().company_id = False
        self.assertEqual(stored.partner_id, self.other)

    def test_cheap(self):
        """A customer costs one look at the queue, and none without an ERP."""

        def count(values):
            self.env.flush_all()
            self.customer.sudo().read(["ref", "vat", "managed_customer_id"])
            before = self.env.cr.sql_log_count
            self.customer.sudo()._look_for_erp_orders()
            return self.env.cr.sql_log_count - before

        self.upsert(
            *[order(f"Q-{number}", customer={"code": f"Q{number}"}) for number in range(30)]
        )
        self.assertLessEqual(count({}), 1)
        self.env["res.company"].search([]).use_erp_orders = False
        self.env["res.company"]._get_erp_company_ids()
        self.assertEqual(count({}), 0)

    def test_many(self):
        """Whoever saves a customer does not wait for hundreds: the job does the rest."""
        self.upsert(*[order(f"M-{number}", customer={"code": "MANY"}) for number in range(130)])
        cron = self.env.ref("crm_customer_protection.ir_cron_erp_look_again")
        with patch.object(type(cron), "_trigger") as triggered:
            self.other.sudo().ref = "MANY"
        triggered.assert_called_once()
        orders = self.env["crm.erp.order"].search([("customer_code", "=", "MANY")])
        self.assertEqual(len(orders.filtered("partner_id")), 100)
        self.run_cron()
        self.assertEqual(orders.partner_id, self.other)
        self.assertTrue(all(orders.mapped("partner_id")))

    # === EVERY DAY === #

    def test_job(self):
        stored, never = self.park(), self.park("SO-2", code="NEVER")
        self.insert_code("LATE")
        self.run_cron()
        self.assertEqual(stored.partner_id, self.other)
        self.assertEqual(never.parked_reason, "unknown")
        before = self.get_state()
        self.run_cron()
        self.assertEqual(self.get_state(), before)

    def test_job_in_batches(self):
        """Each batch is kept: killed in the middle, the next run does the rest."""
        self.upsert(*[order(f"B-{number}", customer={"code": "LATE"}) for number in range(5)])
        self.insert_code("LATE")
        progress, cron = [], type(self.env["ir.cron"])

        def commit(_cron, processed=0, *, remaining=None, deactivate=False):
            progress.append((processed, remaining))
            # Time is up after the second batch.
            return len(progress) < 3

        with (
            patch.object(cron, "_commit_progress", commit),
            patch("odoo.addons.crm_customer_protection.models.erp.crm_erp_order_again._BATCH", 2),
        ):
            self.env["crm.erp.order"]._cron_look_again()
        self.assertEqual(progress, [(0, 5), (2, None), (2, None)])
        orders = self.env["crm.erp.order"].search([("customer_code", "=", "LATE")])
        self.assertEqual(len(orders.filtered("partner_id")), 4)
        self.run_cron()
        self.assertEqual(len(orders.filtered("partner_id")), 5)

    def test_job_without_an_erp(self):
        stored = self.park()
        self.insert_code("LATE")
        self.company_a.use_erp_orders = False
        self.run_cron()
        self.assertFalse(stored.partner_id)
