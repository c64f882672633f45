"""Potential again without orders: the predicate, the preview, the job and the way back."""

from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.protection.guard import unlocked
from ..models.trading import res_partner_lapse_run
from .common import CustomerCase
from .trading_meaning_common import MeaningSetUp

# Half past nine in the evening in Shanghai the day before would be another day in UTC.
NOW = datetime(2026, 4, 15, 2, 0)
LONG_AGO = datetime(2024, 1, 10, 4, 0)


@tagged("post_install", "-at_install")
class TestTradingLapse(MeaningSetUp, CustomerCase):
    @classmethod
    def setUpClass(cls):
        with freeze_time(LONG_AGO):
            super().setUpClass()
            # Those of the demo data have their own dates.
            cls.company_a.write({"use_protection": True, "protection_tz": "Asia/Shanghai"})
            cls.silent = cls.add_trading("Silent")
            cls.other = cls.add_trading("Other", cls.sales_two)
            # Since the customers of before became trading by events, which nobody backdates.
            cls.env.flush_all()
            cls.env.invalidate_all()
        for user in (cls.sales, cls.sales_two):
            user.notification_type = "inbox"

    @classmethod
    def add_trading(cls, name, user=None):
        customer = cls.add_customer(user or cls.sales, name)
        cls.set_stage(customer, "trading")
        return customer

    def setUp(self):
        super().setUp()
        clock = freeze_time(NOW)
        clock.start()
        self.addCleanup(clock.stop)
        self.ours = self.silent | self.other | self.trading

    def lapsing(self, months=12):
        found = self.ours.sudo()._find_lapsing(self.company_a, months)
        return self.env["res.partner"].browse([row[0] for row in found])

    def order_on(self, customer, day):
        values = {"state": "sale", "date_order": fields.Datetime.to_datetime(day)}
        order = self.add_quotation(customer, customer.user_id, **values)
        self.env.flush_all()
        return order

    def add_erp_order(self, customer, day, state="confirmed"):
        values = {
            "number": f"E-{customer.id}-{state}",
            "source": "erp",
            "company_id": self.company_a.id,
            "version": "1",
            "version_key": "1",
            "fingerprint": "x",
            "state": state,
            "partner_id": customer.id,
            "date_order": day,
            "currency_id": self.company_a.currency_id.id,
        }
        return unlocked(self.env["crm.erp.order"].sudo()).create(values)

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_customer_protection.ir_cron_trading_back").method_direct_trigger()
        self.env.invalidate_all()

    def inbox(self, user):
        return self.env["mail.message"].search(
            [
                ("notified_partner_ids", "=", user.partner_id.id),
                ("subject", "like", "potential again"),
            ]
        )

    # === WHO === #

    def test_who(self):
        self.assertEqual(self.lapsing(), self.silent | self.trading | self.other)
        self.order_on(self.silent, "2025-04-15 04:00:00")
        self.assertNotIn(self.silent, self.lapsing())
        self.order_on(self.other, "2025-04-14 04:00:00")
        self.assertIn(self.other, self.lapsing())

    def test_calendar_of_the_company(self):
        """Midnight in Shanghai is 16:00 UTC of the day before."""
        self.order_on(self.silent, "2025-04-14 16:00:00")
        self.order_on(self.other, "2025-04-14 15:59:59")
        self.assertEqual(self.lapsing() & (self.silent | self.other), self.other)

    def test_orders_of_the_erp(self):
        self.add_erp_order(self.silent, "2025-04-15")
        self.add_erp_order(self.other, "2026-01-01", "cancelled")
        self.assertNotIn(self.silent, self.lapsing())
        self.assertIn(self.other, self.lapsing())

    def test_converted_lately(self):
        self.set_stage(self.silent, "potential")
        self.set_stage(self.silent, "trading")
        self.assertNotIn(self.silent, self.lapsing())

    def test_registered_lately(self):
        new = self.add_customer(self.office, "New One", customer_stage="trading")
        self.ours |= new
        self.assertNotIn(new, self.lapsing())

    def test_others_stay_out(self):
        self.deactivate(self.office, self.silent.with_user(self.office))
        self.set_stage(self.other, "potential")
        self.assertEqual(self.lapsing(), self.trading)
        self.trading.sudo().company_id = self.company_a
        self.assertFalse(self.ours.sudo()._find_lapsing(self.company_b, 12))

    def test_shared_by_companies(self):
        """Its policy's company decides; without one the first that takes stages back."""
        shared = self.silent.sudo()
        self.assertFalse(shared.company_id)
        self.company_b.trading_back_months = 12
        self.env.flush_all()
        self.assertIn(shared.id, [r[0] for r in shared._find_lapsing(self.company_a, 12)])
        unlocked(shared).write({"protection_policy_id": False})
        rows = [row[0] for row in shared._find_lapsing(self.company_b, 12)]
        first = self.env["res.company"].search([("trading_back_months", ">", 0)], limit=1)
        self.assertEqual(first, self.company_b)
        self.assertEqual(rows, shared.ids)
        self.assertFalse(shared._find_lapsing(self.company_a, 12))

    # === THE JOB === #

    def test_never(self):
        self.run_job()
        self.assertEqual(set(self.ours.mapped("customer_stage")), {"trading"})

    def test_job(self):
        self.company_a.trading_back_months = 12
        self.order_on(self.other, "2026-01-01 04:00:00")
        self.run_job()
        self.assertEqual(self.silent.customer_stage, "potential")
        self.assertEqual(self.other.customer_stage, "trading")
        self.assertEqual(self.events(self.silent)[-1], "back")
        event = self.silent.sudo().trading_event_ids[:1]
        self.assertEqual((event.from_stage, event.to_stage), ("trading", "potential"))
        self.assertTrue(self.silent.sudo().is_lapsed)
        self.assertFalse(self.potential.sudo().is_lapsed)
        self.run_job()
        self.assertEqual(self.events(self.silent).count("back"), 1)

    def test_one_message_for_each_owner(self):
        self.company_a.trading_back_months = 12
        self.run_job()
        [message] = self.inbox(self.sales)
        self.assertIn("Silent", message.body)
        self.assertIn("Pumpwerk Sued", message.body)
        self.assertNotIn("Other", message.body)
        [message] = self.inbox(self.sales_two)
        self.assertIn("Other", message.body)
        self.run_job()
        self.assertEqual(len(self.inbox(self.sales)), 1)

    def test_small_batches(self):
        """One message still, and each batch commits."""
        self.company_a.trading_back_months = 12
        with (
            patch.object(res_partner_lapse_run, "BATCH_SIZE", 1),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=9.0) as done,
        ):
            self.env["res.partner"]._cron_trading_back()
        self.assertGreaterEqual(done.call_count, 4)
        self.assertEqual(set(self.ours.mapped("customer_stage")), {"potential"})
        self.assertEqual(len(self.inbox(self.sales)), 1)

    def test_stops_when_its_time_is_up(self):
        self.company_a.trading_back_months = 12
        with (
            patch.object(res_partner_lapse_run, "BATCH_SIZE", 1),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=0.0),
        ):
            self.env["res.partner"]._cron_trading_back()
        stages = self.ours.mapped("customer_stage")
        self.assertEqual(sorted(stages), ["potential", "trading", "trading"])

    def test_ordered_meanwhile(self):
        """Listed, and then an order came: the batch asks again."""
        self.company_a.trading_back_months = 12
        self.order_on(self.silent, "2026-04-14 04:00:00")
        model = self.env["res.partner"].sudo()
        model._attempt_back(self.company_a, self.ours.ids, [])
        self.assertEqual(self.silent.customer_stage, "trading")
        self.assertEqual(self.other.customer_stage, "potential")

    def test_protection_follows(self):
        self.env["crm.protection.policy"].search([("company_id", "=", self.company_a.id)]).write(
            {"exempt_trading": True}
        )
        exempt = self.add_trading("Exempt")
        self.assertEqual(exempt.sudo().protection_state, "exempt")
        exempt.sudo()._change_customer_stage("potential", "back")
        self.assertEqual(exempt.sudo().protection_state, "protected")
        self.assertTrue(exempt.sudo().protected_until)
        exempt.sudo()._change_customer_stage("trading", "undo")
        self.assertEqual(exempt.sudo().protection_state, "exempt")

    # === THE PREVIEW === #

    def preview(self, user=None, **values):
        lapses = self.partners(user or self.office).env["crm.trading.lapse"]
        return lapses.create({"months": 12, **values})

    def test_preview_says_what_the_job_does(self):
        preview = self.preview()
        self.assertEqual(preview.count, 3)
        self.assertEqual(preview.owner_count, 2)
        self.assertEqual(preview.preview_ids, self.silent | self.other | self.trading)
        self.assertEqual(str(preview.day), "2025-04-15")
        action = preview.action_show()
        context = dict(action["context"])
        self.assertEqual(context.pop("allowed_company_ids"), self.company_a.ids)
        listed = self.partners(self.office, **context).search([("is_without_orders", "=", True)])
        self.assertEqual(listed, preview.preview_ids)
        self.assertFalse(self.company_a.trading_back_months)
        preview.action_switch_on()
        self.assertEqual(self.company_a.trading_back_months, 12)
        self.run_job()
        self.assertEqual(set(listed.mapped("customer_stage")), {"potential"})
        preview.action_switch_off()
        self.assertFalse(self.company_a.trading_back_months)

    def test_preview_of_odd_months(self):
        for months in (0, -3, 100000):
            preview = self.env["crm.trading.lapse"].new({"months": months})
            self.assertFalse(preview.count)

    def test_who_switches_on(self):
        for user in (self.sales, self.clerk, self.plain, self.portal):
            with self.assertRaises(AccessError):
                self.preview(user)
        with self.assertRaises(AccessError):
            self.preview(company_id=self.company_b.id).action_switch_on()

    # === BACK AGAIN === #

    def test_trading_again(self):
        self.company_a.trading_back_months = 12
        self.run_job()
        lapsed = self.partners(self.office).search([("is_lapsed", "=", True)])
        self.assertEqual(lapsed, self.silent | self.other | self.trading)
        lapsed.action_trading_again()
        self.assertEqual(set(lapsed.mapped("customer_stage")), {"trading"})
        # They have their months again from today on.
        self.assertFalse(self.lapsing())
        self.assertFalse(lapsed.filtered("is_lapsed"))
        self.run_job()
        self.assertEqual(set(lapsed.mapped("customer_stage")), {"trading"})

    def test_only_for_those_that_lapsed(self):
        with self.assertRaisesRegex(UserError, "want of orders"):
            self.potential.with_user(self.office).action_trading_again()
        with self.assertRaisesRegex(UserError, "only the back office"):
            self.silent.with_user(self.sales).action_trading_again()
