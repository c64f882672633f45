"""Deputies: who stands in for whom, on which day, and who says so."""

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests.common import tagged
from odoo.tools import mute_logger

from .quote_rule_common import QuoteRuleCase


@tagged("post_install", "-at_install")
class TestQuoteApprovalDelegation(QuoteRuleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.delegations = cls.env["sale.approval.delegation"]

    def delegate(
        self, user, deputy, date_from="2026-03-10", date_to="2026-03-20", by=None, **values
    ):
        return self.delegations.with_user(by or self.env.user).create(
            {
                "user_id": user.id,
                "delegate_id": deputy.id,
                "date_from": date_from,
                "date_to": date_to,
                **values,
            }
        )

    def assertDeputies(self, day, expected):
        """The deputies of all leaders at noon of a day."""
        people = self.leader | self.director | self.chief
        with freeze_time(f"{day} 12:00:00"):
            found = self.delegations._get_deputies(people)
        self.assertEqual(found, {user.id: deputy for user, deputy in expected.items()})

    def test_days(self):
        self.delegate(self.leader, self.sales_two)
        self.delegate(self.director, self.finance, date_to=False)
        both = {self.leader: self.sales_two, self.director: self.finance}
        self.assertDeputies("2026-03-09", {})
        self.assertDeputies("2026-03-10", both)
        self.assertDeputies("2026-03-20", both)
        self.assertDeputies("2026-03-21", {self.director: self.finance})

    def test_day_of_the_company(self):
        self.company_a.write({"use_protection": True, "protection_tz": "Asia/Shanghai"})
        self.delegate(self.leader, self.sales_two)
        for moment, stands_in in (
            ("2026-03-09 15:59:00", False),
            ("2026-03-09 16:01:00", True),
            ("2026-03-20 15:59:00", True),
            ("2026-03-20 16:01:00", False),
        ):
            with freeze_time(moment):
                found = bool(self.delegations._get_deputies(self.leader))
            self.assertEqual(found, stands_in, moment)

    def test_principals(self):
        self.delegate(self.leader, self.sales_two)
        self.delegate(self.director, self.sales_two)
        self.delegate(self.sales_two, self.finance)
        with freeze_time("2026-03-15 12:00:00"):
            principals = self.delegations._get_principals
            self.assertEqual(principals(self.sales_two), self.leader | self.director)
            # A deputy of a deputy is none.
            self.assertEqual(principals(self.finance), self.sales_two)
            self.director.active = False
            self.assertEqual(principals(self.sales_two), self.leader)
            self.sales_two.active = False
            self.assertFalse(principals(self.sales_two))
            self.assertFalse(self.delegations._get_deputies(self.leader))

    def test_archived_line(self):
        line = self.delegate(self.leader, self.sales_two)
        line.active = False
        self.assertDeputies("2026-03-15", {})
        self.delegate(self.leader, self.finance)
        self.assertDeputies("2026-03-15", {self.leader: self.finance})

    def test_one_deputy_at_a_time(self):
        self.delegate(self.leader, self.sales_two)
        self.delegate(self.leader, self.finance, "2026-03-21", False)
        for date_from, date_to in (
            ("2026-03-20", "2026-03-20"),
            ("2026-03-01", False),
            ("2026-04-01", "2026-04-02"),
        ):
            refused = self.assertRaises(IntegrityError)
            with self.subTest(date_from=date_from), refused, mute_logger("odoo.sql_db"):
                self.delegate(self.leader, self.director, date_from, date_to)

    def test_impossible_deputies(self):
        stranger = self.new_user("tc_only_b", "base.group_user", companies=self.company_b)
        gone = self.new_user("tc_gone", "base.group_user", active=False)
        for deputy in (stranger, gone, self.portal):
            with self.assertRaisesRegex(ValidationError, "cannot stand in"):
                self.delegate(self.leader, deputy)
        for values in (
            {"deputy": self.leader},
            {"deputy": self.finance, "date_to": "2026-03-01"},
        ):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                self.delegate(self.leader, **values)

    def test_who_chooses(self):
        def may(by, user):
            try:
                with self.env.cr.savepoint():
                    self.delegate(user, self.finance, by=by)
            except AccessError:
                return False
            return True

        for by, user, allowed in (
            (self.leader, self.leader, True),
            (self.sales, self.sales, True),
            (self.leader, self.sales, True),
            (self.director, self.leader, True),
            (self.chief, self.leader, True),
            (self.office, self.leader, True),
            (self.manager, self.director, True),
            (self.leader, self.director, False),
            (self.sales, self.leader, False),
            (self.outsider, self.leader, False),
            (self.finance, self.leader, False),
            (self.clerk, self.clerk, False),
            (self.portal, self.portal, False),
        ):
            with self.subTest(by=by.login, user=user.login):
                self.assertEqual(may(by, user), allowed)
                self.delegations.search([]).unlink()

    def test_default_is_oneself(self):
        values = {"delegate_id": self.finance.id}
        line = self.delegations.with_user(self.leader).create(values)
        self.assertEqual(line.user_id, self.leader)
        self.assertEqual(line.date_from, fields.Date.context_today(line))
        self.assertTrue(line.is_current)
        self.assertIn(self.finance.name, line.display_name)

    def test_nobody_takes_the_approvals_of_others(self):
        """A line of one's own is not turned into one of the boss."""
        line = self.delegate(self.sales, self.sales_two, by=self.sales)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            line.user_id = self.leader
        self.assertEqual(line.sudo().user_id, self.sales)
        theirs = self.delegate(self.leader, self.finance)
        with self.assertRaises(AccessError):
            theirs.with_user(self.sales).delegate_id = self.sales
        with self.assertRaises(AccessError):
            theirs.with_user(self.sales).read(["note"])

    def test_the_deputy_reads(self):
        line = self.delegate(self.leader, self.finance, note="Holidays")
        as_deputy = line.with_user(self.finance)
        self.assertEqual(as_deputy.note, "Holidays")
        with self.assertRaises(AccessError):
            as_deputy.date_to = "2027-01-01"
        with self.assertRaises(AccessError):
            as_deputy.unlink()

    def test_another_company(self):
        line = self.delegate(self.leader, self.finance)
        stranger = self.new_user(
            "tc_office_b",
            "crm_customer_protection.group_customer_admin",
            companies=self.company_b,
        )
        with self.assertRaises(AccessError):
            line.with_user(stranger).read(["note"])
