"""Company names taken apart, and the keys under which likely duplicates meet."""

import time

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests.common import BaseCase, tagged

from odoo.addons.crm_customer_protection.tools.company_name import (
    Parts,
    is_blank,
    keys,
    normalise,
    parse,
    sound,
    vocabulary,
)

from .property_common import examples

any_text = examples(300)
PIECES = (
    "上海 江苏省 苏州市 昆山 朝阳区 中国 坚朗 華夏 五金 科技 贸易 集团 有限公司 股份有限公司 "
    "分公司 厂 株式会社 （ ） "
    "The Acme Müller & Söhne Intl Mfg. Trading GmbH Co., Ltd. S.A. J P China London Branch Group "
    "Сосa ООО 삼성 がんこ １２３ 3M 第一 ™ 🚀 \0 \u200b \ud800 . - jianlang shanghai"
).split(" ")
NAMES = st.lists(st.sampled_from(PIECES), max_size=9).flatmap(
    lambda words: st.sampled_from(["", " "]).map(lambda space: space.join(words))
)
TEXT = st.text(max_size=320) | NAMES


@tagged("post_install", "-at_install")
class TestCompanyParts(BaseCase):
    def assertParts(self, name, **expected):
        parts = parse(name)
        found = {field: getattr(parts, field) for field in expected}
        self.assertEqual(found, expected, name)

    def assertMeet(self, one, other):
        self.assertTrue(keys(parse(one)).keys() & keys(parse(other)).keys(), f"{one!r}, {other!r}")

    def test_chinese_order(self):
        self.assertParts(
            "上海坚朗五金有限公司",
            normal="上海坚朗五金有限公司",
            core="坚朗五金",
            region="上海",
            brand="坚朗",
            trade="五金",
            form="cn_ltd",
            branch="",
            group=False,
            tokens=(),
            is_chinese=True,
        )

    def test_chinese_regions(self):
        for name, region in (
            ("坚朗五金", ""),
            ("上海市坚朗五金", "上海"),
            ("坚朗（上海）五金", "上海"),
            ("坚朗五金（上海）有限公司", "上海"),
            ("江苏省苏州市昆山市坚朗五金", "江苏/苏州/昆山"),
            ("昆山坚朗五金", "江苏/苏州/昆山"),
            ("北京市朝阳区坚朗五金", "北京/朝阳"),
            ("内蒙古自治区坚朗五金", "内蒙古"),
            ("臺灣坚朗五金", "台湾"),
            ("中国坚朗五金", "中国"),
            ("北京坚朗（上海）五金", "北京|上海"),
        ):
            self.assertParts(name, region=region, core="坚朗五金")

    def test_a_place_in_the_brand_stays(self):
        self.assertParts("朝阳科技有限公司", region="", brand="朝阳")
        self.assertParts("长安汽车股份有限公司", region="", brand="长安")
        self.assertParts("上海电气集团股份有限公司", brand="上海电气", group=True, form="cn_jsc")

    def test_chinese_forms(self):
        for name, form in (
            ("坚朗五金有限责任公司", "cn_ltd"),
            ("坚朗五金有限公", "cn_ltd"),
            ("坚朗五金股份有限公司", "cn_jsc"),
            ("坚朗五金厂", "cn_works"),
            ("坚朗五金商行", "cn_shop"),
            ("坚朗五金合伙企业（有限合伙）", "cn_partner"),
            ("坚朗五金 Co., Ltd.", "ltd"),
            ("坚朗五金", ""),
        ):
            self.assertParts(name, form=form, core="坚朗五金")

    def test_branch_and_group(self):
        self.assertParts(
            "上海坚朗五金有限公司北京分公司", branch="北京分公司", core="坚朗五金", region="上海"
        )
        self.assertParts("坚朗五金北京办事处", branch="北京办事处", core="坚朗五金")
        self.assertParts("坚朗五金集团有限公司", group=True, core="坚朗五金", form="cn_ltd")
        self.assertParts("坚朗（集团）股份有限公司", group=True, core="坚朗", form="cn_jsc")
        self.assertParts("Acme Group Holdings Ltd", group=True, core="acme", form="ltd")
        self.assertParts("Acme Ltd Shanghai Branch", branch="shanghai branch", core="acme")
        self.assertParts(
            "Acme Steel Ltd, Leeds Branch Office", branch="leeds branch office", form="ltd"
        )
        self.assertParts("Acme Steel - Filiale Lyon", branch="filiale lyon", core="acme steel")
        self.assertParts("Acme Back Office", branch="", core="acme back office")

    def test_latin_letters_in_chinese_names(self):
        self.assertParts(
            "ABB（中国）有限公司", brand="abb", region="中国", tokens=("abb",), is_chinese=True
        )
        self.assertParts("3M中国有限公司", brand="3m", is_chinese=True)
        self.assertMeet("ABB（中国）有限公司", "ABB Ltd")

    def test_western(self):
        self.assertParts(
            "The Acme Mfg. Co., Ltd.",
            core="acme manufacturing",
            brand="acme",
            trade="manufacturing",
            form="ltd",
            tokens=("acme", "manufacturing"),
            is_chinese=False,
        )
        self.assertParts("Müller & Söhne GmbH & Co. KG", tokens=("muller", "sohne"), form="gmbh")
        self.assertParts("Société Générale S.A.", tokens=("societe", "generale"), form="sa")
        self.assertParts("O'Neill Bros", tokens=("oneill", "brothers"))
        self.assertParts("J P Morgan", tokens=("jp", "morgan"))
        self.assertParts("PT Astra International Tbk", tokens=("astra", "international"), form="pt")
        self.assertParts("株式会社がんこ", core="がんこ", form="jp_kk")

    def test_western_places(self):
        self.assertParts("Acme China Trading Inc.", tokens=("acme", "trading"), region="中国")
        self.assertParts("Acme (Hong Kong) Limited", tokens=("acme",), region="香港")
        self.assertParts("Acme London", tokens=("acme",), region="gb/london")
        # In front or behind "of" a place belongs to the name.
        self.assertParts("Bank of China", tokens=("bank", "china"), region="")
        self.assertParts("Boston Scientific", tokens=("boston", "scientific"), region="")

    def test_places_in_pinyin(self):
        for name in ("Shanghai Jianlang", "shanghaijianlang", "shanghai shi jianlang"):
            self.assertParts(name, tokens=("jianlang",), region="上海")
        self.assertParts(
            "neijiang jianlang wujin", tokens=("jianlang", "wujin"), region="四川/内江"
        )
        # Behind its city another place is the brand; "da" is a syllable, no filler.
        self.assertParts("wuxi baoying jishu", tokens=("baoying", "jishu"), region="江苏/无锡")
        self.assertParts("da xin hai wuliu", tokens=("da", "xin", "hai", "wuliu"))
        # The same letters in another language are no place.
        self.assertParts("Neijiang Trading", tokens=("neijiang", "trading"), region="")

    def test_look_alikes_of_other_scripts(self):
        self.assertEqual(parse("\u0421oca-\u0421ola Ltd").tokens, parse("Coca-Cola Ltd").tokens)
        self.assertParts("\u0410\u0421\u041c\u0415 Trading Ltd", tokens=("acme", "trading"))
        self.assertParts("ООО Ромашка", tokens=("ромашка",), form="ru_ooo")

    def test_nothing_but_one_part(self):
        for name in (
            "上海",
            "有限公司",
            "集团",
            "科技",
            "厂",
            "分公司",
            "Ltd",
            "China",
            "The",
            "Group",
            "A",
            "坚",
        ):
            parts = parse(name)
            self.assertTrue(parts.core and parts.brand, name)
            self.assertTrue(keys(parts), name)
        for name in (None, False, "", " \u200b", "\0"):
            self.assertEqual(parse(name), Parts())
            self.assertEqual(keys(parse(name)), {})

    def test_variants_meet(self):
        for one, other in (
            ("上海坚朗五金有限公司", "上海坚郎五金有限公司"),
            ("上海坚朗五金有限公司", "朗坚五金"),
            ("上海坚朗五金有限公司", "坚五金"),
            ("上海坚朗五金有限公司", "坚美朗五金"),
            ("上海坚朗五金有限公司", "坚朗"),
            ("Acme Intl Mfg Co", "ACME INTERNATIONAL MANUFACTURING"),
            ("Acme Trading", "Trading Acme Ltd"),
            ("Acmetek", "Acmtek"),
            ("Blue Ridge Timber", "BlueRidge Timber"),
            ("Blue Ridge Timber", "Blu Ridg Timb"),
            ("Blue Ridge Timber", "BRT"),
            ("Hartford Underwriting", "Hrtfrd Undrwrtng"),
        ):
            self.assertMeet(one, other)

    def test_pinyin_meets(self):
        if sound.AVAILABLE:
            self.assertMeet("jianlang wujin", "上海坚朗五金有限公司")
            self.assertMeet("Shanghai Jian Lang Wu Jin", "上海坚朗五金有限公司")
            self.assertMeet("建郎", "坚朗")

    def test_keys_never_change(self):
        # Stored keys must stay: another number here needs a migration.
        found = keys(Parts(normal="ab", core="坚朗五金", brand="坚朗", is_chinese=True))
        self.assertEqual([key for key, kind in found.items() if kind == "core"], [319348857])
        self.assertTrue(all(-(2**31) <= key < 2**31 for key in found))

    def test_number_of_keys(self):
        for name in (
            "上海坚朗五金科技有限公司",
            "Acme Precision Machine Tools International Ltd",
            "坚" * 300,
        ):
            self.assertLessEqual(len(keys(parse(name))), 32, name)

    def test_crafted_names_take_no_time(self):
        # Each would hold a worker for years if overlapping words were tried one by one.
        started = time.monotonic()
        for unit in (
            "仪器仪表",
            "上海",
            "有限公司",
            "集团",
            "the ",
            "a.",
            "& ",
            "co ltd ",
            "shang",
            "\u0301",
        ):
            for name in (unit * 25, unit * 25 + "坚", unit * 1000, "x" + unit * 600):
                keys(parse(name))
        self.assertLess(time.monotonic() - started, 5.0)

    def test_word_lists(self):
        self.assertGreater(len(vocabulary.CHINESE_PLACES), 1000)
        self.assertGreater(len(vocabulary.CHINESE_TRADES), 300)
        forms = set(vocabulary.CHINESE_FORMS) | set(vocabulary.WESTERN_FORMS)
        self.assertGreater(len(forms), 80)
        # What is written in full must not be taken for an abbreviation.
        self.assertFalse(vocabulary.FULL_WORDS.keys() & vocabulary.WESTERN_TRADES)
        for path in vocabulary.CHINESE_PLACES.values():
            self.assertIn(path.split("/")[0], vocabulary.CHINESE_PLACES)

    @any_text
    @given(TEXT)
    def test_any_text(self, text):
        parts = parse(text)
        self.assertEqual(parts.normal, normalise(text))
        self.assertEqual(not parts.core, is_blank(text))
        self.assertEqual(not parts.brand, is_blank(text))
        self.assertEqual(parse(text), parts)
        hash(parts)
        found = keys(parts)
        self.assertEqual(not found, is_blank(text))
        self.assertLess(len(found), 40)
        self.assertTrue(all(-(2**31) <= key < 2**31 for key in found))
        for part in (parts.core, parts.brand, parts.trade, parts.region, *parts.tokens):
            part.encode()  # PostgreSQL stores UTF-8 only

    @any_text
    @given(NAMES)
    def test_case_and_width_do_not_count(self, name):
        wide = name.translate({code: code + 0xFEE0 for code in range(0x30, 0x7B)})
        self.assertEqual(parse(name.upper()).core, parse(name.lower()).core)
        self.assertEqual(parse(wide).normal, parse(name).normal)
