"""Visibility follows switches, companies, teams and shares at once, and costs little."""

from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests.common import TransactionCase, tagged

from .visibility_common import KINDS, VisibilitySetUp


@tagged("post_install", "-at_install")
class TestVisibilityCompanies(VisibilitySetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        both = cls.company_a | cls.company_b
        for user in (cls.sales, cls.sales_two):
            user.sudo().company_ids = both
        partners = cls.env["res.partner"].with_company(cls.company_a)
        cls.shared_customer = partners.create(
            {
                "name": "Of All Companies",
                "is_company": True,
                "is_managed_customer": True,
                "user_id": cls.sales_two.id,
            }
        )
        cls.env.flush_all()

    def sees(self, user, partners, companies=None):
        companies = companies or self.company_a
        found = self.rpc(
            user,
            "res.partner",
            "search",
            [("id", "in", partners.ids)],
            context={"allowed_company_ids": companies.ids},
        )
        readable = partners.with_user(user).with_context(allowed_company_ids=companies.ids)
        self.env.invalidate_all()
        checked = readable._filtered_access("read").ids
        self.assertEqual({*checked}, {*found}, "search and check agree")
        return len(found) == len(partners)

    def test_customer_of_all_companies(self):
        """It belongs to the company in which the caller works."""
        first_a = self.company_a | self.company_b
        first_b = self.company_b | self.company_a
        customer = self.shared_customer
        self.assertFalse(self.sees(self.sales, customer, self.company_a))
        self.assertFalse(self.sees(self.sales, customer, first_a))
        self.assertTrue(self.sees(self.sales, customer, self.company_b))
        self.assertTrue(self.sees(self.sales, customer, first_b))
        for companies in (self.company_a, self.company_b, first_a, first_b):
            self.assertTrue(self.sees(self.sales_two, customer, companies))
        # A customer of company A stays hidden, wherever the caller works.
        self.assertFalse(self.sees(self.sales, self.customers["other"], first_b))
        self.assertTrue(self.sees(self.sales, self.customers["own"], first_b))

    def test_ledger_and_shares_of_another_company(self):
        """Where nothing is restricted they are still those of another company."""
        outsider = self.new_user("tc_b", "sales_team.group_sale_salesman", self.company_b)
        office_b = "crm_customer_protection.group_customer_admin"
        office_b = self.new_user("tc_office_b", office_b, self.company_b)
        for model in ("crm.protection.event", "crm.customer.share"):
            domain = [("partner_id", "in", (self.everything | self.shared_customer).ids)]
            for user in (outsider, office_b):
                rows = self.rpc(user, model, "search_read", domain, ["partner_id"])
                partners = {row["partner_id"][0] for row in rows}
                self.assertLessEqual(partners, {self.shared_customer.id}, model)
            self.assertTrue(self.rpc(self.office, model, "search", domain))

    def test_company_of_a_forged_context(self):
        self.sales.sudo().company_ids = self.company_a
        with self.assertRaises(AccessError):
            self.sees(self.sales, self.shared_customer, self.company_b)

    def test_switch(self):
        customer, contact = self.customers["other"], self.contacts["other"]
        masked = self.customers["masked"]
        family = customer | contact | masked | self.contacts["masked"]
        self.assertEqual(family[:2].visible_user_id, self.sales_two)
        self.company_a.use_visibility = False
        everybody = self.env.ref("base.public_user")
        self.assertEqual(family.visible_user_id, everybody)
        self.assertTrue(self.sees(self.sales, family | self.shared_customer))
        self.company_a.use_visibility = True
        self.assertEqual(family[:2].visible_user_id, self.sales_two)
        self.assertEqual(family[2:].visible_user_id, self.env.ref("base.user_root"))
        self.assertFalse(self.sees(self.sales, customer))
        self.assertFalse(self.sees(self.sales, masked))

    def test_changes_while_switched_off(self):
        """What changes its owner while the company restricts nothing is right afterwards."""
        self.company_a.use_visibility = False
        customer = self.customers["other"].sudo()
        customer._change_owner(self.sales, "assign")
        self.customers["own"].sudo()._change_owner(
            self.env["res.users"], "release", pool=self.masked_pool
        )
        self.assertEqual(customer.visible_user_id, self.env.ref("base.public_user"))
        self.assertTrue(self.sees(self.sales_two, customer | self.customers["own"]))
        self.company_a.use_visibility = True
        self.assertTrue(self.sees(self.sales, customer | self.contacts["other"]))
        self.assertFalse(self.sees(self.sales_two, customer))
        self.assertFalse(self.sees(self.sales, self.customers["own"]))

    def test_customer_moves_to_another_company(self):
        customer = self.customers["other"].sudo()
        (customer | self.contacts["other"].sudo()).company_id = self.company_b
        everybody = self.env.ref("base.public_user")
        self.assertEqual((customer | self.contacts["other"]).visible_user_id, everybody)
        self.assertTrue(self.sees(self.sales, customer, self.company_b))
        (customer | self.contacts["other"].sudo()).company_id = self.company_a
        self.assertFalse(self.sees(self.sales, customer))

    def test_pool_switches(self):
        public = self.customers["public"] | self.contacts["public"]
        self.assertTrue(self.sees(self.sales, public))
        self.open_pool.mask_email = True
        self.assertFalse(self.sees(self.sales, public[0]))
        self.assertFalse(self.sees(self.sales, public[1]))
        self.open_pool.mask_email = False
        self.assertTrue(self.sees(self.sales, public))

    def test_nothing_where_nobody_restricts(self):
        """Exactly Odoo: the same rows, and not a query more."""
        self.company_a.use_visibility = False
        partners = self.env(user=self.sales.id)["res.partner"].with_company(self.company_a)
        self.assertEqual(partners.search_count([("id", "in", self.everything.ids)]), 2 * len(KINDS))
        rules = self.env["ir.rule"].search([("domain_force", "like", "_to_me")])
        rules |= self.env["ir.rule"].search([("domain_force", "like", "is_editable_by_me")])
        self.assertGreaterEqual(len(rules), 6)

        def count():
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            found = partners.search_fetch([("id", "in", self.everything.ids)], ["name"])
            found.read(["name", "phone"])
            return self.cr.sql_log_count - start

        count()
        with_rules = count()
        rules.active = False
        count()
        self.assertEqual(with_rules, count())

    def test_customers_alone(self):
        """Asked for customers alone, the rule has another form, and the same answer."""
        everything = [("id", "in", self.everything.ids)]
        managed = [("is_managed_customer", "=", True)]
        for user in (self.sales, self.sales_two, self.leader, self.clerk, self.plain, self.office):
            ids = self.rpc(user, "res.partner", "search", everything)
            expected = self.env["res.partner"].browse(ids).filtered("is_managed_customer")
            for domain in (
                managed + everything,
                ["&", *managed, *everything],
                [("is_managed_customer", "in", [True]), *everything],
            ):
                found = self.rpc(user, "res.partner", "search", domain)
                self.assertEqual(sorted(found), sorted(expected.ids), user.login)
            count = self.rpc(user, "res.partner", "search_count", managed + everything)
            self.assertEqual(count, len(expected))
        # Partners that are no customers, further down in the domain, are found as before.
        owner = [("user_id.partner_id.name", "=", self.sales.name)]
        found = self.rpc(self.sales, "res.partner", "search", managed + everything + owner)
        self.assertEqual(found, self.customers["own"].ids)
        either = ["|", *managed, ("name", "=", "Hidden unmanaged"), *everything]
        found = self.rpc(self.sales, "res.partner", "search", either)
        self.assertIn(self.customers["unmanaged"].id, found)

    def test_check_does_not_grow(self):
        """No query for each record."""
        two = self.customers["shared_read"] | self.customers["other"]
        many = self.everything

        def count(records):
            records = records.with_user(self.sales).with_company(self.company_a)
            records._filtered_access("read")
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            records._filtered_access("read")
            return self.cr.sql_log_count - start

        self.assertEqual(count(two), count(many))


@tagged("post_install", "-at_install")
class TestVisibilityIsFresh(VisibilitySetUp, TransactionCase):
    def sees(self, user, kind):
        ids = (self.customers[kind] | self.contacts[kind]).ids
        found = self.rpc(user, "res.partner", "search", [("id", "in", ids)])
        return len(found) == 2

    def test_who_joins_the_team_is_seen_at_once(self):
        self.assertFalse(self.sees(self.leader, "other"))
        self.other_team.member_ids = False
        self.team.member_ids = [Command.link(self.sales_two.id)]
        self.assertTrue(self.sees(self.leader, "other"))
        self.assertTrue(self.sees(self.director, "other"))
        # A person who left the team keeps an archived membership.
        membership = self.team.crm_team_member_ids.filtered(lambda m: m.user_id == self.sales_two)
        membership.active = False
        self.assertFalse(self.sees(self.leader, "other"))

    def test_customers_of_somebody_who_left(self):
        """The leader still sees them, to give them to somebody else."""
        self.sales.sudo().active = False
        self.assertTrue(self.sees(self.leader, "own"))

    def test_tree(self):
        self.other_team.parent_id = self.team
        self.assertTrue(self.sees(self.leader, "other"))
        self.assertTrue(self.sees(self.director, "other"))
        self.team.parent_id = False
        self.assertFalse(self.sees(self.director, "other"))
        self.region.manager_ids = self.accountant
        self.team.manager_ids = self.sales
        self.assertTrue(self.sees(self.sales, "other"))

    def test_share_that_ended(self):
        share = self.customers["shared_read"].share_ids.filtered(lambda s: s.user_id == self.sales)
        self.assertTrue(self.sees(self.sales, "shared_read"))
        values = {"until": date.today() - timedelta(days=2)}
        self.env.cr.execute(
            "UPDATE crm_customer_share SET until = %s WHERE id = %s", [values["until"], share.id]
        )
        self.env.invalidate_all()
        self.assertFalse(self.sees(self.sales, "shared_read"))
        self.assertFalse(self.customers["shared_read"].with_user(self.sales).has_access("read"))

    def test_unshare(self):
        customer = self.customers["shared_write"]
        self.assertTrue(customer.with_user(self.sales).has_access("write"))
        customer.with_user(self.sales_two)._unshare(self.sales)
        self.assertFalse(customer.with_user(self.sales).has_access("read"))
        self.assertFalse(self.contacts["shared_write"].with_user(self.sales).has_access("read"))

    def test_new_owner_at_once(self):
        customer = self.customers["own"]
        self.assertTrue(customer.with_user(self.sales).has_access("write"))
        customer.with_user(self.office)._assign(self.sales_two, "Better there")
        self.assertFalse(customer.with_user(self.sales).has_access("read"))
        self.assertTrue(self.sees(self.sales_two, "own"))

    def test_group_of_readers(self):
        self.assertFalse(self.sees(self.plain, "own"))
        self.plain.sudo().group_ids |= self.env.ref("crm_customer_protection.group_customer_reader")
        self.assertTrue(self.sees(self.plain, "own"))
