"""What a quotation says: the fingerprint and the comparison as pure functions, on any content."""

import copy
import json
import math

from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.tests.common import BaseCase, tagged

from odoo.addons.crm_customer_protection.tools.quote_content import (
    Change,
    compare,
    fingerprint,
    label,
    number,
)

from .property_common import examples

any_content = examples(200)
IDS = st.integers(1, 4)
NAMES = st.sampled_from(("", "Pump P7", "输送机"))
RECORDS = st.one_of(st.just(False), st.tuples(IDS, NAMES).map(list))
NUMBERS = st.one_of(
    st.integers(-3, 3).map(str), st.floats(-2, 1e12, allow_nan=False).map(number), st.just("0")
)
TEXTS = st.one_of(st.just(False), st.text("ab \n件", max_size=3))
TAXES = st.lists(st.tuples(IDS, NAMES).map(list), max_size=3, unique_by=lambda tax: tax[0])
LINES = st.fixed_dictionaries(
    {
        "id": st.integers(1, 6),
        "product_id": RECORDS,
        "name": TEXTS,
        "product_uom_qty": NUMBERS,
        "price_unit": NUMBERS,
        "discount": NUMBERS,
        "tax_ids": TAXES,
    },
    optional={"is_optional": st.booleans()},
)
CONTENTS = st.fixed_dictionaries(
    {
        "header": st.fixed_dictionaries(
            {
                "partner_id": RECORDS,
                "payment_term_id": RECORDS,
                "note": TEXTS,
                "require_payment": st.booleans(),
                "prepayment_percent": NUMBERS,
            },
            optional={"incoterm": RECORDS},
        ),
        "lines": st.lists(LINES, max_size=5, unique_by=lambda line: line["id"]),
    }
)


def line(line_id=1, product=7, **values):
    return {
        "id": line_id,
        "product_id": [product, f"Product {product}"],
        "name": "Made to measure",
        "product_uom_qty": "2",
        "price_unit": "1200",
        "discount": "0",
        "tax_ids": [[1, "13 %"], [2, "Eco"]],
        **values,
    }


def content(*lines, **header):
    return {"header": {"partner_id": [3, "Adler Ltd"], "note": False, **header}, "lines": [*lines]}


@tagged("post_install", "-at_install")
class TestQuoteContent(BaseCase):
    def assertSame(self, one, other):
        self.assertEqual(compare(one, other), [])
        self.assertEqual(fingerprint(one), fingerprint(other))

    def assertChanged(self, old, new, *changes):
        self.assertNotEqual(fingerprint(old), fingerprint(new))
        found = [(change.kind, change.field, change.label) for change in compare(old, new)]
        self.assertEqual(found, list(changes))

    # === NUMBERS === #

    def test_numbers(self):
        cases = (
            (0, "0"),
            (-0.0, "0"),
            (-1e-9, "0"),
            (1, "1"),
            (1.0, "1"),
            (100, "100"),
            (100.0, "100"),
            (0.1 + 0.2, "0.3"),
            (1e-6, "0.000001"),
            (1e21, "1000000000000000000000"),
            (-12.50, "-12.5"),
            (2**60 + 1, "1152921504606846977"),
        )
        for value, text in cases:
            with self.subTest(value=value):
                self.assertEqual(number(value), text)

    def test_what_is_no_number(self):
        for value in (math.nan, math.inf, -math.inf):
            with self.assertRaises(ValueError):
                number(value)
            with self.assertRaises(ValueError):
                fingerprint(content(line(price_unit=value)))

    @any_content
    @given(st.floats(allow_nan=False, allow_infinity=False))
    def test_any_number(self, value):
        text = number(value)
        self.assertNotRegex(text, r"e|^-0$|\.\d*0$|\.$")
        self.assertEqual(number(float(text)), number(float(number(float(text)))))
        self.assertLessEqual(abs(float(text) - value), max(5.1e-7, abs(value) * 1e-15))

    # === WHAT MATTERS AND WHAT DOES NOT === #

    def test_names_and_ids_of_lines_are_for_people(self):
        old = content(line(product_id=[7, "Pump"]))
        new = content(line(line_id=99, product_id=[7, "泵"], tax_ids=[[2, "x"], [1, "y"]]))
        self.assertSame(old, new)

    def test_what_is_empty_is_not_there(self):
        """A field that another app brings later voids nothing until somebody fills it."""
        for empty in (False, None, "", []):
            with self.subTest(empty=empty):
                self.assertSame(content(line()), content(line(combo_item_id=empty), incoterm=empty))
        self.assertChanged(content(), content(incoterm=[1, "DDP"]), ("header", "incoterm", ""))

    def test_zero_is_a_number(self):
        old, new = content(line(discount=False)), content(line(discount="0"))
        self.assertChanged(old, new, ("changed", "discount", "Product 7"))

    def test_empty(self):
        self.assertSame({}, {"header": {}, "lines": []})
        self.assertRegex(fingerprint({}), r"^q1:[0-9a-f]{64}$")

    def test_stays_the_same_for_ever(self):
        """Approvals in a database keep their fingerprint: a change of the way needs a new version."""
        self.assertEqual(
            fingerprint(content(line(), note="Ex works", require_payment=True)),
            "q1:f471fd8e9b10e497bc97502769358928dc763d9d2be525226dae4e208af827e3",
        )

    def test_line_twice(self):
        self.assertChanged(
            content(line(1), line(2)), content(line(1)), ("removed", "", "Product 7")
        )

    def test_pairing(self):
        same = line(1, 7)
        dearer = line(2, 7, price_unit="1300")
        # By id, though another line of the product stands nearer.
        self.assertChanged(
            content(same, line(2, 7)), content(dearer, same), ("changed", "price_unit", "Product 7")
        )
        # A line that was deleted and entered anew is paired by its product.
        self.assertChanged(
            content(same, line(2, 8)),
            content(line(2, 8), line(9, 7, price_unit="900")),
            ("changed", "price_unit", "Product 7"),
        )
        # Two lines that changed places say the same.
        self.assertSame(content(line(1, 7), line(2, 8)), content(line(1, 8), line(2, 7)))
        self.assertChanged(
            content(line(1, 7)), content(line(1, 8)), ("changed", "product_id", "Product 7")
        )

    def test_order_of_changes(self):
        old = content(line(1, 7), line(2, 8), note="Old")
        new = content(line(3, 9), line(1, 7, discount="10", name="New"), note="New")
        self.assertEqual(
            compare(old, new),
            [
                Change("header", "note", "", "Old", "New"),
                Change("changed", "name", "Product 7", "Made to measure", "New"),
                Change("changed", "discount", "Product 7", "0", "10"),
                Change("added", "", "Product 9", None, line(3, 9)),
                Change("removed", "", "Product 8", line(2, 8), None),
            ],
        )

    def test_label(self):
        self.assertEqual(label(line()), "Product 7")
        self.assertEqual(label({"name": "\nSpare parts\nall of them"}), "Spare parts")
        self.assertEqual(label({"name": False, "product_id": False}), "")

    def test_five_hundred_lines(self):
        old = content(*(line(i, i % 50 + 1, price_unit=str(i)) for i in range(1, 501)))
        new = copy.deepcopy(old)
        new["lines"].reverse()
        self.assertSame(old, new)
        new["lines"][250]["price_unit"] = "0.5"
        product = new["lines"][250]["product_id"][1]
        self.assertChanged(old, new, ("changed", "price_unit", product))

    # === ANY CONTENT === #

    @any_content
    @given(CONTENTS)
    def test_same_as_itself(self, one):
        self.assertSame(one, one)
        self.assertSame(one, json.loads(json.dumps(one)))

    @any_content
    @given(CONTENTS, st.randoms(use_true_random=False))
    def test_order_does_not_matter(self, one, random):
        other = copy.deepcopy(one)
        random.shuffle(other["lines"])
        for row in other["lines"]:
            random.shuffle(row["tax_ids"])
        self.assertSame(one, other)

    @any_content
    @given(CONTENTS, CONTENTS)
    def test_fingerprint_and_comparison_agree(self, one, other):
        equal = fingerprint(one) == fingerprint(other)
        self.assertEqual(equal, compare(one, other) == [])
        self.assertEqual(equal, compare(other, one) == [])

    @any_content
    @given(CONTENTS, st.data())
    def test_any_single_change_shows(self, one, data):
        other = copy.deepcopy(one)
        rows = [("header", other["header"])] + [("changed", row) for row in other["lines"]]
        kind, row = data.draw(st.sampled_from(rows))
        field = data.draw(st.sampled_from([name for name in row if name != "id"]))
        before = row[field]
        if field.endswith("_ids"):
            row[field] = before + [[9, "Another"]]
        elif isinstance(before, bool) and field in ("require_payment", "is_optional"):
            row[field] = not before
        elif field in ("name", "note"):
            row[field] = f"{before or ''}x"
        elif isinstance(before, str):
            row[field] = number(float(before) + 1000000)
        else:
            row[field] = [9, "Another"]
        assume(row[field] != before)
        self.assertNotEqual(fingerprint(one), fingerprint(other))
        changes = compare(one, other)
        self.assertTrue(changes)
        self.assertIn((kind, field), {(change.kind, change.field) for change in changes})

    @any_content
    @given(CONTENTS, LINES)
    def test_line_more_or_less(self, one, row):
        row = {**row, "id": 99}
        other = {**one, "lines": [*one["lines"], row]}
        self.assertEqual([change.kind for change in compare(one, other)], ["added"])
        self.assertEqual([change.kind for change in compare(other, one)], ["removed"])
        self.assertNotEqual(fingerprint(one), fingerprint(other))
