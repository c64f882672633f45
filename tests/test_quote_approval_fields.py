"""What the trade expects on a quotation: sales task, rate of the day, discount, documents."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .sales_task_common import SalesTaskCase


class QuotationCase(SalesTaskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.task = cls.add_task(cls.sales, name="Line 3", partner_id=cls.customer.id)
        cls.company_b.use_customer_management = False

    @classmethod
    def orders(cls, user=None, company=None, **context):
        company = company or cls.company_a
        context = dict(allowed_company_ids=company.ids, **context)
        return cls.env(user=(user or cls.sales).id, context=context)["sale.order"]

    def form(self, user=None, **context):
        return Form(self.orders(user, **context), "sale.view_order_form")


@tagged("post_install", "-at_install")
class TestQuotationOpportunity(QuotationCase):
    def test_opportunity_brings_the_customer(self):
        form = self.form()
        form.opportunity_id = self.task
        self.assertEqual(form.partner_id, self.customer)
        self.assertEqual(form.user_id, self.sales)
        self.assertEqual(form.team_id, self.team)
        order = form.save()
        self.assertEqual((order.partner_id, order.opportunity_id), (self.customer, self.task))
        self.assertEqual(order.partner_invoice_id, self.customer)

    def test_customer_that_stands_already_stays(self):
        other = self.add_customer(self.sales, "Berg Ltd")
        form = self.form()
        form.partner_id = other
        form.opportunity_id = self.task
        self.assertEqual(form.partner_id, other)

    def test_customer_brings_the_only_open_task_of_mine(self):
        contact = self.add_contact(self.sales, self.customer, "Ms Wolf")
        for partner in (self.customer, contact):
            with self.subTest(partner=partner.name):
                form = self.form()
                form.partner_id = partner
                self.assertEqual(form.opportunity_id, self.task)

    def test_of_two_tasks_none(self):
        self.add_task(self.sales, name="Line 4", partner_id=self.customer.id)
        form = self.form()
        form.partner_id = self.customer
        self.assertFalse(form.opportunity_id)

    def test_neither_lost_nor_a_colleagues(self):
        task = self.task.with_user(self.manager)
        form = self.form(self.manager)
        form.partner_id = self.customer
        self.assertFalse(form.opportunity_id)
        task.sudo().active = False
        form = self.form()
        form.partner_id = self.customer
        self.assertFalse(form.opportunity_id)

    def test_opportunity_that_stands_already_stays(self):
        other = self.add_task(self.sales, name="Without customer")
        form = self.form()
        form.opportunity_id = other
        form.partner_id = self.customer
        self.assertEqual(form.opportunity_id, other)

    def test_as_in_odoo_where_it_is_off(self):
        """Invariant 12."""
        self.company_a.use_customer_management = False
        form = self.form()
        form.partner_id = self.customer
        self.assertFalse(form.opportunity_id)

    def test_program_names_the_opportunity_alone(self):
        by_value = self.orders().create({"opportunity_id": self.task.id})
        by_default = self.orders(default_opportunity_id=self.task.id).create({"partner_id": False})
        for order in (by_value, by_default):
            self.assertEqual(order.partner_id, self.customer)
            self.assertEqual((order.user_id, order.team_id), (self.sales, self.team))
        other = self.add_customer(self.sales, "Berg Ltd")
        order = self.orders().create({"opportunity_id": self.task.id, "partner_id": other.id})
        self.assertEqual(order.partner_id, other)
        given = {"opportunity_id": self.task.id, "team_id": self.plain_team.id}
        self.assertEqual(self.orders(self.manager).create(given).team_id, self.plain_team)

    def test_opportunity_that_one_does_not_see_says_nothing(self):
        values = {"opportunity_id": self.task.id}
        orders = self.orders(self.sales_two)
        self.assertEqual(orders._with_customer_of_opportunity(values), values)
        order = orders.new(values)
        order._onchange_opportunity_id()
        self.assertFalse(order.partner_id)

    def test_customer_that_one_does_not_see_is_not_told(self):
        """A task given to somebody whose customer is hidden, as by an import past the addon."""
        self.company_a.write({"use_protection": True, "use_visibility": True})
        hidden = self.add_customer(self.sales_two, "Cobalt Ltd")
        self.env.cr.execute(
            "UPDATE crm_lead SET partner_id = %s WHERE id = %s", [hidden.id, self.task.id]
        )
        self.env.invalidate_all()
        self.assertFalse(self.orders()._prepare_values_of_opportunity(self.task))


@tagged("post_install", "-at_install")
class TestQuotationAmounts(QuotationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.country_id = cls.env.ref("base.ch")
        cls.env["account.tax.group"].create({"name": "Test", "company_id": cls.company_a.id})
        cls.tax, cls.included = cls.env["account.tax"].create(
            [
                {
                    "name": f"13 % {included}",
                    "amount": 13,
                    "price_include_override": included,
                    "company_id": cls.company_a.id,
                    "country_id": cls.company_a.country_id.id,
                }
                for included in ("tax_excluded", "tax_included")
            ]
        )

    def add_order(self, *lines, **values):
        return self.orders().create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"product_id": self.pump.id, "tax_ids": False, **line})
                    for line in lines
                ],
                **values,
            }
        )

    def assertAmounts(self, order, before, discount):
        self.assertAlmostEqual(order.amount_before_discount, before, 2)
        self.assertAlmostEqual(order.amount_discount, discount, 2)
        self.assertAlmostEqual(before - discount, order.amount_untaxed, 2)

    def test_discount(self):
        taxes = [Command.set(self.tax.ids)]
        order = self.add_order(
            {"price_unit": 1000, "product_uom_qty": 2, "discount": 15, "tax_ids": taxes},
            {"price_unit": 50, "tax_ids": taxes},
        )
        self.assertAmounts(order, 2050, 300)
        order.order_line[0].discount = 0
        self.assertAmounts(order, 2050, 0)

    def test_all_of_it(self):
        for tax, before in ((self.tax, 1130), (self.included, 1000)):
            with self.subTest(tax=tax.name):
                taxes = [Command.set(tax.ids)]
                order = self.add_order({"price_unit": 1130, "discount": 100, "tax_ids": taxes})
                self.assertAmounts(order, before, before)
                self.assertEqual(order.amount_total, 0)

    def test_for_the_whole_order(self):
        order = self.add_order({"price_unit": 1000}).with_user(self.manager)
        wizard = self.env["sale.order.discount"].with_user(self.manager)
        wizard.create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount",
                "discount_percentage": 0.1,
            }
        ).sudo().action_apply_discount()
        self.assertAmounts(order, 1000, 100)

    def test_nothing(self):
        self.assertAmounts(self.add_order(), 0, 0)
        self.assertAmounts(self.add_order({"price_unit": 0, "discount": 10}), 0, 0)

    def test_in_the_form(self):
        order = self.add_order({"price_unit": 1000})
        with Form(order.with_user(self.sales), "sale.view_order_form") as form:
            with form.order_line.edit(0) as line:
                line.price_unit = 2000
            self.assertEqual(form.amount_before_discount, 2000)

    def test_price_with_taxes(self):
        taxes = [Command.set(self.tax.ids)]
        order = self.add_order({"price_unit": 100, "discount": 10, "tax_ids": taxes})
        self.assertAlmostEqual(order.order_line.price_reduce_taxinc, 101.7)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-23 10:00:00")
class TestQuotationCurrency(QuotationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cny, cls.usd, cls.idr = (cls.env.ref(f"base.{name}") for name in ("CNY", "USD", "IDR"))
        (cls.cny | cls.usd | cls.idr).active = True
        cls.env["res.currency.rate"].search([]).unlink()
        cls.company_a.currency_id = cls.cny
        cls.company_b.currency_id = cls.usd

    def add_order(self, currency, company=None, **values):
        company = company or self.company_a
        pricelist = self.env["product.pricelist"].create(
            {"name": currency.name, "currency_id": currency.id, "company_id": company.id}
        )
        values = {"pricelist_id": pricelist.id, "company_id": company.id, **values}
        partner = self.env["res.partner"].create({"name": "Anybody"})
        return self.env["sale.order"].create({"partner_id": partner.id, **values})

    def add_rate(self, currency, day, inverse, company=None):
        company = company or self.company_a
        rates = self.env["res.currency.rate"].with_company(company)
        rates.create(
            {
                "currency_id": currency.id,
                "name": day,
                "rate": 1 / inverse,
                "company_id": company.id,
            }
        )

    def test_rate_of_the_day(self):
        self.add_rate(self.usd, "2026-11-01", 7.1)
        self.add_rate(self.usd, "2026-11-23", 7.1234)
        self.add_rate(self.usd, "2026-11-24", 9)
        order = self.add_order(self.usd)
        self.assertEqual(order.currency_rate_text, "1 USD = 7.1234 CNY (11/23/2026)")
        order.date_order = "2026-11-02 10:00:00"
        self.assertEqual(order.currency_rate_text, "1 USD = 7.1000 CNY (11/02/2026)")

    def test_dearer_one_first(self):
        self.add_rate(self.idr, "2026-11-01", 0.00042871)
        text = self.add_order(self.idr).currency_rate_text
        self.assertEqual(text, "1 CNY = 2,332.5791 IDR (11/23/2026)")

    def test_own_currency(self):
        self.assertFalse(self.add_order(self.cny).currency_rate_text)
        self.assertFalse(self.add_order(self.usd, self.company_b).currency_rate_text)

    def test_without_a_rate(self):
        self.assertEqual(self.add_order(self.usd).currency_rate_text, "No rate of USD is known")
        self.add_rate(self.usd, "2026-11-23", 1)
        self.assertIn("1 USD = 1.0000 CNY", self.add_order(self.usd).currency_rate_text)

    def test_each_company_has_its_rates(self):
        self.add_rate(self.cny, "2026-11-23", 0.14, self.company_b)
        self.assertIn(
            "1 USD = 7.1429 CNY", self.add_order(self.cny, self.company_b).currency_rate_text
        )


@tagged("post_install", "-at_install")
class TestQuotationDocuments(QuotationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.orders().create({"partner_id": cls.customer.id})
        cls.kind = cls.env.ref("crm_customer_protection.crm_document_kind_quotation_sheet")

    def attach(self, order=None, user=None, raw=b"small", **values):
        order = order or self.order
        where = {"res_model": "sale.order", "res_id": order.id}
        attachments = self.env["ir.attachment"].with_user(user or self.sales)
        return attachments.create({"name": "sheet.xlsx", "raw": raw, **where, **values})

    def test_not_asked_for(self):
        self.assertIsNone(self.order._get_missing_attachment())
        self.company_b.quote_attachment_required = True
        self.assertIsNone(self.order._get_missing_attachment())

    def test_any(self):
        self.company_a.quote_attachment_required = True
        self.assertRegex(
            self.order._get_missing_attachment(), f"^{self.order.name} needs a document, for"
        )
        self.attach(self.order.copy())
        self.attach(res_field="signature")
        self.assertTrue(self.order._get_missing_attachment(), "neither another's nor a field's")
        self.attach()
        self.assertIsNone(self.order._get_missing_attachment())

    def test_of_a_kind(self):
        self.company_a.write(
            {"quote_attachment_required": True, "quote_document_kind_id": self.kind.id}
        )
        document = self.attach()
        self.assertIn("kind Quotation Sheet", self.order._get_missing_attachment())
        document.document_kind_id = self.kind
        self.assertIsNone(self.order._get_missing_attachment())

    def test_setting(self):
        settings = self.env["res.config.settings"]
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            settings.with_user(self.sales).create({"quote_attachment_required": True}).execute()
        settings.with_company(self.company_a).create(
            {"quote_attachment_required": True, "quote_document_kind_id": self.kind.id}
        ).execute()
        self.assertTrue(self.company_a.quote_attachment_required)
        self.assertEqual(self.company_a.quote_document_kind_id, self.kind)

    def test_button(self):
        action = self.order.action_view_documents()
        document = self.attach()
        self.assertEqual(self.env["ir.attachment"].search(action["domain"]), document)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.order.with_user(self.sales_two).action_view_documents()

    def test_size(self):
        large = b"x" * (9 * 1024 * 1024)
        with self.assertRaisesRegex(UserError, "documents here may have 8 MB"):
            self.attach(raw=large)
        self.company_a.use_customer_management = False
        self.attach(raw=large)
