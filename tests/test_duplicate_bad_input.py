"""Names as people and programs send them, through every part of the analysis of duplicates.

What `create` does with them stands in `test_customer_bad_input`.
"""

from odoo.tests import tagged

from ..tools.company_name import display_clean
from .test_duplicate_rules import RuleCase

BAD_NAMES = (
    # One character
    "王",
    "X",
    # Only a legal form, only a region
    "有限公司",
    "GmbH & Co. KG",
    "Ltd",
    "深圳市",
    "中国",
    "Zürich",
    # 300 characters
    "长" * 300,
    "Lumber " * 42 + "Lumber",
    # Mixed scripts, full width, and letters that look like others
    "深圳 Lumber 機械 GmbH (Шэньчжэнь)",
    "Ｌｕｍｂｅｒ　１２３　Ｌｔｄ",
    "１２３４５",
    "Сіsсо Sуstеms Ltd",
    "Ωmega α-Technik 𝐁𝐨𝐥𝐝 AG",
    # Persons
    "王伟",
    "欧阳娜娜",
    "Hans Müller",
    "O'Brien, Seán",
    "van der Berg",
)
CITIES = (
    "深圳 广州 上海 北京 杭州 南京 苏州 无锡 常州 宁波 温州 厦门 福州 泉州 济南 青岛 烟台 大连 沈阳 长春 "
    "哈尔滨 天津 石家庄 太原 西安 兰州 成都 重庆 昆明 贵阳 南宁 海口 长沙 武汉 郑州 合肥 南昌 佛山 东莞 珠海"
).split()
TRADES = "机械 电子 食品 化工 物流 建材 医药 能源 纺织 软件".split()
# How many customers a caller ever gets, and how many without saying so.
MOST, USUAL = 50, 10


@tagged("post_install", "-at_install")
class TestDuplicateBadInput(RuleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.use_visibility = True

    def add(self, *names, user=None, **values):
        """Customers of a colleague."""
        values = {"is_company": True, "website": "https://e.example", **values}
        values = [{"name": name, "is_managed_customer": True, **values} for name in names]
        customers = self.partners(user or self.sales_two).create(values)
        self.env.flush_all()
        return customers

    def find(self, name, **values):
        """What the lowest role is told: registered name -> kind."""
        matches = self.partners(self.sales).find_duplicates(name, **values)
        self.assertLessEqual(len(matches), min(values.get("limit", USUAL), MOST))
        for match in matches:
            self.assertIn(match["kind"], ("same", "likely", "similar", "related"))
            self.assertTrue(0 < match["score"] <= 1 and match["reasons"], match)
            self.assertEqual(match["score"] == 1, match["kind"] == "same", match)
        return {match["name"]: match["kind"] for match in matches}

    # === EVERY NAME BY EVERY WAY === #

    def test_nobody_has_it(self):
        """Nothing breaks, and nothing that is short or empty of meaning hits everything."""
        for name in BAD_NAMES:
            with self.subTest(name=name[:20]):
                self.assertNotIn("same", self.find(name).values())
                self.assertNotIn("Findable Trading Ltd", self.find(name))
                hints = self.partners(self.sales).new(
                    {"name": name, "is_company": True, "is_managed_customer": True}
                )
                self.assertFalse(hints.collision_notice)
                self.assertEqual(hints.collision_hints or [], self.read_matches(name))
                check = self.partners(self.sales).env["crm.collision.check"]
                check = check.create({"registered_name": name})
                self.assertEqual(check.verdict == "free", not self.read_matches(name))
                action = check.action_details()
                self.assertEqual(action["context"]["default_name"], display_clean(name))

    def read_matches(self, name):
        return self.partners(self.sales).find_duplicates(name)

    def test_somebody_has_it(self):
        """Refused with its owner, found as the same, disputed, and merged."""
        self.set_rule("api", "reason", min_kind="similar")
        for name in BAD_NAMES:
            with self.subTest(name=name[:20]):
                values = {"name": name, "duplicate_reason": "Tested"}
                status, answer = self.add_by_api(self.sales_two, **values)
                self.assertEqual(status, 200, answer)
                customer = self.env["res.partner"].browse(answer[0])
                status, answer = self.add_by_api(self.sales, **values)
                self.assertEqual((status, "already exists" in answer["message"]), (422, True))
                self.assertEqual(self.find(name)[customer.registered_name], "same")
                check = self.partners(self.sales).env["crm.collision.check"]
                check = check.create({"registered_name": name.lower()})
                self.assertEqual(check.verdict, "taken")
                cases = self.partners(self.sales).env["crm.collision.case"]
                case = cases.browse(cases.action_open_for(name, "Mine")["res_id"])
                self.assertEqual(case.sudo().partner_id, customer)
                self.assertEqual(case.sudo().claim_ids.user_id, self.sales | self.sales_two)
                self.preview_merge(customer)

    def preview_merge(self, customer):
        """The dialog shows both names side by side, and what moves."""
        env = self.partners(self.office).env
        pair = (self.found | customer).with_env(env)
        merge = env["crm.customer.merge"].create(
            {"partner_ids": [(6, 0, pair.ids)], "survivor_id": self.found.id}
        )
        self.assertFalse(merge.refusal)
        self.assertTrue(merge.row_count)
        texts = {line.name: line.texts for line in merge.value_ids}
        self.assertEqual(texts["registered_name"][str(customer.id)], customer.registered_name)

    # === LIKE ANOTHER ONE === #

    def test_full_width_is_the_same(self):
        self.add("Lumber 123 Ltd", "深圳（１号）机械有限公司")
        self.assertEqual(self.find("Ｌｕｍｂｅｒ　１２３ Ltd."), {"Lumber 123 Ltd": "same"})
        self.assertIn("same", self.find("深圳(1号)机械有限公司").values())

    def test_look_alike_letters_are_likely_the_same(self):
        """Another string to the database, which lets it in; who types it is told all the same."""
        self.add("Cisco Systems Ltd")
        for name in ("Сisco Systems Ltd", "Сіѕсо Systems Ltd"):
            with self.subTest(name=name):
                self.assertIn(self.find(name).get("Cisco Systems Ltd"), ("same", "likely"))

    def test_one_brand_in_forty_cities(self):
        self.add(*(f"{city}坚朗五金有限公司" for city in CITIES))
        self.assertNotIn("same", self.find("惠州坚朗五金有限公司", limit=MOST).values())
        for city in CITIES[:3]:
            found = self.find(f"{city}坚朗五金有限公司", limit=MOST)
            same = [name for name, kind in found.items() if kind == "same"]
            self.assertEqual(same, [f"{city}坚朗五金有限公司"])
            others = {kind for name, kind in found.items() if name not in same}
            self.assertLessEqual(others, {"similar", "related"}, "another city is another company")
        for name in ("坚朗", "坚朗五金有限公司"):
            with self.subTest(name=name):
                self.assertEqual(len(self.find(name)), USUAL)
                self.assertNotIn("same", self.find(name, limit=10**9).values())

    def test_branches_are_related(self):
        self.add("深圳坚朗五金有限公司", "Nordwind Technik GmbH")
        for name, company in (
            ("深圳坚朗五金有限公司上海分公司", "深圳坚朗五金有限公司"),
            ("深圳坚朗五金有限公司北京办事处", "深圳坚朗五金有限公司"),
            ("Nordwind Technik GmbH, Zweigniederlassung Lyon", "Nordwind Technik GmbH"),
        ):
            with self.subTest(name=name):
                self.assertEqual(self.find(name)[company], "related")
                self.add(name)
                found = self.find(name)
                self.assertEqual(found.pop(name), "same")
                self.assertEqual(set(found.values()), {"related"}, "so is another branch")

    def test_a_group_and_its_ten_subsidiaries(self):
        group = "霁川控股集团有限公司"
        houses = [f"霁川{trade}有限公司" for trade in TRADES]
        self.add(group, *houses)
        found = self.find(group, limit=MOST)
        self.assertEqual(found.pop(group), "same")
        self.assertLessEqual(set(found.values()), {"similar", "related"})
        found = self.find("霁川集团", limit=MOST)
        self.assertEqual({found[name] for name in houses}, {"related"})
        for house in houses:
            found = self.find(house)
            self.assertEqual(found.pop(house), "same")
            self.assertNotIn("likely", found.values(), "another trade is another company")

    def test_persons(self):
        self.add("王伟", "Hans Müller", is_company=False)
        self.assertEqual(self.find("王伟"), {"王伟": "same"})
        self.assertEqual(self.find("Müller, Hans"), {"Hans Müller": "likely"})
        for name in ("王玮", "Hans Mueller"):
            with self.subTest(name=name):
                self.assertNotIn("same", self.find(name).values())
        for name in ("王", "李伟明", "Hanna Müller", "Müller"):
            with self.subTest(name=name):
                self.assertFalse({"same", "likely"} & set(self.find(name).values()))
