"""What a quotation gives away and what it earns."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests.common import BaseCase, tagged

from odoo.addons.crm_customer_protection.tools.quote_discount import (
    Row,
    get_discount,
    get_line_rate,
    get_margin_rate,
)

from .property_common import examples
from .quote_rule_common import QuoteRuleCase

PRICES = st.floats(0, 1e6)
ROWS = st.builds(Row, st.floats(0, 1e4), PRICES, st.floats(0, 100), PRICES)
DEDUCTIONS = st.builds(Row, st.floats(-10, 10), st.floats(-1e5, -0.01), st.floats(-200, 200))


@tagged("post_install", "-at_install")
class TestQuoteDiscountArithmetic(BaseCase):
    def test_vectors(self):
        for row, rate in (
            (Row(1, 100, 0, 100), 0.0),
            (Row(1, 100, 10, 100), 0.1),
            # A lower price is a discount as much as one in percent.
            (Row(1, 90, 0, 100), 0.1),
            (Row(1, 90, 10, 100), 0.19),
            # Dearer than the list
            (Row(1, 120, 0, 100), 0.0),
            (Row(1, 120, 10, 100), 0.0),
            (Row(1, 120, 50, 100), 0.4),
            # No list price
            (Row(1, 100, 25, 0), 0.25),
            (Row(1, 0, 0, 0), 0.0),
            # Everything given away
            (Row(1, 100, 100, 100), 1.0),
            (Row(1, 0, 0, 100), 1.0),
            # An option that nobody ordered yet
            (Row(0, 50, 0, 100), 0.5),
            (Row(1, -50, 0, 0), 0.0),
        ):
            with self.subTest(row=row):
                self.assertAlmostEqual(get_line_rate(row), rate)

    def test_whole_quotation(self):
        for rows, rate, worst in (
            ([], 0.0, 0.0),
            ([Row(1, 100, 10, 100), Row(9, 100, 0, 100)], 0.01, 0.1),
            # A dear line hides no discount of another.
            ([Row(1, 100, 50, 100), Row(1, 1000, 0, 100)], 50 / 1100, 0.5),
            # A global discount lowers the net alone.
            ([Row(2, 100, 0, 100), Row(1, -20, 0, 0)], 0.1, 0.0),
            ([Row(1, 100, 0, 100), Row(-1, 10, 0, 10)], 0.1, 0.0),
            ([Row(1, 100, 0, 100), Row(1, -150, 0, 0)], 1.5, 0.0),
            ([Row(1, -150, 0, 0)], 1.0, 0.0),
            ([Row(0, 50, 0, 100)], 0.0, 0.5),
        ):
            with self.subTest(rows=rows):
                discount = get_discount(rows)
                self.assertAlmostEqual(discount.rate, rate)
                self.assertAlmostEqual(discount.worst_line_rate, worst)
        self.assertAlmostEqual(get_discount([Row(2, 90, 0, 100)]).amount, 20)

    def test_margin(self):
        self.assertAlmostEqual(get_margin_rate(100, 60), 0.4)
        self.assertAlmostEqual(get_margin_rate(100, 150), -0.5)
        self.assertEqual(get_margin_rate(0, 60), -1.0)
        self.assertEqual(get_margin_rate(-5, 0), -1.0)
        self.assertEqual(get_margin_rate(0, 0), 0.0)

    @examples(300)
    @given(st.lists(ROWS, max_size=8))
    def test_rate_is_a_share(self, rows):
        discount = get_discount(rows)
        self.assertGreaterEqual(discount.rate, 0)
        self.assertLessEqual(discount.rate, 1 + 1e-9)
        self.assertLessEqual(discount.rate, discount.worst_line_rate + 1e-6)

    @examples(300)
    @given(st.lists(ROWS, min_size=1, max_size=6), st.floats(0, 1), st.data())
    def test_a_lower_price_never_lowers_the_rate(self, rows, factor, data):
        at = data.draw(st.integers(0, len(rows) - 1))
        # Without a list price the price itself is the measure.
        rows[at] = rows[at]._replace(list_price=max(rows[at].list_price, 1.0))
        lower = list(rows)
        lower[at] = rows[at]._replace(price_unit=rows[at].price_unit * factor)
        self.assertGreaterEqual(get_line_rate(lower[at]), get_line_rate(rows[at]) - 1e-9)
        self.assertGreaterEqual(get_discount(lower).amount, get_discount(rows).amount - 1e-3)

    @examples(200)
    @given(st.lists(ROWS, min_size=1, max_size=6), DEDUCTIONS)
    def test_a_deduction_never_lowers_the_rate(self, rows, deduction):
        before, after = get_discount(rows), get_discount([*rows, deduction])
        self.assertGreaterEqual(after.rate, before.rate - 1e-9)
        self.assertEqual(after.worst_line_rate, before.worst_line_rate)

    @examples(200)
    @given(st.lists(ROWS, min_size=2, max_size=6), st.randoms())
    def test_order_of_the_lines_is_nothing(self, rows, random):
        shuffled = list(rows)
        random.shuffle(shuffled)
        self.assertAlmostEqual(get_discount(rows).rate, get_discount(shuffled).rate, places=6)


@tagged("post_install", "-at_install")
class TestQuoteDiscount(QuoteRuleCase):
    def assertRates(self, order, rate, worst=None, margin=None):
        self.assertAlmostEqual(order.quote_discount_rate, rate, places=4)
        if worst is not None:
            self.assertAlmostEqual(order.quote_line_discount_rate, worst, places=4)
        if margin is not None:
            self.assertTrue(order.quote_margin_known)
            self.assertAlmostEqual(order.quote_margin_rate, margin, places=4)

    def test_plain(self):
        self.assertRates(self.new_order(), 0.0, 0.0, 0.4)
        order = self.new_order([{"price_unit": 80.0}, {"product_uom_qty": 3}])
        self.assertRates(order, 0.05, 0.2, 140 / 380)
        self.assertAlmostEqual(order.quote_list_amount, 400)
        order.order_line[0].discount = 50.0
        self.assertRates(order, 0.15, 0.6)

    def test_list_price_of_today(self):
        order = self.new_order()
        self.product.list_price = 200.0
        order.invalidate_recordset()
        self.assertRates(order, 0.5)

    def test_unit_of_the_line(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.new_order([{"product_uom_id": dozen.id, "price_unit": 1080.0}])
        self.assertRates(order, 0.1, 0.1, (1080 - 720) / 1080)

    def test_currency_and_company_rate(self):
        currency = self.env["res.currency"].create(
            {
                "name": "QQQ",
                "symbol": "Q",
                "rate_ids": [
                    Command.create(
                        {"name": "2020-01-01", "rate": 10.0, "company_id": self.company_a.id}
                    )
                ],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Q", "currency_id": currency.id, "company_id": self.company_a.id}
        )
        order = self.new_order([{"price_unit": 900.0}], pricelist_id=pricelist.id)
        self.assertRates(order, 0.1, 0.1, 1 / 3)

    def test_price_list_counts_as_discount(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Friends",
                "company_id": self.company_a.id,
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "formula",
                            "price_discount": 30.0,
                            "applied_on": "3_global",
                        }
                    )
                ],
            }
        )
        order = self.new_order(
            pricelist_id=pricelist.id, order_line=[Command.create({"product_id": self.product.id})]
        )
        self.assertRates(order, 0.3, 0.3)

    def test_extra_price_of_a_variant(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Seal",
                "create_variant": "no_variant",
                "value_ids": [Command.create({"name": "Plain"}), Command.create({"name": "Best"})],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "Valve",
                "list_price": 100.0,
                "taxes_id": False,
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        value = template.attribute_line_ids.product_template_value_ids[1]
        value.price_extra = 100.0
        line = {
            "product_id": template.product_variant_id.id,
            "product_no_variant_attribute_value_ids": [Command.set(value.ids)],
            "price_unit": 100.0,
        }
        self.assertRates(self.new_order([line]), 0.5)

    def test_what_is_no_line(self):
        order = self.new_order([{"price_unit": 90.0}])
        order.order_line = [
            Command.create({"display_type": "line_section", "name": "Section"}),
            Command.create({"display_type": "line_note", "name": "Note"}),
            Command.create({"is_downpayment": True, "price_unit": 50.0, "name": "Down"}),
        ]
        self.assertRates(order, 0.1, 0.1, 1 / 3)
        self.assertFalse(self.new_order([])._get_discount_rows())

    def test_global_discount(self):
        deduction = self.new_product("Discount", 0.0, type="service")
        order = self.new_order(
            [{"product_uom_qty": 2}, {"product_id": deduction.id, "price_unit": -20.0}]
        )
        self.assertRates(order, 0.1, 0.0, (180 - 120) / 180)

    def test_margin_unknown(self):
        no_cost = self.new_product("Unknown", 100.0)
        order = self.new_order([{}, {"product_id": no_cost.id}])
        self.assertFalse(order.quote_margin_known)
        no_cost.with_company(self.company_b).standard_price = 10.0
        order.invalidate_recordset()
        self.assertFalse(order.quote_margin_known)
        no_cost.with_company(self.company_a).standard_price = 10.0
        order.invalidate_recordset()
        self.assertTrue(order.quote_margin_known)
        self.assertFalse(self.new_order([]).quote_margin_known)

    def test_combo(self):
        parts = [self.new_product(f"Part {number}", 80.0, 30.0) for number in (1, 2)]
        combos = self.env["product.combo"].create(
            [
                {
                    "name": part.name,
                    "combo_item_ids": [Command.create({"product_id": part.id})],
                }
                for part in parts
            ]
        )
        combo = self.new_product("Set", 100.0, type="combo", combo_ids=[Command.set(combos.ids)])
        order = self.new_order([{"product_id": combo.id, "price_unit": 0.0}])
        order.order_line = [
            Command.create(
                {
                    "product_id": part.id,
                    "combo_item_id": item.id,
                    "linked_line_id": order.order_line.id,
                    "price_unit": 45.0,
                }
            )
            for part, item in zip(parts, combos.combo_item_ids, strict=True)
        ]
        self.assertRates(order, 0.1, 0.1, 1 / 3)

    def test_fifty_lines_cost_no_query_each(self):
        def cost(order):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.read(["quote_discount_rate", "quote_margin_rate"])
            return self.env.cr.sql_log_count - before

        few, many = self.new_order([{}] * 2), self.new_order([{}] * 50)
        cost(few)
        self.assertLessEqual(cost(many) - cost(few), 0)

    def test_for_internal_eyes(self):
        order = self.new_order(partner_id=self.portal.partner_id.id)
        names = ["quote_discount_rate", "quote_line_discount_rate", "quote_list_amount"]
        names += ["quote_margin_rate", "quote_margin_known"]
        for name in names:
            self.assertNotIn(name, order.with_user(self.portal).fields_get())
            self.assertEqual(order._fields[name].groups, "base.group_user")
        as_sales = order.with_user(self.sales).with_context(allowed_company_ids=self.company_a.ids)
        self.assertAlmostEqual(as_sales.quote_margin_rate, 0.4)
