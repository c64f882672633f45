"""Taking a company name apart: region, brand, trade, legal form, branch, group.

Chinese names follow an order that a regulation lays down (see `chinese`); Western names have none,
theirs is read from both ends (see `western`).
"""

import re
import unicodedata
from dataclasses import dataclass

from .chinese import strip_chinese
from .registered import MAX_NAME_LENGTH, normalise
from .western import split_words, strip_western

# Beyond this length a text is no name; its beginning is enough to find its like.
_MAX_PARSED = 100
_HAN = re.compile("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


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
    found = strip_chinese(name[:_MAX_PARSED], normal[:_MAX_PARSED])
    tokens = ()
    if not normal.isalpha() or any("a" <= char <= "z" for char in normal):
        latin = unicodedata.normalize("NFKC", name[:_MAX_PARSED]).casefold()
        tokens = tuple(re.findall("[a-z][a-z0-9]+", latin))[:8]
    return Parts(normal, *found, tokens, True)
