"""The words of a Western name, and which of them are place, legal form, group or branch."""

import re
import unicodedata
from typing import NamedTuple

from .registered import normalise
from .vocabulary import (
    FILLERS,
    FULL_WORDS,
    PINYIN_PLACES,
    WESTERN_FORMS,
    WESTERN_PLACES,
    WESTERN_TRADES,
)

_MAX_PARSED = 150
_MAX_WORDS = 12
# Letters of Cyrillic and Greek that look like Latin ones, in small letters.
_LOOK_ALIKES = str.maketrans("асеорхуіјѕԁԛԝһкмтвнαορνικτυχ", "aceopxyijsdqwhkmtbhaopviktux")
_APOSTROPHES = re.compile("['’ʼ`´]")
_DOTTED = re.compile(r"(?<![^\W_])([^\W\d_])\.(?=[^\W\d_](?:\W|$))")
_SIGNS = re.compile(r"\s*[&+＆＋]\s*")
_WORD = re.compile(r"[^\W_]+")
_SEPARATORS = re.compile(r"[\s\-/,;:.()\[\]{}（）【】|·_\"“”«»]+")
_FORMS_INSIDE = frozenset("ltd limited inc gmbh llc corp corporation".split())
_LATIN = re.compile("[a-z]")
_GROUPS = frozenset("group holdings holding konzern".split())
_BRANCH_WORDS = frozenset(
    "branch branches office repoffice liaison zweigniederlassung niederlassung zweigstelle filiale"
    " filial succursale sucursal delegacion agenzia oddzial pobocka".split()
)
# These are words of names too, unless a place or a legal form stands beside them.
_BRANCH_OR_NAME = frozenset(("office", "agenzia", "liaison"))
_BEFORE_PLACE = frozenset("of de von di bank bk university".split())
_LONGEST = max(map(len, [*WESTERN_FORMS, *WESTERN_PLACES]))
# Cities that stand in front of Chinese names written in Pinyin; elsewhere a place in front is
# a part of the brand (Boston Scientific).
_IN_FRONT = {words for words, path in WESTERN_PLACES.items() if path > "\u3000" and path != "中国"}
_PINYIN = re.compile(
    "(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao"
    "|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|a|o|e|i|u|v))+"
)
_LONG_PLACE = re.compile("(?:shi|sheng|xian)$")
_FRONT = {words[0]: WESTERN_PLACES[words] for words in _IN_FRONT if len(words) == 1}
_LONGEST_PINYIN = max(map(len, [*PINYIN_PLACES, *_FRONT]))
# Marks that registers and stock lists put behind a name: "new", the state of Delaware, "Inc" cut.
_MARKS = frozenset("new del com reg in".split())


class Western(NamedTuple):
    tokens: tuple[str, ...]
    region: str
    brand: str
    trade: str
    form: str
    branch: str
    group: bool


def split_words(name: str) -> list[str]:
    """Return the words of a name, folded; "S.A." is one word, "O'Neill" too.

    Words that mix Latin letters with look-alikes of other scripts become Latin, and so do
    words of look-alikes only, where the name has Latin letters elsewhere.
    """
    text = name[:_MAX_PARSED]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = _APOSTROPHES.sub("", text.casefold())
    text = _SIGNS.sub(" and ", _DOTTED.sub(r"\1", text))
    if not text.isascii():
        if _LATIN.search(text):
            text = " ".join(map(_unmask, text.split()))
        # Marks stay until here, as a word needs its letters together.
        words = map(normalise, _SEPARATORS.split(text))
        return _join_letters([word for word in words if word])
    return _join_letters(_WORD.findall(text))


def _join_letters(words: list[str]) -> list[str]:
    """Make one word of single letters: "J P Morgan" is "JP Morgan"."""
    joined, open_word = [], False
    for word in words[:_MAX_WORDS]:
        if open_word and len(word) == 1 and word.isalpha():
            joined[-1] += word
            continue
        joined.append(word)
        open_word = len(word) == 1 and word.isalpha()
    return joined


def _unmask(word: str) -> str:
    plain = word.translate(_LOOK_ALIKES)
    return plain if plain.isascii() or _LATIN.search(word) else word


def strip_western(words: list[str]) -> Western:
    """Take legal form, place, group and branch off the words; at least one word stays."""
    words = list(words)
    if len(words) > 1 and words[0] == "the":
        del words[0]
    forms, paths, group = [], [], False
    branch = _cut_branch(words)
    while len(words) > 1:
        if size := _tail(words, WESTERN_FORMS):
            forms.append(WESTERN_FORMS[tuple(words[-size:])])
        elif (size := _tail(words, WESTERN_PLACES)) and words[-size - 1] not in _BEFORE_PLACE:
            paths.append(WESTERN_PLACES[tuple(words[-size:])])
        elif FULL_WORDS.get(words[-1], words[-1]) in _GROUPS:
            group, size = True, 1
        elif words[-1] in _BRANCH_WORDS - _BRANCH_OR_NAME:
            branch, size = f"{words[-1]} {branch}".strip(), 1
        elif words[-1] in FILLERS or words[-1] in _MARKS:
            size = 1
        else:
            break
        del words[-size:]
    kind = WESTERN_FORMS.get((words[0],)) if len(words) > 1 else None
    is_russian = kind in ("ru_ooo", "ru_ao") and not (
        words[0] == "ao" and all(map(_PINYIN.fullmatch, words))
    )
    if is_russian or kind == "pt" and len(words) > 2:
        forms.append(kind)
        del words[0]
    _cut_inside(words, forms, paths)
    tokens = _expand(words)
    if len(tokens) > 1 and tokens[-1] in _GROUPS:
        tokens, group = tokens[:-1], True
    brand, trade = _split_trade(tokens)
    return Western(
        tokens=tokens,
        region="|".join(dict.fromkeys(paths)),
        brand=brand,
        trade=trade,
        # The outermost form may be a mere "Co": "GmbH & Co. KG" is looked up as one.
        form=forms[-1] if forms else "",
        branch=branch,
        group=group,
    )


def _cut_branch(words: list[str]) -> str:
    """Cut a branch and its place from the end: "branch" of "Acme Ltd, Leeds Branch Office".

    Its place need not be a known one where the mother's legal form stands before it.
    """
    for at in range(max(2, len(words) - 3), len(words)):
        if words[at] not in _BRANCH_WORDS:
            continue
        start = at
        for size in (2, 1):
            if at > size and tuple(words[at - size : at]) in WESTERN_PLACES:
                start = at - size
                break
        else:
            if tuple(words[at - 2 : at - 1]) in WESTERN_FORMS and at > 2:
                start = at - 1
        told = start < at or tuple(words[at - 1 : at]) in WESTERN_FORMS
        if words[at] not in _BRANCH_OR_NAME or told or words[at + 1 :]:
            branch = " ".join(words[start:])
            del words[start:]
            return branch
    return ""


def _tail(words: list[str], table: dict[tuple[str, ...], str]) -> int:
    for size in range(min(_LONGEST, len(words) - 1), 0, -1):
        if tuple(words[-size:]) in table:
            return size
    return 0


def _cut_inside(words: list[str], forms: list[str], paths: list[str]) -> None:
    """Cut Chinese places in front, places and forms inside ("Acme China Trading")."""
    for size in (2, 1):
        while len(words) > size + 1 and tuple(words[:size]) in _IN_FRONT:
            paths.append(WESTERN_PLACES[tuple(words[:size])])
            del words[:size]
            _cut_place_suffix(words)
    _cut_pinyin_place(words, paths)
    at = 1
    while at < len(words) - 1:
        for size in (2, 1):
            if at + size >= len(words):
                continue
            path = WESTERN_PLACES.get(tuple(words[at : at + size]))
            if path and words[at - 1] not in _BEFORE_PLACE and len(words) > 2:
                paths.append(path)
                del words[at : at + size]
                break
        else:
            if words[at] in _FORMS_INSIDE:
                forms.append(WESTERN_FORMS[(words[at],)])
                del words[at]
            else:
                at += 1


def _cut_pinyin_place(words: list[str], paths: list[str]) -> None:
    """Cut the place from a name in Pinyin: "Jilin shi Huaxing", "jilinhuaxing"."""
    first = words[0]
    rest = "".join(words[1:])
    if not first.isascii() or rest and not _PINYIN.fullmatch(rest):
        return
    if rest:
        short = _LONG_PLACE.sub("", first)
        path = PINYIN_PLACES.get(first) or PINYIN_PLACES.get(short) or _FRONT.get(short)
        # Behind its city a place is one of that city: "Wuxi Baoying" is a firm 宝赢 in Wuxi.
        if path and (not paths or path.startswith(f"{paths[-1]}/")):
            paths.append(path)
            del words[0]
            _cut_place_suffix(words)
        return
    for size in range(min(_LONGEST_PINYIN, len(first) - 4), 4, -1):
        path = PINYIN_PLACES.get(first[:size]) or _FRONT.get(first[:size])
        if path and _PINYIN.fullmatch(first[size:]):
            paths.append(path)
            words[0] = first[size:]
            return


def _cut_place_suffix(words: list[str]) -> None:
    if len(words) > 1 and words[0] in ("shi", "sheng", "xian", "qu"):
        del words[0]


def _expand(words: list[str]) -> tuple[str, ...]:
    first = words[0]
    # "da" and "de" are syllables of brands where all the words are Pinyin.
    is_pinyin = all(word.isascii() and _PINYIN.fullmatch(word) for word in words)
    tokens = [FULL_WORDS.get(word, word) for word in words if is_pinyin or word not in FILLERS]
    if not tokens:
        return (first,)
    if len(tokens) == 1 and len(words) == 1:
        return (first,)
    return tuple(tokens)


def _split_trade(tokens: tuple[str, ...]) -> tuple[str, str]:
    for at in range(1, len(tokens)):
        if tokens[at] in WESTERN_TRADES and tokens[at - 1] not in WESTERN_TRADES:
            return " ".join(tokens[:at]), " ".join(tokens[at:])
    if len(tokens) > 1 and all(token in WESTERN_TRADES for token in tokens):
        return " ".join(tokens), ""
    return " ".join(tokens), ""
