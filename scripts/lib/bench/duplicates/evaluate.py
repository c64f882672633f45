"""Measures an engine of company-name matching on made-up names and queries, without a database.

    PYTHONPATH=scripts/lib/bench python -m duplicates.evaluate --names 20000

The threshold of "the first hit is the same" is set on one half of the queries; the table is of the
other half. "said" is the share of a kind's queries in which the right name is first and over the
threshold, "false" the share in which a wrong one is.
"""

import argparse
import importlib
import json
import sys
import time
from pathlib import Path

from . import baselines
from .index import KeyIndex, Settings
from .known import make_queries, read_firms
from .measure import ask, summarise
from .queries import build_set

ROOT = Path(__file__).resolve().parents[4]


def _percent(value):
    return "–" if value is None else f"{value:.3f}".replace("0.", ".", 1)


def kind_rows(summary):
    yield "kind", "n", "R@1", "R@10", "said", "false"
    for kind, figures in summary["kinds"].items():
        shares = (figures[key] for key in ("r1", "r10", "accepted", "false"))
        yield kind, str(figures["n"]), *map(_percent, shares)


def method_rows(summaries):
    yield (
        "method",
        "n",
        "R@1",
        "R@10",
        "R@40",
        "F1",
        "precision",
        "recall",
        "threshold",
        "p50 µs",
        "p95 µs",
    )
    for summary in summaries:
        shares = (summary[key] for key in ("r1", "r10", "r40", "f1", "precision", "recall"))
        yield (
            summary["label"],
            str(summary["queries"]),
            *map(_percent, shares),
            f"{summary['threshold']:.3f}",
            f"{summary['p50_us']:.0f}",
            f"{summary['p95_us']:.0f}",
        )


def print_table(rows, markdown=False):
    rows = list(rows)
    if markdown:
        rows.insert(1, ["---", *["---:"] * (len(rows[0]) - 1)])
        for row in rows:
            print("|", " | ".join(row), "|")
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        numbers = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        print(first.ljust(widths[0]), *numbers, sep="  ")


def print_errors(answers, names, threshold, count):
    """Up to `count` queries of each kind that were answered wrongly, for the engine's author."""
    shown = {}
    for answer in answers:
        query = answer.query
        said = bool(answer.hits) and answer.score >= threshold
        if answer.first_is_right if query.answer else not said:
            continue
        shown[query.kind] = shown.get(query.kind, 0) + 1
        if shown[query.kind] > count:
            continue
        first = answer.hits[0] if answer.hits else None
        hit = (
            f"{names[first.id - 1].text} {first.score:.3f} {first.reasons}" if first else "nothing"
        )
        print(f"{query.kind}: {query.text}\n    meant {names[query.near - 1].text}", end="")
        print(
            f" (rank {answer.rank})" if query.answer else " (must not be said)",
            f"\n    first {hit}",
        )


def evaluate(engine, table, queries, settings=None, label="engine", threshold=None):
    """Measure an engine, a module or object with `parse`, `keys` and `similarity`.

    :return: the summary (`measure.summarise`), that of known firms, the answers, and the index
    """
    firms = read_firms()
    index = KeyIndex(engine, [*table.names, *firms], settings)
    # The first queries would pay for what is loaded and cached once.
    ask(index.search, queries[:50])
    answers = ask(index.search, queries)
    summary = summarise(label, answers, threshold)
    known = ask(index.search, make_queries(firms, len(table.names)))
    return summary, summarise("known firms", known, summary["threshold"]), answers, index


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--names", type=int, default=20_000, help="in the table (%(default)s)")
    parser.add_argument("--queries", type=int, default=10_000, help="over all kinds (%(default)s)")
    parser.add_argument(
        "--kind", action="append", default=[], help="only kinds that contain this; repeatable"
    )
    parser.add_argument("--seed", type=int, default=1, help="other names and other queries")
    parser.add_argument(
        "--threshold", type=float, help="of the engine; else the best on the fit half"
    )
    parser.add_argument("--engine", default="tools.company_name", help="the module (%(default)s)")
    parser.add_argument("--root", default=ROOT, help="the checkout from which the engine is taken")
    parser.add_argument("--errors", type=int, metavar="N", help="show N wrong answers of each kind")
    parser.add_argument("--no-baselines", action="store_true")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--json", metavar="FILE", help="write all figures there")
    for name in ("max-shared", "row-budget", "candidates", "rescored"):
        default = getattr(Settings, name.replace("-", "_"))
        parser.add_argument(f"--{name}", type=int, help=f"of the index ({default})")
    return parser.parse_args(arguments)


def main(arguments=None):
    options = parse_arguments(arguments)
    sys.path.insert(0, str(options.root))
    engine = importlib.import_module(options.engine)
    normalise = getattr(engine, "normalise", None)
    normalise = normalise or importlib.import_module("tools.company_name").normalise
    start = time.perf_counter()
    try:
        table, queries = build_set(
            normalise, options.names, options.queries, options.seed, options.kind
        )
    except ValueError as error:
        sys.exit(str(error))
    print(
        f"{len(table.names)} names, {len(queries)} queries in {time.perf_counter() - start:.1f} s"
    )
    settings = Settings(
        **{
            key: getattr(options, key)
            for key in ("max_shared", "row_budget", "candidates", "rescored")
        }
    )
    summary, known, answers, index = evaluate(
        engine, table, queries, settings, options.engine, options.threshold
    )
    print(
        f"parsed in {index.parse_seconds:.1f} s, {len(index.rows) / len(table.names):.1f} keys a name"
        f" in {index.key_seconds:.1f} s\n"
    )
    summaries = [summary, known]
    for baseline in () if options.no_baselines else baselines.fitting(len(table.names)):
        searched = ask(baseline(table).search, queries, baseline.sample)
        summaries.append(summarise(baseline.label, searched))
    print_table(kind_rows(summary), options.markdown)
    print()
    print_table(method_rows(summaries), options.markdown)
    if options.errors:
        print()
        print_errors(answers, [*table.names, *read_firms()], summary["threshold"], options.errors)
    if options.json:
        Path(options.json).write_text(json.dumps(summaries, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
