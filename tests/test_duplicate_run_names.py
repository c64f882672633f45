"""Names as people really enter them: what a run makes of short, long, strange and common ones."""

from odoo.tests.common import tagged

from ..models.duplicate import crm_duplicate_run_candidates
from .test_duplicate_run import DuplicateRunCase


@tagged("post_install", "-at_install")
class TestDuplicateRunNames(DuplicateRunCase):
    def find(self, *names, level="likely", **values):
        """A run over all: how each of the names stands to the first one.

        :return: dict name -> kind of its pair with the first name, or None
        """
        made = self.partners(self.plain).create(
            [{"name": name, "is_company": True, **values} for name in names]
        )
        pairs = self.pairs(self.carry_out(level=level), made)
        self.assertEqual(len({frozenset(side) for side in self.sides(pairs)}), len(pairs))
        kinds = {frozenset((pair.partner_id, pair.other_partner_id)): pair.kind for pair in pairs}
        return {one.name: kinds.get(frozenset((made[0], one))) for one in made[1:]}

    def test_look_alikes(self):
        found = self.find(
            "Castor Optik 365 GmbH",
            "Сastor Optik 365 GmbH",  # noqa: RUF001, a Cyrillic С
            "Castor Optik ３６５ GmbH",  # noqa: RUF001, full width
            "CASTOR-OPTIK 365",
        )
        self.assertLessEqual(set(found.values()), {"same", "likely"})

    def test_chinese_spellings(self):
        found = self.find(
            "深圳市瓯岚五金制品有限公司",
            "瓯岚五金制品有限公司",
            "深圳瓯岚五金制品股份有限公司",
            "瓯岚五金制品（深圳）有限公司",
            "深圳市欧岚五金制品有限公司",
            "深圳市甌嵐五金製品有限公司",
            "Oulan Wujin Zhipin",
        )
        found.pop("深圳瓯岚五金制品股份有限公司")
        self.assertLessEqual(set(found.values()), {"same", "likely"}, found)

    def test_other_city(self):
        found = self.find("上海瓯岚五金有限公司", "广州瓯岚五金有限公司")
        self.assertEqual(set(found.values()), {None})

    def test_nothing_but_little(self):
        """Each is found where it is entered twice, and is nobody else's twin."""
        names = ("A", "B", "有限公司", "GmbH", "上海", "北京市", "&", "-", "某", "x" * 300)
        made = self.partners(self.plain).create(
            [{"name": name, "is_company": True} for name in names * 2]
        )
        pairs = self.pairs(self.carry_out(), made)
        self.assertEqual(
            {(pair.name, pair.other_name, pair.kind) for pair in pairs},
            {(name, name, "same") for name in names},
        )

    def test_one_brand_in_forty_cities(self):
        cities = (
            "北京 上海 广州 深圳 天津 重庆 成都 武汉 杭州 南京 苏州 西安 郑州 "
            "长沙 沈阳 青岛 宁波 东莞 佛山 合肥 昆明 大连 福州 厦门 哈尔滨 济南 "
            "温州 南宁 长春 泉州 石家庄 贵阳 南昌 金华 常州 无锡 嘉兴 太原 徐州 惠州"
        ).split()
        names = [f"{city}瓯岚五金制品有限公司" for city in cities]
        self.assertEqual(set(self.find(*names).values()), {None})

    def test_group_and_subsidiaries(self):
        names = ["瓯岚集团有限公司"] + [
            f"瓯岚{trade}有限公司"
            for trade in "五金 门窗 幕墙 照明 物流 贸易 智能科技 建材 塑胶 机电".split()
        ]
        self.assertNotIn("same", self.find(*names).values())

    def test_branch_is_related(self):
        name = "苏州市瓯岚五金制品有限公司"
        found = self.find(name, f"{name}杭州分公司")
        self.assertEqual(found, {f"{name}杭州分公司": "related"})

    def test_persons(self):
        """Two persons are not one because their names are alike."""
        names = ["Zimmermann Anna", "Zimmermann Anne", "Zimmermann Anna"]
        made = self.partners(self.plain).create([{"name": name} for name in names])
        pairs = self.pairs(self.carry_out(level="similar"), made)
        self.assertEqual(self.sides(pairs), {(made[0], made[2])})
        crowd = self.partners(self.plain).create([{"name": "Wei Zhang"} for _one in range(12)])
        self.assertFalse(
            self.pairs(self.carry_out(), crowd), "so many have it that it says nothing"
        )

    def test_other_tax_number(self):
        names = ("Seeblick Optik GmbH", "Seeblick Optic GmbH")
        one, other = self.partners(self.plain).create(
            [
                {"name": name, "is_company": True, "vat": f"DE12345678{n}"}
                for n, name in enumerate(names)
            ]
        )
        pair = self.pairs(self.carry_out(level="similar"), one | other)
        self.assertIn("other tax number", pair.reason_text)
        self.assertEqual(pair.kind, "similar")
        before = pair.score
        other.vat = False
        pair = self.pairs(self.carry_out(level="similar"), one | other)
        self.assertGreater(pair.score, before)

    def test_common_key(self):
        """What more names share than a key may have is looked for under their other keys."""
        self.patch(crm_duplicate_run_candidates, "MAX_NAMES", 3)
        names = [f"Gletscher Handel {word} GmbH" for word in ("Nord", "Süd", "West", "Ost")]
        found = self.find("Gletscher Handel Mitte GmbH", *names, "Gletscher Handel Mittte GmbH")
        self.assertEqual(found.pop("Gletscher Handel Mittte GmbH"), "likely")

    def test_largest_group(self):
        from odoo.addons.crm_customer_protection.models.duplicate import crm_duplicate_run_work

        self.patch(crm_duplicate_run_work, "MAX_GROUP", 3)
        run = self.carry_out()
        pairs = self.pairs(run)
        self.assertEqual(len(pairs.partner_id | pairs.other_partner_id), 4)
        group = pairs.filtered(lambda pair: pair.group_partner_id == self.twins[0])
        self.assertEqual(
            set(group.other_partner_id.ids) - set(self.twins[:3].ids), set(self.twins[3:].ids)
        )
