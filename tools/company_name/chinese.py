"""The parts of a Chinese name, after 《企业名称登记管理规定》: 行政区划, 字号, 行业, 组织形式.

The region may also stand in brackets behind the brand or the trade, or in the middle without them.
"""

import re
from typing import NamedTuple

from .registered import normalise
from .vocabulary import (
    CHINESE_COUNTRIES,
    CHINESE_FORMS,
    CHINESE_PLACES,
    CHINESE_TRADES,
    LONGEST_FORM,
    LONGEST_PLACE,
    LONGEST_TRADE,
    PLACES_BEHIND,
)

_BRACKETS = re.compile(r"[(（\[［【〔{｛]([^()（）\[\]［］【】〔〕{}｛｝]{2,24})[)）\]］】〕}｝]")
_BRANCH = re.compile(
    "(?:第?[一二三四五六七八九十0-9]{0,3})(?:分公司|办事处|代表处|联络处|分店|分行|支行|分厂|分部|分所|营业部|"
    "营业所|项目部|销售处|经销处|服务站|营业厅|直营店|旗舰店|专卖店|分校|分院|子公司)$"
)
# Inside a name these end the registered name of the mother company.
_MOTHER = re.compile("有限责任公司|股份有限公司|有限公司|集团公司|集团|公司|厂")
# Japanese forms may stand in front.
_IN_FRONT = ("株式会社", "有限会社", "合同会社")
_LATIN_FORM = re.compile("(?<=[^a-z])(?:coltd|ltd|inc|gmbh|llc|corp|limited)$")
# An unknown district or town behind a known place.
_DISTRICT = re.compile("([^区县镇]{2,3})[区县镇](?!块)")
_SUFFIXES = frozenset("省市区县镇")


class Chinese(NamedTuple):
    core: str
    region: str
    brand: str
    trade: str
    form: str
    branch: str
    group: bool


def strip_chinese(name: str, normal: str) -> Chinese:
    """Take region, legal form, branch and group off a name; what remains is never empty.

    :param name: as it was written: its brackets tell where a region stands
    :param normal: the key of the registered name, see `normalise`
    """
    text, bracketed = _cut_brackets(name, normal)
    text, branch = _cut_branch(text)
    text, form = _cut_form(text)
    rest = text.replace("集团", "") if len(text) > 2 else text
    group = rest != text
    if group and not form:
        rest, form = _cut_form(rest)
    rest, paths = _cut_front(rest)
    if not bracketed:
        rest = _cut_middle(rest, paths)
    for path in bracketed:
        _add_path(paths, path)
    rest = rest or text or normal  # nothing but a region, a form, a group
    brand, trade = _split_trade(rest)
    if not brand and paths and not paths[0].isascii():
        # 上海电气: where the trade is all there is, the place tells the firm from others.
        rest = paths[0].rpartition("/")[2] + rest
    if not brand:
        brand, trade = rest, ""
    return Chinese(rest, "|".join(paths), brand, trade, form, branch, group)


def _cut_brackets(name: str, normal: str) -> tuple[str, list[str]]:
    """Return the normalised name without the brackets that hold a place, and their places."""
    paths: list[str] = []

    def cut(found: re.Match) -> str:
        inner = normalise(found[1])
        if inner in CHINESE_COUNTRIES:
            paths.append(CHINESE_COUNTRIES[inner])
            return ""
        steps = _read_places(inner, 0)
        if not steps or steps[-1][0] < len(inner):
            return found[0]
        paths.extend(path for _end, path in steps)
        return ""

    rest = _BRACKETS.sub(cut, name)
    rest = normalise(rest) if paths else normal
    return (rest, paths) if len(rest) > 1 else (normal, [])


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
    found = _LATIN_FORM.search(text)
    return (text[: found.start()], "ltd") if found else (text, "")


def _place_at(text: str, start: int, places: dict[str, str]) -> int:
    """Return the length of the longest place that begins there, 0 for none."""
    for length in range(min(LONGEST_PLACE, len(text) - start), 1, -1):
        if text[start : start + length] in places:
            return length
    return 0


def _read_places(text: str, start: int) -> list[tuple[int, str]]:
    """Return the places that begin there, each with its end and path: 江苏省, 苏州市, 昆山.

    Each must lie in the one before it: 北京瑞金 is a firm 瑞金 in Beijing.
    """
    at, steps, last = start, [], ""
    while at < len(text):
        path = ""
        if length := _place_at(text, at, CHINESE_PLACES):
            path = CHINESE_PLACES[text[at : at + length]]
            if last and not _is_within(path, last):
                path = ""
        if not path and last:
            if length := _place_at(text, at, PLACES_BEHIND):
                path = PLACES_BEHIND[text[at : at + length]]
            elif found := _DISTRICT.match(text, at):
                length, path = len(found[0]), f"{last}/{found[1]}"
        if not path:
            break
        at, last = at + length, path
        steps.append((at, path))
    return steps


def _is_within(path: str, other: str) -> bool:
    return other == "中国" or path == other or path.startswith(other + "/")


def _cut_front(text: str) -> tuple[str, list[str]]:
    """Cut the places at the beginning; return the rest and their paths."""
    size = _place_at(text, 0, CHINESE_COUNTRIES)
    steps = [(size, CHINESE_COUNTRIES[text[:size]])] if size else _read_places(text, 0)
    while steps and _is_brand(text, *steps[-1]):
        steps.pop()
    paths: list[str] = []
    for _end, path in steps:
        _add_path(paths, path)
    return text[steps[-1][0] :] if steps else text, paths


def _is_brand(text: str, end: int, path: str) -> bool:
    """Whether what reads as a place must be the brand, which has two characters at least.

    Nothing or one character is left before the trade (福鼎宝贸易); or the place is a mere county
    and the trade follows (瑞金五金).
    """
    if len(text) - end < 2:
        return True
    if _trade_at(text, end):
        return path.count("/") > 1 and _all_trades(text[end:])
    return bool(_trade_at(text, end + 1))


def _cut_middle(text: str, paths: list[str]) -> str:
    """Cut places behind the brand, add their paths: 坚朗上海五金, 坚朗江苏省苏州五金."""
    for length in range(min(LONGEST_PLACE, len(text) - 3), 1, -1):
        if path := CHINESE_COUNTRIES.get(text[-length:]):
            _add_path(paths, path)
            return text[:-length]
    for start in range(2, len(text) - 1):
        length = _place_at(text, start, CHINESE_PLACES)
        if not length or _crosses_word(text, start, length):
            continue
        steps = _read_places(text, start)
        end, path = steps[-1]
        if text[end - 1] in _SUFFIXES or _is_middle(text, end, path, paths):
            for _end, path in steps:
                _add_path(paths, path)
            return text[:start] + text[end:]
    return text


def _is_middle(text: str, end: int, path: str, paths: list[str]) -> bool:
    """Whether a place without 省, 市 or 区 is one there: before the trade or at the end."""
    if path.count("/") > 1 or paths and not _is_within(path, paths[-1]):
        return False
    return end == len(text) or bool(_trade_at(text, end))


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


def _trade_at(text: str, start: int) -> int:
    """Return the length of the longest word of a trade that begins there, 0 for none."""
    for length in range(min(LONGEST_TRADE, len(text) - start), 1, -1):
        if text[start : start + length] in CHINESE_TRADES:
            return length
    return 0


def _split_trade(text: str) -> tuple[str, str]:
    """Return brand and trade: the first word of a trade behind two characters begins it."""
    for start in (0, *range(2, len(text) - 1)):
        length = _trade_at(text, start)
        if not length:
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
