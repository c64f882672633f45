"""The key of a registered name: examples of every rule, then properties over any text."""

import ast
import unicodedata
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.tests.common import BaseCase, tagged

from odoo.addons.crm_customer_protection.tools import credit_code
from odoo.addons.crm_customer_protection.tools.company_name import (
    MAX_KEY_LENGTH,
    MAX_NAME_LENGTH,
    display_clean,
    is_blank,
    normalise,
    registered,
)

from .property_common import examples

any_text = examples(200)

# Lone surrogates included: JSON can carry them into Odoo.
TEXT = st.text(max_size=300)
# Characters at which the steps of the key meet: accents, marks that compose, jamo, joiners,
# invisible and direction characters, signs, traditional characters, ligatures.
TRICKY = st.text(
    "aIıİßﬁǅé&+@™℠ .,-()（）【】 　\t\0\u0301\u0308\u0327\u0338\u0345αςΆйё\u0306"
    "かがハ\u3099\u309aー々가\u1100\u1161\u11a8न\u093cक์बาไא\u05b0لا\u064b"
    "\u200b\u200d\u200e\u202e\u2066\ufe0f\u3164\u2800\ufeff\u00ad"
    "後后乾干薴苧臺⻓㈱①🚀👨🏽\U00020bb7\ue000\uffff\ud800",
    max_size=12,
)
INSERTED = st.sampled_from(" \u3000()（）【】,.，。·-/\u200b\u202e")
NAMES = st.lists(
    st.sampled_from(
        "上海 臺灣 坚朗 華夏 五金 科技 (集团) 有限公司 Acme Müller & Söhne GmbH Łódź 株式会社 "
        "がんこ 삼성 Газпром Ελλάδα C++ 3M 🚀 O'Neill किताब".split()
    ),
    min_size=1,
    max_size=6,
).map(" ".join)


def full_width(text):
    """Return the text with every printable ASCII character in its full-width form."""
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    return text.translate({**wide, 0x20: 0x3000})


@tagged("post_install", "-at_install")
class TestCompanyName(BaseCase):
    def assertSame(self, *names):
        for name in names[1:]:
            self.assertEqual(normalise(name), normalise(names[0]), f"{names[0]!r}, {name!r}")

    def assertDifferent(self, first, second):
        self.assertNotEqual(normalise(first), normalise(second), f"{first!r}, {second!r}")

    def test_width_case_spaces_brackets_punctuation(self):
        self.assertEqual(normalise("上海（坚朗）五金 有限公司"), "上海坚朗五金有限公司")
        self.assertSame(
            "上海坚朗五金有限公司",
            "上海(坚朗)五金有限公司",
            "【上海】坚朗·五金，有限公司。",
            "\u3000上海\u00a0坚朗\t五金\n有限公司 ",
            "上\u200b海\u202e坚\u2066朗\ufeff五金有限公司",
        )
        self.assertSame("Acme Ltd", "ACME, LTD.", "Ａｃｍｅ　Ｌｔｄ", "acme-ltd", "“Acme” (Ltd)")
        self.assertSame("O'Neill", "O’Neill", "Oʼneill", "ONEILL")
        self.assertSame("(株)アクメ", "㈱アクメ", "株・ｱｸﾒ")

    def test_traditional_and_simplified(self):
        self.assertSame("华夏龙腾机械设备有限公司", "華夏龍騰機械設備有限公司")
        self.assertSame("台湾后里发展", "臺灣後里發展")
        # Merged by the simplification, therefore merged by the key: see the module's head.
        self.assertSame("乾元", "干元")
        self.assertEqual(normalise("薴"), normalise("苧"), "chains are followed to their end")
        self.assertDifferent("沢田", "澤田")
        self.assertDifferent("坚朗", "坚郎")

    def test_look_alike_characters(self):
        self.assertSame("长安汽车", "⻓安汽⻋")
        self.assertSame("三〇二医院", "三○二医院", "三◯二医院")
        self.assertSame("葛城", "葛\U000e0100城")
        self.assertDifferent("第一", "第1")

    def test_rare_ideographs_stay(self):
        # Private use, newer than Python's Unicode data, outside the basic plane.
        for rare in ("\ue000", "\U0003fff0", "\U00020bb7"):
            self.assertEqual(normalise(f"{rare} 公司"), f"{rare}公司")

    def test_accents(self):
        self.assertSame("Société Générale", "SOCIETE GENERALE", "Socie\u0301te\u0301 générale")
        self.assertSame("Ørsted Łódź Æsir", "Orsted Lodz AEsir")
        self.assertSame("Straße", "STRASSE", "strasse")
        self.assertSame("IŞIK", "ışık", "isik", "İşik")
        self.assertSame("Ελλάδα Α.Ε.", "ΕΛΛΑΔΑ ΑΕ")
        self.assertSame("Алёна", "АЛЕНА")
        self.assertDifferent("Müller", "Mueller")

    def test_marks_that_are_spelling_stay(self):
        self.assertDifferent("がき", "かき")
        self.assertDifferent("ハナ", "バナ")
        self.assertDifferent("Йод", "Иод")
        self.assertDifferent("कि", "क")
        self.assertDifferent("가", "고")
        self.assertSame("がき", "か\u3099き")
        self.assertSame("한국", unicodedata.normalize("NFD", "한국"))

    def test_signs(self):
        self.assertSame("Johnson & Johnson", "Johnson and Johnson", "JOHNSON＆JOHNSON")
        self.assertDifferent("Johnson & Johnson", "Johnson Johnson")
        self.assertSame("C++ Soft", "C plus plus soft")
        self.assertDifferent("C++ Soft", "C Soft")
        self.assertSame("Acme™", "Acme®", "Acme©", "Acme", "🚀 Acme 👨‍👩‍👧")
        self.assertSame("№ 1", "No. 1", "Nº 1")

    def test_legal_form_and_region_stay(self):
        self.assertDifferent("Acme Ltd", "Acme")
        self.assertDifferent("Acme Ltd", "Acme Limited")
        self.assertDifferent("坚朗有限公司", "坚朗有限责任公司")
        self.assertDifferent("上海坚朗", "坚朗")

    def test_only_signs(self):
        names = ["🚀", "🚀🚀", "!!!", "—", "©", "❤", "𝄞"]
        keys = [normalise(name) for name in names]
        self.assertTrue(all(keys))
        self.assertEqual(len(set(keys)), len(names))
        self.assertSame("❤", "❤\ufe0f", " ❤ ")
        self.assertEqual(normalise("™"), "tm")

    def test_markup_and_statements_are_text(self):
        html = '<script>alert("x")</script>'
        self.assertEqual(display_clean(html), html)
        self.assertEqual(normalise(html), "scriptalertxscript")
        self.assertEqual(normalise("x'); DROP TABLE res_partner;--"), "xdroptablerespartner")

    def test_right_to_left(self):
        self.assertSame("شركة المثال", "\u202bشركة\u200f المثال\u202c", "شركـة المثال")
        self.assertEqual(display_clean("\u202bחברה\u200f בע״מ\u202c"), "חברה בע״מ")
        # A direction override could make a stored name read as another one.
        self.assertEqual(display_clean("Acme\u202eDTL"), "AcmeDTL")

    def test_blank(self):
        self.assertEqual((normalise(None), display_clean(None)), ("", ""))
        self.assertEqual((normalise(False), display_clean(False)), ("", ""))
        for name in ("", " ", "\t\n\u3000\u00a0", "\u200b\ufeff", "\u3164", "\0", "\ud800"):
            self.assertTrue(is_blank(name), repr(name))
            self.assertEqual(normalise(name), "", repr(name))
            self.assertEqual(display_clean(name), "", repr(name))
        self.assertFalse(is_blank("."))

    def test_long_names(self):
        longest = "长" * MAX_KEY_LENGTH
        self.assertEqual(normalise(longest), longest)
        long = "长" * 500
        self.assertEqual(len(normalise(long)), MAX_KEY_LENGTH)
        self.assertDifferent(long, long + "久")
        self.assertSame(long, f"（{long}） ", "長" * 500)
        # Stored keys must not change: the digest is fixed.
        self.assertEqual(normalise("a" * 201)[168:], "d18280657f68288ba8d13f081407438e")
        for name in (long, "!" * 500, "\U00020bb7" * 500):
            key = normalise(name)
            self.assertEqual(normalise(key), key)
            self.assertLessEqual(len(key.encode()), 4 * MAX_KEY_LENGTH)

    def test_very_long_text_is_not_normalised(self):
        # Sorting that many marks would take about a minute.
        text = "a" + "\u0301\u0327" * 100_000
        self.assertEqual(len(normalise(text)), 32)
        self.assertEqual(normalise(normalise(text)), normalise(text))
        self.assertEqual(display_clean(text), text)
        self.assertEqual(normalise("Acme" + " \u200b" * MAX_NAME_LENGTH), "acme")

    def test_display_clean_keeps_what_can_be_seen(self):
        for name in ("Acme, Inc. (Ltd)", "🚀 👨‍👩‍👧 ❤️", "上海（坚朗）", "می‌خواهم", "क्‍ष", "Łódź"):
            self.assertEqual(display_clean(f" \u200b{name}\0\u200e "), name)
        self.assertEqual(display_clean(" a\u3000 \n\x1cb\x85c "), "a b c")
        self.assertEqual(display_clean("e\u0301"), "é")
        # What stood between a letter and its mark must not make another key once it is gone.
        for name in ("и\u200b\u0306", "か\u200b\u3099", "か\u200d\u3099"):
            key = normalise(name)
            self.assertEqual(normalise(display_clean(name)), key, ascii(name))
            self.assertEqual(normalise(key), key, ascii(name))
        self.assertEqual(display_clean("\ud800Acme\udfff"), "Acme")

    def test_ascii_path_equals_general_path(self):
        for code in range(128):
            name = f"A{chr(code)}b"
            self.assertEqual(registered._fold_ascii(name), registered._fold(name), repr(name))

    def test_every_character_of_the_basic_plane(self):
        for code in range(0x10000):
            name = "a" + chr(code)
            key = normalise(name)
            self.assertEqual(normalise(key), key, hex(code))
            self.assertEqual(normalise(name.upper()), key, hex(code))

    def test_table_is_its_own_fixed_point(self):
        table = registered._load_simplified()
        self.assertGreater(len(table), 4000)
        self.assertFalse(table.keys() & set(table.values()))

    @any_text
    @given(TEXT | TRICKY | NAMES)
    def test_any_text(self, text):
        key = normalise(text)
        self.assertEqual(normalise(key), key)
        self.assertEqual(not key, is_blank(text))
        self.assertLessEqual(len(key), MAX_KEY_LENGTH)
        self.assertLessEqual(len(key.encode()), 4 * MAX_KEY_LENGTH)
        self.assertFalse(any(char.isspace() for char in key))

    @any_text
    @given(TEXT | TRICKY | NAMES)
    def test_any_text_cleaned(self, text):
        clean = display_clean(text)
        self.assertEqual(display_clean(clean), clean)
        self.assertEqual(normalise(clean), normalise(text))
        self.assertNotIn("  ", clean)
        clean.encode()  # PostgreSQL stores UTF-8 only

    @any_text
    @given(NAMES | st.text(st.characters(codec="ascii"), max_size=50))
    def test_width_and_case_do_not_count(self, name):
        key = normalise(name)
        for variant in (name.upper(), name.lower(), name.title(), full_width(name)):
            self.assertEqual(normalise(variant), key, repr(variant))

    @any_text
    @given(TEXT | TRICKY, st.sampled_from(["NFC", "NFD"]))
    def test_composition_does_not_count(self, text, form):
        assume(not any(0xD800 <= ord(char) < 0xE000 for char in text))
        self.assertEqual(normalise(unicodedata.normalize(form, text)), normalise(text))

    @any_text
    @given(NAMES, st.lists(st.tuples(st.integers(0, 60), INSERTED), max_size=5))
    def test_insertions_do_not_count(self, name, insertions):
        assume(any(char.isalnum() for char in name))  # a name of signs consists of them
        changed = name
        for position, char in insertions:
            changed = changed[:position] + char + changed[position:]
        self.assertEqual(normalise(changed), normalise(name), repr(changed))


@tagged("post_install", "-at_install")
class TestToolsArePure(BaseCase):
    """The tools serve scripts and benchmarks that run without a server."""

    folder = Path(credit_code.__file__).parent

    def test_no_import_of_odoo(self):
        for path in self.folder.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                modules = []
                if isinstance(node, ast.Import):
                    modules = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom):
                    modules = [node.module or ""]
                for module in modules:
                    self.assertNotEqual(module.split(".")[0], "odoo", path.name)
