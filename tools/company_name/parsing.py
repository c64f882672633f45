"""Taking a company name apart: region, brand, trade, legal form, branch, group.

Chinese names follow 《企业名称登记管理规定》: 行政区划, 字号, 行业, 组织形式. Western names have no
order that a law lays down; theirs is read from both ends.
"""

import re
import unicodedata
from dataclasses import dataclass

from .registered import MAX_NAME_LENGTH, normalise
from .vocabulary import (
    CHINESE_FORMS,
    CHINESE_PLACES,
    CHINESE_TRADES,
    LONGEST_FORM,
    LONGEST_PLACE,
    LONGEST_TRADE,
    PLACES_BEHIND,
)
from .western import split_words, strip_western

# Beyond this length a text is no name; its beginning is enough to find its like.
_MAX_PARSED = 100
_HAN = re.compile("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_BRANCH = re.compile(
    "(?:第?[一二三四五六七八九十0-9]{0,3})(?:分公司|办事处|代表处|联络处|分店|分行|支行|分厂|分部|分所|营业部|"
    "营业所|项目部|销售处|经销处|服务站|营业厅|直营店|旗舰店|专卖店|分校|分院|子公司)$"
)
# Inside a name these end the registered name of the mother company.
_MOTHER = re.compile("有限责任公司|股份有限公司|有限公司|集团公司|集团|公司|厂")
# Japanese forms may stand in front.
_IN_FRONT = ("株式会社", "有限会社", "合同会社")
_DISTRICT_END = frozenset("区县")


@dataclass(frozen=True, slots=True)
class Parts:
    """A company name taken apart.

    :param normal: the key of the registered name, see `normalise`
    :param core: the name without region, legal form, branch and group; Western words stand
        in their full form with a space between them
    :param region: paths such as "江苏/苏州" or "gb/london", "|" between several; empty if none
    :param brand: what tells the firm from others of its trade (字号)
    :param trade: what it does (行业)
    :param form: class of the legal form ("cn_ltd"), empty if the name has none
    :param branch: the branch in the name ("上海分公司"), empty if it is none
    :param group: whether the name calls itself a group or a holding
    :param tokens: words of a Western name, or of the Latin letters in a Chinese one
    :param is_chinese: whether the name was read as Chinese
    """

    normal: str = ""
    core: str = ""
    region: str = ""
    brand: str = ""
    trade: str = ""
    form: str = ""
    branch: str = ""
    group: bool = False
    tokens: tuple[str, ...] = ()
    is_chinese: bool = False


def parse(name: str | None) -> Parts:
    """Take a company name apart; any text is accepted, None and False are empty.

    A name that is nothing but a region, a legal form or a trade keeps that as its core, so
    that every name one can see has a core.
    """
    normal = normalise(name)
    if not normal:
        return Parts()
    if len(name) > MAX_NAME_LENGTH:
        return Parts(normal=normal, core=normal, brand=normal)
    han = len(_HAN.findall(normal[:_MAX_PARSED]))
    if han and 2 * han >= len(normal[:_MAX_PARSED]) - 6 * (han > 1):
        return _parse_chinese(name, normal)
    return _parse_western(name, normal)


def _parse_western(name: str, normal: str) -> Parts:
    words = split_words(name)
    if not words:
        core = normal[:_MAX_PARSED]
        return Parts(normal=normal, core=core, brand=core)
    west = strip_western(words)
    return Parts(
        normal=normal,
        core=" ".join(west.tokens),
        region=west.region,
        brand=west.brand,
        trade=west.trade,
        form=west.form,
        branch=west.branch,
        group=west.group,
        tokens=west.tokens,
    )


def _parse_chinese(name: str, normal: str) -> Parts:
    text, branch = _cut_branch(normal[:_MAX_PARSED])
    text, form = _cut_form(text)
    rest = text.replace("集团", "") if len(text) > 2 else text
    group = rest != text
    if group and not form:
        rest, form = _cut_form(rest)
    rest, region = _cut_regions(rest)
    if not rest:  # nothing but a region, a form, a group
        rest = text or normal[:_MAX_PARSED]
    brand, trade = _split_trade(rest)
    if not brand:
        # 上海电气: where the trade is all there is, the place tells the firm from others.
        place = region.split("|")[0].rpartition("/")[2]
        brand = rest = place + rest
    tokens = ()
    if not normal.isalpha() or any("a" <= char <= "z" for char in normal):
        latin = unicodedata.normalize("NFKC", name[:_MAX_PARSED]).casefold()
        tokens = tuple(re.findall("[a-z][a-z0-9]+", latin))[:8]
    return Parts(normal, rest, region, brand, trade, form, branch, group, tokens, True)


def _cut_branch(text: str) -> tuple[str, str]:
    """Return the mother's name and the branch: ("坚朗五金有限公司", "上海分公司")."""
    found = _BRANCH.search(text)
    if not found or not found.start():
        return text, ""
    mothers = list(_MOTHER.finditer(text, 1, found.start()))
    if mothers:
        start = mothers[-1].end()
    else:
        start = found.start()
        for length in range(min(LONGEST_PLACE, start - 2), 1, -1):
            if text[start - length : start] in CHINESE_PLACES:
                start -= length
                break
    return text[:start], text[start:]


def _cut_form(text: str) -> tuple[str, str]:
    if text in CHINESE_FORMS:
        return text, CHINESE_FORMS[text]
    for form in _IN_FRONT:
        if text.startswith(form) and len(text) > len(form):
            return text[len(form) :], CHINESE_FORMS[form]
    for length in range(min(LONGEST_FORM, len(text) - 1), 0, -1):
        form = CHINESE_FORMS.get(text[-length:])
        # 厂 behind one character is a part of the word (船厂 stays).
        if form and (length > 1 or len(text) > 3):
            return text[:-length], form
    # Latin forms behind Chinese characters: 某某coltd.
    found = re.search("(?<=[^a-z])(?:coltd|ltd|inc|gmbh|llc|corp|limited)$", text)
    return (text[: found.start()], "ltd") if found else (text, "")


def _place_at(text: str, start: int, places: dict[str, str]) -> int:
    """Return the length of the longest place that begins there, 0 for none."""
    for length in range(min(LONGEST_PLACE, len(text) - start), 1, -1):
        if text[start : start + length] in places:
            return length
    return 0


def _cut_regions(text: str) -> tuple[str, str]:
    """Cut the places at the beginning, and one behind the brand, as 坚朗（上海）五金."""
    paths = []
    while length := _place_at(text, 0, CHINESE_PLACES):
        if len(text) - length < 2:
            break
        _add_path(paths, CHINESE_PLACES[text[:length]])
        text = text[length:]
        if length := _place_at(text, 0, PLACES_BEHIND):
            path = PLACES_BEHIND[text[:length]]
        elif len(text) > 4 and text[2] in _DISTRICT_END and text[2:4] != "区块":
            length, path = 3, f"{paths[-1]}/{text[:2]}"
        if length and len(text) - length >= 2:
            _add_path(paths, path)
            text = text[length:]
    for start in range(2, len(text) - 1):
        length = _place_at(text, start, CHINESE_PLACES)
        if length and not _crosses_word(text, start, length):
            _add_path(paths, CHINESE_PLACES[text[start : start + length]])
            text = text[:start] + text[start + length :]
            break
    return text, "|".join(paths)


def _crosses_word(text: str, start: int, length: int) -> bool:
    """Whether a word of a trade overlaps the ends of the place (… 物流通辽 …)."""
    end = start + length
    return (
        text[start - 1 : start + 1] in CHINESE_TRADES or text[end - 1 : end + 1] in CHINESE_TRADES
    )


def _add_path(paths: list[str], path: str) -> None:
    """Keep the most exact of places that lie in each other; China says nothing beside them."""
    for at, other in enumerate(paths):
        if other == path or other.startswith(path + "/") or path == "中国":
            return
        if path.startswith(other + "/") or other == "中国":
            paths[at] = path
            return
    paths.append(path)


def _split_trade(text: str) -> tuple[str, str]:
    """Return brand and trade: the first word of a trade behind two characters begins it."""
    size = len(text)
    for start in (0, *range(2, size - 1)):
        for length in range(min(LONGEST_TRADE, size - start), 1, -1):
            if text[start : start + length] not in CHINESE_TRADES:
                continue
            if start:
                return text[:start], text[start:]
            # The name begins with a trade: a brand only if more than trades follows.
            return ("", text) if _all_trades(text[length:]) else (text[:length], text[length:])
    return text, ""


def _all_trades(text: str) -> bool:
    """Whether words of trades cover the text; in linear time whatever the words overlap."""
    reached = {0}
    for start in range(len(text)):
        if start in reached:
            reached.update(
                start + length
                for length in range(2, LONGEST_TRADE + 1)
                if text[start : start + length] in CHINESE_TRADES and start + length <= len(text)
            )
    return len(text) in reached
