"""Fit the weights of `tools.company_name.similarity` on made-up names, and print how well it ranks.

Run from the addon's folder: ``python -m scripts.lib.bench.fit_weights [--write]``. No database, no wheel
but pypinyin is needed. Names share brands, regions and trades on purpose: what decides is the rest.
"""

import random
import sys
from collections import Counter, defaultdict
from math import exp
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tools.company_name import keys, parse, similarity  # noqa: E402
from tools.company_name import weights as weights_module  # noqa: E402
from tools.company_name.scoring import features  # noqa: E402
from tools.company_name.sound import sound  # noqa: E402
from tools.company_name.vocabulary import (  # noqa: E402
    CHINESE_PLACES,
    CHINESE_TRADES,
    FULL_WORDS,
    WESTERN_TRADES,
)

POPULATION = 8000
QUERIES = 6000
COMMON_KEY = 400
CANDIDATES = 20
EPOCHS = 14

CHARACTERS = (
    "坚朗华夏龙腾鑫源宏达恒瑞金盛兴隆泰安康博远东方圆通明辉德信诚义嘉美佳丽雅欣荣昌顺利丰润泽海洋江河山川天地人和平正大中新锐捷迅飞鹏鸿雁凤凰麒麟虎豹"
    "宝玉珠翠兰梅竹菊松柏林森木火土银铜铁钢石磊晶亮光辰星月日云霞雪雨露春夏秋冬长永久福禄寿喜吉祥如意万千百亿建立创造开拓先进高升腾越超群英才智慧文武志勇刚强力伟业成功胜旺茂盈满"
    "郎剑健建弘鸿洪虹宏红辉晖惠慧汇会诚城成承盛圣胜昇升生声晨辰臣欣心新信鑫馨星兴形华化花画博伯泊渤勃源圆元原园远恒衡横亨瑞锐睿"
)
SYLLABLES = "ac an ar bel ben bor cal can cor dal den dor el en er fal fen for gal gar hal har in jor kal kel kor lan len lor mar mel mor nal nor or pal per pol quin ral ren ros sal sel sor tal ten tor ul val ven vor wal wen win xen yor zan zel".split()
ENDS = "a on ex is o ia ic us ton ley man er son ford well field tek co den um".split()
CN_FORMS = "有限公司 有限公司 有限公司 有限责任公司 股份有限公司 集团有限公司 厂".split()
EN_FORMS = [
    "Ltd",
    "Limited",
    "Inc",
    "Corp",
    "Co., Ltd.",
    "LLC",
    "GmbH",
    "AG",
    "S.A.",
    "B.V.",
    "plc",
    "",
]
PLACES = ["China", "Germany", "UK", "Asia", "Hong Kong", "Japan", "India", "Singapore", "USA"]


class Maker:
    """Makes names and what people type instead of them, the same ones for one seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        pick = self.random.choice
        self.regions = sorted(
            p for p in CHINESE_PLACES if 2 <= len(p) <= 4 and p[-1] not in "区县镇"
        )
        self.trades = sorted(t for t in CHINESE_TRADES if len(t) < 4)
        self.words = sorted(w for w in WESTERN_TRADES if len(w) > 3)
        self.brands = [
            "".join(pick(CHARACTERS) for _ in range(pick((2, 2, 2, 3, 3, 4)))) for _ in range(2500)
        ]
        self.names = [
            "".join(pick(SYLLABLES) for _ in range(pick((1, 2, 2)))) + pick(ENDS)
            for _ in range(2500)
        ]
        self.by_sound = defaultdict(list)
        for char in sorted(set(CHARACTERS)):
            self.by_sound[sound(char)].append(char)
        self.short = defaultdict(list)
        for short, word in FULL_WORDS.items():
            self.short[word].append(short)

    # Chinese ---------------------------------------------------------------------------------------
    def chinese(self):
        pick = self.random.choice
        trade = pick(self.trades) + (pick(self.trades) if self.random.random() < 0.5 else "")
        return (pick(self.regions), pick(self.brands), trade, pick(CN_FORMS))

    def chinese_variant(self, parts):
        region, brand, trade, form = parts
        kind = self.random.choice(
            "form region region_form bracket brand_trade brand homophone wrong swap omit insert pinyin"
            " homophone_short city trade_part".split()
        )
        at = self.random.randrange(len(brand))
        pick = self.random.choice
        if kind == "form":
            form = pick(["", "有限公司", "有限责任公司", "股份有限公司"])
        elif kind == "region":
            region = ""
        elif kind == "region_form" or kind == "brand_trade":
            region, form = "", ""
        elif kind == "bracket":
            return kind, f"{brand}（{region}）{trade}{form}"
        elif kind == "brand":
            return kind, brand
        elif kind in ("homophone", "homophone_short"):
            brand = brand[:at] + pick(self.by_sound[sound(brand[at])]) + brand[at + 1 :]
            if kind == "homophone_short":
                region, form = "", ""
        elif kind == "wrong":
            brand = brand[:at] + pick(CHARACTERS) + brand[at + 1 :]
        elif kind == "swap":
            at = self.random.randrange(len(brand + trade) - 1)
            text = brand + trade
            return kind, region + text[:at] + text[at + 1] + text[at] + text[at + 2 :] + form
        elif kind == "omit":
            at = self.random.randrange(len(brand + trade))
            return kind, region + (brand + trade)[:at] + (brand + trade)[at + 1 :] + form
        elif kind == "insert":
            brand = brand[:at] + pick(CHARACTERS) + brand[at:]
        elif kind == "pinyin":
            return kind, " ".join(
                sound(part) for part in pick([(brand, trade), (brand,), (region, brand, trade)])
            )
        elif kind == "city":
            region = pick(["中国", region.rstrip("省市")])
        elif kind == "trade_part":
            trade = trade[:2]
        return kind, region + brand + trade + form

    def chinese_negative(self, parts):
        region, brand, trade, form = parts
        pick = self.random.choice
        kind = pick("branch region region trade brand brand_char brand_char unseen".split())
        if kind == "branch":
            return kind, f"{region}{brand}{trade}{form}{pick(self.regions)}分公司"
        if kind == "region":
            region = pick(self.regions)
        elif kind == "trade":
            trade = pick(self.trades)
        elif kind == "brand":
            brand = pick(self.brands)
        elif kind == "brand_char":
            at = self.random.randrange(len(brand))
            brand = brand[:at] + pick(CHARACTERS) + brand[at + 1 :]
        else:
            region, brand, trade, form = self.chinese()
        return kind, region + brand + trade + form

    # Western ---------------------------------------------------------------------------------------
    def western(self):
        pick = self.random.choice
        brand = [pick(self.names) for _ in range(pick((1, 1, 1, 2)))]
        if self.random.random() < 0.2:
            brand.insert(0, pick(self.words))
        trade = [pick(self.words) for _ in range(pick((0, 1, 1, 2, 2)))]
        place = [pick(PLACES)] if self.random.random() < 0.15 else []
        return (brand, trade, place, pick(EN_FORMS))

    def western_variant(self, parts):
        brand, trade, place, form = (
            list(part) if isinstance(part, list) else part for part in parts
        )
        pick = self.random.choice
        words = brand + trade
        kind = pick(
            "form the order glued typo typos typo_form glued first abbreviated abbreviated cut cut"
            " cut_first consonants initials".split()
        )
        at = self.random.randrange(len(words))
        form = form if self.random.random() < 0.7 else ""
        if kind in ("form", "the"):
            form = pick(EN_FORMS)
        elif kind == "order":
            self.random.shuffle(words)
        elif kind.startswith("typo"):
            for _ in range(2 if kind == "typos" else 1):
                at = self.random.randrange(len(words))
                words[at] = self._typo(words[at])
            form = "" if kind == "typo_form" else form
        elif kind == "glued":
            words = ["".join(words)]
        elif kind == "first":
            words, form, place = words[: max(1, len(words) - 1)], "", []
        elif kind == "abbreviated":
            words = [pick(self.short.get(word) or [word]) for word in words]
            form = pick([form, ""])
        elif kind == "initials":
            words = ["".join(word[0] for word in words)] if len(words) > 2 else words
        elif kind in ("cut", "cut_first"):
            words = [
                word[: self.random.randint(3, 5)] if self.random.random() < 0.6 else word
                for word in words
            ]
            words = words[: max(1, len(words) - 1)] if kind == "cut_first" else words
            form = pick([form, ""])
        else:
            words[at] = words[at][0] + "".join(c for c in words[at][1:] if c not in "aeiou")
        if kind == "the":
            words.insert(0, "The")
        return kind, " ".join([*words, *place, form]).strip()

    def _typo(self, word):
        at = self.random.randrange(len(word))
        letter = self.random.choice("abcdefghijklmnopqrstuvwxyz")
        return self.random.choice(
            [
                word[:at] + word[at + 1 :] or word,
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
            ]
        )

    def western_negative(self, parts):
        brand, trade, place, form = (
            list(part) if isinstance(part, list) else part for part in parts
        )
        pick = self.random.choice
        kind = pick("place trade trade brand second unseen".split())
        if kind == "place":
            place = [pick(PLACES)]
        elif kind == "trade":
            trade = [pick(self.words)]
        elif kind == "brand":
            brand = [pick(self.names)]
        elif kind == "second":
            brand = [brand[0], pick(self.names)]
        else:
            brand, trade, place, form = self.western()
        return kind, " ".join([*brand, *trade, *place, form]).strip()


def write_name(parts):
    if isinstance(parts[0], str):
        return "".join(parts)
    return " ".join([*parts[0], *parts[1], *parts[2], parts[3]]).strip()


def make_sets(seed):
    """Return the population taken apart, its key index, and queries: (kind, Parts, place or -1)."""
    maker = Maker(seed)
    raw = [maker.chinese() if at % 2 else maker.western() for at in range(POPULATION)]
    names = [parse(write_name(parts)) for parts in raw]
    index = defaultdict(list)
    for at, parts in enumerate(names):
        for key in keys(parts):
            index[key].append(at)
    known = {parts.normal for parts in names}
    queries = []
    for _ in range(QUERIES):
        at = maker.random.randrange(POPULATION)
        family = "chinese" if at % 2 else "western"
        if maker.random.random() < 0.7:
            kind, text = getattr(maker, family + "_variant")(raw[at])
            queries.append((f"{family[:2]} {kind}", parse(text), at))
        else:
            kind, text = getattr(maker, family + "_negative")(raw[at])
            query = parse(text)
            if query.normal not in known:
                queries.append((f"{family[:2]} not: {kind}", query, -1))
    return names, index, queries


def find_candidates(index, query):
    shared = Counter()
    for key in keys(query):
        found = index.get(key, ())
        if len(found) <= COMMON_KEY:
            shared.update(found)
    return [at for at, _count in shared.most_common(60)]


def fit(names, index, queries):
    """Fit each table by stochastic gradient descent with a little decay towards zero."""
    tables = {
        id(t): dict.fromkeys(t, 0.0)
        for t in (weights_module.CHINESE, weights_module.WESTERN, weights_module.MIXED)
    }
    samples = []
    for _kind, query, right in queries:
        found = find_candidates(index, query)
        for at in found[:CANDIDATES] + ([right] if right in found[CANDIDATES:] else []):
            if names[at].normal == query.normal:
                continue
            values, table = features(query, names[at])
            samples.append((id(table), {"bias": 1.0, **values}, 1.0 if at == right else 0.0))
    shuffle = random.Random(7).shuffle
    for epoch in range(EPOCHS):
        shuffle(samples)
        rate = 0.25 / (1 + epoch)
        for table, values, truth in samples:
            weights = tables[table]
            total = sum(weights.get(name, 0.0) * value for name, value in values.items())
            error = truth - 1 / (1 + exp(-max(-30, min(30, total))))
            if truth:
                error *= 2
            for name, value in values.items():
                old = weights.get(name, 0.0)
                weights[name] = old + rate * (error * value - 0.00005 * old)
    for module_table in (weights_module.CHINESE, weights_module.WESTERN, weights_module.MIXED):
        module_table.clear()
        module_table.update(
            {name: round(value, 2) for name, value in sorted(tables[id(module_table)].items())}
        )
    # No made-up name is in two scripts: as good as a brand in Pinyin, which decides nothing either.
    weights_module.MIXED["contained"] = 1.5
    return len(samples)


def report(names, index, queries):
    """Print R@1 and R@10 by kind, and the best F1 with its threshold."""
    by_kind, decisions = defaultdict(lambda: [0, 0, 0, 0]), []
    for kind, query, right in queries:
        candidates = find_candidates(index, query)
        ranked = sorted(candidates, key=lambda at: -similarity(query, names[at]).score)
        # A name twice in the population is one name.
        hits = [
            at == right or right >= 0 and names[at].normal == names[right].normal
            for at in ranked[:10]
        ]
        row = by_kind[kind]
        row[0] += 1
        row[1] += any(hits[:1])
        row[2] += any(hits)
        score = similarity(query, names[ranked[0]]).score if ranked else 0.0
        row[3] += score > 0.5
        decisions.append((score, bool(hits[:1] and hits[0]), right >= 0))
    for kind, (count, first, ten, yes) in sorted(by_kind.items()):
        print(
            f"{kind:28} {count:5} R@1 {first / count:.3f} R@10 {ten / count:.3f} yes {yes / count:.3f}"
        )
    positives = sum(there for *_rest, there in decisions)
    rows = [row for kind, row in by_kind.items() if "not:" not in kind]
    first, ten = (sum(row[at] for row in rows) / positives for at in (1, 2))
    print(f"all with an answer: R@1 {first:.3f} R@10 {ten:.3f}")
    best = max(
        (2 * right / (taken + positives), cut)
        for cut in (step / 50 for step in range(1, 50))
        for taken, right in [
            (sum(s > cut for s, *_ in decisions), sum(h for s, h, _ in decisions if s > cut))
        ]
        if taken
    )
    print(f"best F1 {best[0]:.3f} at {best[1]:.2f}")


def write_weights():
    lines = [
        '"""Weights of the score, fitted on made-up names by scripts/lib/bench/fit_weights.py."""\n'
    ]
    for name in ("CHINESE", "WESTERN", "MIXED"):
        rows = "".join(
            f'    "{key}": {value},\n' for key, value in getattr(weights_module, name).items()
        )
        lines.append(f"{name} = {{\n{rows}}}\n")
    (ROOT / "tools/company_name/weights.py").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    count = fit(*make_sets(1))
    print(count, "pairs")
    report(*make_sets(2))
    if "--write" in sys.argv:
        write_weights()
