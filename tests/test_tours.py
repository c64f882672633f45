"""What people do in the browser, role by role. The steps stand in `static/tests/tours`."""

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .browser_common import ClickEverything
from .common import CustomerSetUp

NEXT_CUSTOMER = "苏州明湖精密机械有限公司"


class ToursCase(CustomerSetUp, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.taken = cls.add_customer(
            cls.sales_two,
            "深圳市东风贸易（集团）有限公司",
            phone="+86 755 8888 6666",
            email="secret@dongfeng.example.com",
        )
        cls.alike = cls.add_customer(
            cls.sales_two,
            "上海远航科技有限公司",
            phone="+86 21 6123 4567",
            email="secret@yuanhang.example.com",
        )

    def find_customer(self, name):
        """The one customer of this registered name."""
        customer = self.env["res.partner"].search([("registered_name", "=", name)])
        self.assertEqual(len(customer), 1, name)
        self.assertTrue(customer.is_managed_customer)
        return customer

    def check_entered(self):
        """What `customer_entry_tour` has to leave behind."""
        customer = self.find_customer(NEXT_CUSTOMER)
        self.assertEqual(customer.name, "明湖机械")
        self.assertEqual(customer.website, "https://minghu.example.com")
        self.assertEqual(customer.user_id, self.sales, "whoever enters it, owns it")
        self.assertEqual(customer.registrar_id, self.sales)
        self.assertTrue(customer.registration_date)
        self.assertTrue(customer.is_company)
        self.assertRegex(customer.ref, r"\d$")
        contact = customer.child_ids
        self.assertRecordValues(
            contact,
            [{"name": "王小明", "function": "采购经理", "type": "contact", "is_company": False}],
        )
        self.assertEqual(contact.phone.replace(" ", ""), "+8651266668888")
        self.assertFalse(contact.is_managed_customer)
        self.assertEqual(contact.managed_customer_id, customer)
        self.assertEqual(contact.user_id, self.sales)
        self.assertEqual(customer.primary_contact_id, contact)
        second = self.find_customer("杭州云帆网络科技有限公司")
        self.assertEqual(second.name, second.registered_name)
        self.assertEqual(second.user_id, self.sales)
        self.assertFalse(second.child_ids)
        self.assertNotEqual(second.ref, customer.ref)


@tagged("post_install", "-at_install")
class TestTours(ToursCase):
    def test_entry(self):
        self.start_tour("/odoo", "customer_entry_tour", login="tc_sales")
        self.check_entered()

    def test_entry_refused(self):
        customers = self.env["res.partner"].search_count([])
        self.start_tour("/odoo/crm-customers", "customer_entry_refused_tour", login="tc_sales")
        self.assertEqual(self.env["res.partner"].search_count([]), customers)

    def test_live_hints(self):
        customers = self.env["res.partner"].search_count([])
        self.start_tour("/odoo/crm-customers", "customer_live_hints_tour", login="tc_sales")
        self.assertEqual(self.env["res.partner"].search_count([]), customers, "nothing is saved")
        disputed = self.find_customer("深圳市东风贸易（集团）有限公司")
        activity = disputed.activity_ids.filtered(lambda a: a.user_id == self.sales_two)
        self.assertIn("Is it still yours?", activity.note)
        case = self.env["crm.collision.case"].search([("partner_id", "=", disputed.id)])
        self.assertEqual(case.claim_ids.user_id, self.sales | self.sales_two)

    def test_entered_anyway(self):
        self.start_tour("/odoo/crm-customers", "customer_entry_anyway_tour", login="tc_sales")
        customer = self.find_customer("上海市远航科技股份有限公司")
        row = self.env["crm.duplicate.search"].search([("partner_id", "=", customer.id)])
        self.assertEqual((row.outcome, row.reason), ("anyway", "另一家公司"))
        self.assertEqual(row.best_name, self.alike.registered_name)

    def test_entry_by_clerk(self):
        self.start_tour("/odoo", "customer_entry_clerk_tour", login="tc_clerk")
        customer = self.find_customer("Rheintal Präzision AG")
        self.assertEqual(customer.user_id, self.sales_two)
        self.assertEqual(customer.registrar_id, self.clerk)

    def test_team_requires(self):
        self.start_tour("/odoo/crm-customers", "team_required_tour", login="tc_manager")
        self.assertEqual(self.team.customer_required_field_ids.mapped("name"), ["fax"])
        self.start_tour("/odoo/crm-customers", "customer_required_tour", login="tc_sales")
        self.assertEqual(self.find_customer("Faxpflicht GmbH").fax, "+41 44 668 18 99")

    def test_contact(self):
        customer = self.add_customer(self.sales, "Kontaktreich GmbH")
        first = self.add_contact(self.sales, customer, "Erste Person")
        self.assertEqual(customer.primary_contact_id, first)
        url = f"/odoo/crm-customers/{customer.id}"
        self.start_tour(url, "customer_contact_tour", login="tc_sales")
        second = customer.child_ids - first
        self.assertRecordValues(
            second,
            [{"function": "Einkauf", "decision_role": "decision_maker", "type": "contact"}],
        )
        self.assertEqual(customer.primary_contact_id, second)
        self.assertEqual(second.user_id, self.sales)

    def test_import(self):
        before = self.env["res.partner"].search([])
        # Odoo's own upload sends arguments that its controller does not take, and warns of them.
        with mute_logger("odoo.http"):
            self.start_tour("/odoo/crm-customers", "customer_import_tour", login="tc_sales")
        new = self.env["res.partner"].search([]) - before
        self.assertEqual(
            sorted(new.mapped("registered_name")),
            ["Letzte Zeile AG", "Neue Firma GmbH", "宁波海联进出口有限公司"],
        )
        for customer in new:
            self.assertTrue(customer.is_managed_customer)
            self.assertTrue(customer.is_company)
            self.assertTrue(customer.ref)
            self.assertEqual(customer.user_id, self.sales)
            self.assertEqual(customer.registrar_id, self.sales)

    def test_import_review(self):
        before = self.env["res.partner"].search([])
        with mute_logger("odoo.http"):
            self.start_tour("/odoo/crm-customers", "customer_import_review_tour", login="tc_sales")
        new = self.env["res.partner"].search([]) - before
        self.assertEqual(
            sorted(new.mapped("name")),
            ["Bodensee Optik GmbH", "Bodensee Optiks GmbH", "Letzte Zeile AG"],
        )
        mine = [("user_id", "=", self.sales.id), ("outcome", "=", "anyway")]
        row = self.env["crm.duplicate.search"].search(mine)
        self.assertEqual((row.name, row.reason), ("Bodensee Optiks GmbH", "A company of its own"))
        self.assertEqual(row.partner_id.registered_name, row.name)


@tagged("post_install", "-at_install")
class TestBackOfficeTours(ToursCase):
    def test_team_tree(self):
        self.env["crm.team"].create(
            {
                "name": "Team Below",
                "parent_id": self.team.id,
                "company_id": self.company_a.id,
            }
        )
        self.start_tour("/odoo/crm-customers", "team_tree_tour", login="tc_manager")

    def test_category(self):
        self.start_tour("/odoo/crm-customers", "customer_category_tour", login="tc_office")
        category = self.env["crm.customer.category"].search([("name", "=", "Framework agreement")])
        self.assertRecordValues(category, [{"icon": "fa-handshake-o", "is_deal": True}])

    def test_same_names(self):
        first, second = self.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "company_id": self.company_a.id}
                for name in ("Doppelt Erfasst AG", "DOPPELT-ERFASST AG")
            ]
        )
        self.start_tour("/odoo/crm-customers", "same_names_tour", login="tc_office")
        run = self.env["crm.duplicate.run"].search([("company_id", "=", self.company_a.id)])
        self.assertEqual(len(run), 1)
        self.assertEqual(run.state, "done")
        pair = run.pair_ids.filtered(lambda pair: pair.partner_id == first)
        self.assertEqual(pair.other_partner_id, second)

    def test_duplicate_run(self):
        names = (
            ("Doppelt Erfasst AG", "Doppelt Erfast AG"),
            ("Halbmond Optik GmbH", "Halbmont Optik GmbH"),
            ("苏州明湖精密机械有限公司", "苏州明湖精密机械有限公司杭州分公司"),
        )
        first, second, third, fourth, house, branch = (
            self.add_customer(self.office, name, phone=f"0755 {number}")
            for pair in names
            for number, name in enumerate(pair, 1)
        )
        self.start_tour("/odoo/crm-customers", "duplicate_run_tour", login="tc_office")
        run = self.env["crm.duplicate.run"].search([("company_id", "=", self.company_a.id)])
        self.assertRecordValues(run, [{"state": "queued", "level": "likely"}])
        self.env.ref("crm_customer_protection.ir_cron_duplicate_run").method_direct_trigger()
        self.assertEqual(run.state, "done")
        self.start_tour("/odoo/crm-customers", "duplicate_pair_tour", login="tc_office")
        decisions = {
            pair.partner_id | pair.other_partner_id: pair.decision
            for pair in run.pair_ids
            if pair.decision != "open"
        }
        self.assertEqual(
            decisions,
            {
                first | second: "same",
                third | fourth: "different",
                house | branch: "related",
            },
        )
        self.assertEqual(house.relation_ids.other_partner_id, branch)

    def test_deactivate(self):
        customer = self.add_customer(self.sales, "Aufgelöst GmbH")
        url = f"/odoo/crm-customers/{customer.id}"
        self.start_tour(url, "customer_deactivate_tour", login="tc_office")
        self.assertTrue(customer.active)
        self.assertFalse(customer.deactivation_reason)
        bodies = " ".join(customer.message_ids.mapped("body"))
        self.assertIn("Deactivated: Dissolved in 2025", bodies)
        self.assertIn("Reactivated.", bodies)

    def test_mass_deactivate(self):
        customers = self.env["res.partner"].browse()
        for number in (1, 2, 3):
            customers |= self.add_customer(self.sales, f"Massenware {number} GmbH")
        self.start_tour("/odoo/crm-customers", "customer_mass_deactivate_tour", login="tc_office")
        for customer in customers:
            self.assertFalse(customer.active)
            self.assertEqual(customer.deactivation_reason, "Bought by another company")
            self.assertEqual(customer.deactivated_by_id, self.office)
        self.assertTrue(self.taken.active)


@tagged("post_install", "-at_install")
class TestClickEverything(ClickEverything, ToursCase):
    """Every menu item, view and filter of the CRM app opens without an error."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_contact(cls.sales_two, cls.taken, "Erste Person", decision_role="approver")
        cls.env["crm.lead"].create({"name": "Lathes", "partner_id": cls.taken.id})

    def test_as_clerk(self):
        self.click_everything("tc_clerk")

    def test_as_back_office(self):
        self.click_everything("tc_office")


@tagged("post_install", "-at_install")
class TestPhoneTours(ToursCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_entry(self):
        self.start_tour("/odoo", "customer_entry_tour", login="tc_sales")
        self.check_entered()
