"""Which rows of one list may mean the same: those that share rare keys."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import log

# A key that more rows share says nothing.
_MAX_SHARED = 1000
# Rows read for one row, those of the rarest keys first.
_BUDGET = 2000


def find_earlier(rows: Sequence[Mapping], limit: int = 40, first: int = 0) -> list[list[int]]:
    """Find for each row the earlier ones that share most with it.

    :param rows: of each row its keys with their weights
    :param limit: how many for each row at the most
    :param first: number of the first row to look at
    :return: of each row from `first` on the numbers of earlier rows, the most promising first
    """
    holders = defaultdict(list)
    for number, weights in enumerate(rows):
        for key in weights:
            holders[key].append(number)
    return [
        _find_earlier(number, rows[number], holders, len(rows))[:limit]
        for number in range(first, len(rows))
    ]


def _find_earlier(number, weights, holders, count):
    shared = [key for key in weights if 1 < len(holders[key]) <= _MAX_SHARED]
    rarity, spent = defaultdict(float), 0
    for key in sorted(shared, key=lambda key: len(holders[key])):
        spent += len(holders[key])
        if spent > _BUDGET and rarity:
            break
        gain = weights[key] * (log(count / len(holders[key])) + 1)
        for other in holders[key]:
            if other >= number:
                break
            rarity[other] += gain
    return sorted(rarity, key=lambda other: (-rarity[other], other))
