"""Integer keys: names that may mean one company share some of them.

The upper four bits of a key say its channel, the others are a CRC of the text. Collisions cost one
more candidate and nothing else; as an index has the keys of a channel side by side, a batch reads
those channels that it needs. Names that differ by one letter share a text with a letter left out, whether it
was replaced, omitted, inserted, or changed places (the deletion neighbourhood of Bocek, Hunt
and Hauck, 2007; Boytsov, 2011).
"""

from itertools import combinations
from zlib import crc32

from .parsing import Parts
from .sound import AVAILABLE, sound

# Another one wherever `keys` gives other keys for a name: what is stored is made anew then.
KEYS_VERSION = "3-sound" if AVAILABLE else "3"
# What the keys of a channel are made of: the normalised name, the core, its characters in order, the
# brand, region and brand, the sound or the words glued together, the words in order, two words, two
# characters, consonants, a beginning, beginnings of two words, consonants of two words, beginnings
# of first and second, of the first three; the domain of a website.
CHANNELS = "nclbrpstgkeajdf@"
_MASK = (1 << 28) - 1
# The upper half of the channels has negative keys, as the database knows none without a sign.
_LEAST = {letter: (at << 28) - (at >> 3 << 32) for at, letter in enumerate(CHANNELS)}
_MAX_LETTERS_OUT = 10
_MAX_BRAND_OUT = 6
_MAX_BIGRAMS = 9
_MAX_WORDS = 5
# How much a key of each kind says beside its rarity: two characters and cut words come many at a
# time and say nearly the same.
KEY_WEIGHTS = {
    "name": 1.0,
    "core": 1.0,
    "brand": 0.8,
    "sound": 0.8,
    "letters": 0.8,
    "words": 1.0,
    "glued": 1.0,
    "core_out": 1.0,
    "brand_out": 0.8,
    "pair": 0.6,
    "cut": 0.3,
    "initials": 0.5,
    "skeleton": 0.3,
    "word": 0.5,
    "bigram": 0.4,
}
# Names with one word in common share it with each letter left out too: of these the rarest counts.
COUNTED_ONCE = ("core_out", "brand_out")
_VOWELS = str.maketrans("", "", "aeiouyh")


def text_key(channel: str, text: str) -> int:
    """Return the key of a text: a signed 32-bit integer, the same on every machine.

    :param channel: one of `CHANNELS`
    """
    return _LEAST[channel] + (crc32(f"{channel}:{text}".encode("utf-8", "surrogatepass")) & _MASK)


def channel_keys(channel: str) -> tuple[int, int]:
    """Return the least and the greatest key of a channel."""
    return _LEAST[channel], _LEAST[channel] + _MASK


class _Keys(dict):
    """Collects keys; where two texts meet, the kind that was added first stays."""

    def include(self, kind: str, channel: str, text: str) -> None:
        self.setdefault(text_key(channel, text), kind)

    def include_letters_out(
        self, kind: str, channel: str, text: str, most=_MAX_LETTERS_OUT
    ) -> None:
        for at in range(min(len(text), most)):
            self.include(kind, channel, text[:at] + text[at + 1 :])


def keys(parts: Parts) -> dict[int, str]:
    """Return the keys of a name, about 22, and what kind each one is.

    Kinds, the most telling first: name, core, brand, sound, letters, words, glued, core_out,
    brand_out, pair, cut, initials, skeleton, word, bigram; see `KEY_WEIGHTS`.

    :return: signed 32-bit key → kind; the same on every machine and in every run
    """
    found = _Keys()
    if not parts.normal:
        return found
    found.include("name", "n", parts.normal)
    if parts.is_chinese or not parts.tokens:
        _add_characters(found, parts)
    if parts.tokens:
        _add_words(found, parts.tokens, full=not parts.is_chinese)
    return found


def _add_characters(found: _Keys, parts: Parts) -> None:
    core, brand = parts.core, parts.brand
    found.include("core", "c", core)
    found.include("brand", "b", brand)
    if parts.region:
        # A brand that many firms bear stays findable where its plain key is too common.
        found.include("brand", "r", parts.region.split("/")[0] + brand)
    for text in (core, brand):
        if said := sound(text):
            found.include("sound", "p", said)
    if len(core) > 2:
        # Two characters that changed places leave the same ones.
        found.include("letters", "l", "".join(sorted(core)))
        found.include_letters_out("core_out", "c", core)
    if len(brand) > 2:
        found.include_letters_out("brand_out", "b", brand, _MAX_BRAND_OUT)
    if len(core) > 3:
        found.include("brand_out", "b", core[:2])
        found.include("brand_out", "b", core[:3])
    for at in range(min(len(core) - 1, _MAX_BIGRAMS)):
        found.include("bigram", "g", core[at : at + 2])


def _add_words(found: _Keys, tokens: tuple[str, ...], full: bool) -> None:
    """Add the keys of Western words; of those in a Chinese name only the plain ones."""
    words = tokens[:_MAX_WORDS]
    found.include("words", "s", " ".join(sorted(tokens)))
    found.include("glued", "p", "".join(tokens))
    found.include("glued", "p", words[0])
    if not full:
        return
    if len(words) > 2:
        found.include("glued", "p", words[0] + words[1])
        for at in range(len(words)):
            found.include("words", "s", " ".join(sorted(words[:at] + words[at + 1 :])))
    found.include("word", "s", words[0])
    if len(words) == 2:
        found.include("word", "s", words[1])
    for one, other in combinations(words[:4], 2):
        found.include("pair", "t", " ".join(sorted((one, other))))
    if len(words) < 3:
        found.include_letters_out("brand_out", "p", words[0])
        # So that a letter inserted meets a letter left out of nothing: the word itself.
        found.include("brand_out", "p", words[0])
        if len(words) == 2:
            found.include_letters_out("brand_out", "p", "".join(words)[: _MAX_LETTERS_OUT - 2])
    _add_cut_words(found, words)


def _add_cut_words(found: _Keys, words: tuple[str, ...]) -> None:
    """Add what is left of words cut or abbreviated: beginnings, consonants, initials.

    Some channels are coarse and some fine: in a large table the coarse ones are too common and
    fall out, in a small one they find the shortest cuts.
    """
    first = words[0]
    found.include("cut", "e", first[:5])
    found.include("skeleton", "k", _skeleton(first, 4))
    if len(words) == 1:
        found.include("cut", "e", first[:4])
        found.include("cut", "e", first[:3])
        return
    for one, other in combinations(words[:4], 2):
        found.include("cut", "a", f"{one[:3]} {other[:3]}")
    for one, other in ((first, words[1]), (first, words[-1])):
        found.include("skeleton", "j", f"{_skeleton(one, 3)} {_skeleton(other, 3)}")
    found.include("cut", "d", f"{first[:4]} {words[1][:1]}")
    if len(words) > 2:
        found.include("cut", "f", f"{first[:2]} {words[1][:2]} {words[2][:1]}")
        found.include("initials", "p", "".join(word[0] for word in words))


def _skeleton(word: str, length: int) -> str:
    """Return the first letter and the consonants behind it: "mfg" and "manufacturing" begin m f."""
    return (word[:1] + word[1:].translate(_VOWELS))[:length]
