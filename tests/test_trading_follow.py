"""An open request follows its customer: to another owner, into the pool, through a merge."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests.common import tagged

from .common import CustomerCase
from .trading_common import TradingSetUp


@tagged("post_install", "-at_install")
class TestTradingFollow(TradingSetUp, CustomerCase):
    def merge(self, survivor, sources, **values):
        return self.as_user(survivor, self.office)._merge_customers(
            self.as_user(sources, self.office), values, "Twins"
        )

    def assertOpen(self, partner, requests):
        """At most one is open, and the database agrees."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(partner._get_open_requests(), requests.sudo())

    # === OWNER === #

    def test_new_owner(self):
        request = self.request()
        self.as_user(request, self.office)._ask("Which plant?")
        self.as_user(self.customer, self.leader)._assign(self.sales_two, "Handover")
        self.assertEqual((request.user_id, request.requester_id), (self.sales_two, self.sales))
        self.assertTrue(self.activities(request, self.sales_two))
        self.assertFalse(self.activities(request, self.sales))
        self.as_user(request, self.sales_two)._answer("Plant two")
        self.as_user(request, self.office).action_convert()
        self.assertEqual(self.events(), ["requested", "asked", "handed", "answered", "converted"])

    def test_former_owner_is_told_no_more(self):
        self.company_a.use_visibility = True
        request = self.request()
        self.as_user(self.customer, self.office)._assign(self.stranger, "Handover")
        self.as_user(request, self.office)._refuse("Secret of the customer")
        message = request.sudo().message_ids.filtered(lambda m: "Secret" in m.body)
        self.assertEqual(message.notified_partner_ids, self.stranger.partner_id)
        requests = self.as_user(request, self.sales).search([])
        self.assertNotIn(request, requests)

    def test_released(self):
        request = self.request()
        self.as_user(self.customer, self.sales)._release("No time")
        self.assertEqual(request.state, "withdrawn")
        self.assertIn("no owner", request.decision_note)
        self.assertFalse(request.sudo().activity_ids)
        self.assertEqual(self.events(), ["requested", "withdrawn"])
        self.as_user(self.customer, self.stranger)._claim()
        self.assertTrue(self.as_user(self.customer, self.stranger).can_request_trading)

    def test_fell_free(self):
        request = self.request()
        self.env.flush_all()
        yesterday = fields.Date.today() - timedelta(days=40)
        self.cr.execute(
            "UPDATE res_partner SET protected_until = %s, claim_day = %s WHERE id = %s",
            [yesterday, yesterday, self.customer.id],
        )
        self.env.invalidate_all()
        (self.env["res.company"].search([]) - self.company_a).use_protection = False
        with self.enter_registry_test_mode():
            self.env.ref("crm_customer_protection.ir_cron_protection").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.customer.protection_state, "public")
        self.assertEqual(request.state, "withdrawn")

    # === GONE === #

    def test_deactivated(self):
        request = self.request()
        self.deactivate(self.office, self.customer)
        self.assertEqual(request.state, "withdrawn")
        self.assertIn("deactivated", request.decision_note)

    def test_no_customer_any_more(self):
        request = self.request()
        self.customer.with_user(self.manager).is_managed_customer = False
        self.assertEqual(request.state, "withdrawn")

    def test_not_deleted(self):
        request = self.request()
        request._withdraw()
        for user in (self.office, self.manager):
            with self.assertRaises(UserError):
                self.customer.with_user(user).unlink()
        self.assertTrue(request.exists())

    # === MERGE === #

    def test_merge_moves_the_request(self):
        survivor = self.add_ready("Bleibt GmbH")
        request = self.request()
        log = self.merge(survivor, self.customer)
        self.assertEqual(request.partner_id, survivor)
        self.assertOpen(survivor, request)
        self.assertEqual(self.events(survivor), ["requested"])
        log.with_user(self.office).action_undo()
        self.env.invalidate_all()
        self.assertEqual(request.partner_id, self.customer)
        self.assertEqual(request.state, "requested")

    def test_merge_of_two_requests(self):
        survivor, third = self.add_ready("Bleibt GmbH"), self.add_ready("Geht AG")
        kept, ended, other = map(self.request, (survivor, self.customer, third))
        self.merge(survivor, self.customer | third)
        self.assertOpen(survivor, kept)
        self.assertEqual((ended | other).mapped("state"), ["withdrawn"] * 2)
        self.assertEqual((ended | other).partner_id, survivor)
        self.assertIn("merged", ended.decision_note)

    def test_merge_of_sources_with_requests(self):
        survivor, third = self.add_ready("Bleibt GmbH"), self.add_ready("Geht AG")
        requests = self.request(self.customer) | self.request(third)
        self.merge(survivor, self.customer | third)
        self.assertEqual(sorted(requests.mapped("state")), ["requested", "withdrawn"])
        self.assertOpen(survivor, requests.filtered(lambda r: r.state == "requested"))

    def test_merge_into_another_owner(self):
        survivor = self.add_ready("Bleibt GmbH", owner=self.sales_two)
        request = self.request()
        self.merge(survivor, self.customer)
        self.assertEqual((request.partner_id, request.user_id), (survivor, self.sales_two))

    def test_merge_into_a_trading_customer(self):
        survivor = self.add_ready("Bleibt GmbH")
        survivor.with_user(self.office).customer_stage = "trading"
        request = self.request()
        self.merge(survivor, self.customer)
        self.assertEqual(request.state, "withdrawn")

    def test_merge_into_a_public_customer(self):
        survivor = self.add_ready("Bleibt GmbH")
        self.as_user(survivor, self.sales)._release("No time")
        request = self.request()
        self.merge(survivor, self.customer)
        self.assertEqual(request.state, "withdrawn")

    def test_stage_chosen_in_a_merge(self):
        survivor = self.add_ready("Bleibt GmbH")
        request = self.request(survivor)
        self.customer.with_user(self.office).customer_stage = "trading"
        log = self.merge(survivor, self.customer, customer_stage=self.customer.id)
        self.assertEqual(survivor.customer_stage, "trading")
        self.assertEqual(request.state, "converted")
        self.assertEqual(self.events(survivor)[-1], "merge")
        log.with_user(self.office).action_undo()
        self.env.invalidate_all()
        self.assertEqual(survivor.customer_stage, "potential")
        self.assertEqual(self.events(survivor)[-1], "undo")

    def test_merge_by_odoo(self):
        survivor = self.add_ready("Bleibt GmbH")
        requests = self.request(survivor) | self.request()
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.manager)
        wizard._merge((survivor | self.customer).ids, survivor.with_user(self.manager))
        self.assertEqual(len(requests.exists()), 2)
        self.assertOpen(survivor, requests[0])

    # === PROPOSED === #

    def test_proposed_by_the_system(self):
        customer = self.add_customer(self.sales, "Vorschlag", company_id=self.company_a.id)
        request = customer.with_user(self.clerk)._open_trading_request(
            requester=self.sales, origin="S00012"
        )
        request = self.as_user(request, self.sales)
        self.assertEqual((request.origin, request.requester_id), ("S00012", self.sales))
        self.assertEqual(self.events(customer), ["proposed"])
        self.assertTrue(request.missing)
        with self.assertRaisesRegex(UserError, "cannot be converted yet"):
            self.as_user(request, self.office).action_convert()
