"""A table of company names that nobody bears, as realistic as lists of words allow.

Three fifths are Chinese (region, brand, trade, legal form), the rest Western in seven groups of
languages. As in a real customer base some brands are borne by many firms, and there are groups with
subsidiaries, branches, one brand in forty cities, and pairs of different firms one character apart. Nothing is written down twice: no
two names have the same region, brand and trade, or the same words before the legal form.

The same seed gives the same names, and a longer table begins with the shorter one.
"""

import random
import re
import unicodedata
from itertools import accumulate
from typing import NamedTuple

from . import words_chinese as zh
from . import words_western as western

# Letters that Unicode does not take for accented ones.
STROKES = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "ß": "ss"})
CHINESE_SHARE = 0.6
# How many firms take the brand of an earlier one: the more bear it, the more will follow. Among
# 20,000 names one then meets what otherwise only a million holds.
REUSED_CHINESE, REUSED_WESTERN = 0.25, 0.15


class Name(NamedTuple):
    id: int
    text: str
    chinese: bool
    # Chinese only: the region as it is written, and the city that it means ("" where none).
    region: str = ""
    city: str = ""
    brand: str = ""
    trade: str = ""
    branch: str = ""
    in_brackets: bool = False
    # Western only: everything before the legal form.
    core: str = ""
    form: str = ""


def compose(region, brand, trade, form, branch="", in_brackets=False):
    """The text of a Chinese name."""
    if in_brackets and region:
        return f"{brand}（{region}）{trade}{form}{branch}"
    return f"{region}{brand}{trade}{form}{branch}"


def fold(text):
    """Letters and digits only, without case and accents: what makes two Western names equal."""
    text = text.translate(STROKES)
    text = unicodedata.normalize("NFKD", text.replace("&", " and ").casefold())
    return " ".join(re.findall(r"\w+", "".join(c for c in text if not unicodedata.combining(c))))


def word_bag(core):
    """The folded words in alphabetical order, without the article: another order is no other firm."""
    return " ".join(sorted(word for word in fold(core).split() if word != "the"))


class Weighted:
    """Draws from values by their weights."""

    def __init__(self, weights):
        self.values = list(weights)
        self.sums = list(accumulate(weights.values()))

    def draw(self, rng):
        return rng.choices(self.values, cum_weights=self.sums)[0]


# No brand, but what many names begin with.
COMMON_STARTS = set(
    "The Gebrüder Établissements Société Compagnie Hermanos Grupo Fratelli Brødrene American United General".split()
)
# With a wrong letter these are a mistake, and no other firm.
_REAL_WORDS = COMMON_STARTS.union(
    western.WORDS,
    *(
        " ".join([*language.surnames, *language.trades, *language.places]).split()
        for language in western.LANGUAGES
    ),
)
# Words that only join others.
JOINING = set("& and und et e y i of de".split())
_CITIES = Weighted({city: weight for city, (_province, weight) in zh.CITIES.items()})
_CHARACTERS = Weighted(zh.BRAND_WEIGHTS)
_TRADES = Weighted({trade: 1 / (8 + rank) for rank, trade in enumerate(zh.TRADES)})
_FORMS = Weighted(zh.FORMS)
_LANGUAGES = Weighted({i: language.weight for i, language in enumerate(western.LANGUAGES)})


def region_forms(city):
    """All ways in which people write a region: the short one first."""
    province = zh.CITIES[city][0]
    forms = [city, f"{city}市"]
    if province:
        full = zh.PROVINCE_FULL.get(province, f"{province}省")
        forms += [f"{province}{city}", f"{full}{city}市", f"{full}{city}"]
    return forms


def draw_region(rng):
    """A region as registers write it, and its city."""
    city, luck = _CITIES.draw(rng), rng.random()
    if luck < 0.09:
        return "", ""
    if luck < 0.12 and city in zh.DISTRICTS:
        return f"{city}{rng.choice(['市', ''])}{rng.choice(zh.DISTRICTS[city])}区", city
    forms = region_forms(city)
    if luck < 0.62:
        return forms[0], city
    return (forms[1] if luck < 0.9 else rng.choice(forms)), city


def draw_brand(rng):
    while (brand := _draw_characters(rng))[:2] in zh.PLACES or brand[-2:] in zh.PLACES:
        pass
    return brand


def _draw_characters(rng):
    size = rng.choices((2, 3, 4), (66, 31, 3))[0]
    if rng.random() < 0.3:
        return "".join(rng.choices(zh.USUAL, k=size))
    return "".join(_CHARACTERS.draw(rng) for _ in range(size))


def draw_trade(rng):
    return _TRADES.draw(rng)


def near_brand(rng, brand):
    """Another brand, one character apart, as real as the first."""
    position = rng.randrange(len(brand))
    while (character := _CHARACTERS.draw(rng)) == brand[position]:
        pass
    return brand[:position] + character + brand[position + 1 :]


def made_up(rng):
    middle = rng.choice(western.MIDDLES) if rng.random() < 0.6 else ""
    return rng.choice(western.STARTS) + middle + rng.choice(western.ENDS)


def draw_western(rng):
    """Words before the legal form, the form, and what stands between."""
    language = western.LANGUAGES[_LANGUAGES.draw(rng)]
    surnames, trades = rng.sample(language.surnames, 2), rng.sample(language.trades, 2)
    words = rng.sample(western.WORDS, 2)
    core = rng.choice(language.patterns).format(
        s=surnames[0],
        t=surnames[1],
        k=trades[0],
        l=trades[1],
        w=words[0],
        x=words[1],
        b=made_up(rng),
        n=rng.choice(("", " Nova", " Plus", " 2000", " Direct")),
        p=rng.choice(language.places),
    )
    form = rng.choice(language.forms)
    if language.code == "en" and form[:3] in ("Inc", "Cor") and rng.random() < 0.3:
        form = ", " + form
    if core.endswith("Company"):
        form = "" if rng.random() < 0.5 else "Ltd"
    return core, form


def join_form(core, form):
    return core + form if form.startswith(",") else f"{core} {form}".strip()


class _Generator:
    def __init__(self, seed):
        self.rng = random.Random(f"names {seed}")
        self.cores = set()
        self.brands, self.first_words = [], []
        self.count = 0

    def _new(self, core):
        if core in self.cores:
            return False
        self.cores.add(core)
        return True

    def chinese(self, region, city, brand, trade, form, branch="", in_brackets=False):
        if self._new(f"{city}|{brand}|{trade}|{branch}|{'集团' in form}"):
            text = compose(region, brand, trade, form, branch, in_brackets)
            self.count += 1
            yield Name(
                self.count, text, True, region, city, brand, trade, branch, in_brackets, form=form
            )

    def western(self, core, form):
        if self._new(word_bag(core)):
            self.count += 1
            yield Name(self.count, join_form(core, form), False, core=core, form=form)

    def chinese_family(self):
        """One firm, and now and then those that are easily taken for it."""
        rng = self.rng
        region, city = draw_region(rng)
        brand, trade, form = draw_brand(rng), draw_trade(rng), _FORMS.draw(rng)
        if self.brands and rng.random() < REUSED_CHINESE:
            brand = rng.choice(self.brands)
        self.brands.append(brand)
        in_brackets = bool(region) and rng.random() < 0.12
        yield from self.chinese(region, city, brand, trade, form, in_brackets=in_brackets)
        luck = rng.random()
        if luck < 0.002:
            for other in rng.sample(_CITIES.values, rng.randint(10, 40)):
                yield from self.chinese(other, other, brand, trade, form)
        elif luck < 0.007:
            yield from self.chinese(region, city, brand, rng.choice(("", trade)), "集团有限公司")
            for _ in range(rng.randint(2, 10)):
                other, other_city = rng.choice(((region, city), draw_region(rng)))
                yield from self.chinese(other, other_city, brand, draw_trade(rng), "有限公司")
        elif luck < 0.025 and region:
            for _ in range(rng.randint(1, 3)):
                branch = _CITIES.draw(rng) + rng.choice(zh.BRANCHES)
                yield from self.chinese(region, city, brand, trade, form, branch)
        elif luck < 0.065:
            yield from self.chinese(region, city, near_brand(rng, brand), trade, form)
        elif luck < 0.10:
            yield from self.chinese(region, city, brand, draw_trade(rng), form)

    def western_family(self):
        rng = self.rng
        core, form = draw_western(rng)
        first, *rest = core.split()
        if first not in COMMON_STARTS and rest and rest[0] not in ("&", "and", "et"):
            if self.first_words and rng.random() < REUSED_WESTERN:
                first = rng.choice(self.first_words)
                core = " ".join([first, *rest])
            self.first_words.append(first)
        yield from self.western(core, form)
        luck = rng.random()
        if luck < 0.006:
            for country, local in rng.sample(western.SUBSIDIARIES, rng.randint(2, 6)):
                yield from self.western(f"{core} {country}", local)
        elif luck < 0.03 and " " in core and first not in COMMON_STARTS:
            yield from self.western(f"{first} {rng.choice(western.WORDS)}", form)
        elif luck < 0.07 and len(first) > 4 and first not in _REAL_WORDS:
            position = rng.randrange(1, len(first))
            letter = rng.choice("aeioulnrst")
            changed = first[:position] + letter + first[position + 1 :]
            yield from self.western(core.replace(first, changed, 1), form)


def generate(count, seed=1):
    """Yield `count` names, the ids from 1 on."""
    generator = _Generator(seed)
    # By share and not by turn: a family has several names.
    chinese = 0
    while True:
        is_chinese = chinese <= generator.count * CHINESE_SHARE
        family = generator.chinese_family() if is_chinese else generator.western_family()
        for name in family:
            chinese += is_chinese
            yield name
            if name.id == count:
                return
