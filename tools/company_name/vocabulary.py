"""The word lists of the parser, read once from ``tools/data``."""

import re
from pathlib import Path

_FOLDER = Path(__file__).parent.parent / "data"
_LINE_OF_REGIONS = re.compile(r"(\S+) ([^|]*)\|(.*)")
_CITY = re.compile(r"([^\s()]*)(?:\(([^)]*)\))?")


def _lines(name: str) -> list[str]:
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _load_chinese_places() -> tuple[dict[str, str], dict[str, str]]:
    """Return the path of each place by its spelling ("昆山市" → "江苏/苏州/昆山").

    Spellings of the second table count only behind another place: 朝阳区 may be in Beijing,
    but 朝阳 alone is a brand as well.
    """
    places, behind = {"中国": "中国", "中华": "中国"}, {}

    def add(name, path, suffixes):
        short = name.rstrip("!")
        if short != name:
            behind.update((short + suffix, path) for suffix in suffixes if suffix)
            return
        for suffix in suffixes:
            places.setdefault(short + suffix, path)

    for line in _lines("cn_regions.txt"):
        province, suffixes, cities = _LINE_OF_REGIONS.match(line).groups()
        add(province, province, ["", *suffixes.split()])
        for city, counties in _CITY.findall(cities):
            path = f"{province}/{city.rstrip('!')}" if city else province
            if city:
                add(city, path, ["", "市", "地区", "自治州"])
            for county in counties.split():
                add(county, f"{path}/{county.rstrip('!')}", ["", "市", "区", "县", "新区", "镇"])
    return places, behind


def _load_forms() -> tuple[dict[str, str], dict[tuple[str, ...], str]]:
    """Return the class of each Chinese form, and of each Western one by its words."""
    chinese, western = {}, {}
    for line in _lines("legal_forms.txt"):
        kind, spellings = line.split(":")
        for spelling in spellings.split():
            if spelling > "\u3000":
                chinese[spelling] = kind
            else:
                western.setdefault(tuple(spelling.split("_")), kind)
    return chinese, western


def _load_words() -> tuple[frozenset[str], dict[str, str]]:
    """Return the common Western words and the full word of each abbreviation."""
    words, full = set(), {}
    for line in _lines("western_words.txt"):
        word, abbreviations = line.split("=")
        words.add(word.strip())
        for abbreviation in abbreviations.split():
            full.setdefault(abbreviation.replace("'", ""), word.strip())
    return frozenset(words), {short: word for short, word in full.items() if short not in words}


def _load_places() -> tuple[dict[tuple[str, ...], str], dict[str, str], dict[str, str]]:
    """Return the path of each place by its words, of those that only Pinyin may follow, and of
    countries by their Chinese names.
    """
    places, pinyin, countries = {}, {}, {}
    for line in _lines("places.txt"):
        path, spellings = line.split(":")
        if path.startswith("pinyin/"):
            pinyin.update(dict.fromkeys(spellings.split(), path.removeprefix("pinyin/")))
            continue
        # Chinese places have the same paths whatever letters they are written in.
        path = "中国" if path == "cn" else path.removeprefix("cn/")
        for spelling in spellings.split():
            if spelling > "\u3000":
                countries[spelling] = path
            else:
                places.setdefault(tuple(spelling.split("_")), path)
    return places, pinyin, countries


CHINESE_PLACES, PLACES_BEHIND = _load_chinese_places()
CHINESE_TRADES = frozenset(" ".join(_lines("cn_trades.txt")).split())
CHINESE_FORMS, WESTERN_FORMS = _load_forms()
WESTERN_TRADES, FULL_WORDS = _load_words()
WESTERN_PLACES, PINYIN_PLACES, CHINESE_COUNTRIES = _load_places()
LONGEST_PLACE = max(map(len, [*CHINESE_PLACES, *PLACES_BEHIND]))
LONGEST_FORM = max(map(len, CHINESE_FORMS))
LONGEST_TRADE = max(map(len, CHINESE_TRADES))
# Filler words: they may come and go without another name being meant.
FILLERS = frozenset("the and of for und et y e de des der die la le les du von di da do".split())
