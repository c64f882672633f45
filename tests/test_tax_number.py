from odoo.tests.common import BaseCase, tagged

from ..tools.tax_number import clean_tax_number, tell_apart


@tagged("post_install", "-at_install")
class TestTaxNumber(BaseCase):
    def test_one_writing(self):
        for text in ("de 129-443.1", "DE1294431", " De_129 4431 "):
            self.assertEqual(clean_tax_number(text), "DE1294431")
        self.assertEqual([clean_tax_number(text) for text in ("", None, False, "-")], [""] * 4)

    def test_tell_apart(self):
        self.assertTrue(tell_apart("DE1", "DE2"))
        for one, other in (("DE1", "DE1"), ("DE1", ""), (None, "DE1"), ("DE1", "DE12")):
            self.assertFalse(tell_apart(one, other), (one, other))
