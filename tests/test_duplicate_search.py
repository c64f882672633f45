"""Who asked for whom is logged and limited, over HTTP as a client asks (invariant 6)."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests.common import tagged

from .protection_common import ProtectionSetUp
from .test_customer_rpc import CustomerHttpCase


class SearchCase(ProtectionSetUp, CustomerHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.collision_search_limit = 2
        cls.found = cls.add_customer(
            cls.sales_two, "Findable Trading Ltd", phone="+41 44 668 18 00", email="a@hidden.test"
        )
        cls.env.flush_all()

    def ask(self, user, name, **more):
        """Search over JSON-2.

        :return: (int status, decoded answer)
        """
        more.setdefault("context", {"allowed_company_ids": self.company_a.ids})
        answer = self.post(user, "res.partner", "find_duplicates", name=name, **more)
        self.env.invalidate_all()
        return answer.status_code, answer.json()

    def log(self, user):
        return self.env["crm.duplicate.search"].sudo().search([("user_id", "=", user.id)])

    def log_as(self, user):
        return (
            self.env["crm.duplicate.search"]
            .with_user(user)
            .with_context(allowed_company_ids=self.company_a.ids)
        )


@tagged("post_install", "-at_install")
class TestSearchLog(SearchCase):
    def test_what_stands_in_it(self):
        self.ask(self.sales, "Findable Trading", phone="+41 44 668 18 00")
        row = self.log(self.sales)
        self.assertEqual(len(row), 1)
        self.assertEqual(row.name, "Findable Trading")
        self.assertEqual(row.phone, "+41 44 668 18 00")
        self.assertEqual(row.evidence, "Phone")
        self.assertEqual((row.company_id, row.team_id), (self.company_a, self.team))
        self.assertEqual((row.entry_point, row.outcome), ("api", "searched"))
        self.assertEqual(row.best_name, "Findable Trading Ltd")
        self.assertEqual(row.best_owner, self.sales_two.name)
        # By the name, and another one by the phone.
        self.assertEqual(row.match_count, 2)
        self.assertEqual(row.day, self.company_a._get_today())

    def test_from_the_browser(self):
        self.authenticate("tc_sales", "tc_sales")
        self.call("res.partner", "find_duplicates", "Findable")
        self.env.invalidate_all()
        self.assertEqual(self.log(self.sales).entry_point, "form")

    def test_the_wizard_asks_too(self):
        self.authenticate("tc_sales", "tc_sales")
        values = {"registered_name": "Findable"}
        spec = {name: {} for name in ("registered_name", "verdict", "matches")}
        model = "crm.collision.check"
        self.call(model, "onchange", [], values, ["registered_name"], spec)
        self.env.invalidate_all()
        self.assertEqual(self.log(self.sales).mapped("name"), ["Findable"])
        check, error = self.call(model, "web_save", [], values, spec)
        self.assertFalse(error)
        answer, error = self.call(model, "web_read", [check[0]["id"]], spec)
        self.assertFalse(error)
        self.assertEqual(len(answer[0]["matches"]), 1)
        self.env.invalidate_all()
        self.assertEqual(self.log(self.sales).mapped("name"), ["Findable"])

    def test_typing_is_one_search(self):
        for text in ("Fin", "Find", "Findable", "Finda", "Findable Tr"):
            status, __ = self.ask(self.sales, text)
            self.assertEqual(status, 200)
        row = self.log(self.sales)
        self.assertEqual(row.mapped("name"), ["Findable Tr"])
        self.assertEqual(row.call_count, 5)

    def test_back_and_forth_is_not(self):
        for text in ("F", "Fa", "F", "Fb"):
            self.ask(self.sales, text)
        self.assertEqual(self.log(self.sales).mapped("name"), ["Fb", "Fa"])
        self.ask(self.sales_two, "Fb", vat="111111")
        self.ask(self.sales_two, "Fb", vat="222222")
        self.assertEqual(self.log(self.sales_two).mapped("vat"), ["222222", "111111"])

    def test_later_is_another_search(self):
        self.ask(self.sales, "Findable")
        later = fields.Datetime.now() - timedelta(minutes=11)
        self.log(self.sales).date = later
        self.env.flush_all()
        self.ask(self.sales, "Findable")
        self.assertEqual(len(self.log(self.sales)), 2)

    def test_the_limit_of_a_day(self):
        for text in ("Alpha", "Beta"):
            self.assertEqual(self.ask(self.sales, text)[0], 200)
        status, answer = self.ask(self.sales, "Findable")
        self.assertEqual(status, 422)
        self.assertIn("You looked up 2 customers today", answer["message"])
        self.assertNotIn("Findable", answer["message"])
        self.assertEqual(len(self.log(self.sales)), 2)
        # What is still being typed goes on, another person and another day too.
        self.assertEqual(self.ask(self.sales, "Beta Two")[0], 200)
        self.assertEqual(self.ask(self.sales_two, "Findable")[0], 200)
        self.log(self.sales).day = self.company_a._get_today() - timedelta(days=1)
        self.env.flush_all()
        self.assertEqual(self.ask(self.sales, "Findable")[0], 200)

    def test_another_company_in_front_changes_nothing(self):
        self.sales.company_ids = [Command.link(self.company_b.id)]
        self.env.flush_all()
        both = {"allowed_company_ids": [self.company_b.id, self.company_a.id]}
        for text in ("Alpha", "Beta"):
            self.ask(self.sales, text, context=both)
        status, __ = self.ask(self.sales, "Findable", context=both)
        self.assertEqual(status, 422)
        self.assertEqual(self.log(self.sales).company_id, self.company_a)

    def test_two_days_at_the_same_moment_are_one_limit(self):
        self.company_a.protection_tz = "Pacific/Midway"
        self.company_b.write(
            {
                "protection_tz": "Pacific/Kiritimati",
                "use_customer_management": True,
                "collision_search_limit": 2,
            }
        )
        self.assertNotEqual(self.company_a._get_today(), self.company_b._get_today())
        self.sales.company_ids = [Command.link(self.company_b.id)]
        self.env.flush_all()
        either = [self.company_a.ids, self.company_b.ids]
        for text, order in zip(("Alpha", "Beta"), either, strict=True):
            self.assertEqual(
                self.ask(self.sales, text, context={"allowed_company_ids": order})[0], 200
            )
        for order in (*either, sum(either, []), sum(reversed(either), [])):
            status, __ = self.ask(self.sales, "Findable", context={"allowed_company_ids": order})
            self.assertEqual(status, 422)

    def test_no_context_helps(self):
        for text in ("Alpha", "Beta"):
            self.ask(self.sales, text)
        for forged in ({"crm_entry_point": None}, {"crm_entry_point": "import"}, {"su": True}):
            forged["allowed_company_ids"] = self.company_a.ids
            self.assertEqual(self.ask(self.sales, "Findable", context=forged)[0], 422)

    def test_the_back_office_is_logged_not_limited(self):
        for text in ("Alpha", "Beta", "Findable"):
            self.assertEqual(self.ask(self.office, text)[0], 200)
        self.assertEqual(len(self.log(self.office)), 3)

    def test_no_limit(self):
        self.company_a.collision_search_limit = 0
        self.env.flush_all()
        for text in ("Alpha", "Beta", "Findable"):
            self.assertEqual(self.ask(self.sales, text)[0], 200)

    def test_switched_off(self):
        self.company_a.use_customer_management = False
        self.env.flush_all()
        for text in ("Alpha", "Beta", "Findable"):
            self.assertEqual(self.ask(self.sales, text)[0], 200)
        self.assertFalse(self.log(self.sales))

    def test_the_server_itself_is_not_counted(self):
        self.partners(self.sales).find_duplicates("Findable")
        self.assertFalse(self.log(self.sales))

    def test_a_leader_allows_more(self):
        for text in ("Alpha", "Beta"):
            self.ask(self.sales, text)
        rows = self.log(self.sales)
        for user in (self.sales, self.stranger):
            with self.assertRaises(AccessError):
                rows.with_user(user).action_allow_more()
        rows.with_user(self.leader).action_allow_more()
        added = self.log(self.sales)[0]
        self.assertEqual((added.outcome, added.extra), ("raised", 2))
        self.assertEqual(added.allowed_by_id, self.leader)
        self.env.flush_all()
        for text in ("Findable", "Gamma"):
            self.assertEqual(self.ask(self.sales, text)[0], 200)
        self.assertEqual(self.ask(self.sales, "Delta")[0], 422)
        self.company_a.collision_search_limit = 0
        with self.assertRaisesRegex(UserError, "does not limit"):
            rows.with_user(self.office).action_allow_more()

    def test_who_sees_it(self):
        self.ask(self.sales, "Findable", phone="+41 44 668 18 00")
        row = self.log(self.sales)
        for user, seen in (
            (self.sales, 1),
            (self.leader, 1),
            (self.office, 1),
            (self.manager, 1),
            (self.sales_two, 0),
            (self.stranger, 0),
            (self.clerk, 0),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self.log_as(user).search_count([]), seen)
                as_user = row.with_user(user).with_context(allowed_company_ids=row.company_id.ids)
                self.assertEqual(bool(as_user._filtered_access("read")), bool(seen))
        self.assertNotIn("phone", self.log_as(self.leader).fields_get())
        with self.assertRaises(AccessError):
            row.with_user(self.leader).read(["phone"])
        self.assertEqual(row.with_user(self.leader).evidence, "Phone")
        self.assertEqual(row.with_user(self.office).phone, "+41 44 668 18 00")
        self.manager.company_ids = [Command.link(self.company_b.id)]
        other = self.log_as(self.manager).with_context(allowed_company_ids=self.company_b.ids)
        self.assertFalse(other.search_count([]))

    def test_nobody_writes_it(self):
        self.ask(self.sales, "Findable")
        row = self.log(self.sales)
        for user in (self.sales, self.leader, self.office, self.manager):
            for deed in (
                lambda: row.with_user(user).write({"day": "2001-01-01"}),
                lambda: row.with_user(user).unlink(),
                lambda: row.with_user(user).copy(),
            ):
                with self.assertRaises(AccessError):
                    deed()

    def test_old_ones_go(self):
        self.ask(self.sales, "Findable")
        self.company_a.collision_search_months = 3
        vacuum = self.env["crm.duplicate.search"]._gc_old_searches
        with freeze_time(fields.Datetime.now() + timedelta(days=80)):
            vacuum()
            self.assertTrue(self.log(self.sales))
        with freeze_time(fields.Datetime.now() + timedelta(days=100)):
            self.company_a.collision_search_months = 0
            vacuum()
            self.assertTrue(self.log(self.sales))
            self.company_a.collision_search_months = 3
            vacuum()
            self.assertFalse(self.log(self.sales))
