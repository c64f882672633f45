"""A running company notices nothing: hooks, switches, menus, and what a call costs."""

import traceback
from unittest.mock import patch

from odoo.fields import Command
from odoo.sql_db import Cursor
from odoo.tests.common import tagged
from odoo.tools.sql import column_exists

from ..hooks import _PARTNER_COLUMNS, post_init_hook, pre_init_hook, uninstall_hook
from .common import CustomerCase

WEB = {"website": "https://example.com"}


@tagged("post_install", "-at_install")
class TestHooks(CustomerCase):
    def switches(self):
        companies = self.env["res.company"].search([])
        return {(c.use_customer_management, c.customer_auto_manage) for c in companies}

    def test_fresh_database(self):
        self.delete_leads()
        post_init_hook(self.env)
        self.assertEqual(self.switches(), {(True, True)})

    def test_running_database(self):
        for values in ({"name": "Running"}, {"name": "Archived", "active": False}):
            self.delete_leads()
            self.env["crm.lead"].create(values)
            before = self.switches()
            self.assertIn((False, False), before)
            post_init_hook(self.env)
            self.assertEqual(self.switches(), before)

    def test_new_company_is_off(self):
        company = self.env["res.company"].create({"name": "Newly Founded"})
        self.assertFalse(company.use_customer_management or company.customer_auto_manage)

    def test_columns_before_the_models(self):
        for name, sql_type in _PARTNER_COLUMNS.items():
            # Another type would rewrite the table when the models are loaded.
            field = self.env["res.partner"]._fields[name]
            self.env.cr.execute(
                "SELECT %s::regtype = %s::regtype", [sql_type, field.column_type[0]]
            )
            self.assertTrue(self.env.cr.fetchone()[0], name)
        self.env.cr.execute("ALTER TABLE res_partner DROP COLUMN customer_value")
        pre_init_hook(self.env)
        pre_init_hook(self.env)
        for name in _PARTNER_COLUMNS:
            self.assertTrue(column_exists(self.env.cr, "res_partner", name))

    def test_uninstall(self):
        self.env["ir.sequence"]._get_customer_code_sequence(self.company_a)
        other = self.env["ir.sequence"].create({"name": "Other", "code": "other.code"})
        uninstall_hook(self.env)
        self.assertFalse(self.env["ir.sequence"].search([("code", "=", "crm.customer.code")]))
        self.assertTrue(other.exists())


@tagged("post_install", "-at_install")
class TestSwitch(CustomerCase):
    MENUS = ("customer_menu", "customer_menu_add", "customer_menu_all", "customer_menu_mine")

    def visible(self, user):
        """The menus that the user can reach from the top."""
        shown = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        names = []
        for name in self.MENUS:
            menu = self.env.ref(f"crm_customer_protection.{name}")
            path = [int(menu_id) for menu_id in menu.parent_path.split("/") if menu_id]
            if shown.issuperset(path):
                names.append(name)
        return names

    def test_menus_follow_the_switch(self):
        self.assertEqual(self.visible(self.sales), list(self.MENUS))
        self.company_a.use_customer_management = False
        self.assertEqual(self.visible(self.sales), [])
        self.assertEqual(self.visible(self.manager), [])
        self.company_b.use_customer_management = True
        self.assertEqual(self.visible(self.sales), list(self.MENUS))

    def test_group_follows_the_switch(self):
        group = self.env.ref("crm_customer_protection.group_customer_management")
        salesman = self.env.ref("sales_team.group_sale_salesman")
        self.assertIn(group, salesman.implied_ids)
        self.company_b.use_customer_management = True
        self.company_a.use_customer_management = False
        self.assertIn(group, salesman.implied_ids, "one company still uses it")
        self.company_b.use_customer_management = False
        self.assertNotIn(group, salesman.implied_ids)
        self.assertFalse(self.sales.has_group("crm_customer_protection.group_customer_management"))
        self.env["res.company"].create({"name": "Uses It", "use_customer_management": True})
        self.assertIn(group, salesman.implied_ids)

    def test_menus_of_others(self):
        self.assertEqual(self.visible(self.plain), [])
        self.assertEqual(self.visible(self.reader), [])
        self.assertIn("customer_menu_add", self.visible(self.clerk))
        self.assertNotIn("customer_menu_mine", self.visible(self.clerk))
        back_office = self.env.ref("crm_customer_protection.customer_menu_same_names").id
        for user, sees in ((self.office, True), (self.manager, True), (self.sales, False)):
            shown = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertEqual(back_office in shown, sees, user.login)

    def test_settings(self):
        settings = self.env["res.config.settings"].with_company(self.company_b).create({})
        self.assertFalse(settings.use_customer_management)
        settings.write({"use_customer_management": True, "customer_auto_manage": True})
        settings.execute()
        self.assertTrue(self.company_b.use_customer_management)
        self.assertTrue(self.company_b.customer_auto_manage)
        action = settings.action_customer_code_sequence()
        sequence = self.env["ir.sequence"].browse(action["res_id"])
        self.assertEqual(sequence.company_id, self.company_b)


@tagged("post_install", "-at_install")
class TestCost(CustomerCase):
    """Measured with few and with many records: the growth tells, not the number itself."""

    def count(self, function, *args):
        """Number of queries of a call, writing included, from a cold cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def growth(self, make):
        """Queries of 20 records more."""
        self.count(make, 2)  # warm what the registry caches
        return self.count(make, 22) - self.count(make, 2)

    def test_create_customers(self):
        numbers = iter(range(10**6))

        def make(user, managed):
            # Odoo subscribes each owner by a query of its own.
            values = {"is_company": True, "user_id": user.id, **WEB}
            return lambda count: self.partners(user).create(
                [
                    {**values, "name": f"Counted {next(numbers)}", "is_managed_customer": managed}
                    for __ in range(count)
                ]
            )

        plain = self.growth(make(self.plain, False))
        managed = self.growth(make(self.sales, True))
        self.assertLessEqual(managed - plain, 2, "queries for 20 customers more")

    def test_write_customers(self):
        customers = self.partners(self.sales).create(
            [{"name": f"Written {i}", "is_company": True, **WEB} for i in range(22)]
        )
        for vals in ({"comment": "x"}, {"name": "Same Short Name"}, {"phone": "1"}):
            few = self.count(customers[:2].write, vals)
            many = self.count(customers[2:].write, vals)
            self.assertLessEqual(many - few, 2, vals)

    def test_change_of_owner(self):
        """What contacts add; Odoo itself writes a letter to each new owner."""
        numbers = iter(range(10**6))

        def make(with_contact):
            contact = [Command.create({"name": "A", "function": "B", "phone": "1"})]
            return self.partners(self.office).create(
                [
                    {
                        "name": f"Owned {next(numbers)}",
                        "is_managed_customer": True,
                        "child_ids": contact if with_contact else [],
                        **WEB,
                    }
                    for __ in range(20)
                ]
            )

        letters = self.env["mail.mail"].sudo().search_count([])
        owner = {"user_id": self.sales.id}
        self.count(make(False).write, owner)
        alone = self.count(make(False).write, owner)
        customers = make(True)
        followed = self.count(customers.write, owner)
        self.assertEqual(customers.child_ids.user_id, self.sales)
        # Odoo subscribes the owner to each contact, in some four queries.
        self.assertLessEqual(followed - alone, 20 * 7)
        self.assertLessEqual(self.env["mail.mail"].sudo().search_count([]), letters + 60)

    def test_other_partners_cost_what_they_cost(self):
        """Odoo reads rights and record, updates it, and looks for contacts and users."""
        partners = self.partners(self.plain).create([{"name": f"P{i}"} for i in range(22)])
        for vals in ({"comment": "x"}, {"function": "x"}, {"user_id": self.sales.id}):
            self.count(partners[:1].write, vals)  # warm
            few, many = self.count(partners[:2].write, vals), self.count(partners[2:].write, vals)
            self.assertLessEqual(many - few, 0 if "user_id" not in vals else 400, vals)

    def test_our_queries_for_other_partners(self):
        """None of the queries for an unmanaged partner is the addon's own."""
        partner = self.partners(self.plain).create({"name": "Vendor", "is_company": True})
        contact = self.partners(self.plain).create({"name": "Eve", "parent_id": partner.id})
        for record, vals in (
            (partner, {"comment": "x"}),
            (partner, {"name": "Vendor Ltd"}),
            (partner, {"user_id": self.sales.id}),
            (contact, {"phone": "1", "function": "x"}),
        ):
            with self.subTest(vals=vals):
                self.assertEqual(self.count_ours(record.write, vals, indexed="name" in vals), [])
        values = {"name": "New", "is_company": True}
        self.assertEqual(self.count_ours(partner.create, values, indexed=True), [])
        # Who moves or is archived may be somebody's primary contact: one look at an index.
        for vals in ({"parent_id": False}, {"active": False}):
            for query in self.count_ours(contact.write, vals, indexed="parent_id" in vals):
                self.assertIn("_leave_primary_contact", query)

    def count_ours(self, function, *args, indexed=False):
        """The queries that a method of the addon itself starts, not through Odoo's `write`.

        :param bool indexed: leave out those of the index of names, which are three at the most
        :return: list of the functions of the addon that stand nearest to the query
        """
        ours = []
        execute = Cursor.execute

        def spy(cursor, query, *rest, **kwargs):
            for frame in reversed(traceback.extract_stack()[:-1]):
                if "crm_customer_protection/models" in frame.filename:
                    # Where the addon merely passes the call on, the query is Odoo's.
                    if "super(" not in frame.line:
                        ours.append(f"{frame.name}: {frame.line}")
                    break
            return execute(cursor, query, *rest, **kwargs)

        self.env.flush_all()
        with patch.object(Cursor, "execute", spy):
            function(*args)
            self.env.flush_all()
        index = [query for query in ours if query.startswith(("_insert:", "_replace:"))]
        if indexed:
            self.assertLessEqual(len(index), 3)
            ours = [query for query in ours if query not in index]
        return ours

    def test_create_of_other_partners(self):
        def make(count):
            self.partners(self.plain).create([{"name": f"P{i}"} for i in range(count)])

        self.assertLessEqual(self.growth(make), 4)

    def test_search_duplicates_in_one_go(self):
        for i in range(12):
            self.add_customer(self.office, f"Twin {i}", email="twin@twins.test")

        partners = self.partners(self.sales)

        def find(limit):
            partners.find_duplicates("Twin 1", email="twin@twins.test", limit=limit)

        self.count(find, 2)
        self.assertLessEqual(self.count(find, 12) - self.count(find, 2), 12)
