"""The score of two names: pairs people mean as one, pairs that only look so, any text."""

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests.common import BaseCase, tagged

from odoo.addons.crm_customer_protection.tools.company_name import (
    LISTED,
    REASONS,
    THRESHOLD,
    distance,
    parse,
    similarity,
    sound,
)

from .property_common import examples
from .test_company_parts import TEXT

any_text = examples(300)
WORDS = st.text("abcdeé坚朗五金", max_size=12)
FULL = "上海坚朗五金有限公司"
ABBREVIATED = (
    ("ABBOTT LABS", "Abbott Laboratories"),
    ("AMERICAN ELEC PWR CO INC", "American Electric Power Company, Inc."),
    ("BK OF AMERICA CORP", "Bank of America Corporation"),
    ("BANK NEW YORK MELLON CORP", "The Bank of New York Mellon Corporation"),
    ("FIDELITY NATL INFORMATION SV", "Fidelity National Information Services, Inc."),
    ("HARTFORD FINL SVCS GROUP INC", "The Hartford Financial Services Group, Inc."),
    ("INTERNATIONAL BUSINESS MACHS", "International Business Machines Corporation"),
    ("JPMORGAN CHASE & CO", "J.P. Morgan Chase & Co."),
    ("LABORATORY CORP AMER HLDGS", "Laboratory Corporation of America Holdings"),
    ("OCCIDENTAL PETE CORP", "Occidental Petroleum Corporation"),
    ("WASTE MGMT INC DEL", "Waste Management, Inc."),
    ("CANADIAN NATL RY CO", "Canadian National Railway Company"),
    ("HUNT J B TRANS SVCS INC", "J.B. Hunt Transport Services, Inc."),
)


@tagged("post_install", "-at_install")
class TestCompanySimilarity(BaseCase):
    def score(self, one, other):
        return similarity(parse(one), parse(other)).score

    def reasons(self, one, other):
        return set(similarity(parse(one), parse(other)).reasons)

    def assertLikely(self, one, other):
        self.assertGreater(self.score(one, other), 0.5, f"{one!r}, {other!r}")

    def assertUnlikely(self, one, other):
        self.assertLess(self.score(one, other), 0.5, f"{one!r}, {other!r}")

    def test_same_registered_name(self):
        found = similarity(parse(FULL), parse("上海（堅朗）五金 有限公司"))
        self.assertEqual((found.score, found.reasons), (1.0, ("same_name",)))
        self.assertLess(self.score(FULL, FULL[:-2] + "责任公司"), 1.0)

    def test_chinese_variants(self):
        for variant in (
            "上海坚朗五金有限责任公司",
            "上海坚朗五金",
            "坚朗五金有限公司",
            "坚朗五金",
            "上海市坚朗五金有限公司",
            "坚朗（上海）五金有限公司",
            "上海坚朗五有限公司",
            "上海朗坚五金有限公司",
        ):
            self.assertLikely(variant, FULL)

    def test_chinese_by_sound(self):
        if sound.AVAILABLE:
            self.assertLikely("上海坚郎五金有限公司", FULL)
            self.assertLikely("坚郎五金", FULL)
            self.assertLikely("jianlang wujin", FULL)

    def test_group_left_out(self):
        """As people say it: without the form the word for a group goes too. A named form is a firm."""
        for short, full in (
            ("云南白药", "云南白药集团股份有限公司"),
            ("复星医药", "上海复星医药（集团）股份有限公司"),
            ("Brantford Tools", "Brantford Tools Group plc"),
        ):
            self.assertLikely(short, full)
            self.assertNotIn("group", self.reasons(short, full))
        for one, other in (
            ("上海复星医药有限公司", "上海复星医药（集团）股份有限公司"),
            ("复星医药集团", "上海复星医药有限公司"),
        ):
            self.assertUnlikely(one, other)
            self.assertIn("group", self.reasons(one, other))

    def test_registered_abroad(self):
        self.assertUnlikely("坚朗五金（马来西亚）有限公司", "坚朗五金有限公司")
        self.assertUnlikely("香港坚朗五金有限公司", "坚朗五金有限公司")
        self.assertLikely("坚朗五金（中国）有限公司", "坚朗五金有限公司")

    def test_chinese_hard_negatives(self):
        for other in (
            "上海坚朗五金有限公司北京分公司",
            "北京坚朗五金有限公司",
            "上海坚朗餐饮有限公司",
            "上海华夏五金有限公司",
            "坚朗",
            "五金",
            "上海",
            "有限公司",
        ):
            self.assertUnlikely(other, FULL)

    def test_western_variants(self):
        name = "Brantford Precision Tools Ltd"
        for variant in (
            "BRANTFORD PRECISION TOOLS",
            "The Brantford Precision Tools Limited",
            "Brantford Prec. Tools GmbH",
            "Precision Tools Brantford",
            "Brantfrod Precision Tools",
            "BrantfordPrecisionTools",
        ):
            self.assertLikely(variant, name)

    def test_western_hard_negatives(self):
        name = "Brantford Precision Tools Ltd"
        for other in (
            "Brantford Catering Ltd",
            "Hollister Precision Tools Ltd",
            "Brantford Precision Tools India Ltd / Brantford Precision Tools Japan Ltd",
            "Precision Tools",
            "Ltd",
        ):
            self.assertUnlikely(other, name)
        self.assertUnlikely("Brantford Tools Germany", "Brantford Tools Japan")

    def test_real_abbreviated_pairs(self):
        for short, full in ABBREVIATED:
            self.assertLikely(short, full)

    def test_two_scripts(self):
        self.assertIn("contained", self.reasons("Siemens AG", "西门子 Siemens 有限公司"))
        self.assertUnlikely("ABB Ltd", "坚朗ABB科技有限公司")
        self.assertLess(
            self.score("Bosch", "西门子 Siemens"), self.score("Siemens", "西门子 Siemens")
        )

    def test_region_missing_is_not_conflict(self):
        missing, conflict = "坚朗五金有限公司", "北京坚朗五金有限公司"
        self.assertIn("region_missing", self.reasons(missing, FULL))
        self.assertIn("region_conflict", self.reasons(conflict, FULL))
        self.assertGreater(self.score(missing, FULL), self.score(conflict, FULL))
        self.assertIn("region_part", self.reasons("江苏坚朗五金", "苏州坚朗五金有限公司"))
        self.assertIn("region_missing", self.reasons("中国坚朗五金", FULL))

    def test_reasons(self):
        self.assertLessEqual({"same_brand", "same_trade"}, self.reasons("坚朗五金", FULL))
        self.assertLessEqual({"same_brand", "trade_missing"}, self.reasons("坚朗", FULL))
        self.assertIn("other_trade", self.reasons("上海坚朗餐饮有限公司", FULL))
        self.assertIn("branch", self.reasons(FULL + "北京分公司", FULL))
        self.assertIn("group", self.reasons("上海坚朗五金集团有限公司", FULL))
        self.assertIn("one_character", self.reasons("上海坚美五金有限公司", FULL))
        self.assertIn("other_number", self.reasons("第一建筑有限公司", "第二建筑有限公司"))
        self.assertIn("initials", self.reasons("IBM", "International Business Machines"))
        self.assertIn("abbreviated", self.reasons("Hart Underwriting", "Hartford Underwriting"))
        self.assertIn("spelling", self.reasons("Brantfrod Tools", "Brantford Tools"))
        if sound.AVAILABLE:
            self.assertIn("homophone", self.reasons("坚郎五金", FULL))

    def test_without_optional_wheels(self):
        pairs = [
            ("上海坚郎五金", FULL),
            ("Brantfrod Prec Tools", "Brantford Precision Tools"),
            *ABBREVIATED,
        ]
        with_wheels = [self.score(*pair) for pair in pairs]
        with patch.object(distance, "_fast_ratio", None):
            for fast, pair in zip(with_wheels, pairs, strict=True):
                self.assertAlmostEqual(self.score(*pair), fast, 6)
        with patch.object(sound, "AVAILABLE", False):
            sound.sound.cache_clear()
            self.addCleanup(sound.sound.cache_clear)
            self.assertNotIn("homophone", self.reasons("坚郎五金", FULL))
            self.assertUnlikely("jianlang wujin", FULL)

    def test_shortens(self):
        for short in ("mach", "machs", "mchn", "m"):
            self.assertTrue(distance.shortens(short, "machines"), short)
        # A vowel again, or hardly shorter: other brands.
        self.assertFalse(distance.shortens("solflex", "solvaflex"))
        self.assertFalse(distance.shortens("optlon", "opttalon"))

    def test_related_are_listed_and_not_likely(self):
        for related in (FULL + "北京分公司", "上海坚朗五金集团有限公司"):
            self.assertLess(self.score(related, FULL), THRESHOLD, related)
            self.assertGreater(self.score(related, FULL), LISTED, related)
        self.assertGreater(self.score("IBM", "International Business Machines"), LISTED)
        self.assertLess(self.score("Acme Steel Ltd, Leeds Branch", "Acme Steel Ltd"), THRESHOLD)

    def test_one_edit(self):
        for one, other, kind in (
            ("坚朗", "坚郎", "replaced"),
            ("坚朗", "坚美朗", "inserted"),
            ("abcd", "acbd", "swapped"),
            ("abcd", "abcd", ""),
            ("abcd", "badc", ""),
            ("", "a", "inserted"),
            ("", "ab", ""),
        ):
            self.assertEqual(distance.one_edit(one, other), kind)
            self.assertEqual(distance.one_edit(other, one), kind)

    @any_text
    @given(WORDS, WORDS)
    def test_plain_ratio(self, one, other):
        self.assertAlmostEqual(distance.plain_ratio(one, other), distance.ratio(one, other), 6)
        self.assertAlmostEqual(distance.plain_ratio(one, other), self._slow_ratio(one, other), 6)

    def _slow_ratio(self, one, other):
        if not one and not other:
            return 1.0
        row = [0] * (len(other) + 1)
        for char in one:
            last = row
            row = [0]
            for at, against in enumerate(other):
                row.append(last[at] + 1 if char == against else max(last[at + 1], row[at]))
        return 2 * row[-1] / (len(one) + len(other))

    @any_text
    @given(TEXT, TEXT)
    def test_any_texts(self, one, other):
        found = similarity(parse(one), parse(other))
        self.assertGreaterEqual(found.score, 0.0)
        self.assertLessEqual(found.score, 1.0)
        self.assertEqual(
            found.score == 1.0, bool(parse(one).normal) and parse(one).normal == parse(other).normal
        )
        self.assertEqual(len(set(found.reasons)), len(found.reasons))
        self.assertLessEqual(set(found.reasons), REASONS)
        back = similarity(parse(other), parse(one))
        self.assertAlmostEqual(back.score, found.score, 9)
        self.assertEqual(back.reasons, found.reasons)
