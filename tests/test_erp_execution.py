"""The execution view: orders of the ERP and Odoo's own in one list, for whoever sees them."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests.common import TransactionCase, tagged

from .erp_common import ErpSetUp
from .erp_payloads import line
from .visibility_common import VisibilitySetUp

MODEL = "crm.order.execution"


@tagged("post_install", "-at_install")
class TestOrderExecution(ErpSetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.use_native_execution = True
        cls.product = cls.env["product.product"].create({"name": "Pump", "taxes_id": False})

    def add_sale(self, customer=None, confirm=True, **values):
        """An order of one pump for 300 and four screws for 100."""
        sale = self.env["sale.order"].create(
            {
                "partner_id": (customer or self.customer).id,
                "company_id": self.company_a.id,
                "user_id": self.sales.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                        }
                    )
                    for quantity, price in ((1, 300), (4, 25))
                ],
                **values,
            }
        )
        if confirm:
            sale.action_confirm()
        return sale

    def find(self, domain=(), user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env[MODEL].with_user(user or self.sales).search([*domain])

    def read_rows(self, sale):
        (row,) = self.find([("order_id", "=", sale.id)])
        return row.state, row.delivered_share, row.invoiced_share, row.paid_share

    def test_both_kinds(self):
        __, stored = self.push("SO-1", lines=[line(1, delivered=2), line(2)])
        sale = self.add_sale()
        self.add_sale(confirm=False)
        rows = self.find([("partner_id", "=", self.customer.id)])
        self.assertEqual(rows.mapped("kind"), ["odoo", "erp"])
        self.assertEqual(rows.mapped("name"), [sale.name, "SO-1"])
        self.assertEqual(rows.erp_order_id, stored)
        self.assertEqual(rows.user_id, self.sales)
        self.assertEqual(rows.mapped("delivered_share"), [0, 25])
        self.assertEqual(rows.mapped("is_delivery_known"), [False, True])
        self.push("SO-1", 2, lines=[line(1), line(2)])
        (row,) = self.find([("name", "=", "SO-1")])
        self.assertEqual((row.delivered_share, row.is_delivery_known), (0, True), "a known zero")
        self.assertEqual(rows[0].action_open_order()["res_model"], "sale.order")
        self.assertEqual(rows[1].action_open_order()["res_id"], stored.id)
        self.assertEqual(self.customer.with_user(self.sales).execution_count, 2)
        self.assertEqual(sale.with_user(self.sales).execution_count, 1)
        # By its id, as a client that opens it again does.
        found = rows[0].with_user(self.sales).read(["name", "order_id"])
        self.assertEqual(found[0]["order_id"][0], sale.id)

    def test_course(self):
        """Deliveries lead; what is not noted by anybody is not told."""
        sale = self.add_sale()
        self.assertEqual(self.read_rows(sale), ("confirmed", 0, 0, 0))
        sale.order_line[0].qty_delivered = 1
        self.assertEqual(self.read_rows(sale), ("partly_shipped", 75, 0, 0))
        sale.order_line[1].qty_delivered = 4
        self.assertEqual(self.read_rows(sale), ("shipped", 100, 0, 0))

    def test_invoiced_and_paid(self):
        self.company_a.chart_template or self.env["account.chart.template"].try_loading(
            "generic_coa", self.company_a, install_demo=False
        )
        sale = self.add_sale()
        sale.order_line.qty_delivered = 1
        sale.order_line[1].qty_delivered = 4
        sale = sale.with_company(self.company_a)
        invoice = sale._create_invoices()
        invoice.invoice_date = "2026-03-25"
        self.assertEqual(self.read_rows(sale)[3], 0)
        invoice.action_post()
        self.assertEqual(self.read_rows(sale), ("invoiced", 100, 100, 0))
        pay = self.env["account.payment.register"].with_company(self.company_a)
        pay = pay.with_context(active_model="account.move", active_ids=invoice.ids)
        pay.create({"amount": 100, "payment_difference_handling": "open"})._create_payments()
        self.assertEqual(self.read_rows(sale), ("invoiced", 100, 100, 25))
        pay.create({})._create_payments()
        self.assertEqual(self.read_rows(sale), ("closed", 100, 100, 100))

    def test_late(self):
        past = {"commitment_date": "2026-01-05 08:00:00"}
        late, shipped = self.add_sale(**past), self.add_sale(**past)
        shipped.order_line[0].qty_delivered = 1
        shipped.order_line[1].qty_delivered = 4
        self.push("SO-1", promised_date="2026-01-05")
        self.push("SO-2", promised_date="2026-01-05", state="shipped")
        rows = self.find([("is_late", "=", True)])
        self.assertEqual(set(rows.mapped("name")), {late.name, "SO-1"})
        self.assertEqual(rows.mapped("is_late"), [True, True])
        self.assertEqual(self.customer.with_user(self.sales).execution_late_count, 2)

    def test_linked_once(self):
        sale = self.add_sale()
        self.push("SO-1", quotation=sale.name)
        rows = self.find([("order_id", "=", sale.id)])
        self.assertEqual(rows.mapped("kind"), ["erp"])
        self.assertEqual(sale.with_user(self.sales).execution_count, 1)

    def test_switched(self):
        """Off: as if there were none. On again: the job finds out about what came meanwhile."""
        self.add_sale()
        self.push("SO-1")
        self.company_a.write({"use_native_execution": False, "use_erp_orders": False})
        self.assertFalse(self.find())
        self.assertEqual(self.customer.with_user(self.sales).execution_count, 0)
        menu = self.env.ref("crm_customer_protection.execution_menu_orders")
        self.assertIn(menu.id, menu.with_user(self.sales)._load_menus_blacklist())
        sale = self.add_sale()
        sale.order_line[0].qty_delivered = 1
        self.env.flush_all()
        self.assertFalse(sale.execution_state)
        self.company_a.use_native_execution = True
        self.assertNotIn(menu.id, menu.with_user(self.sales)._load_menus_blacklist())
        with self.enter_registry_test_mode():
            self.env.ref("crm_customer_protection.ir_cron_execution").method_direct_trigger()
        self.assertEqual(self.read_rows(sale), ("partly_shipped", 75, 0, 0))

    def test_amount_in_company_currency(self):
        self.company_a.currency_id = self.env.ref("base.EUR")
        currency = self.env["res.currency"].create({"name": "TCX", "symbol": "x"})
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "rate": 4,
                "name": "2026-01-01",
                "company_id": self.company_a.id,
            }
        )
        self.push("SO-1", currency="TCX", date="2026-03-02", amount_untaxed=400)
        (row,) = self.find()
        self.assertEqual((row.amount_company, row.company_currency_id.name), (100, "EUR"))
        groups = self.env[MODEL].with_user(self.sales)._read_group([], [], ["amount_company:sum"])
        self.assertEqual(groups, [(100,)])

    def test_two_companies(self):
        stranger = self.new_user("tc_b", "sales_team.group_sale_salesman_all_leads", self.company_b)
        self.add_sale()
        self.push("SO-1")
        self.assertFalse(self.find(user=stranger))
        self.assertEqual(len(self.find(user=self.manager)), 2)

    def test_nobody_writes(self):
        self.push("SO-1")
        row = self.find(user=self.manager)
        for values in ({"state": "paid"}, {"partner_id": self.other.id}):
            with self.assertRaises(AccessError):
                row.write(values)
        with self.assertRaises(AccessError):
            row.unlink()


@tagged("post_install", "-at_install")
class TestExecutionVisibility(VisibilitySetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.write({"use_erp_orders": True, "use_native_execution": True})
        product = cls.env["product.product"].create({"name": "Pump", "taxes_id": False})
        orders = []
        for kind, customer in cls.customers.items():
            values = {
                "partner_id": customer.id,
                "company_id": cls.company_a.id,
                "user_id": cls.sales_two.id,
                "order_line": [Command.create({"product_id": product.id, "price_unit": 7})],
            }
            cls.env["sale.order"].with_context(tracking_disable=True).create(
                values
            ).action_confirm()
            if customer.is_managed_customer:
                customer.sudo().ref = f"V-{kind}"
                orders.append(
                    {
                        "number": f"SO-{kind}",
                        "source": "u8",
                        "version": 1,
                        "state": "confirmed",
                        "currency": "EUR",
                        "amount_total": 7,
                        "customer": {"code": f"V-{kind}"},
                        "lines": [],
                    }
                )
        cls.env(user=cls.erp.id)["crm.erp.order"].upsert(orders)
        # What a quotation that is given to somebody gives with it.
        cls.env.flush_all()
        cls.env.invalidate_all()

    def test_as_its_order(self):
        """Every row is one that its reader finds at its place, and with a customer that one sees."""
        for role in ("sales", "sales_two", "leader", "director", "office", "manager", "documents"):
            with self.subTest(role=role):
                user = getattr(self, role)
                rows = self.rpc(
                    user, MODEL, "search_read", [], ["erp_order_id", "order_id", "partner_id"]
                )
                erp = self.rpc(user, "crm.erp.order", "search", [["partner_id", "!=", False]])
                sale = self.rpc(user, "sale.order", "search", [["state", "=", "sale"]])
                own = self.env["sale.order"].browse(sale).sudo()
                seen = self.env["res.partner"].with_user(user)
                expected = {
                    order.id
                    for order in own
                    if order.company_id == self.company_a
                    and seen.search([("id", "=", order.partner_id.commercial_partner_id.id)])
                }
                self.assertEqual(
                    {row["erp_order_id"][0] for row in rows if row["erp_order_id"]}, set(erp)
                )
                self.assertEqual(
                    {row["order_id"][0] for row in rows if not row["erp_order_id"]}, expected
                )
                groups = self.rpc(
                    user, MODEL, "formatted_read_group", [], ["partner_id"], ["__count"]
                )
                self.assertEqual(sum(group["__count"] for group in groups), len(rows))

    def test_by_id(self):
        hidden = self.env[MODEL].sudo().search([("partner_id", "=", self.customers["other"].id)])
        self.assertEqual(len(hidden), 2)
        for row in hidden:
            with self.assertRaises(AccessError):
                self.rpc(self.sales, MODEL, "read", row.ids, ["name"])
            with self.assertRaises(AccessError):
                self.rpc(self.sales, MODEL, "action_open_order", row.ids)

    def test_for_whom(self):
        for user in (self.clerk, self.plain, self.portal, self.erp, self.accountant):
            with self.assertRaises(AccessError):
                self.rpc(user, MODEL, "search_read", [], ["name"])
