"""Fit the weights of `tools.company_name.similarity` on the development set of `duplicates`.

    PYTHONPATH=scripts/lib/bench python -m fit_weights --names 1000000 [--write]

The pairs are what a search compares: each query of the fit half with the candidates that its keys
find in a table of that size. So the negatives are those that occur. No wheel is needed but pypinyin.
It begins with the weights that stand: they choose the hardest candidates of the first round.
"""

import argparse
import random
import sys
from collections import defaultdict
from math import exp
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from duplicates.index import KeyIndex  # noqa: E402
from duplicates.queries import FIT, build_set  # noqa: E402

from tools import company_name  # noqa: E402
from tools.company_name import parse, weights  # noqa: E402
from tools.company_name.scoring import features  # noqa: E402

TABLES = ("CHINESE", "WESTERN", "MIXED")
# The worst of the candidates, by the weights of the round before, are what is decided about.
HARDEST = 12
# A right name counts as much as the wrong ones together, so that the threshold lies in the middle.
RIGHT = 4.0
# What made-up names do not teach. Initials and a brand in Latin letters are worth showing and decide
# nothing; a branch and a group are related to the firm, so they stay in the list.
BY_HAND = {
    "CHINESE": {"branch": -9.6, "group": -9.2, "_group_dropped": -0.9, "_abroad": -4.8},
    "WESTERN": {"branch": -8.5, "_group_dropped": -0.3, "_abroad": -1.5, "initials": 12.4},
    "MIXED": {"contained": 4.0},
}
ROUNDS = 2
EPOCHS = 14
RATE = 0.3
DECAY = 0.0002


def find_pairs(names, queries, seed):
    """Yield (query, right name or None, other names) of the fit half, all taken apart."""
    table, made = build_set(company_name.normalise, names, queries, seed)
    index = KeyIndex(company_name, table.names)
    for query in made:
        if query.split == FIT:
            asked = parse(query.text)
            found = index.candidates(asked)[: index.settings.rescored]
            right = index.parts[query.answer - 1] if query.answer else None
            yield asked, right, [index.parts[at] for at in found if at + 1 != query.answer]


def describe(pairs):
    """Return for each query its table, and (features, whether it is right) of each candidate."""
    described = []
    for asked, right, others in pairs:
        samples = defaultdict(list)
        for truth, some in ((1.0, [right] if right else []), (0.0, others)):
            for other in some:
                # Equal names are certain without a score.
                if other.normal != asked.normal:
                    values, table = features(asked, other)
                    samples[id(table)].append(({"bias": 1.0, **values}, truth))
        described += [(table, some) for table, some in samples.items()]
    return described


def total_of(table, values):
    return sum(table.get(name, 0.0) * value for name, value in values.items())


def select(described, tables):
    """The right name of each query and the others that are hardest to tell from it."""
    for key, samples in described:
        table = tables[key]
        wrong = sorted(
            (sample for sample in samples if not sample[1]),
            key=lambda sample: -total_of(table, sample[0]),
        )[:HARDEST]
        for sample in samples:
            if sample[1]:
                yield table, *sample, RIGHT
        for at, sample in enumerate(wrong):
            # The first decides; the others keep the order.
            yield table, *sample, 1.0 / (1 + at)


def fit(described):
    """Fit each table by stochastic gradient descent with a little decay towards zero."""
    modules = {id(getattr(weights, name)): getattr(weights, name) for name in TABLES}
    tables = {key: dict(table) for key, table in modules.items()}
    for _round in range(ROUNDS):
        samples = list(select(described, tables))
        shuffle = random.Random(7).shuffle
        for epoch in range(EPOCHS):
            shuffle(samples)
            descend(samples, RATE / (1 + epoch))
    for key, table in modules.items():
        table.clear()
        table.update({name: round(value, 2) for name, value in sorted(tables[key].items())})
    for name, values in BY_HAND.items():
        getattr(weights, name).update(values)
    return len(samples)


def descend(samples, rate):
    for table, values, truth, share in samples:
        total = total_of(table, values)
        error = share * (truth - 1 / (1 + exp(-max(-30, min(30, total)))))
        for name, value in values.items():
            old = table.get(name, 0.0)
            table[name] = old + rate * (error * value - DECAY * old)


def write_weights():
    lines = [
        '"""Weights of the score, fitted on made-up names by scripts/lib/bench/fit_weights.py."""\n'
    ]
    for name in TABLES:
        rows = "".join(f'    "{key}": {value},\n' for key, value in getattr(weights, name).items())
        lines.append(f"{name} = {{\n{rows}}}\n")
    (ROOT / "tools/company_name/weights.py").write_text("\n".join(lines), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="to tools/company_name/weights.py")
    options = parser.parse_args()
    count = fit(describe(find_pairs(options.names, options.queries, options.seed)))
    print(count, "pairs")
    if options.write:
        write_weights()


if __name__ == "__main__":
    main()
