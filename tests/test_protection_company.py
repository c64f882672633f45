"""Whose rules hold: not those of whoever looks. Companies, time zones, pools that went."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .protection_common import ProtectionCase


@tagged("post_install", "-at_install")
class TestCompany(ProtectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_b.write({"use_protection": True, "protection_tz": "America/Los_Angeles"})
        cls.both = cls.new_user(
            "tc_both", "sales_team.group_sale_salesman", cls.company_a | cls.company_b
        )
        cls.only_b = cls.new_user("tc_b", "sales_team.group_sale_salesman", cls.company_b)

    def test_a_shared_customer_keeps_the_company_of_its_policy(self):
        customer = self.add_customer(self.both, "Everywhere Ltd", self.company_b)
        self.assertFalse(customer.company_id)
        for company in (self.company_a, self.company_b):
            seen = customer.with_context(allowed_company_ids=company.ids)
            self.assertEqual(seen._get_protection_company(), self.company_b)
            self.assertEqual(seen.sudo()._get_protection_company(), self.company_b)
        customer.with_context(allowed_company_ids=self.company_a.ids)._release("Elsewhere")
        self.assertEqual(customer.sudo().pool_id.company_id, self.company_b)
        self.assertEqual(self.last_event(customer).company_id, self.company_b)

    def test_nobody_claims_from_the_pool_of_another_company(self):
        customer = self.add_customer(self.sales, "Ours Ltd")
        self.as_user(customer, self.sales)._release("Enough")
        for user, company in ((self.only_b, self.company_b), (self.both, self.company_b)):
            foreign = customer.with_user(user).with_context(allowed_company_ids=company.ids)
            if user == self.only_b:
                with self.assertRaisesRegex(UserError, "from which you do not claim"):
                    foreign.action_claim()
            else:
                foreign.action_claim()
        self.assertOwner(customer, self.both)
        self.assertEqual(customer.sudo().protection_policy_id, self.policy)

    def test_a_colleague_does_not_move_the_customer(self):
        customer = self.add_customer(self.sales, "Ours Ltd")
        self.as_user(customer, self.sales)._share(self.both, "write", False, "Help")
        theirs = self.as_user(customer, self.both)
        theirs.write({"comment": "Called", "company_id": False})
        above = self.add_customer(self.both, "Above Ltd")
        for values in ({"company_id": self.company_b.id}, {"parent_id": above.id}):
            with self.assertRaisesRegex(AccessError, "only its owner"):
                theirs.write(values)
        self.as_user(customer, self.sales).company_id = self.company_a
        self.assertEqual(customer.company_id, self.company_a)

    @freeze_time("2026-04-15 23:30:00")
    def test_a_day_is_the_company_s_wherever_the_reader_is(self):
        self.company_a.protection_tz = "Asia/Shanghai"
        days = set()
        for zone in ("UTC", "America/Los_Angeles", "Pacific/Kiritimati", False):
            self.sales.tz = zone
            here = self.company_a.with_user(self.sales).with_context(tz=zone)
            days.add(here._get_today())
        self.assertEqual(days, {date(2026, 4, 16)})
        self.assertEqual(self.company_b._get_today(), date(2026, 4, 15))

    def test_a_company_that_protects_has_a_time_zone(self):
        self.company_b.write({"use_protection": False, "protection_tz": False})
        self.company_b.partner_id.tz = "Europe/Berlin"
        self.company_b.use_protection = True
        self.assertEqual(self.company_b.protection_tz, "Europe/Berlin")
        self.company_b.protection_tz = False
        self.assertEqual(self.company_b.protection_tz, "Europe/Berlin")
        fresh = self.env["res.company"].create({"name": "Test Company C", "use_protection": True})
        self.assertTrue(fresh.protection_tz)

    def test_an_archived_pool_takes_nobody(self):
        other = self.env["crm.customer.pool"].create(
            {"name": "Other", "company_id": self.company_a.id, "sequence": 1}
        )
        customer = self.add_customer(self.sales, "Homeless Ltd")
        self.pool.active = False
        self.as_user(customer, self.sales)._release("Enough")
        self.assertEqual(customer.sudo().pool_id, other)

    def test_policies_are_found_anew(self):
        """They stand in a cache of the registry."""
        first = self.add_customer(self.sales, "First Ltd").sudo()
        self.assertEqual(first.protection_policy_id, self.policy)
        before = self.env["crm.protection.policy"].create(
            {"name": "Before", "company_id": self.company_a.id, "sequence": 1, "initial_days": 5}
        )
        second = self.add_customer(self.sales, "Second Ltd").sudo()
        self.assertEqual(second.protection_policy_id, before)
        before.sequence = 99
        third = self.add_customer(self.sales, "Third Ltd").sudo()
        self.assertEqual(third.protection_policy_id, self.policy)
        before.sequence, before.active = 1, False
        fourth = self.add_customer(self.sales, "Fourth Ltd").sudo()
        self.assertEqual(fourth.protection_policy_id, self.policy)


@tagged("post_install", "-at_install")
class TestShell(ProtectionCase):
    """A customer that was entered by mistake goes with its line in the ledger; no other does."""

    def test_entered_and_no_more(self):
        shell = self.add_customer(self.sales, "Shell Ltd")
        events = shell.sudo().protection_event_ids
        self.assertEqual(events.mapped("cause"), ["register"])
        shell.with_user(self.clerk).unlink()
        self.assertFalse(events.exists())

    def test_any_change_of_owner_is_history(self):
        customer = self.add_customer(self.sales, "Used Ltd")
        self.as_user(customer, self.sales)._release("Enough")
        for user in (self.clerk, self.office, self.manager):
            with self.assertRaisesRegex(UserError, "Deactivate it"):
                customer.with_user(user).unlink()
        with self.assertRaisesRegex(UserError, "Deactivate it"):
            customer.sudo().unlink()
        self.assertTrue(customer.sudo().protection_event_ids.exists())

    def test_by_raw_sql_neither(self):
        customer = self.add_customer(self.sales, "Raw Ltd")
        self.as_user(customer, self.sales)._release("Enough")
        event = self.last_event(customer)
        first = customer.sudo().protection_event_ids[-1]
        self.env.flush_all()
        for statement, record in (
            ("DELETE FROM crm_protection_event WHERE id = %s", event),
            ("DELETE FROM crm_protection_event WHERE id = %s", first),
            ("DELETE FROM res_partner WHERE id = %s", customer),
        ):
            with (
                self.assertLogs("odoo.sql_db", "ERROR"),
                self.assertRaisesRegex(Exception, "append-only"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement, (record.id,))


@tagged("post_install", "-at_install")
class TestBatches(ProtectionCase):
    """Many customers at once cost queries by the batch, not by the customer."""

    def count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_change_of_owner(self):
        def make(number):
            names = [f"Batch {number} {index}" for index in range(number)]
            values = {"is_company": True, "website": "https://example.com"}
            return self.partners(self.sales).create([dict(values, name=name) for name in names])

        def let_go(customers):
            return lambda: customers.sudo()._change_owner(self.env["res.users"], "release")

        self.count(let_go(make(3)))
        few, many = self.count(let_go(make(2))), self.count(let_go(make(22)))
        self.assertLessEqual(many - few, 2, "queries for 20 customers more")

    def test_contacts_of_many_customers(self):
        values = {
            "is_company": True,
            "website": "https://example.com",
            "child_ids": [Command.create({"name": "A", "function": "B", "phone": "1"})],
        }
        customers = self.partners(self.sales).create(
            [dict(values, name=f"With Contact {index}") for index in range(5)]
        )
        customers.sudo()._change_owner(self.env["res.users"], "release")
        for customer in customers.sudo():
            self.assertOwner(customer, self.env["res.users"])
            self.assertEqual(customer.child_ids.pool_id, self.pool)
