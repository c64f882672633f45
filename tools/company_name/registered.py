"""The key under which two spellings of one registered company name are equal.

Hong Kong's Companies Ordinance (Cap. 622) defines "the same name" most fully, and the key
follows it: type and case of letters, spaces, accents and punctuation are disregarded, "&"
and "and" are the same, and so are Chinese characters that are used interchangeably. Legal
forms, regions and articles stay: leaving them out is likeness, not sameness, and the
parser's work.

Decisions that show in the key:

* Signs that people read aloud become their words (``_SIGN_WORDS``), so that "A & B" equals
  "A and B" and "C++" differs from "C". As spaces do not count either, "B & Q" also equals
  "Band Q".
* Every other sign, bracket and emoji is dropped, and the trademark sign does not become
  "TM". A name that has nothing else is its own key, so that it too can be unique.
* Latin and Greek lose their accents, Latin letters with strokes and ligatures become plain
  ones: "Ørsted" equals "Orsted". "ü" becomes "u", never "ue". Turkish dotless "ı" becomes
  "i", since upper case cannot tell them apart ("IŞIK"). In Cyrillic only "ё" becomes "е":
  "й" and "и" are two letters. Marks of other scripts are spelling and stay, as in が and か.
* Traditional characters become simplified ones, by one fixed character each. Where
  simplification merged two (後 and 后, 乾 and 干), the key merges them: the same name typed in
  both scripts is far more common than two firms that differ in nothing else. Japanese
  shinjitai are left alone (沢 is not 澤); so are Chinese numerals (一 is not 1).
* Ideographs newer than Python's Unicode data, and characters of the private use area (rare
  ideographs of older systems), are kept, so that two names never fall together for the age
  of a library.

The key depends on Unicode data only in characters that newer versions add, and on no locale.
Changing a rule here changes stored keys: a migration must then compute them anew.
"""

import hashlib
import re
import unicodedata
from pathlib import Path

# With four bytes a character the key stays under 800 bytes; PostgreSQL refuses btree
# entries over about 2,700 bytes with an error that no user could understand.
MAX_KEY_LENGTH = 200
_DIGEST_BYTES = 16
# Ordering combining marks takes time in the square of their number: a crafted "name" of a
# megabyte would hold a worker for an hour. No register knows names half as long as this.
MAX_NAME_LENGTH = 2000

_SIGN_WORDS = {
    "&": "and",
    "+": "plus",
    "@": "at",
    "%": "percent",
    "$": "dollar",
    "€": "euro",
    "£": "pound",
    "¥": "yen",
}

# Letters that people replace, or cannot type, and that Unicode does not decompose.
_PLAIN_LETTERS = {
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ł": "l",
    "ŧ": "t",
    "þ": "th",
    "ı": "i",
    "ё": "е",
}

# 〇 was not in GB 2312, so a circle stands for it in many older registers.
_CIRCLES = dict.fromkeys("○◯", "〇")

# Text copied from PDF files often holds radicals, which look like the characters and which
# NFKC leaves alone (the CJK Radicals Supplement).
_RADICALS = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻪⻬⻮⻰⻳",
        "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄黾齐齿龙龟",
        strict=True,
    )
)


def _characters(*ranges: tuple[int, int]) -> frozenset[int]:
    return frozenset(code for first, last in ranges for code in range(first, last + 1))


# Marks that belong to no script of their own: accents on Latin, Greek and Cyrillic letters.
_ACCENTS = _characters(
    (0x0300, 0x036F),
    (0x0483, 0x0489),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE20, 0xFE2F),
)
# Characters that show nothing although Unicode calls them letters, marks or signs: fillers,
# variation selectors, the empty Braille cell.
_INVISIBLE = _characters(
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0),
    (0xE0000, 0xE0FFF),
)
# Signs that Unicode calls letters: apostrophe-like modifiers, the Arabic stretching stroke.
_LETTERLIKE_SIGNS = _characters((0x02B0, 0x02FF), (0x0640, 0x0640))
_CJK_RADICALS = _characters((0x2E80, 0x2EFF))
_IDEOGRAPHIC_PLANES = range(0x20000, 0x40000)
_BLANK_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
_WHITE_CONTROLS = frozenset(code for code in range(0xA0) if chr(code).isspace())
_JOINERS = frozenset({0x200C, 0x200D})


def _load_simplified() -> dict[str, str]:
    """Read the table of traditional to simplified characters (origin: the file's head)."""
    path = Path(__file__).parent.parent / "data" / "ts_characters.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    traditional, simplified = (line for line in lines if not line.startswith("#"))
    return dict(zip(traditional, simplified, strict=True))


class _LazyTable(dict):
    """A table for `str.translate` that works a character out when it first meets it.

    All of Unicode would take a second and 100 MB to prepare; names use a few thousand
    characters. Characters beyond the planes in use are not remembered, so that no input can
    make the table grow without bound.
    """

    def __missing__(self, code):
        value = self._translate(chr(code))
        if code < 0x40000:
            self[code] = value
        return value


class _KeyTable(_LazyTable):
    """From a character in NFKC and case-folded to its part of the key, None for no part."""

    def __init__(self):
        super().__init__()
        words = {**_load_simplified(), **_SIGN_WORDS, **_PLAIN_LETTERS, **_CIRCLES, **_RADICALS}
        self.update((ord(char), word) for char, word in words.items())

    def _translate(self, char):
        code = ord(char)
        if code in _ACCENTS or code in _INVISIBLE or code in _LETTERLIKE_SIGNS:
            return None
        if code in _CJK_RADICALS:
            return char
        category = unicodedata.category(char)
        if category == "Cn":
            return char if code in _IDEOGRAPHIC_PLANES else None
        if category != "Co" and category[0] in "CPSZ":
            return None
        base = unicodedata.normalize("NFD", char)[0]
        if base != char and unicodedata.name(base, "").startswith(("LATIN", "GREEK")):
            return self[ord(base)]
        return char


class _BlankTable(_LazyTable):
    """Drops what nobody can see."""

    def _translate(self, char):
        if ord(char) in _INVISIBLE or unicodedata.category(char) in _BLANK_CATEGORIES:
            return None
        return char


class _CleanTable(_LazyTable):
    """Drops what must not be stored: controls, direction marks, lone surrogates, hidden tags.

    White space stays for `str.split`, joiners stay for emoji and for Persian and Indic words.
    """

    def _translate(self, char):
        code = ord(char)
        if code in _WHITE_CONTROLS or code in _JOINERS:
            return char
        return None if unicodedata.category(char) in ("Cc", "Cf", "Cs") else char


_KEY_TABLE = _KeyTable()
_BLANK_TABLE = _BlankTable()
_CLEAN_TABLE = _CleanTable()
_TRADEMARKS = re.compile("[™℠]")

# Most Western names are ASCII: bytes.translate is several times faster than str.translate.
_ASCII_LOWER = bytes(range(256)).lower()
_ASCII_DROPPED = bytes(
    code for code in range(128) if not chr(code).isalnum() and chr(code) not in _SIGN_WORDS
)


def normalise(name: str | None) -> str:
    """Return the key under which all spellings of one registered name are equal.

    The rules are at the head of this module. ``normalise(normalise(x)) == normalise(x)``, and
    the key is empty exactly where `is_blank` says so. What `display_clean` makes of a name has
    the same key.

    :param name: the name as somebody wrote it; None and False (an empty field) are blank
    :return: the key, at most `MAX_KEY_LENGTH` characters, without white space. A longer key
        is cut, and ends with a BLAKE2b digest of the whole: two long names with a common
        beginning stay different. A text with more than `MAX_NAME_LENGTH` visible characters
        is no name: its key is the digest alone, and other spellings of it are not recognised.
    """
    if not name:
        return ""
    if len(name) > MAX_NAME_LENGTH:
        name = name.translate(_BLANK_TABLE)
        if len(name) > MAX_NAME_LENGTH:
            return _digest(name)
    key = _fold_ascii(name) if name.isascii() else _fold(_TRADEMARKS.sub("", name))
    if not key:
        # Without another letter, the "TM" of a trademark sign is all there is.
        key = _fold(name) or _fold_signs(name)
    return key if len(key) <= MAX_KEY_LENGTH else _shorten(key)


def is_blank(name: str | None) -> bool:
    """Whether nothing of the name can be seen: empty, white space, invisible characters."""
    return not name or not name.translate(_BLANK_TABLE)


def display_clean(name: str | None) -> str:
    """Return the name as it should be stored and shown.

    White space is collapsed to single spaces and cut at both ends; control characters,
    direction marks, zero-width spaces and lone surrogates (which PostgreSQL refuses) go; the
    text is in NFC, so that a search finds it however it was typed. Letters, case,
    punctuation and emoji stay (flags of regions, written with hidden tags, become plain flags).

    :param name: the name as somebody wrote it; None and False (an empty field) are blank
    :return: the clean name, empty where `is_blank`
    """
    if is_blank(name):
        return ""
    if name.isascii() and name.isprintable():
        return " ".join(name.split())
    name = name.translate(_CLEAN_TABLE)
    if len(name) <= MAX_NAME_LENGTH:
        name = unicodedata.normalize("NFC", name)
    return " ".join(name.split()).strip(" \u200c\u200d")


def _fold_ascii(name: str) -> str:
    key = name.encode("ascii").translate(_ASCII_LOWER, _ASCII_DROPPED).decode("ascii")
    return key if key.isalnum() else key.translate(_KEY_TABLE)


def _fold(name: str) -> str:
    if not name.isprintable():
        # As `display_clean` does: a control between a letter and its mark keeps them apart,
        # and the name as stored would have another key than the name as typed.
        name = name.translate(_CLEAN_TABLE)
    key = unicodedata.normalize("NFKC", name).casefold().translate(_KEY_TABLE)
    # Dropping what stood between a letter and its mark can bring them together.
    return unicodedata.normalize("NFC", key)


def _fold_signs(name: str) -> str:
    """Return the key of a name that consists of signs only, empty if it shows nothing."""
    signs = unicodedata.normalize("NFKC", name).casefold().translate(_BLANK_TABLE)
    signs = unicodedata.normalize("NFC", signs)
    # Signs before a digest would be dropped if the key were normalised again.
    return signs if len(signs) <= MAX_KEY_LENGTH else _digest(signs)


def _shorten(key: str) -> str:
    return key[: MAX_KEY_LENGTH - 2 * _DIGEST_BYTES] + _digest(key)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST_BYTES).hexdigest()
