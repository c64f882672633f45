"""Which names cannot mean one company, said in a tenth of the time that `similarity` takes.

For comparing a whole table with itself. What is refused here would hardly ever reach `THRESHOLD`:
two facts of one kind that contradict each other, or a brand of its own on both sides.
"""

from .distance import ratio, shortens
from .parsing import Parts
from .scoring import compare_regions

_LEAST_RATIO = 0.55
# Words less alike are no misspelling of each other, see `scoring`.
_LEAST_WORD_RATIO = 0.74


def may_be_one(one: Parts, other: Parts) -> bool:
    """Say whether two names are worth comparing; may err in favour of it."""
    if one.form != other.form and one.form and other.form and one.core != other.core:
        return False
    mine, theirs = one.region, other.region
    if mine != theirs and compare_regions(mine, theirs) == "region_conflict":
        return False
    if one.is_chinese != other.is_chinese:
        return True
    if one.is_chinese:
        return _may_be_one_trade(one, other)
    return _may_be_one_brand(one, other)


def _may_be_one_trade(one: Parts, other: Parts) -> bool:
    mine, theirs = one.trade, other.trade
    return mine in theirs or theirs in mine or one.brand == other.brand


def _may_be_one_brand(one: Parts, other: Parts) -> bool:
    """Whether the words that only one has may be words of the other: not "Acme Oil", "Acme Air"."""
    mine, theirs = set(one.tokens), set(other.tokens)
    left, right = mine - theirs, theirs - mine
    if not left or not right:
        return True
    if ratio(one.core, other.core) < _LEAST_RATIO:
        return False
    return _meet_all(left, right) or _meet_all(right, left)


def _meet_all(words: set[str], others: set[str]) -> bool:
    """Whether each of the words can be one of the others, misspelt or cut."""
    for word in words:
        for other in others:
            if (
                ratio(word, other) > _LEAST_WORD_RATIO
                or word[0] == other[0]
                and (shortens(word, other) or shortens(other, word))
            ):
                break
        else:
            return False
    return True
