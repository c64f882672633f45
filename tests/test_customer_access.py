"""Who may do what with the models of the addon: role by operation, in one table."""

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import tagged

from .common import CUSTOMER_GROUPS, CustomerCase

ALL = frozenset("read write create unlink".split())
READ = frozenset({"read"})
NONE = frozenset()
# What is not named may nothing.
MATRIX = {
    "crm.customer.category": {
        "tc_office": ALL,
        "tc_manager": ALL,
        **dict.fromkeys(("tc_sales", "tc_sales_two", "tc_clerk"), READ),
        **dict.fromkeys(("tc_plain", "tc_reader", "tc_erp"), READ),
    },
    "crm.duplicate.run": {"tc_office": ALL, "tc_manager": ALL},
    "crm.duplicate.pair": dict.fromkeys(("tc_office", "tc_manager"), frozenset({"read", "unlink"})),
    "crm.collision.check": dict.fromkeys(
        ("tc_sales", "tc_sales_two", "tc_clerk", "tc_office", "tc_manager"), ALL
    ),
    "crm.customer.deactivate": dict.fromkeys(
        ("tc_sales", "tc_sales_two", "tc_clerk", "tc_office", "tc_manager"), ALL
    ),
}
MATRIX["crm.customer.grade"] = MATRIX["crm.customer.region"] = MATRIX["crm.customer.category"]


@tagged("post_install", "-at_install")
class TestAccess(CustomerCase):
    def assertMatrix(self, matrix):
        """Compare the rights on the models with a table.

        :param matrix: dict of model name -> dict of login -> set of operations
        """
        for model, by_login in matrix.items():
            for login, user in self.users_by_login.items():
                model_as = self.partners(user).env[model]
                allowed = {name for name in ALL if model_as.has_access(name)}
                with self.subTest(model=model, login=login):
                    self.assertEqual(allowed, set(by_login.get(login, NONE)))

    def test_models(self):
        named = {login for row in MATRIX.values() for login in row}
        self.assertLessEqual(named, {*CUSTOMER_GROUPS})
        self.assertMatrix(MATRIX)

    def test_every_model_of_the_addon_is_in_the_table(self):
        models = self.env["ir.model.data"].search(
            [("module", "=", "crm_customer_protection"), ("model", "=", "ir.model")]
        )
        ours = {
            name
            for name in self.env["ir.model"].browse(models.mapped("res_id")).mapped("model")
            if self.env.registry[name]._original_module == "crm_customer_protection"
        }
        self.assertEqual(ours, {*MATRIX})

    def test_operations_for_real(self):
        for model, values in (
            ("crm.customer.category", {"name": "Test"}),
            ("crm.customer.grade", {"name": "T"}),
            ("crm.customer.region", {"name": "Test"}),
        ):
            record = self.partners(self.office).env[model].create(values)
            record.write(values)
            for user in (self.sales, self.clerk, self.plain):
                as_user = record.with_user(user)
                self.assertEqual(as_user.name, values["name"])
                for call in (
                    lambda: as_user.write(values),
                    lambda: as_user.create(values),
                    lambda: as_user.unlink(),
                ):
                    with self.assertRaises(AccessError):
                        call()
            with self.assertRaises(AccessError):
                record.with_user(self.portal).read(["name"])
            record.unlink()

    def test_category_of_another_company(self):
        category = self.env["crm.customer.category"].create(
            {"name": "B only", "company_id": self.company_b.id}
        )
        for user in (self.sales, self.office):
            found = self.partners(user).env["crm.customer.category"].search([])
            self.assertNotIn(category, found)
            with self.assertRaises(AccessError):
                category.with_user(user).read(["name"])

    def test_groups(self):
        def has(user, name):
            return user.has_group(f"crm_customer_protection.{name}")

        self.assertTrue(has(self.office, "group_clerk"))
        self.assertTrue(self.office.has_group("sales_team.group_sale_salesman_all_leads"))
        for user in (self.sales, self.manager, self.plain):
            self.assertFalse(has(user, "group_clerk") or has(user, "group_customer_admin"))
        self.assertFalse(self.clerk.has_group("sales_team.group_sale_salesman"))
        self.assertFalse(has(self.clerk, "group_customer_admin"))
        integration = self.env.ref("crm_customer_protection.group_erp_integration")
        self.assertFalse(integration.implied_ids)
        self.assertFalse(integration.menu_access)

    def test_settings_data(self):
        Category = self.partners(self.office).env["crm.customer.category"]
        customer = self.add_customer(self.sales, "Counted Ltd")
        category = Category.create({"name": "Counted"})
        self.assertEqual(category.customer_count, 0)
        customer.customer_category_id = category
        category.invalidate_recordset()
        self.assertEqual(category.customer_count, 1)
        self.assertEqual(customer.customer_category_icon, category.icon)
        domain = category.action_view_customers()["domain"]
        self.assertEqual(self.partners(self.office).search(domain), customer)

    def test_region_tree(self):
        Region = self.partners(self.office).env["crm.customer.region"]
        parent = Region.create({"name": "Test Asia"})
        child = Region.create({"name": "East", "parent_id": parent.id})
        self.assertEqual(child.display_name, "Test Asia / East")
        parent.name = "Test Orient"
        self.assertEqual(child.display_name, "Test Orient / East")
        self.assertEqual(Region.search([("id", "child_of", parent.id)]), child + parent)
        with self.assertRaises(UserError):
            parent.parent_id = child

    def test_team_tree(self):
        Team = self.env["crm.team"]
        values = {"name": "Team A1", "company_id": self.company_a.id, "parent_id": self.team.id}
        child = Team.create({**values, "manager_ids": self.sales_two.ids})
        self.assertIn(child, Team.search([("id", "child_of", self.team.id)]))
        with self.assertRaises(UserError):
            self.team.parent_id = child
