"""The simplest engine that works: the pairs of neighbouring characters. It proves the harness."""

import zlib
from typing import NamedTuple


class Parts(NamedTuple):
    pairs: frozenset


class Similarity(NamedTuple):
    score: float
    reasons: tuple = ()


def normalise(name):
    return "".join(character for character in name.casefold() if character.isalnum())


def parse(name):
    text = normalise(name)
    return Parts(frozenset(map("".join, zip(text, text[1:], strict=False))) or frozenset([text]))


def keys(parts):
    return {zlib.crc32(pair.encode()): "pair" for pair in parts.pairs}


def similarity(query_parts, other_parts):
    """The share of pairs that both have (Dice)."""
    common = len(query_parts.pairs & other_parts.pairs)
    score = 2 * common / (len(query_parts.pairs) + len(other_parts.pairs))
    return Similarity(score, (f"{common} pairs",))
