"""Names of firms that are not in the table, each with a firm in it that is easily taken for it.

The functions are as those of `variants_chinese`; what they return means nobody of the table.
"""

from . import words_chinese as zh
from .names import (
    COMMON_STARTS,
    JOINING,
    compose,
    draw_brand,
    draw_region,
    draw_trade,
    draw_western,
    fold,
    join_form,
    near_brand,
    word_bag,
)
from .words_western import LANGUAGES, SUBSIDIARIES, WORDS

_CITIES = sorted(zh.CITIES)
_OFFICES = "{} Branch|{} Office|{} branch office|Filiale {}|Sucursal {}|Niederlassung {}".split("|")


def _another(name, table, region=None, city=None, brand=None, trade=None):
    """The name with other parts, None where the table has such a firm."""
    region, city = (name.region, name.city) if region is None else (region, city)
    brand, trade = brand or name.brand, trade or name.trade
    if name.branch or not table.is_free(city, brand, trade):
        return None
    if not city and table.products[brand, trade]:
        return None
    return compose(region, brand, trade, name.form, "", name.in_brackets)


def branch(rng, name, table):
    if name.branch or name.form not in zh.FORM_SWAPS:
        return None
    text = name.text + rng.choice(_CITIES) + rng.choice(zh.BRANCHES)
    return None if table.owner(text) else text


def other_city(rng, name, table):
    region, city = draw_region(rng)
    if not name.city or not city or city == name.city or not name.trade:
        return None
    return _another(name, table, region, city)


def other_trade(rng, name, table):
    """A real difference: 机械 and 机械设备 may be one firm for those who write."""
    trade = draw_trade(rng)
    if not name.trade or trade[:2] in name.trade or trade[-2:] in name.trade:
        return None
    return None if table.products[name.brand, trade] else _another(name, table, trade=trade)


def other_brand(rng, name, table):
    brand = draw_brand(rng)
    if set(brand) & set(name.brand):
        return None
    return _another(name, table, brand=brand)


def one_character(rng, name, table):
    """Another firm whose brand differs in one character."""
    brand = near_brand(rng, name.brand)
    return None if table.products[brand, name.trade] else _another(name, table, brand=brand)


def abroad(rng, name, table):
    if name.branch or not name.trade or name.form not in zh.FORM_SWAPS:
        return None
    country = rng.choice(zh.ABROAD)
    if rng.random() < 0.5:
        text = f"{name.brand}（{country}）{name.trade}有限公司"
    else:
        text = f"{name.brand}{name.trade}（{country}）有限公司"
    return None if table.owner(text) else text


def group(rng, name, table):
    """The group above a firm of the table."""
    if name.branch or "集团" in name.form or not name.city:
        return None
    if (name.city, name.brand, "") in table.firms or table.brands[name.brand] > 1:
        return None
    return f"{name.region}{name.brand}{rng.choice(('', '控股'))}集团有限公司"


def unseen(rng, name, table):
    region, city = draw_region(rng)
    brand, trade = draw_brand(rng), draw_trade(rng)
    if table.brands[brand]:
        return None
    return _another(name, table, region, city, brand, trade)


def _another_core(core, form, table):
    return None if word_bag(core) in table.bags else join_form(core, form)


def western_branch(rng, name, table):
    place = rng.choice(rng.choice(LANGUAGES).places)
    office = rng.choice(_OFFICES).format(place)
    return f"{name.text}{rng.choice((', ', ' - ', ' '))}{office}"


def western_subsidiary(rng, name, table):
    country, form = rng.choice(SUBSIDIARIES)
    if any(fold(other) in fold(name.core).split() for other, _form in SUBSIDIARIES):
        return None
    return _another_core(f"{name.core} {country}", form, table)


def other_second_word(rng, name, table):
    words = name.core.split()
    if len(words) < 2 or words[0] == "The" or words[1] in JOINING:
        return None
    words[1] = rng.choice(WORDS)
    return _another_core(" ".join(words), name.form, table)


def other_first_word(rng, name, table):
    words = name.core.split()
    core, _form = draw_western(rng)
    first = core.split()[0]
    if len(words) < 2 or first == words[0] or words[1] in JOINING:
        return None
    if {first, words[0]} & COMMON_STARTS:
        return None
    return _another_core(" ".join([first, *words[1:]]), name.form, table)


def western_unseen(rng, name, table):
    core, form = draw_western(rng)
    # Two surnames and a trade: too near to many for "unseen".
    if table.prefixes[fold(core).split()[0]]:
        return None
    return _another_core(core, form, table)


CHINESE = {
    "zh not: branch office": branch,
    "zh not: same brand, other city": other_city,
    "zh not: same brand, other trade": other_trade,
    "zh not: other brand": other_brand,
    "zh not: one character apart": one_character,
    "zh not: subsidiary abroad": abroad,
    "zh not: group": group,
    "zh not: unseen": unseen,
}
WESTERN = {
    "w not: branch office": western_branch,
    "w not: subsidiary abroad": western_subsidiary,
    "w not: other second word": other_second_word,
    "w not: other first word": other_first_word,
    "w not: unseen": western_unseen,
}
