"""Names that were entered twice before the addon came: listed, not touched."""

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests.common import tagged, users

from .common import CustomerCase


@tagged("post_install", "-at_install")
class TestDuplicateRun(CustomerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.partners(cls.plain)
        cls.twins = partners.create(
            [
                {"name": "Zwilling Werkzeuge GmbH", "is_company": True},
                {"name": "ZWILLING WERKZEUGE GMBH", "is_company": True},
                {"name": "Zwilling-Werkzeuge (GmbH)", "is_company": True},
                {"name": "Zwilling", "is_company": True},
            ]
        )

    def pairs(self, run):
        return run.pair_ids.filtered(lambda pair: pair.partner_id in self.twins)

    @users("tc_office", "tc_manager")
    def test_lists_twins(self):
        runs = self.partners(self.env.user).env["crm.duplicate.run"]
        with freeze_time("2026-03-25 08:00:00"):
            action = runs.action_find_same_names()
        self.assertEqual(action["res_model"], "crm.duplicate.pair")
        pairs = self.partners(self.env.user).env["crm.duplicate.pair"].search(action["domain"])
        run = pairs.run_id
        self.assertEqual((run.state, run.pair_count), ("done", len(pairs)))
        self.assertGreaterEqual(run.partner_count, 4)
        self.assertIn("2026-03-25", run.name)
        first, second, third, __ = self.twins
        self.assertEqual(
            [(pair.partner_id, pair.other_partner_id, pair.kind) for pair in self.pairs(run)],
            [(first, second, "same"), (first, third, "same")],
        )
        self.assertEqual(set(self.pairs(run).mapped("name_key")), {"zwillingwerkzeugegmbh"})
        self.assertTrue(all(self.twins.mapped("active")), "nothing is touched")
        self.assertEqual(self.pairs(run)[0].action_view_partner()["res_id"], first.id)
        self.assertEqual(self.pairs(run)[0].action_view_other_partner()["res_id"], second.id)

    def test_second_run(self):
        run = self.partners(self.office).env["crm.duplicate.run"].create({})
        run.action_run()
        before = self.pairs(run)
        self.assertEqual(len(before), 2)
        self.twins[2].name = "Another Name"
        run.action_run()
        self.assertEqual(len(self.pairs(run)), 1)
        self.assertFalse(before.exists())
        self.assertEqual(run.pair_count, len(run.pair_ids))

    def test_customer_and_vendor(self):
        customer = self.add_customer(self.sales, "Z.W.", registered_name="Zwilling Werkzeuge GmbH")
        run = self.partners(self.office).env["crm.duplicate.run"].create({})
        run.action_run()
        self.assertIn(customer, self.pairs(run).other_partner_id)

    def test_who_is_left_out(self):
        colleague = self.new_user("tc_colleague", "base.group_user")
        partners = self.partners(self.plain)
        out = partners.create({"name": colleague.name}) + colleague.partner_id
        out += partners.create(
            [{"name": "Archived Name"}, {"name": "ARCHIVED NAME", "active": False}]
        )
        out += partners.create({"name": "Their Name"})
        out += self.env["res.partner"].create(
            {"name": "Their Name", "company_id": self.company_b.id}
        )
        out += partners.create({"name": "Contact Name"})
        out += partners.create({"name": "Contact Name", "parent_id": self.twins[0].id})
        run = self.partners(self.office).env["crm.duplicate.run"].create({})
        run.action_run()
        listed = run.pair_ids.partner_id | run.pair_ids.other_partner_id
        self.assertFalse(listed & out)

    @users("tc_sales", "tc_clerk", "tc_plain", "tc_portal")
    def test_rights(self):
        runs = self.partners(self.env.user).env["crm.duplicate.run"]
        with self.assertRaises(AccessError):
            runs.action_find_same_names()
        run = self.partners(self.office).env["crm.duplicate.run"].create({})
        run.action_run()
        for function in (
            lambda: run.with_user(self.env.user).action_run(),
            lambda: run.with_user(self.env.user).read(["state"]),
            lambda: run.pair_ids[:1].with_user(self.env.user).read(["name_key"]),
        ):
            with self.assertRaises(AccessError):
                function()

    def test_other_company(self):
        run = self.partners(self.office).env["crm.duplicate.run"].create({})
        run.action_run()
        other = self.new_user(
            "tc_office_b", "crm_customer_protection.group_customer_admin", self.company_b
        )
        env = self.partners(other).env
        self.assertFalse(env["crm.duplicate.run"].search([("id", "=", run.id)]))
        self.assertFalse(env["crm.duplicate.pair"].search([("run_id", "=", run.id)]))
        with self.assertRaises(AccessError):
            run.with_user(other).read(["state"])
        with self.assertRaises(AccessError):
            env["crm.duplicate.run"].create({"company_id": self.company_a.id})

    def test_in_chunks(self):
        from odoo.addons.crm_customer_protection.models.duplicate import crm_duplicate_run

        self.patch(crm_duplicate_run, "_FETCH_SIZE", 2)
        run = self.partners(self.office).env["crm.duplicate.run"].create({})
        run.action_run()
        self.assertEqual(len(self.pairs(run)), 2)
