"""Likeness of two short texts; rapidfuzz where it is installed, the same numbers without."""

try:
    from rapidfuzz.fuzz import ratio as _fast_ratio
except ImportError:  # the wheel is optional: slower without
    _fast_ratio = None

AVAILABLE = _fast_ratio is not None


def ratio(one: str, other: str) -> float:
    """Return twice the longest common subsequence over both lengths, 0 to 1."""
    if one == other:
        return 1.0
    if _fast_ratio:
        return _fast_ratio(one, other) / 100
    return plain_ratio(one, other)


def plain_ratio(one: str, other: str) -> float:
    """Return what `ratio` returns, by the bit-parallel algorithm of Hyyrö (2004)."""
    total = len(one) + len(other)
    if not total:
        return 1.0
    at: dict[str, int] = {}
    for index, char in enumerate(one):
        at[char] = at.get(char, 0) | 1 << index
    mask = (1 << len(one)) - 1
    row = mask
    for char in other:
        common = row & at.get(char, 0)
        row = ((row + common) | (row - common)) & mask
    return 2 * (len(one) - row.bit_count()) / total


def one_edit(one: str, other: str) -> str:
    """Return the one edit between two texts: replaced, inserted, swapped; empty if none or more."""
    if one == other or abs(len(one) - len(other)) > 1:
        return ""
    start, end, last = 0, len(one), len(other)
    while start < end and start < last and one[start] == other[start]:
        start += 1
    while end > start and last > start and one[end - 1] == other[last - 1]:
        end -= 1
        last -= 1
    mine, theirs = one[start:end], other[start:last]
    if len(mine) == len(theirs) == 1:
        return "replaced"
    if len(mine) + len(theirs) == 1:
        return "inserted"
    return "swapped" if len(mine) == 2 and mine == theirs[::-1] else ""


def shortens(short: str, long: str) -> bool:
    """Whether one word may be cut or abbreviated from the other: "mach", "mchn", "m" of "machine"."""
    if len(short) >= len(long) or short[0] != long[0]:
        return False
    if long.startswith(short):
        return True
    # "hldgs", "machs": a beginning, then consonants in their order. Where vowels come again
    # ("Solflex", "Solvaflex"), or hardly a letter is gone, it is another word or a slip.
    if 4 * len(short) > 3 * len(long):
        return False
    start = 1
    while start < len(short) and short[start] == long[start]:
        start += 1
    letters = iter(long[start:])
    return all(char not in "aeiou" and char in letters for char in short[start:])
