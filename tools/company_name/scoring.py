"""How likely two names mean one company: a logistic score over what their parts say."""

import re
from dataclasses import dataclass
from math import exp

from .distance import one_edit, ratio, shortens
from .parsing import Parts
from .sound import sound
from .vocabulary import WESTERN_TRADES
from .weights import CHINESE, MIXED, WESTERN

# What `Similarity.reasons` may hold. Callers put them into words.
REASONS = frozenset(
    (
        "same_name same_core same_words same_brand homophone near_brand swapped contained other_brand"
        " one_character abbreviated initials spelling same_trade trade_missing other_trade same_region"
        " region_part region_missing region_conflict other_form branch group other_number"
    ).split()
)
# From here on two names are said to mean one company …
THRESHOLD = 0.3
# … and below this a name is not worth showing.
LISTED = 0.05
# A word of a trade says less than a brand: losing "Trading" is not losing "Acme".
_TRADE_WEIGHT = 0.4
# Several firms bear one brand or have the same initials; words of a trade are everybody's.
_UNDECIDED = frozenset(("_brand_alone", "initials", "_no_brand"))
_UNDECIDED_SHARE = 0.49
_OWN_REGISTERS = frozenset(("香港", "澳门", "台湾"))
_ORDINAL = re.compile("第([一二三四五六七八九])")
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")


@dataclass(frozen=True, slots=True)
class Similarity:
    """What two names have in common.

    :param score: probability that they mean one company, 0 to 1
    :param reasons: codes of `REASONS`, the most telling first
    """

    score: float
    reasons: tuple[str, ...]


def similarity(query: Parts, other: Parts) -> Similarity:
    """Compare two names taken apart; their order does not count."""
    if not query.normal or not other.normal:
        return Similarity(0.0, ())
    if query.normal == other.normal:
        return Similarity(1.0, ("same_name",))
    found, weights = features(query, other)
    total = weights["bias"]
    for name, value in found.items():
        total += weights.get(name, 0.0) * value
    # Only equal names are certain.
    score = 0.999 / (1 + exp(-max(-30.0, min(30.0, total))))
    if not _UNDECIDED.isdisjoint(found):
        score *= _UNDECIDED_SHARE
    return Similarity(score, tuple(name for name in found if name[0] != "_"))


def features(query: Parts, other: Parts) -> tuple[dict[str, float], dict[str, float]]:
    """Return what the two names say, and the weights it is to be summed with.

    Features that begin with "_" are measures, the others are reasons too.
    """
    if not (query.is_chinese and other.is_chinese) and _is_latin(query) and _is_latin(other):
        found, weights = _compare_words(query, other), WESTERN
    elif query.is_chinese == other.is_chinese:
        found, weights = _compare_characters(query, other), CHINESE
    else:
        found, weights = _compare_sounds(query, other), MIXED
    _compare_rest(found, query, other)
    return found, weights


def _is_latin(parts: Parts) -> bool:
    """Whether the words are all there is: ABB（中国）有限公司 is, 西门子 Siemens is not."""
    return bool(parts.tokens) and (not parts.is_chinese or parts.core == "".join(parts.tokens))


def _compare_characters(query: Parts, other: Parts) -> dict[str, float]:
    found = {"_core": ratio(query.core, other.core)}
    mine, theirs = sorted((query.brand, other.brand), key=lambda brand: (len(brand), brand))
    if query.core == other.core:
        found["same_core"] = 1.0
    if mine == theirs:
        found["same_brand"] = 1.0
        found["_brand_length"] = min(len(mine), 5) / 5
    elif sound(mine) and sound(mine) == sound(theirs):
        found["homophone"] = 1.0
        found["_heard_length"] = min(len(mine), 5) / 5
    elif (edit := one_edit(mine, theirs)) and min(len(mine), len(theirs)) > 1:
        found["swapped" if edit == "swapped" else "near_brand"] = 1.0
        found["_near_length"] = min(len(mine), 5) / 5
    elif mine.startswith(theirs) or theirs.startswith(mine):
        found["contained"] = 1.0
    else:
        found["other_brand"] = 1.0
        found["_brand"] = ratio(mine, theirs)
    if query.core != other.core:
        if edit := one_edit(query.core, other.core):
            found["one_character"] = 1.0
        elif query.core in other.core or other.core in query.core:
            found["_inside"] = 1.0
    _compare_trades(found, query, other)
    return found


def _compare_trades(found: dict[str, float], query: Parts, other: Parts) -> None:
    mine, theirs = query.trade, other.trade
    if not mine and not theirs:
        found["_no_trade"] = 1.0
    elif mine == theirs:
        found["same_trade"] = 1.0
    elif not mine or not theirs:
        found["trade_missing"] = 1.0
        if not query.region or not other.region:
            found["_brand_alone"] = 1.0
    elif mine in theirs or theirs in mine:
        found["_trade_part"] = 1.0
    else:
        found["other_trade"] = 1.0 - ratio(mine, theirs)


def _compare_sounds(query: Parts, other: Parts) -> dict[str, float]:
    """Compare a Chinese name with one in Latin letters, which may be its Pinyin."""
    chinese, latin = (query, other) if query.is_chinese else (other, query)
    typed = "".join(latin.tokens) or latin.core
    core, brand = sound(chinese.core), sound(chinese.brand)
    found = {"_core": ratio(typed, core), "_brand": ratio(typed, brand)}
    if chinese.tokens and latin.tokens and chinese.tokens[0] == latin.tokens[0]:
        found["contained"] = 1.0
    elif not core:
        found["other_brand"] = 1.0
    elif typed == core:
        found["same_core"] = found["homophone"] = 1.0
    elif typed == brand:
        found["homophone"] = found["trade_missing"] = 1.0
    elif brand and latin.tokens and latin.tokens[0] == brand:
        found["homophone"] = 1.0
    return found


def _compare_words(query: Parts, other: Parts) -> dict[str, float]:
    # The shorter name first, so that the order of the two does not count.
    mine, theirs = sorted((query.tokens, other.tokens), key=lambda words: (len(words), words))
    found: dict[str, float] = {}
    glued, theirs_glued = "".join(mine), "".join(theirs)
    if mine == theirs or sorted(mine) == sorted(theirs):
        found["same_words"] = 1.0
    elif glued == theirs_glued:
        found["same_core"] = 1.0
    found["_core"] = ratio(glued, theirs_glued)
    if mine[0] == theirs[0]:
        found["same_brand"] = 1.0
        found["_brand_length"] = min(len(mine[0]), 10) / 10
        if mine[0] in WESTERN_TRADES:
            found["_common_first"] = 1.0
    if "same_words" not in found and "same_core" not in found:
        if _is_initials(mine, theirs) or _is_initials(theirs, mine):
            found["initials"] = 1.0
        _align_words(found, mine, theirs)
    return found


def _align_words(found: dict[str, float], mine: tuple[str, ...], theirs: tuple[str, ...]) -> None:
    """Pair each word with its like; what stays alone on both sides speaks against one company."""
    left = list(theirs)
    alone_mine = total_mine = shortened = misspelt = matched = cut = brand = 0.0
    for word in mine:
        weight = _weight(word)
        total_mine += weight
        if word in left:
            left.remove(word)
            matched += weight
            brand = max(brand, weight)
            continue
        best, found_as = None, ""
        for candidate in left:
            if shortens(word, candidate) or shortens(candidate, word):
                best, found_as = candidate, "short"
                break
            if min(len(word), len(candidate)) > 3 and (
                one_edit(word, candidate) or ratio(word, candidate) > 0.79
            ):
                best, found_as = candidate, "spelling"
        if best is None:
            alone_mine += weight
            continue
        left.remove(best)
        brand = max(brand, weight, _weight(best))
        if found_as == "short":
            shortened += weight
            # Three letters of a brand may stand for many brands.
            cut += weight * (1 - min(len(word), len(best)) / max(len(word), len(best)))
        else:
            misspelt += weight
    alone_theirs = sum(map(_weight, left))
    total_theirs = sum(map(_weight, theirs))
    if shortened:
        found["abbreviated"] = shortened / total_mine
        found["_cut"] = cut / total_mine
        if min(len(mine), len(theirs)) == 1:
            found["_cut_alone"] = cut
    if misspelt:
        found["spelling"] = misspelt / total_mine
    found["_matched"] = matched / max(total_mine, 0.1)
    if "initials" not in found and brand < 1.0 and max(map(_weight, mine + theirs)) == 1.0:
        found["other_brand"] = found["_no_brand"] = 1.0
    if min(len(mine), len(theirs)) == 1 and len(mine) != len(theirs):
        found["_brand_alone"] = 1.0
    # Words on one side only: left out. On both sides: another name.
    found["_omitted"] = max(alone_mine / total_mine, alone_theirs / total_theirs)
    found["_other_words"] = min(alone_mine, alone_theirs)
    found["_evidence"] = min(matched + 0.7 * shortened + 0.7 * misspelt, 3.0)


def _weight(word: str) -> float:
    return _TRADE_WEIGHT if len(word) < 2 or word in WESTERN_TRADES else 1.0


def _is_initials(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    letters = "".join(word[0] for word in long)
    return len(long) > 2 and short[0] == letters


def _compare_rest(found: dict[str, float], query: Parts, other: Parts) -> None:
    if region := compare_regions(query.region, other.region):
        found[region] = 1.0
        if region == "region_missing" and _is_abroad(query.region or other.region):
            found["_abroad"] = 1.0
    elif query.core == other.core:
        found["_no_region"] = 1.0
    if query.form and other.form:
        if query.form != other.form:
            found["other_form"] = 1.0
    elif query.form or other.form:
        found["_form_missing"] = 1.0
    if query.branch != other.branch:
        found["branch"] = 1.0
    if query.group != other.group:
        plain = other if query.group else query
        # Who leaves the form out leaves 集团 or Group out with it: that is shorthand, no other firm.
        found["group" if plain.form else "_group_dropped"] = 1.0
    if query.core != other.core and _digits(query.normal) != _digits(other.normal):
        found["other_number"] = 1.0


def compare_regions(mine: str, theirs: str) -> str:
    """Return same_region, region_part, region_missing, region_conflict; empty where none is named.

    A country whose parts are named as well says nothing against a part: 中国 and 上海.
    """
    if mine == theirs:
        return "same_region" if mine else ""
    if not mine or not theirs or "中国" in (mine, theirs):
        return "region_missing"
    for one in mine.split("|"):
        for other in theirs.split("|"):
            if one == other:
                return "same_region"
            if one.startswith(other + "/") or other.startswith(one + "/"):
                return "region_part"
    return "region_conflict"


def _is_abroad(region: str) -> bool:
    """Whether a firm of that place is no firm of mainland China: it is registered apart."""
    return region.isascii() or region.split("/")[0] in _OWN_REGISTERS


def _digits(text: str) -> str:
    if text.isalpha() and "第" not in text:
        return ""
    return "".join(filter(str.isdecimal, _ORDINAL.sub(_to_digit, text)))


def _to_digit(found: re.Match) -> str:
    return found[1].translate(_DIGITS)
