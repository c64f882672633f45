"""The unified social credit code: fixed examples, then properties of its two check characters.

The codes are made up.
"""

from hypothesis import assume, example, given
from hypothesis import strategies as st
from stdnum.cn import uscc

from odoo.tests.common import BaseCase, tagged

from odoo.addons.crm_customer_protection.tools.credit_code import (
    check_credit_code,
    is_credit_code_like,
    normalise_credit_code,
)

from .property_common import examples

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
GOOD = (
    "91330100MA0000A192",  # letters in the organisation code count from A = 10
    "92440300MAXY12340T",
    "1210000040000000XN",  # X as check character of the organisation code
    "91310000000000000U",  # remainder 0
    "N2330106MF1234567L",  # a rural cooperative
    "Y11100001234567880",
    "A1110000876543210R",
)

any_text = examples(200)


@st.composite
def codes(draw):
    """Return a valid code, its check characters computed apart from the tested module."""
    head = draw(st.sampled_from(["91", "92", "93", "12", "52", "N2", "Y1", "A1"]))
    region = draw(st.from_regex(r"[1-8][0-9]{5}", fullmatch=True))
    body = draw(st.text(ALPHABET, min_size=8, max_size=8))
    values = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(values.index(char) * weight for char, weight in zip(body, weights, strict=True))
    text = head + region + body + {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))
    total = sum(ALPHABET.index(char) * pow(3, i, 31) for i, char in enumerate(text))
    return text + ALPHABET[-total % 31]


@tagged("post_install", "-at_install")
class TestCreditCode(BaseCase):
    def test_right_codes(self):
        for code in GOOD:
            self.assertTrue(is_credit_code_like(code), code)
            self.assertTrue(check_credit_code(code), code)

    def test_spellings(self):
        plain = "91330100MA0000A192"
        for code in (
            "91330100ma0000a192",
            " 9133 0100 MA00 00A1 92\n",
            "91330100-MA0000A19-2",
            "９１３３０１００ＭＡ００００Ａ１９２",
            "CN91330100MA0000A192",
            "cn 91330100MA0000A192\u200b",
        ):
            self.assertEqual(normalise_credit_code(code), plain, repr(code))
            self.assertTrue(check_credit_code(code), repr(code))

    def test_empty_and_other_text(self):
        for code in (None, False, "", " ", "9", "DE123456789", "信用代码", "\ud800", "9" * 500):
            self.assertFalse(is_credit_code_like(code), repr(code))
            self.assertFalse(check_credit_code(code), repr(code))
        self.assertEqual(normalise_credit_code(None), "")
        self.assertEqual(normalise_credit_code(False), "")

    def test_wrong_check_character(self):
        for last in set(ALPHABET) - {"2"}:
            code = "91330100MA0000A19" + last
            self.assertTrue(is_credit_code_like(code), code)
            self.assertFalse(check_credit_code(code), code)

    def test_wrong_organisation_code(self):
        # The last check character is right, so that only the inner one can tell.
        text = "91330100MA0000A18"
        self.assertFalse(check_credit_code(text + uscc.calc_check_digit(text)))

    def test_most_identity_card_numbers_are_refused(self):
        # All numbers of one region and birthday which the outer check character lets pass.
        bodies = [f"11010119900307{serial:03d}" for serial in range(1000)]
        numbers = [body + uscc.calc_check_digit(body) for body in bodies]
        passing = [number for number in numbers if number.isdigit()]
        self.assertTrue(passing)
        refused = [number for number in passing if not check_credit_code(number)]
        self.assertGreater(len(refused), len(passing) * 0.85)

    def test_letters_outside_the_alphabet(self):
        for letter in "IOSVZ":
            code = "9133010" + letter + "MA0000A192"
            self.assertFalse(is_credit_code_like(code), code)
            self.assertFalse(check_credit_code(code), code)
        self.assertFalse(check_credit_code("9133A100MA0000A192"), "the region is digits")

    @any_text
    @given(codes())
    def test_any_right_code(self, code):
        self.assertTrue(check_credit_code(code), code)
        self.assertEqual(normalise_credit_code(code), code)

    @any_text
    @given(codes(), st.integers(0, 17), st.sampled_from(ALPHABET))
    def test_one_wrong_character_is_found(self, code, position, char):
        assume(code[position] != char)
        self.assertFalse(check_credit_code(code[:position] + char + code[position + 1 :]))

    @any_text
    @given(codes(), st.integers(0, 16))
    def test_two_swapped_characters_are_found(self, code, position):
        first, second = code[position : position + 2]
        assume(first != second)
        self.assertFalse(check_credit_code(code[:position] + second + first + code[position + 2 :]))

    @any_text
    @given(st.text(max_size=40))
    @example("ﷺ" * 18)
    @example("İ" * 18)
    def test_any_text(self, text):
        plain = normalise_credit_code(text)
        self.assertEqual(normalise_credit_code(plain), plain)
        self.assertIn(check_credit_code(text), (True, False))
