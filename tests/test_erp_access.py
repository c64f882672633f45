"""Who sees the orders of the ERP, who writes them, and what the ERP's key reaches."""

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import TransactionCase, tagged

from .erp_common import ErpSetUp
from .erp_payloads import order
from .visibility_common import VisibilitySetUp

OPERATIONS = ("read", "write", "create", "unlink")
REACHED = {("crm.erp.order", "read"), ("crm.erp.order.line", "read")}
PAYLOAD = "payload"


@tagged("post_install", "-at_install")
class TestErpKey(ErpSetUp, TransactionCase):
    def test_models(self):
        """Over all models: what Odoo gives to everybody without a group, and these two."""
        nobody = self.new_user("tc_nobody", "base.group_public")
        nobody.group_ids = False
        self.assertFalse(nobody.all_group_ids)
        self.assertEqual(
            self.key_user.all_group_ids,
            self.env.ref("crm_customer_protection.group_erp_integration"),
        )
        self.assertEqual(self.get_reached(self.key_user) - self.get_reached(nobody), REACHED)
        self.assertEqual(self.get_reached(nobody) - self.get_reached(self.key_user), set())

    def get_reached(self, user):
        access = self.env["ir.model.access"].with_user(user)
        return {
            (name, operation)
            for name, model in self.env.registry.items()
            if not model._abstract
            for operation in OPERATIONS
            if access.check(name, operation, raise_exception=False)
        }

    def test_no_customer(self):
        for model in ("res.partner", "sale.order", "crm.lead", "res.users", "product.product"):
            with self.assertRaises(AccessError):
                self.call(self.key_user, "search_read", [], ["id"], model=model)

    def test_reads_back(self):
        self.company_a.write({"use_protection": True, "use_visibility": True})
        self.push()
        self.push("SO-2", customer={"code": "nobody"})
        fields = ["number", "state", "version", "partner_id"]
        rows = self.call(self.key_user, "search_read", [], fields)
        self.assertEqual({row["number"] for row in rows}, {"SO-1", "SO-2"})
        lines = self.call(
            self.key_user, "search_read", [], ["number", "amount"], model="crm.erp.order.line"
        )
        self.assertEqual(len(lines), 4)
        with self.assertRaises(AccessError):
            self.call(self.key_user, "search_read", [], [PAYLOAD])

    def test_writes_nothing_itself(self):
        __, stored = self.push()
        for user in (self.key_user, self.manager, self.office, self.sales, self.erp):
            for method, args in (
                ("write", [{"state": "paid"}]),
                ("write", [{"partner_id": self.other.id}]),
                ("unlink", []),
                ("copy", []),
            ):
                with self.assertRaises(UserError):
                    self.call(user, method, *args, ids=stored.ids)
            values = {"number": "F", "source": "u8", "company_id": self.company_a.id}
            with self.assertRaises(UserError):
                self.call(user, "create", [values], context={"crm_protection_token": True})
        with self.assertRaises(UserError):
            stored.write({"state": "paid"})
        self.assertEqual(stored.state, "confirmed")

    def test_who_sends(self):
        for user in (self.sales, self.office, self.manager, self.clerk, self.plain, self.portal):
            with self.assertRaises(AccessError):
                self.upsert(order(), user=user)
        self.assertEqual(self.upsert(order(), user=self.erp)[0]["result"], "created")
        self.env["crm.erp.order"].upsert([order("SO-2")])

    def test_private(self):
        for method in ("_store", "_as_erp_system", "_choose_customer", "_upsert_once"):
            with self.assertRaises(AccessError):
                self.call(self.key_user, method)


@tagged("post_install", "-at_install")
class TestErpVisibility(VisibilitySetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.use_erp_orders = True
        orders = []
        for kind, customer in cls.customers.items():
            if customer.is_managed_customer:
                customer.sudo().ref = f"V-{kind}"
                orders.append(order(f"SO-{kind}", customer={"code": f"V-{kind}"}))
        orders.append(order("SO-parked", customer={"code": "nobody"}))
        erp = cls.env(user=cls.erp.id)["crm.erp.order"]
        cls.results = erp.upsert(orders)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def find(self, user, model="crm.erp.order", field="number"):
        rows = self.rpc(user, model, "search_read", [], [field])
        return {str(row[field]) for row in rows}

    def test_by_customer(self):
        """Orders are seen with their customer, parked ones by the back office."""
        for role in ("sales", "sales_two", "leader", "office", "manager"):
            with self.subTest(role=role):
                user = getattr(self, role)
                partners = self.env["res.partner"].with_user(user)
                expected = {
                    f"SO-{kind}"
                    for kind, customer in self.customers.items()
                    if customer.is_managed_customer and partners.search([("id", "=", customer.id)])
                }
                if role in ("office", "manager"):
                    expected.add("SO-parked")
                self.assertTrue(expected)
                self.assertEqual(self.find(user), expected)
                lines = self.rpc(user, "crm.erp.order.line", "search_read", [], ["erp_order_id"])
                self.assertEqual({row["erp_order_id"][1] for row in lines}, expected)

    def test_read_by_id(self):
        ids = {result["number"]: result["id"] for result in self.results}
        for number in ("SO-other", "SO-parked"):
            with self.assertRaises(AccessError):
                self.rpc(self.sales, "crm.erp.order", "read", [ids[number]], ["number"])
        for user in (self.sales, self.office):
            with self.assertRaises(AccessError):
                self.rpc(user, "crm.erp.order", "read", [ids["SO-own"]], [PAYLOAD])
        rows = self.rpc(self.manager, "crm.erp.order", "read", [ids["SO-own"]], [PAYLOAD])
        self.assertIn("SO-own", rows[0][PAYLOAD])

    def test_other_company(self):
        stranger = self.new_user(
            "tc_stranger", "sales_team.group_sale_salesman_all_leads", self.company_b
        )
        self.assertEqual(self.find(stranger), set())

    def test_menus(self):
        menu = self.env.ref("crm_customer_protection.execution_menu_orders")
        self.assertNotIn(menu.id, menu.with_user(self.sales)._load_menus_blacklist())
        self.company_a.use_erp_orders = False
        self.assertIn(menu.id, menu.with_user(self.sales)._load_menus_blacklist())
