"""How people write a Chinese name that they mean.

Each function takes a random generator, a name and the table, and returns another spelling, or None
where this kind does not apply: because the name has nothing to vary, or because what results would
mean another firm just as well. A branch is only written in other signs.
"""

from pathlib import Path

from . import words_chinese as zh
from .names import compose, draw_region, region_forms

try:
    from pypinyin import lazy_pinyin
except ImportError:
    lazy_pinyin = None

_TABLE = Path(__file__).resolve().parents[4] / "tools" / "data" / "ts_characters.txt"


def _load_traditional():
    """From simplified to traditional; where there are several, the one that firms use."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    traditional, simplified = (line for line in lines if not line.startswith("#"))
    pairs = {}
    for old, new in zip(traditional, simplified, strict=True):
        pairs.setdefault(new, old)
    return {ord(new): old for new, old in {**pairs, **zh.TRADITIONAL}.items()}


_TRADITIONAL = _load_traditional()


def _write(name, **changes):
    parts = name._replace(**changes)
    return compose(
        parts.region, parts.brand, parts.trade, parts.form, parts.branch, parts.in_brackets
    )


def _short_form(name):
    """What remains of the form when people leave it out; None where it is part of the name."""
    if "集团" in name.form:
        return "集团"
    return "" if name.form in zh.FORM_SWAPS else None


def exact(rng, name, table):
    return name.text


def full_width(rng, name, table):
    """With a full-width space, brackets or digits, as an input method leaves them."""
    region = f"\u3000{name.region}" if rng.random() < 0.5 else f"{name.region}\u3000"
    text = _write(name, region=region, in_brackets=False)
    return text.replace("（", "(") if rng.random() < 0.5 else text + "．"


def brackets(rng, name, table):
    if not name.region:
        return None
    opening, closing = rng.choice(("()", "（）", "[]", "【】", "〔〕"))
    if name.in_brackets:
        return name.text.replace("（", opening).replace("）", closing)
    return _write(name, region=f"{opening}{name.region}{closing}")


def spaces(rng, name, table):
    text = name.text
    for _ in range(rng.randint(1, 3)):
        position = rng.randint(1, len(text) - 1)
        text = text[:position] + rng.choice(" \u3000\u00a0-·") + text[position:]
    return text


def traditional(rng, name, table):
    text = name.text.translate(_TRADITIONAL)
    return text if text != name.text else None


def form_missing(rng, name, table):
    short = _short_form(name)
    return None if short is None or name.branch else _write(name, form=short)


def group_missing(rng, name, table):
    """云南白药 for 云南白药集团股份有限公司, where no other firm bears that brand."""
    if name.branch or "集团" not in name.form or table.brands[name.brand] > 1:
        return None
    return _write(name, form="")


def form_swapped(rng, name, table):
    if name.branch or name.form not in zh.FORM_SWAPS:
        return None
    return _write(name, form=rng.choice(zh.FORM_SWAPS[name.form]))


def region_missing(rng, name, table):
    if not name.region or name.branch or not table.is_only_product(name):
        return None
    return _write(name, region="")


def region_added(rng, name, table):
    if name.region or name.branch or not table.is_only_product(name):
        return None
    region, city = draw_region(rng)
    return _write(name, region=region) if city else None


def region_form(rng, name, table):
    """北京 for 北京市, 浙江杭州 for 杭州."""
    if not name.region or name.branch:
        return None
    forms = [form for form in region_forms(name.city) if form != name.region]
    return _write(name, region=rng.choice(forms))


def region_in_brackets(rng, name, table):
    if not name.region or name.branch:
        return None
    return _write(name, in_brackets=not name.in_brackets)


def region_in_middle(rng, name, table):
    if not name.region or name.branch:
        return None
    if rng.random() < 0.5 and name.trade:
        return f"{name.brand}{name.trade}（{name.region}）{name.form}"
    return f"{name.brand}{name.region}{name.trade}{name.form}"


def brand_and_trade(rng, name, table):
    if name.branch or not name.trade or not table.is_only_product(name):
        return None
    return name.brand + name.trade


def part_of_trade(rng, name, table):
    """坚朗五金 for 坚朗五金制品."""
    if name.branch or len(name.trade) < 4 or table.brands[name.brand] > 1:
        return None
    return name.brand + rng.choice((name.trade[:2], name.trade[-2:]))


def brand_only(rng, name, table):
    """Only of a brand that no other firm bears: otherwise nobody could answer."""
    return name.brand if table.brands[name.brand] == 1 and not name.branch else None


def _with_brand(name, brand, table, **changes):
    """The name with a mistaken brand, unless that is the brand of another firm."""
    if brand == name.brand or name.branch or table.products[brand, name.trade]:
        return None
    return _write(name, brand=brand, **changes)


def _replaced(rng, text, choices):
    """One character replaced by one of `choices(character)`; None where nothing can be."""
    positions = [i for i, character in enumerate(text) if choices(character)]
    if not positions:
        return None
    i = rng.choice(positions)
    return text[:i] + rng.choice(choices(text[i])) + text[i + 1 :]


def _same_sound(character):
    group = zh.SYLLABLES.get(zh.SYLLABLE_OF.get(character), "")
    return [other for other in group if other != character]


def homophone(rng, name, table):
    brand = _replaced(rng, name.brand, _same_sound)
    return brand and _with_brand(name, brand, table)


def homophone_bare(rng, name, table):
    """Region and form missing, and the brand written as it sounds."""
    if not name.trade or not table.is_only_sound(name):
        return None
    brand = _replaced(rng, name.brand, _same_sound)
    return brand and _with_brand(name, brand, table, region="", form="")


def look_alike(rng, name, table):
    brand = _replaced(rng, name.brand, lambda character: zh.LOOK_ALIKE.get(character))
    return brand and _with_brand(name, brand, table)


def wrong_character(rng, name, table):
    """Anywhere in brand or trade: a random other character."""
    if rng.random() < 0.3 and name.trade and not name.branch:
        return _write(name, trade=_replaced(rng, name.trade, lambda _c: zh.ANY_CHARACTERS))
    return _with_brand(name, _replaced(rng, name.brand, lambda _c: zh.ANY_CHARACTERS), table)


def transposed(rng, name, table):
    core = name.brand + name.trade
    i = rng.randrange(len(core) - 1)
    core = core[:i] + core[i + 1] + core[i] + core[i + 2 :]
    size = len(name.brand)
    if i >= size:
        return None if name.branch else _write(name, trade=core[size:])
    return _with_brand(name, core[:size], table, trade=core[size:])


def omitted(rng, name, table):
    """Of a brand of two characters one says too little."""
    if len(name.brand) > 2 and rng.random() < 0.6:
        i = rng.randrange(len(name.brand))
        return _with_brand(name, name.brand[:i] + name.brand[i + 1 :], table)
    if len(name.trade) < 3 or name.branch:
        return None
    i = rng.randrange(len(name.trade))
    trade = name.trade[:i] + name.trade[i + 1 :]
    return None if table.products[name.brand, trade] else _write(name, trade=trade)


def inserted(rng, name, table):
    core = name.brand + name.trade
    i = rng.randint(0, len(core))
    changed = core[:i] + rng.choice(zh.ANY_CHARACTERS) + core[i:]
    size = len(name.brand) + (i <= len(name.brand))
    return _with_brand(name, changed[:size], table, trade=changed[size:]) or (
        None if name.branch else _write(name, trade=changed[len(name.brand) :])
    )


def pinyin(rng, name, table):
    """The brand alone, with the trade or with the region too, in letters."""
    if lazy_pinyin is None or name.branch:
        return None
    syllables = [zh.SYLLABLE_OF[character] for character in name.brand]
    brand = rng.choice(("", " ")).join(syllables)
    luck = rng.random()
    if luck < 0.3:
        return brand if table.sounding[" ".join(syllables)] == 1 else None
    if not table.is_only_sound(name):
        return None
    words = [brand, "".join(lazy_pinyin(name.trade))]
    if luck > 0.65 and name.city:
        words.insert(0, "".join(lazy_pinyin(name.city)))
    text = " ".join(words).strip()
    return text.title() if rng.random() < 0.3 else text


KINDS = {
    "zh exact": exact,
    "zh full width": full_width,
    "zh brackets": brackets,
    "zh spaces": spaces,
    "zh traditional": traditional,
    "zh form missing": form_missing,
    "zh group and form missing": group_missing,
    "zh form swapped": form_swapped,
    "zh region missing": region_missing,
    "zh region added": region_added,
    "zh region in another form": region_form,
    "zh region in or out of brackets": region_in_brackets,
    "zh region in the middle": region_in_middle,
    "zh brand and trade only": brand_and_trade,
    "zh brand and part of the trade": part_of_trade,
    "zh brand only": brand_only,
    "zh homophone": homophone,
    "zh look-alike": look_alike,
    "zh wrong character": wrong_character,
    "zh transposed": transposed,
    "zh omitted": omitted,
    "zh inserted": inserted,
    "zh pinyin": pinyin,
    "zh homophone, no region, no form": homophone_bare,
}
