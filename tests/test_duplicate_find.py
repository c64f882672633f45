"""Collision analysis: says that a customer exists and whose it is, never how to reach it."""

import json

from odoo.exceptions import AccessError
from odoo.tests.common import tagged, users

from .common import CustomerCase

KEYS = {
    "kind",
    "score",
    "reasons",
    "name",
    "owner",
    "team",
    "protection_state",
    "protected_until",
    "can_claim",
    "active",
    "id",
}


@tagged("post_install", "-at_install")
class TestFindDuplicates(CustomerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.add_customer(
            cls.sales,
            "Findable Trading Ltd",
            phone="+41 44 668 18 00",
            email="info@findable.test",
            street="Hidden Road 9",
            city="Geheim",
            vat="CHE123456788",
            website="https://findable.test",
        )
        cls.contact = cls.add_contact(
            cls.sales, cls.customer, "Ann Hidden", phone="+41 79 111 22 33", email="ann@other.test"
        )

    def find(self, user, *args, **kwargs):
        return self.partners(user).find_duplicates(*args, **kwargs)

    @users("tc_sales", "tc_sales_two", "tc_clerk", "tc_office", "tc_manager")
    def test_by_name(self):
        (hit,) = self.find(self.env.user, "FINDABLE trading, ltd.")
        self.assertLessEqual(set(hit), KEYS)
        self.assertLessEqual(KEYS - {"id"}, set(hit))
        self.assertEqual(hit["kind"], "same")
        self.assertEqual(hit["score"], 1.0)
        self.assertEqual(hit["name"], "Findable Trading Ltd")
        self.assertEqual(hit["owner"], self.sales.name)
        self.assertEqual(hit["team"], "Team A")
        self.assertEqual(hit["protection_state"], "exempt")
        self.assertEqual(hit["id"], self.customer.id)
        self.assertIs(hit["can_claim"], False)
        self.assertIs(hit["active"], True)
        self.assertTrue(all(isinstance(reason, str) for reason in hit["reasons"]))
        json.dumps(hit)  # goes over RPC as it is

    def test_free(self):
        self.assertEqual(self.find(self.sales, "Nobody of This Name"), [])
        self.assertEqual(self.find(self.sales, ""), [])
        self.assertEqual(self.find(self.sales, None), [])
        self.assertEqual(self.find(self.sales, " \u200b "), [])

    def test_by_other_evidence(self):
        for arguments in (
            {"vat": "CHE123456788"},
            {"vat": "che-123.456.788"},
            {"phone": "+41446681800"},
            {"phone": "0041 44 668 18 00"},
            {"phone": "+41 (79) 111-22-33"},
            {"email": "INFO@findable.test"},
            {"email": '"Ann" <ann@other.test>'},
        ):
            with self.subTest(**arguments):
                (hit,) = self.find(self.sales_two, "Another Name", **arguments)
                self.assertEqual(hit["kind"], "likely")
                self.assertLess(hit["score"], 1)
                self.assertEqual(hit["name"], "Findable Trading Ltd")
                self.assertEqual(len(hit["reasons"]), 1)

    def test_evidence_adds_up(self):
        (hit,) = self.find(
            self.sales_two,
            "Findable Trading Ltd",
            vat="CHE123456788",
            phone="+41 44 668 18 00",
            email="info@findable.test",
        )
        self.assertEqual((hit["kind"], hit["score"]), ("same", 1.0))
        self.assertEqual(len(hit["reasons"]), 4)

    def test_same_name_comes_first(self):
        other = self.add_customer(self.sales, "Another Ltd", email="info@findable.test")
        hits = self.find(self.sales_two, "Another Ltd", email="info@findable.test")
        self.assertEqual([hit["id"] for hit in hits], [other.id, self.customer.id])

    def test_weak_evidence_is_none(self):
        for arguments in ({"vat": "CH"}, {"phone": "44"}, {"phone": "+++"}, {"email": "info"}):
            self.assertEqual(self.find(self.sales, "Another Name", **arguments), [])

    def test_nothing_to_reach_the_customer(self):
        hits = self.find(
            self.sales_two,
            "Findable Trading Ltd",
            vat="CHE123456788",
            phone="+41 44 668 18 00",
            email="ann@other.test",
        )
        text = json.dumps(hits)
        for hidden in (
            "668 18",
            "66818",
            "findable.test",
            "other.test",
            "Hidden",
            "Geheim",
            "CHE",
            "Ann",
        ):
            self.assertNotIn(hidden, text)
        self.assertNotIn(self.customer.ref, text)

    def test_hidden_record_has_no_id(self):
        self.env["ir.rule"].create(
            {
                "name": "Test: own customers only",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "['|', ('managed_customer_id', '=', False),"
                " ('managed_customer_id.user_id', '=', user.id)]",
            }
        )
        (mine,) = self.find(self.sales, "Findable Trading Ltd")
        self.assertEqual(mine["id"], self.customer.id)
        (hidden,) = self.find(self.sales_two, "Findable Trading Ltd", phone="+41 79 111 22 33")
        self.assertNotIn("id", hidden)
        self.assertEqual(hidden["owner"], self.sales.name)
        self.assertEqual(len(hidden["reasons"]), 2)

    def test_without_owner(self):
        self.add_customer(self.clerk, "Ownerless Ltd")
        (hit,) = self.find(self.sales, "Ownerless Ltd")
        self.assertEqual((hit["owner"], hit["team"]), (False, False))
        self.assertEqual(hit["protection_state"], "public")

    def test_deactivated(self):
        self.deactivate(self.sales, self.customer)
        (hit,) = self.find(self.sales_two, "Findable Trading Ltd")
        self.assertIs(hit["active"], False)

    def test_other_partners_are_not_told(self):
        self.partners(self.plain).create(
            {"name": "Vendor Ltd", "phone": "+41 44 000 00 00", "email": "v@vendor.test"}
        )
        self.assertEqual(
            self.find(self.sales, "Vendor Ltd", phone="+41 44 000 00 00", email="v@vendor.test"),
            [],
        )

    def test_other_companies_are_not_told(self):
        both = self.company_a + self.company_b
        office = self.new_user(
            "tc_office_both", "crm_customer_protection.group_customer_admin", both
        )
        self.add_customer(
            office,
            "Customer of B",
            company=both,
            company_id=self.company_b.id,
            phone="+41 44 222 22 22",
        )
        arguments = {"name": "Customer of B", "phone": "+41 44 222 22 22"}
        self.assertEqual(self.find(self.sales, **arguments), [])
        self.assertEqual(len(self.partners(office, both).find_duplicates(**arguments)), 1)
        self.assertEqual(self.partners(office, self.company_a).find_duplicates(**arguments), [])
        with self.assertRaises(AccessError):
            self.partners(self.sales, both).find_duplicates(**arguments)

    def test_limit(self):
        for number in range(60):
            self.add_customer(self.office, f"Twin {number}", email="twin@twins.test")
        for limit, expected in ((3, 3), (10, 10), (0, 1), (-5, 1), (None, 1), (10**9, 50)):
            hits = self.find(self.sales, "x", email="twin@twins.test", limit=limit)
            self.assertEqual(len(hits), expected, f"limit {limit}")
        self.assertEqual(len(self.find(self.sales, "x", email="twin@twins.test")), 10)

    @users("tc_plain", "tc_reader", "tc_portal", "tc_erp")
    def test_others_are_refused(self):
        with self.assertRaises(AccessError):
            self.find(self.env.user, "Findable Trading Ltd")

    def test_public_visitor_is_refused(self):
        public = self.env.ref("base.public_user")
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(public).find_duplicates("Findable Trading Ltd")
