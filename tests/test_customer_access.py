"""Who may do what with the models of the addon: role by operation, in one table."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests.common import tagged
from odoo.tools import mute_logger

from .common import CUSTOMER_GROUPS, CustomerCase

ALL = frozenset("read write create unlink".split())
READ = frozenset({"read"})
NONE = frozenset()
SALES = ("tc_sales", "tc_sales_two", "tc_office", "tc_manager")
ENTRY = (*SALES, "tc_clerk")
ADMINS = ("tc_office", "tc_manager")
INTERNAL = (*ENTRY, "tc_plain", "tc_reader", "tc_erp")
# Everybody inside reads it, the back office sets it up.
SET_UP = {**dict.fromkeys(INTERNAL, READ), **dict.fromkeys(ADMINS, ALL)}
# Written by the system alone.
READ_BY_SALES, READ_BY_ENTRY, READ_BY_ADMINS = (
    dict.fromkeys(logins, READ) for logins in (SALES, ENTRY, ADMINS)
)
# What is not named may nothing.
MATRIX = {
    # Customers
    "crm.customer.category": SET_UP,
    "crm.customer.grade": SET_UP,
    "crm.customer.region": SET_UP,
    "crm.customer.deactivate": dict.fromkeys(ENTRY, ALL),
    # Sales tasks
    "crm.stage.scheme": SET_UP,
    "crm.competitor": {**dict.fromkeys(SALES, READ | {"create"}), **dict.fromkeys(ADMINS, ALL)},
    "crm.document.kind": SET_UP,
    "crm.document.upload": dict.fromkeys(ENTRY, ALL),
    "crm.lead.member": dict.fromkeys(SALES, ALL),
    "crm.stage.gate": SET_UP,
    "crm.stage.history": READ_BY_SALES,
    "crm.stage.promotion": dict.fromkeys(SALES, ALL),
    "sale.approval.step": READ_BY_SALES,
    "sale.approval.dialog": dict.fromkeys(SALES, ALL),
    "crm.stage.promotion.line": dict.fromkeys(SALES, ALL),
    "crm.stage.setup": dict.fromkeys(ADMINS, ALL),
    "crm.stage.setup.line": dict.fromkeys(ADMINS, ALL),
    "crm.stage.setup.move": READ_BY_ADMINS,
    "crm.stage.setup.former": READ_BY_ADMINS,
    "crm.task.part.mixin": {},
    "crm.funnel.report": READ_BY_SALES,
    # Duplicates
    "crm.duplicate.run": dict.fromkeys(ADMINS, ALL),
    "crm.duplicate.pair": dict.fromkeys(ADMINS, ALL - {"create"}),
    "crm.duplicate.candidate": {},
    "crm.customer.relation": READ_BY_ENTRY,
    "crm.duplicate.rule": dict.fromkeys(ADMINS, ALL),
    "crm.duplicate.search": READ_BY_ENTRY,
    "crm.collision.check": dict.fromkeys(ENTRY, ALL),
    "crm.collision.case": {**READ_BY_ENTRY, **dict.fromkeys(ADMINS, frozenset({"read", "write"}))},
    "crm.collision.claim": READ_BY_ENTRY,
    "crm.collision.dialog": dict.fromkeys(ENTRY, ALL),
    "crm.customer.merge": dict.fromkeys(ADMINS, ALL),
    "crm.customer.merge.customer": dict.fromkeys(ADMINS, ALL),
    "crm.customer.merge.row": dict.fromkeys(ADMINS, ALL),
    "crm.customer.merge.value": dict.fromkeys(ADMINS, ALL),
    "crm.customer.merge.log": READ_BY_ADMINS,
    "crm.customer.merge.log.line": READ_BY_ADMINS,
    "crm.customer.merge.log.source": READ_BY_ADMINS,
    # Protection: its rules
    "crm.protection.policy": SET_UP,
    "crm.protection.warning": SET_UP,
    "crm.customer.pool": SET_UP,
    # Protection: its records
    "crm.protection.event": READ_BY_ENTRY,
    "crm.customer.share": READ_BY_ENTRY,
    "crm.pool.customer": READ_BY_ENTRY,
    "crm.pool.view": READ_BY_ENTRY,
    "crm.protection.extension": READ_BY_SALES,
    "crm.protection.notice": READ_BY_SALES,
    "crm.protection.run": dict.fromkeys(ADMINS, frozenset({"read", "write"})),
    "crm.protection.run.left": READ_BY_ADMINS,
    # Protection: its dialogs
    "crm.protection.dialog": dict.fromkeys(SALES, ALL),
    "crm.protection.result": READ_BY_SALES,
    "crm.protection.result.line": READ_BY_SALES,
    "crm.protection.preview": dict.fromkeys(SALES, ALL - {"unlink"}),
    "crm.protection.preview.line": READ_BY_SALES,
    "crm.protection.dry.run": dict.fromkeys(ADMINS, ALL - {"unlink"}),
    "crm.protection.dry.run.line": READ_BY_ADMINS,
    "crm.protection.adopt": dict.fromkeys(ADMINS, ALL),
    "crm.trading.bulk": dict.fromkeys(ADMINS, ALL),
    "crm.trading.lapse": dict.fromkeys(ADMINS, ALL),
    "crm.protection.adopt.line": dict.fromkeys(ADMINS, ALL),
    # Decision tree
    "crm.contact.influence": dict.fromkeys(ENTRY, ALL),
    "crm.lead.contact": dict.fromkeys(SALES, ALL),
    # Work records
    "crm.work.kind": SET_UP,
    "crm.work.record": {**READ_BY_ENTRY, **dict.fromkeys(SALES, ALL)},
    # Quotation approval
    "sale.approval.rule": {**READ_BY_SALES, **dict.fromkeys(ADMINS, ALL)},
    "sale.approval.rule.step": {**READ_BY_SALES, **dict.fromkeys(ADMINS, ALL)},
    "sale.approval.delegation": dict.fromkeys(SALES, ALL),
    # Orders of the ERP
    "crm.erp.order": {**READ_BY_SALES, "tc_erp": READ},
    "crm.erp.order.line": {**READ_BY_SALES, "tc_erp": READ},
    "crm.erp.order.step": READ_BY_SALES,
    "crm.order.execution": READ_BY_SALES,
    "crm.erp.change": READ_BY_ADMINS,
    "crm.erp.order.customer": dict.fromkeys(ADMINS, ALL),
    # Potential becomes trading
    "crm.trading.event": READ_BY_ENTRY,
    "crm.trading.request": READ_BY_ENTRY,
    "crm.trading.request.check": READ_BY_ENTRY,
    "crm.trading.check": {**READ_BY_ENTRY, **dict.fromkeys(ADMINS, ALL)},
    "crm.trading.dialog": dict.fromkeys(SALES, ALL),
    # Contract review
    "crm.contract.review": READ_BY_SALES,
    "crm.contract.review.step": READ_BY_SALES,
    "crm.contract.review.dialog": dict.fromkeys(SALES, ALL),
    "crm.contract.review.source.mixin": {},
    # Of who administers users: none of these.
    "crm.erp.key": {},
    # Mixins without a table
    "crm.name.index": {},
    "crm.partner.link.mixin": {},
    "crm.protection.line.mixin": {},
    "crm.viewer.source.mixin": {},
    "crm.system.record.mixin": {},
    "crm.cached.record.mixin": {},
    "crm.customer.merge.record.mixin": {},
    "crm.erp.execution.mixin": {},
    "crm.visible.partner.mixin": {},
    "crm.customer.document.mixin": {},
    "crm.document.owner.mixin": {},
}
# An id that no record has: the right on the model is asked first.
NO_ID = 2_000_000_000
CALLS = {
    "read": ("read", [NO_ID], ["id"]),
    "write": ("write", [NO_ID], {}),
    "create": ("create", [{}]),
    "unlink": ("unlink", [NO_ID]),
}


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

    def test_refused_to_a_call_from_outside(self):
        """What the table does not name is refused by a right or a guard, not by an accident."""
        quiet = mute_logger("odoo.addons.base.models.ir_model")
        for model, by_login in MATRIX.items():
            if self.env[model]._abstract:
                continue
            for login, user in self.users_by_login.items():
                for operation in ALL - by_login.get(login, NONE):
                    method, *args = CALLS[operation]
                    refused = self.assertRaises(UserError)
                    with self.subTest(model=model, login=login, operation=operation):
                        with refused as caught, quiet:
                            call_kw(self.env(user=user.id)[model], method, args, {})
                        self.assertNotIsInstance(caught.exception, ValidationError)

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
