"""Names as no sane person types them, and those that a program sends by mistake."""

from hypothesis import given
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests.common import tagged
from odoo.tools import mute_logger

from ..tools.company_name import display_clean, is_blank
from .common import CustomerCase
from .property_common import examples

WEB = {"website": "https://example.com"}
ODD_NAMES = (
    "🚀",
    "🚀 Rocket 👨‍👩‍👧 Ltd ❤️",
    "شركة المثال للتجارة",
    "חברה לדוגמה בע״מ",
    "Robert'); DROP TABLE res_partner;--",
    "' OR 1=1 --",
    '<script>alert("x")</script>',
    "<b>Bold</b> & <i>Sons</i>",
    "100% %s %(name)s {0} {name}",
    "\\ \\n \\x00",
    "C++",
    "!",
    "长" * 500,
    "A" * 500,
    "".join(chr(0x20000 + i * 7) for i in range(500)),  # four bytes each, none twice
)


@tagged("post_install", "-at_install")
class TestBadInput(CustomerCase):
    def test_blank_names(self):
        for name in ("", " ", "\t\n\u3000", "\u200b\ufeff", "\0", "\u3164", None, False):
            values = {"name": name, "is_managed_customer": True, **WEB}
            with self.subTest(name=name):
                with self.assertRaisesRegex(ValidationError, "needs a name"):
                    self.partners(self.sales).create(dict(values))
                with self.assertRaisesRegex(ValidationError, "needs a name"):
                    self.partners(self.sales).create(dict(values, registered_name=name))
        with self.assertRaisesRegex(ValidationError, "needs a name"):
            self.partners(self.sales).create({"is_managed_customer": True, **WEB})

    def test_blank_by_write(self):
        customer = self.add_customer(self.sales, "Written Ltd")
        for field in ("name", "registered_name"):
            for name in ("", " \u3000", "\u200b", None, False):
                with self.subTest(field=field, name=name), self.assertRaises(ValidationError):
                    customer.write({field: name})
        self.assertEqual((customer.name, customer.registered_name), ("Written Ltd",) * 2)

    def test_odd_types(self):
        customer = self.add_customer(self.sales, "Written Ltd")
        for name in (5, 5.5, True, ["x"], {"a": 1}, ("x", "y")):
            values = {"name": name, "is_managed_customer": True, **WEB}
            with self.subTest(name=name):
                for wrong in (values, {**values, "name": "Right", "registered_name": name}):
                    with self.assertRaises(UserError):
                        self.partners(self.sales).create(wrong)
                for field in ("name", "registered_name"):
                    with self.assertRaises(UserError):
                        customer.write({field: name})
        self.assertEqual((customer.name, customer.registered_name), ("Written Ltd",) * 2)

    def test_stored_verbatim_and_found_again(self):
        for name in ODD_NAMES:
            with self.subTest(name=name[:40]):
                customer = self.add_customer(self.sales, name)
                self.env.flush_all()
                customer.invalidate_recordset()
                self.assertEqual((customer.name, customer.registered_name), (name, name))
                with self.assertRaises(ValidationError) as caught:
                    self.add_customer(self.sales_two, f" {name}\u200b")
                self.assertIn(f"already exists as {name}.", str(caught.exception))
                (hit,) = self.partners(self.sales_two).find_duplicates(name)
                self.assertEqual(hit["name"], name)
                self.assertIn(customer, self.partners(self.sales).search([("name", "=", name)]))

    def test_names_in_the_chatter_are_escaped(self):
        customer = self.add_customer(self.sales, "<img src=x onerror=alert(1)>")
        customer.message_post(body="Hello")
        for body in customer.message_ids.mapped("body"):
            self.assertNotIn("<img", body)

    def test_cleaned_before_storing(self):
        customer = self.add_customer(self.sales, " \u202eAcme\0\u3000 \u200b Ltd\t")
        self.assertEqual((customer.name, customer.registered_name), ("Acme Ltd",) * 2)
        customer.write({"name": "  Short\u202e  Name ", "registered_name": "Acme \n Limited"})
        self.assertEqual(customer.name, "Short Name")
        self.assertEqual(customer.registered_name, "Acme Limited")

    def test_too_long_for_the_database(self):
        # PostgreSQL refuses index entries over about 2,700 bytes in words for nobody.
        name = "".join(chr(0x4E00 + i * 37 % 20000) for i in range(3000))
        with self.assertRaises(UserError):
            self.add_customer(self.sales, name)
        customer = self.add_customer(self.sales, "Normal")
        with self.assertRaises(UserError):
            customer.registered_name = name
            self.env.flush_all()

    def test_unknown_values(self):
        for values in ({"customer_importance": "9"}, {"customer_stage": "lost"}):
            with self.assertRaises(ValueError):
                self.add_customer(self.office, "Unknown Values", **values)

    @examples(60)
    @given(
        st.text(max_size=300)
        | st.text("aAé＆& ()（）公司有限 \u200b\u202e\0\ud800🚀'\"<>%\\", max_size=12)
    )
    def test_any_text(self, text):
        savepoint = self.env.cr.savepoint()
        try:
            self._check_any_text(text)
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all()

    def _check_any_text(self, text):
        try:
            with mute_logger("odoo.sql_db"):
                customer = self.add_customer(self.sales, text)
                self.env.flush_all()
        except UserError:
            self.assertTrue(is_blank(text), ascii(text))
            return
        except IntegrityError:
            self.fail(f"a raw error of the database for {text!a}")
        self.assertFalse(is_blank(text))
        customer.invalidate_recordset()
        self.assertEqual(customer.registered_name, display_clean(text))
        self.assertEqual(customer.name, display_clean(text))
        with self.assertRaises(ValidationError):
            self.add_customer(self.sales_two, text)
        with self.assertRaises(ValidationError):
            self.add_customer(self.sales_two, customer.registered_name)
