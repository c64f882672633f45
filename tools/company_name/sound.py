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
# How characters with several readings are read in names of firms. The key of a name writes 乾,
# which is frequent in brands, as 干.
_READINGS = dict(
    entry.split(":")
    for entry in "长:chang 都:du 晟:sheng 干:qian 模:mu 调:tiao 弹:tan 重:zhong 会:hui "
    "乐:le 朝:chao 单:dan 车:che 石:shi 解:jie 传:chuan 藏:zang 还:huan 区:qu 泊:bo 薄:bo "
    "柏:bai 参:shen 曾:zeng 率:lv 贾:jia 仇:qiu 万:wan 盛:sheng 广:guang 数:shu 曲:qu 厦:xia".split()
)


class _Syllables(dict):
    """The most common reading of each character met so far; others stand for themselves."""

    def __missing__(self, char):
        reading = PINYIN_DICT.get(ord(char), "").split(",")[0]
        # The keyboard's "v" stands for "ü", under whatever tone.
        reading = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
        plain = _READINGS.get(char) or _NOT_LETTER.sub("", reading)
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
