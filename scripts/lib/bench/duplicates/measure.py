"""Figures of one method on one set of queries."""

import random
import time
from typing import NamedTuple

from .queries import FIT, HELD_OUT

# So many hits are asked for: what is not among them was not found at all.
DEPTH = 40


class Answer(NamedTuple):
    query: object
    hits: list
    microseconds: float

    @property
    def rank(self):
        """The place of the right name, from 1 on; 0 where it is not among the hits."""
        ids = [hit.id for hit in self.hits]
        return ids.index(self.query.answer) + 1 if self.query.answer in ids else 0

    @property
    def score(self):
        return self.hits[0].score if self.hits else float("-inf")

    @property
    def first_is_right(self):
        return self.query.answer is not None and self.rank == 1


def ask(search, queries, sample=None):
    """Put the queries to a method, or an even sample of them, and note the time of each."""
    if sample and sample < len(queries):
        queries = random.Random("sample").sample(queries, sample)
    answers = []
    for query in queries:
        start = time.perf_counter()
        hits = search(query.text, DEPTH)
        answers.append(Answer(query, hits, (time.perf_counter() - start) * 1e6))
    return answers


def share(count, total):
    return count / total if total else None


def recall(answers, depth):
    """Of the queries that mean somebody, the share with the right name in the first `depth`."""
    positive = [answer for answer in answers if answer.query.answer is not None]
    return share(sum(0 < answer.rank <= depth for answer in positive), len(positive))


def decide(answers, threshold):
    """Precision, recall and F1 of "the first hit is the same", said from a score on."""
    said = [answer for answer in answers if answer.hits and answer.score >= threshold]
    right = sum(answer.first_is_right for answer in said)
    positive = sum(answer.query.answer is not None for answer in answers)
    f1 = share(2 * right, len(said) + positive)
    return share(right, len(said)), share(right, positive), f1


def best_threshold(answers):
    """The score from which on saying "the same" gives the highest F1."""
    found = sorted((a for a in answers if a.hits), key=lambda answer: -answer.score)
    positive = sum(answer.query.answer is not None for answer in answers)
    best, threshold, right = 0.0, float("inf"), 0
    for said, answer in enumerate(found, 1):
        right += answer.first_is_right
        # Equal scores can only be said together.
        if said < len(found) and found[said].score == answer.score:
            continue
        f1 = 2 * right / (said + positive)
        if f1 > best:
            best, threshold = f1, answer.score
    return threshold


def percentile(values, percent):
    values = sorted(values)
    return values[min(len(values) - 1, len(values) * percent // 100)] if values else None


def false_alarms(answers, threshold):
    """The share in which the first hit is said to be the same and is not."""
    wrong = sum(bool(a.hits) and a.score >= threshold and not a.first_is_right for a in answers)
    return share(wrong, len(answers))


def summarise(label, answers, threshold=None):
    """All figures of a method; those of quality on the held-out half.

    :param threshold: of "the same"; the best one on the fit half where None
    :return: a dictionary for the table and for JSON, `kinds` in the order of the queries
    """
    if threshold is None:
        threshold = best_threshold([a for a in answers if a.query.split == FIT])
    held_out = [answer for answer in answers if answer.query.split == HELD_OUT]
    precision, found, f1 = decide(held_out, threshold)
    by_kind = {}
    for answer in held_out:
        by_kind.setdefault(answer.query.kind, []).append(answer)
    times = [answer.microseconds for answer in answers]
    return {
        "label": label,
        "queries": len(held_out),
        "r1": recall(held_out, 1),
        "r10": recall(held_out, 10),
        f"r{DEPTH}": recall(held_out, DEPTH),
        "precision": precision,
        "recall": found,
        "f1": f1,
        "threshold": threshold,
        "p50_us": percentile(times, 50),
        "p95_us": percentile(times, 95),
        "kinds": {
            kind: {
                "n": len(some),
                "r1": recall(some, 1),
                "r10": recall(some, 10),
                # Of positives: said and right. Of negatives nobody can be right.
                "accepted": decide(some, threshold)[1],
                "false": false_alarms(some, threshold),
            }
            for kind, some in by_kind.items()
        },
    }
