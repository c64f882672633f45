"""Protection in the browser, role by role. The steps stand in `static/tests/tours`."""

from datetime import timedelta

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .browser_common import ClickEverything
from .common import CustomerSetUp
from .protection_common import ProtectionSetUp


class ProtectionToursCase(ProtectionSetUp, CustomerSetUp, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company_a._get_today()

    @classmethod
    def add_public(cls, name, **values):
        """A customer that `sales_two` gave back."""
        customer = cls.add_customer(cls.sales_two, name, **values)
        customer._change_owner(cls.env["res.users"], "release", pool=cls.pool)
        return customer.with_env(cls.env)

    def ledger(self, customer):
        """Causes of the customer's ledger, oldest first."""
        events = customer.sudo().protection_event_ids.sorted("id")
        return events.mapped("cause")


@tagged("post_install", "-at_install")
class TestProtectionTours(ProtectionToursCase):
    def claim_and_release(self):
        customer = self.add_public("Quellwasser GmbH", phone="+41 44 668 18 10")
        self.add_customer(self.stranger, "Fremdbesitz GmbH")
        # Refusals are said to the person, and noted in the server's log.
        with mute_logger("odoo.http"):
            self.start_tour("/odoo", "protection_claim_tour", login="tc_sales")
        self.assertOwner(customer, self.env["res.users"])
        self.assertEqual(customer.pool_id, self.pool)
        self.assertEqual(self.ledger(customer), ["register", "release", "claim", "release"])
        self.assertEqual(self.last_event(customer).user_id, self.sales)
        self.assertEqual(self.last_event(customer).note, "No need this year")

    def test_claim(self):
        self.claim_and_release()

    def test_claim_with_restricted_visibility(self):
        self.company_a.use_visibility = True
        self.claim_and_release()

    def test_extend(self):
        approved, refused = (
            self.add_customer(self.sales, name) for name in ("Verlängert AG", "Abgelehnt AG")
        )
        until = self.today + timedelta(days=10)
        self.assertEqual((approved | refused).mapped("protected_until"), [until, until])
        with mute_logger("odoo.http"):
            self.start_tour("/odoo/crm-my-customers", "protection_extend_tour", login="tc_sales")
        self.assertEqual((approved | refused).mapped("paused_on"), [self.today, self.today])
        self.start_tour("/odoo/crm-customers", "protection_decide_tour", login="tc_leader")
        self.assertRecordValues(
            approved | refused,
            [
                {"protected_until": until + timedelta(days=12), "extension_count": 1},
                {"protected_until": until, "extension_count": 0},
            ],
        )
        self.assertFalse(approved.paused_on or refused.paused_on)
        self.assertEqual(self.ledger(approved), ["register", "pause", "extend"])
        self.assertEqual(self.ledger(refused), ["register", "pause", "resume"])
        self.assertEqual(self.last_event(approved).user_id, self.leader)
        self.assertEqual(self.last_event(approved).new_until, until + timedelta(days=12))
        self.assertEqual(self.last_event(refused).note, "Others wait for it")
        self.assertRecordValues(
            (approved | refused).extension_ids.sorted("id"),
            [
                {"state": "approved", "days": 12, "decided_by_id": self.leader.id},
                {"state": "refused", "days": 12, "decided_by_id": self.leader.id},
            ],
        )

    def test_assign_twenty(self):
        customers = self.env["res.partner"].union(
            *(self.add_customer(self.sales, f"Zwanzig {n:02d} GmbH") for n in range(1, 21))
        )
        already = self.add_customer(self.sales_two, "Zwanzig 21 GmbH")
        self.add_customer(self.sales, "Andere AG")
        until = customers.mapped("protected_until")
        self.start_tour("/odoo/crm-customers", "protection_assign_tour", login="tc_leader")
        for customer in customers:
            self.assertOwner(customer, self.sales_two)
            self.assertEqual(self.ledger(customer), ["register", "assign"])
            self.assertEqual(self.last_event(customer).user_id, self.leader)
            self.assertEqual(self.last_event(customer).note, "New district")
        self.assertEqual(customers.mapped("protected_until"), until, "the clock goes on")
        self.assertEqual(self.ledger(already), ["register"])

    def test_preview(self):
        self.add_customer(self.sales, "Zwanzig 01 GmbH")
        self.policy.initial_days = 5
        soon = self.add_customer(self.sales_two, "Bald Frei GmbH")
        self.policy.initial_days = 10
        self.assertEqual(soon.protected_until, self.today + timedelta(days=5))
        self.start_tour("/odoo/crm-customers", "protection_preview_tour", login="tc_leader")
        self.assertEqual(soon.user_id, self.sales_two, "a preview changes nothing")

    def test_share(self):
        self.company_a.use_visibility = True
        shared = self.add_customer(self.sales, "Gemeinsam KG")
        self.add_customer(self.sales, "Nicht Geteilt AG")
        self.start_tour("/odoo/crm-my-customers", "protection_share_tour", login="tc_sales")
        self.assertRecordValues(
            shared.share_ids,
            [{"user_id": self.stranger.id, "mode": "read", "shared_by_id": self.sales.id}],
        )
        self.start_tour("/odoo/crm-customers", "protection_shared_tour", login="tc_stranger")

    def test_back_office(self):
        self.policy.active = False
        customers = self.env["res.partner"].union(
            *(self.add_customer(self.sales, f"Altbestand {n} AG") for n in (1, 2, 3))
        )
        self.assertEqual(set(customers.mapped("protection_state")), {"exempt"})
        self.policy.active = True
        with mute_logger("odoo.http"):
            self.start_tour("/odoo/crm-customers", "protection_office_tour", login="tc_office")
        policy = self.env["crm.protection.policy"].search([("name", "=", "Mended")])
        self.assertRecordValues(policy, [{"initial_days": 30, "maximum_days": 90}])
        self.assertEqual(policy.company_id, self.company_a)
        pool = self.env["crm.customer.pool"].search([("name", "=", "East")])
        self.assertRecordValues(pool, [{"claims_per_day": 3, "capacity": 40}])
        for customer in customers:
            self.assertEqual(customer.protection_state, "protected")
            self.assertEqual(customer.protected_until, self.today + timedelta(days=40))
            self.assertEqual(self.ledger(customer)[-1], "adopt")


@tagged("post_install", "-at_install")
class TestProtectionClickEverything(ClickEverything, ProtectionToursCase):
    """Every menu item, view and filter opens for those who sell, with something in each list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.use_visibility = True
        cls.add_public("Öffentlich GmbH")
        mine = cls.add_customer(cls.sales, "Gefragt GmbH")
        other = cls.add_customer(cls.stranger, "Geteilt GmbH")
        cls.as_user(cls, mine, cls.sales)._ask_extension(5, "They decide soon")
        cls.as_user(cls, other, cls.stranger)._share(cls.sales | cls.leader, "read", False, "Help")

    def test_as_salesperson(self):
        self.click_everything("tc_sales")

    def test_as_leader(self):
        self.click_everything("tc_leader")
