"""One name: in every spelling, by every way in, in Python and in the database."""

from psycopg2 import IntegrityError
from psycopg2.errors import ExclusionViolation, UniqueViolation

from odoo.exceptions import ValidationError
from odoo.tests.common import tagged
from odoo.tools import mute_logger

from ..tools.company_name import normalise
from .common import CustomerCase

SPELLINGS = {
    "Lumber Trading (Shenzhen) Co., Ltd.": [
        "LUMBER TRADING (SHENZHEN) CO LTD",
        "  lumber   trading（shenzhen）co.,ltd ",
        "Ｌｕｍｂｅｒ Trading [Shenzhen] Co. Ltd",
        "Lumber-Trading Shenzhen Co Ltd\u200b",
    ],
    "上海华夏龙腾机械设备有限公司": [
        "上海華夏龍騰機械設備有限公司",
        "（上海）华夏龙腾 机械设备有限公司",
        "上海·华夏龙腾机械设备有限公司。",
    ],
    "Société Müller & Söhne": ["SOCIETE MULLER AND SOHNE", "Société  Müller＆Söhne"],
}


@tagged("post_install", "-at_install")
class TestOneName(CustomerCase):
    def assertTaken(self, pattern, function, *args, **kwargs):
        with self.assertRaisesRegex(ValidationError, pattern):
            function(*args, **kwargs)

    def test_spellings(self):
        for name, variants in SPELLINGS.items():
            customer = self.add_customer(self.sales, name)
            self.assertEqual(customer.registered_name_key, normalise(name))
            for variant in variants:
                for user in (self.sales, self.sales_two, self.clerk, self.office, self.plain):
                    with self.subTest(variant=variant, user=user.login):
                        self.assertTaken("already exists", self.add_customer, user, variant)
                self.assertTaken(
                    "already exists",
                    self.add_customer,
                    self.sales,
                    "A Short Name",
                    registered_name=variant,
                )

    def test_superuser_too(self):
        self.add_customer(self.sales, "One Ltd")
        root = self.env.ref("base.user_root")
        self.assertTaken("already exists", self.add_customer, root, "ONE LTD")

    def test_short_name_may_repeat(self):
        self.add_customer(self.sales, "Acme", registered_name="Acme Trading Ltd")
        self.add_customer(self.sales, "Acme", registered_name="Acme Building Ltd")
        self.add_customer(self.sales, "Acme Trading Limited", registered_name="Acme")

    def test_within_one_batch(self):
        values = [
            {"name": name, "is_company": True, "website": "https://example.com"}
            for name in ("Twice Ltd", "Once Ltd", "TWICE, LTD.")
        ]
        self.assertTaken("TWICE, LTD.: the same", self.partners(self.sales).create, values)
        names = [value["name"] for value in values]
        self.assertFalse(self.env["res.partner"].search([("name", "in", names)]))

    def test_by_write(self):
        self.add_customer(self.sales_two, "First Ltd")
        second = self.add_customer(self.sales, "Second Ltd")
        self.assertTaken("already exists", second.write, {"registered_name": "FIRST LTD"})
        self.assertTaken("already exists", second.web_save, {"registered_name": "first ltd"}, {})
        second.name = "First Ltd"  # the name in lists is free
        second.registered_name = "Second (Ltd)"  # another spelling of its own
        self.assertEqual(second.registered_name_key, "secondltd")
        third = self.add_customer(self.sales, "Third Ltd")
        self.assertTaken("appears twice", (second + third).write, {"registered_name": "Fourth Ltd"})

    def test_freed_name(self):
        first = self.add_customer(self.sales, "Old Name Ltd")
        first.registered_name = "New Name Ltd"
        self.env.flush_all()
        self.assertTrue(self.add_customer(self.sales_two, "Old Name Ltd"))

    def test_becoming_a_customer(self):
        self.add_customer(self.sales, "First Ltd")
        partner = self.partners(self.plain).create(
            {"name": "FIRST LTD", "website": "https://example.com"}
        )
        self.assertTaken(
            "already exists", partner.with_user(self.office).write, {"is_managed_customer": True}
        )

    def test_shared_meets_those_of_a_company(self):
        office = self.new_user(
            "tc_office_both",
            "crm_customer_protection.group_customer_admin",
            self.company_a + self.company_b,
        )
        both = self.company_a + self.company_b
        for first, second in ((False, self.company_a.id), (self.company_a.id, False)):
            name = f"Shared {first} {second}"
            self.add_customer(office, name, company=both, company_id=first)
            self.assertTaken(
                "already exists", self.add_customer, office, name, company=both, company_id=second
            )

    def test_two_companies_may_have_the_same_customer(self):
        both = self.company_a + self.company_b
        office = self.new_user(
            "tc_office_both", "crm_customer_protection.group_customer_admin", both
        )
        mine = self.add_customer(office, "Same", company=both, company_id=self.company_a.id)
        theirs = self.add_customer(office, "SAME", company=both, company_id=self.company_b.id)
        self.env.flush_all()
        self.assertTaken("already exists", theirs.write, {"company_id": self.company_a.id})
        self.assertTaken("already exists", mine.write, {"company_id": False})

    def test_unmanaged_partners_stay_odoos(self):
        values = {"name": "Same Name", "is_company": True}
        first = self.partners(self.plain).create(dict(values))
        self.partners(self.plain).create(dict(values))
        customer = self.add_customer(self.sales, "Same Name")
        third = self.partners(self.plain).create(dict(values))
        third.name = "SAME NAME"
        first.write({"registered_name": "Same Name", "company_id": self.company_a.id})
        self.env.flush_all()
        self.assertFalse(third.registered_name_key or first.registered_name_key)
        self.assertTrue(customer.registered_name_key)

    def test_message_tells_the_owner_and_nothing_to_reach_the_customer(self):
        customer = self.add_customer(
            self.sales_two,
            "Secret Ltd",
            phone="+41 44 668 18 00",
            email="boss@secret.test",
            street="Hidden Road 9",
            city="Geheim",
            vat="91330100MA0000A192",
            website="https://secret.test",
        )
        self.add_contact(self.sales_two, customer, "Ann Hidden")
        with self.assertRaises(ValidationError) as caught:
            self.add_customer(self.sales, "SECRET ltd")
        message = str(caught.exception)
        self.assertIn(self.sales_two.name, message)
        self.assertIn("Secret Ltd", message)
        for hidden in (
            "668 18",
            "66818",
            "boss",
            "Hidden",
            "Geheim",
            "9133",
            "secret.test",
            customer.ref,
        ):
            self.assertNotIn(hidden, message)

    def test_message_without_an_owner(self):
        self.add_customer(self.clerk, "Nobody's Ltd")
        self.assertTaken("belongs to nobody", self.add_customer, self.sales, "nobody's ltd")


@tagged("post_install", "-at_install")
class TestOneNameInTheDatabase(CustomerCase):
    """Past the ORM, and in the race of two transactions, the database has the last word."""

    def refuse(self, error_class, *args, **kwargs):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(error_class) as caught,
            self.env.cr.savepoint(),
        ):
            self.insert_partner(*args, **kwargs)
        return caught.exception

    def test_unique_index(self):
        self.insert_partner("shared")
        self.refuse(UniqueViolation, "shared")
        self.insert_partner("ofa", self.company_a)
        self.refuse(UniqueViolation, "ofa", self.company_a)
        self.insert_partner("ofa", self.company_b)
        self.insert_partner("shared", managed=False)

    def test_exclusion_of_shared_and_company(self):
        self.insert_partner("shared")
        self.refuse(ExclusionViolation, "shared", self.company_a)
        self.insert_partner("ofa", self.company_a)
        self.refuse(ExclusionViolation, "ofa")

    def test_no_name_no_clash(self):
        for __ in range(2):
            self.env.cr.execute(
                "INSERT INTO res_partner (name, active, autopost_bills, is_managed_customer)"
                " VALUES ('x', TRUE, 'ask', TRUE)"
            )

    def test_loser_of_a_race_is_told_who_won(self):
        self.add_customer(self.sales_two, "Raced (Ltd)", phone="+41 44 668 18 00")
        self.env.flush_all()
        error = self.refuse(IntegrityError, "racedltd")
        message = self.partners(self.sales)._sql_error_to_message(error)
        self.assertIn("already exists as Raced (Ltd)", message)
        self.assertIn(self.sales_two.name, message)
        self.assertNotIn("668 18", "66818", message)

    def test_loser_against_a_shared_customer(self):
        self.add_customer(self.sales_two, "Raced Ltd")
        self.env.flush_all()
        error = self.refuse(ExclusionViolation, "racedltd", self.company_a)
        message = self.partners(self.sales)._sql_error_to_message(error)
        self.assertIn("already exists", message)
        self.assertNotIn("int8range", message)

    def test_right_winner_among_companies(self):
        both = self.company_a + self.company_b
        office = self.new_user(
            "tc_office_both", "crm_customer_protection.group_customer_admin", both
        )
        for company, owner in ((self.company_a, self.sales), (self.company_b, self.sales_two)):
            self.add_customer(
                office, "Raced Ltd", company=both, company_id=company.id, user_id=owner.id
            )
        self.env.flush_all()
        for company, owner, other in (
            (self.company_a, self.sales, self.sales_two),
            (self.company_b, self.sales_two, self.sales),
        ):
            error = self.refuse(UniqueViolation, "racedltd", company)
            message = self.env["res.partner"]._sql_error_to_message(error)
            self.assertIn(owner.name + ".", message)
            self.assertNotIn(other.name + ".", message)

    def test_odd_keys_in_the_message(self):
        # Brackets, commas and digits in the detail of the error must not confuse its reader.
        for name in ("!), (1, 2) ", "=(1, 0) ", "𝄞"):
            customer = self.add_customer(self.sales_two, name)
            self.env.flush_all()
            error = self.refuse(UniqueViolation, customer.registered_name_key)
            message = self.env["res.partner"]._sql_error_to_message(error)
            self.assertIn("already exists as", message)
            self.assertIn(self.sales_two.name, message)

    def test_other_errors_keep_their_message(self):
        customer = self.add_customer(self.sales, "Coded", ref="X-1")
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation) as caught,
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE res_partner SET ref = %s WHERE id = %s",
                ["X-1", self.insert_partner("other")],
            )
        message = self.env["res.partner"]._sql_error_to_message(caught.exception)
        self.assertIn("customer code", message)
        self.assertNotIn(customer.name, message)
