"""Candidates for a name, by the keys that it shares with others: the database's part, in memory."""

import math
import time
from array import array
from bisect import bisect_left

_MASK = 0xFFFFFFFF


class Settings:
    """The limits of a search; the defaults are those of the measurements in the notes."""

    # A key that more names share says nothing, and costs rows.
    max_shared = 1500
    # The rarest keys are read first, until so many rows are read.
    row_budget = 8000
    # Of the candidates, those whose common keys say most are kept …
    candidates = 200
    # … and of these the most promising are compared in full.
    rescored = 120

    def __init__(self, **values):
        for name, value in values.items():
            if value is not None:
                setattr(self, name, value)


class Hit:
    """One name found: `id`, `score` and `reasons`."""

    __slots__ = ("id", "score", "reasons")

    def __init__(self, name_id, score, reasons=()):
        self.id, self.score, self.reasons = name_id, score, reasons


class KeyIndex:
    """Finds names with an engine: a module or object with `parse`, `keys` and `similarity`.

    An engine may offer `KEY_WEIGHTS`, what a key of each kind says beside its rarity, and
    `prefilter(query_parts, other_parts) -> float` as a cheap order of the candidates; without one,
    the sum of the shared keys' rarity orders them.
    """

    def __init__(self, engine, names, settings=None):
        self.engine = engine
        self.settings = settings or Settings()
        self.weights = getattr(engine, "KEY_WEIGHTS", {})
        self.counted_once = getattr(engine, "COUNTED_ONCE", ())
        start = time.perf_counter()
        # The position in this list is the id less one, as the generator numbers them.
        self.parts = [engine.parse(name.text) for name in names]
        self.parse_seconds = time.perf_counter() - start
        start = time.perf_counter()
        rows = [
            (key & _MASK) << 32 | position
            for position, parts in enumerate(self.parts)
            for key in set(engine.keys(parts))
        ]
        self.key_seconds = time.perf_counter() - start
        rows.sort()
        self.rows = array("Q", rows)

    def _spans(self, keys):
        """The rows of each key that is no commonplace, the rarest first:
        (length, start, end, kind)."""
        spans = []
        for key, kind in keys.items():
            key &= _MASK
            start = bisect_left(self.rows, key << 32)
            end = bisect_left(self.rows, (key + 1) << 32, start)
            if 0 < end - start <= self.settings.max_shared:
                spans.append((end - start, start, end, kind))
        return sorted(spans)

    def candidates(self, parts):
        """Positions of names that share keys, the most promising first."""
        rarity, counted = {}, set()
        budget = self.settings.row_budget
        for length, start, end, kind in self._spans(self.engine.keys(parts)):
            budget -= length
            if budget < 0:
                break
            weight = self.weights.get(kind, 1.0) * (math.log(len(self.parts) / length) + 1)
            for row in self.rows[start:end]:
                position = row & _MASK
                # The rarest comes first.
                if kind in self.counted_once:
                    if (kind, position) in counted:
                        continue
                    counted.add((kind, position))
                rarity[position] = rarity.get(position, 0.0) + weight
        order = sorted(rarity, key=lambda position: (-rarity[position], position))
        order = order[: self.settings.candidates]
        prefilter = getattr(self.engine, "prefilter", None)
        if prefilter:
            order.sort(key=lambda position: -prefilter(parts, self.parts[position]))
        return order

    def search(self, text, limit=10):
        """The best hits for a name as somebody wrote it."""
        engine = self.engine
        parts = engine.parse(text)
        hits = []
        for position in self.candidates(parts)[: self.settings.rescored]:
            similarity = engine.similarity(parts, self.parts[position])
            hits.append(Hit(position + 1, similarity.score, similarity.reasons))
        hits.sort(key=lambda hit: (-hit.score, hit.id))
        return hits[:limit]
