"""The content of quotations: every field of it counts, in any state, for many at once."""

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests.common import tagged

from ..tools.quote_content import compare, fingerprint
from .sales_task_common import SalesTaskCase


@tagged("post_install", "-at_install")
class TestQuotationContent(SalesTaskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax, cls.other_tax = cls.env["account.tax"].create(
            [
                {
                    "name": f"Test {rate} %",
                    "amount": rate,
                    "company_id": cls.company_a.id,
                    "country_id": cls.add_country().id,
                }
                for rate in (13, 6)
            ]
        )
        cls.terms, cls.other_terms = cls.env["account.payment.term"].create(
            [{"name": "30 days"}, {"name": "60 days"}]
        )
        cls.order = cls.add_order(payment_term_id=cls.terms.id, note=False)
        cls.line = cls.order.order_line[0]

    @classmethod
    def add_country(cls):
        country = cls.env.ref("base.ch")
        cls.company_a.country_id = cls.company_a.account_fiscal_country_id = country
        cls.env["account.tax.group"].create({"name": "Test", "company_id": cls.company_a.id})
        return country

    @classmethod
    def add_order(cls, count=1, **values):
        lines = [
            Command.create(
                {
                    "product_id": cls.pump.id,
                    "product_uom_qty": 2,
                    "price_unit": 1200,
                    "tax_ids": [Command.set(cls.tax.ids)],
                }
            )
            for _number in range(count)
        ]
        orders = cls.tasks(cls.sales).env["sale.order"]
        return orders.create({"partner_id": cls.customer.id, "order_line": lines, **values})

    def assertSays(self, change, *sentences):
        """What `change` does to the order is told by these sentences."""
        old = self.order._get_quotation_content()
        change()
        new = self.order._get_quotation_content()
        self.assertNotEqual(fingerprint(old), fingerprint(new))
        self.assertEqual(self.order._describe_content_changes(old, new), list(sentences))

    def assertSilent(self, change):
        before = self.order._get_quotation_fingerprint()
        change()
        self.assertEqual(self.order._get_quotation_fingerprint(), before)

    # === WHAT COUNTS === #

    def test_every_field_of_the_header_counts(self):
        branch = self.add_contact(self.sales, self.customer, "Plant 2")
        other = self.add_customer(self.sales, "Berg Ltd")
        euro = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": self.env.ref("base.EUR").id, "company_id": False}
        )
        values = {
            "partner_id": other.id,
            "partner_invoice_id": branch.id,
            "partner_shipping_id": branch.id,
            "currency_id": euro.id,
            "payment_term_id": self.other_terms.id,
            "validity_date": "2031-01-31",
            "commitment_date": "2031-01-31 08:00:00",
            "note": "<p>Ex works</p>",
            "require_signature": not self.order.require_signature,
            "require_payment": not self.order.require_payment,
            "prepayment_percent": 0.3,
        }
        values_of_apps = {
            "incoterm": self.env["account.incoterms"].search([], limit=1).id,
            "incoterm_location": "Zug",
            "customizable_pdf_form_fields": {"header": {"a": "b"}},
        }
        names = set(self.order._get_content_fields())
        self.assertEqual(
            names - {"quotation_document_ids", *values_of_apps}, {"company_id", *values}
        )
        values.update({name: values_of_apps[name] for name in names & values_of_apps.keys()})
        for name, value in values.items():
            with self.subTest(field=name):
                before = self.order._get_quotation_content()
                written = "pricelist_id" if name == "currency_id" else name
                self.order.write({written: value})
                changes = compare(before, self.order._get_quotation_content())
                self.assertIn(name, {change.field for change in changes})

    def test_every_field_of_a_line_counts(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        values = {
            "name": "Other words",
            "product_uom_qty": 3,
            "product_uom_id": dozen.id,
            "price_unit": 1199.99,
            "discount": 0.5,
            "tax_ids": [Command.set(self.other_tax.ids)],
            "is_optional": True,
            "product_id": self.valve.id,
        }
        skipped = {
            "display_type",
            "combo_item_id",
            "product_no_variant_attribute_value_ids",
            "product_document_ids",
        }
        names = set(self.order._get_content_line_fields())
        self.assertEqual(names - skipped, set(values))
        for name, value in values.items():
            with self.subTest(field=name):
                before = self.order._get_quotation_fingerprint()
                self.line.write({name: value})
                self.assertNotEqual(self.order._get_quotation_fingerprint(), before)

    def test_what_does_not_count(self):
        order = self.order
        self.assertSilent(lambda: order.sudo().write({"user_id": self.manager.id}))
        order.sudo().user_id = self.sales
        self.assertSilent(lambda: order.write({"client_order_ref": "PO 1", "origin": "x"}))
        self.assertSilent(lambda: order.with_user(self.manager).message_post(body="Hello"))
        self.assertSilent(lambda: order.write({"note": "<p><br></p>"}))
        self.assertSilent(lambda: self.line.write({"sequence": 99, "customer_lead": 3}))
        self.assertSilent(lambda: self.line.write({"price_unit": 1200.00000001}))

    def test_names_of_records_do_not_count(self):
        def rename():
            self.pump.name = "Pump P8"
            self.terms.name = "One month"
            self.tax.active = False

        self.assertSilent(rename)

    def test_who_asks_does_not_count(self):
        self.customer.write({"street": "Bahnhofstrasse 1", "city": "Zug"})
        before = self.order._get_quotation_fingerprint()
        context = {"show_address": 1, "active_test": True, "lang": "en_US", "partner_id": 1}
        for user in (self.manager, self.sales):
            order = self.order.with_user(user).with_context(**context)
            self.assertEqual(order._get_quotation_fingerprint(), before)
        content = self.order.with_context(show_address=1)._get_quotation_content()
        self.assertEqual(content["header"]["partner_id"], [self.customer.id, "Adler Ltd"])
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.order._get_quotation_fingerprint(), before)

    def test_before_it_is_saved(self):
        order = self.order.new(origin=self.order)
        self.assertEqual(
            compare(self.order._get_quotation_content(), order._get_quotation_content()), []
        )
        order.order_line[0].price_unit = 1
        self.assertNotEqual(
            order._get_quotation_fingerprint(), self.order._get_quotation_fingerprint()
        )

    # === OPTIONAL LINES, AND LINES FOR COSTS === #

    def test_optional_sections(self):
        orders = self.add_order(2)
        first, second = orders.order_line
        section, sub = orders.order_line.create(
            [
                {"order_id": orders.id, "display_type": kind, "name": kind, "sequence": number}
                for kind, number in (("line_section", 20), ("line_subsection", 40))
            ]
        )
        (first | second).write({"sequence": 10})
        self.assertEqual(orders._get_optional_line_ids(), set())
        section.is_optional = True
        second.sequence = 30
        self.assertEqual(orders._get_optional_line_ids(), {second.id, sub.id})
        second.sequence = 50
        self.assertEqual(orders._get_optional_line_ids(), {second.id, sub.id})
        section.is_optional = False
        self.assertEqual(orders._get_optional_line_ids(), set())
        sub.is_optional = True
        self.assertEqual(orders._get_optional_line_ids(), {second.id})
        self.env.invalidate_all()
        for line in first | second:
            self.assertEqual(line.id in orders._get_optional_line_ids(), line._is_line_optional())

    def test_moving_a_line_out_of_an_optional_section_counts(self):
        self.order.write(
            {
                "order_line": [
                    Command.create(
                        {
                            "display_type": "line_section",
                            "name": "Options",
                            "sequence": 5,
                            "is_optional": True,
                        }
                    )
                ]
            }
        )
        self.assertSays(
            lambda: self.line.write({"sequence": 1}),
            "Optional for the Customer of Pump P7: Yes → No",
        )

    def test_lines_for_costs_are_left_out(self):
        lines = self.env["sale.order.line"].sudo()
        cost = {"order_id": self.order.id, "product_id": self.valve.id, "product_uom_qty": 0}

        def add_down_payment():
            lines.create({**cost, "is_downpayment": True, "price_unit": 500})
            section = {"display_type": "line_section", "name": "Down Payments"}
            lines.create({"order_id": self.order.id, "is_downpayment": True, **section})

        self.assertSilent(add_down_payment)
        self.order.sudo().state = "sale"
        self.assertSilent(lambda: lines.create({**cost, "is_expense": True, "price_unit": 80}))

    def test_lines_that_only_look_so_count(self):
        lines = self.env["sale.order.line"].sudo()
        values = {"order_id": self.order.id, "product_id": self.valve.id, "price_unit": 500}
        for flag, quantity in (("is_downpayment", 1), ("is_expense", 1), ("is_expense", 0)):
            with self.subTest(flag=flag, quantity=quantity):
                before = self.order._get_quotation_fingerprint()
                lines.create({**values, flag: True, "product_uom_qty": quantity})
                self.assertNotEqual(self.order._get_quotation_fingerprint(), before)

    # === IN WORDS === #

    def test_in_words(self):
        line = self.line
        self.assertSays(
            lambda: line.write({"price_unit": 900, "discount": 12.5}),
            "Unit Price of Pump P7: 1,200.00 → 900.00",
            "Discount (%) of Pump P7: 0 % → 12.5 %",
        )
        self.assertSays(
            lambda: line.write({"tax_ids": [Command.set(self.other_tax.ids)]}),
            "Taxes of Pump P7: Test 13 % → Test 6 %",
        )
        self.assertSays(
            lambda: self.order.write({"payment_term_id": self.other_terms.id}),
            "Payment Terms: 30 days → 60 days",
        )
        self.assertSays(
            lambda: self.order.write({"payment_term_id": False, "prepayment_percent": 0.125}),
            "Payment Terms: 60 days → –",
            "Prepayment percentage: 100 % → 12.5 %",
        )
        self.assertSays(
            lambda: self.order.write({"note": "<p>Ex <b>works</b></p>"}),
            "Terms and conditions: – → Ex *works*",
        )
        self.assertSays(
            lambda: line.copy({"order_id": self.order.id, "product_id": self.valve.id}),
            "Line added: Valve V3, 2 Units at 900.00",
        )
        self.assertSays(line.unlink, "Line removed: Pump P7, 2 Units at 900.00")

    @freeze_time("2026-11-23 10:00:00")
    def test_days_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        old = self.order._get_quotation_content()
        self.order.write({"validity_date": "2031-01-31", "commitment_date": "2031-01-31 08:00:00"})
        new = self.order._get_quotation_content()
        order = self.order.with_context(lang="fr_FR", tz="UTC")
        expiration, delivery = order._describe_content_changes(old, new)
        self.assertRegex(expiration, r"→ 31/01/2031$")
        self.assertRegex(delivery, r"– → 31/01/2031 08:00$")

    def test_of_a_record_that_is_gone(self):
        """What was approved long ago is told by the names of then."""
        old = {"header": {"gone_field": "x", "payment_term_id": [0, "Gone"]}, "lines": []}
        sentences = self.order._describe_content_changes(old, {"header": {}, "lines": []})
        self.assertEqual(sentences, ["gone_field: x → –", "Payment Terms: Gone → –"])

    # === MANY === #

    def test_zero_and_full_discount(self):
        self.line.write({"price_unit": 0})
        self.assertSays(
            lambda: self.line.write({"discount": 100}),
            "Discount (%) of Pump P7: 0 % → 100 %",
        )

    def test_five_hundred_lines(self):
        order = self.add_order(500)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            content = order._get_quotation_content()
        self.assertEqual(len(content["lines"]), 500)
        order.order_line[499].price_unit = 1
        self.assertEqual(len(compare(content, order._get_quotation_content())), 1)

    def test_many_orders_are_read_together(self):
        def count(orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for order in orders:
                order._get_quotation_fingerprint()
            return self.env.cr.sql_log_count - before

        orders = self.order.browse()
        for _number in range(22):
            orders |= self.add_order(2)
        self.assertLessEqual(count(orders) - count(orders[:2]), 1)
