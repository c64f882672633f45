"""Queries to a table of names: what people type, and whom they mean.

Half of the queries are to set thresholds and weights ("fit"), the other half to report on ("held
out"); no name serves both. Every kind has the same number, so that a rare kind counts in full.
"""

import random
from typing import NamedTuple

from . import negatives, variants_chinese, variants_western
from .names import generate
from .table import Table

FIT, HELD_OUT = "fit", "held out"
_TRIES = 400


class Query(NamedTuple):
    kind: str
    text: str
    # The id of the name that is meant; None where the table does not have it.
    answer: int | None
    # The id of the name from which the query was made.
    near: int
    split: str


def all_kinds():
    """Every kind: its function, whether it starts from a Chinese name, whether somebody is meant."""
    kinds = {}
    for chinese, means, functions in (
        (True, True, variants_chinese.KINDS),
        (True, False, negatives.CHINESE),
        (False, True, variants_western.KINDS),
        (False, False, negatives.WESTERN),
    ):
        kinds.update({kind: (function, chinese, means) for kind, function in functions.items()})
    return kinds


def select_kinds(wanted):
    """Kinds whose name begins with or contains one of the words; all where none is given."""
    kinds = all_kinds()
    if not wanted:
        return kinds
    unknown = [word for word in wanted if not any(word in kind for kind in kinds)]
    if unknown:
        raise ValueError(f"no kind is called {unknown[0]!r}; there are: {', '.join(kinds)}")
    return {k: v for k, v in kinds.items() if any(word in k for word in wanted)}


def split_of(name_id, seed):
    """To which half a name belongs: by its id, so that all its queries do."""
    return random.Random(f"split {seed} {name_id}").choice((FIT, HELD_OUT))


def _make(kind, function, means, pool, table, count, seed):
    """Yield up to `count` different queries of one kind."""
    rng = random.Random(f"queries {seed} {kind}")
    seen = set()
    for _ in range(count * _TRIES):
        if len(seen) == count:
            return
        name = rng.choice(pool)
        text = function(rng, name, table)
        if not text or text in seen:
            continue
        # A variant may happen to be the very name of somebody else.
        if table.owner(text) not in (None, name.id if means else None):
            continue
        seen.add(text)
        yield Query(kind, text, name.id if means else None, name.id, split_of(name.id, seed))


def build(table, count, seed=1, kinds=None):
    """About `count` queries, the same number of each kind. Kinds that do not apply to any name
    of the table, or only to few, have less.

    :param table: the `Table` that is asked
    :param kinds: of `select_kinds`; all where None
    :return: a list of `Query`
    """
    kinds = kinds or all_kinds()
    pools = {script: [n for n in table.names if n.chinese is script] for script in (True, False)}
    each = -(-count // len(kinds))
    return [
        query
        for kind, (function, chinese, means) in kinds.items()
        if pools[chinese]
        for query in _make(kind, function, means, pools[chinese], table, each, seed)
    ]


def build_set(normalise, names=20_000, count=10_000, seed=1, wanted=()):
    """A table of made-up names and the queries to it."""
    table = Table(generate(names, seed), normalise)
    return table, build(table, count, seed, select_kinds(wanted))
