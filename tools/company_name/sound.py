"""How Chinese characters sound: Pinyin without tones, by the optional wheel pypinyin."""

import re
import unicodedata
from functools import lru_cache

try:
    from pypinyin.constants import PINYIN_DICT
except ImportError:  # the wheel is optional: there are no keys by sound then
    PINYIN_DICT = {}

AVAILABLE = bool(PINYIN_DICT)
_NOT_LETTER = re.compile("[^a-z]")


class _Syllables(dict):
    """The most common reading of each character met so far; others stand for themselves."""

    def __missing__(self, char):
        reading = PINYIN_DICT.get(ord(char), "").split(",")[0].replace("ü", "v")
        plain = _NOT_LETTER.sub("", unicodedata.normalize("NFD", reading))
        value = self[char] = plain or char
        return value


_SYLLABLES = _Syllables()


@lru_cache(maxsize=16384)
def sound(text: str) -> str:
    """Return the text in Pinyin, empty where pypinyin is missing or nothing is Chinese."""
    if not AVAILABLE or text.isascii():
        return ""
    # Past the basic plane no reading is common; the table must not grow with any input.
    return "".join(char if ord(char) > 0xFFFF else _SYLLABLES[char] for char in text)
