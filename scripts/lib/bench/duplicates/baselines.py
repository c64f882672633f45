"""What the engine is compared with, on the same names in the same run. Each has `search(text)`."""

import difflib
import heapq

from .index import Hit

try:
    from rapidfuzz import fuzz, process
except ImportError:
    fuzz = process = None


class Equality:
    """The normalised name is equal."""

    label = "equality of normalise"
    max_names = None
    sample = None

    def __init__(self, table):
        self.table = table

    def search(self, text, limit=10):
        owner = self.table.owner(text)
        return [Hit(owner, 1.0)] if owner else []


class RapidfuzzRatio:
    """The ratio of rapidfuzz to every name."""

    label = "rapidfuzz ratio, all names"
    max_names = 200_000
    sample = 1500

    def __init__(self, table):
        self.normalise = table.normalise
        self.texts = [table.normalise(name.text) for name in table.names]

    def search(self, text, limit=10):
        found = process.extract(
            self.normalise(text), self.texts, scorer=fuzz.ratio, processor=None, limit=limit
        )
        return [Hit(position + 1, score / 100) for _text, score, position in found]


class DifflibRatio(RapidfuzzRatio):
    """The ratio of Python's own difflib to every name."""

    label = "difflib ratio, all names"
    max_names = 3_000
    sample = 100

    def search(self, text, limit=10):
        matcher = difflib.SequenceMatcher(autojunk=False)
        matcher.set_seq2(self.normalise(text))
        scores = []
        for position, other in enumerate(self.texts):
            matcher.set_seq1(other)
            if matcher.real_quick_ratio() > 0.3 and matcher.quick_ratio() > 0.3:
                scores.append((matcher.ratio(), -position))
        return [Hit(1 - negative, score) for score, negative in heapq.nlargest(limit, scores)]


def fitting(count):
    """The baselines that answer in reasonable time on a table of `count` names."""
    classes = [Equality, RapidfuzzRatio if process else None, DifflibRatio]
    return [c for c in classes if c and (c.max_names is None or count <= c.max_names)]
