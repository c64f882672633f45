"""Measures `find_duplicates` in Odoo's own database: right answers by kind, and milliseconds.

Beside it, on the same rows in the same run: Odoo's `name_search`, and a plain trigram query.

    python -m duplicates.in_odoo DATABASE --names 1000000
"""

import argparse
import gc
import json
import random
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER.parent), str(FOLDER.parents[3])]

from environment import SALES_LOGIN, open_registry, transaction  # noqa: E402

from tools.company_name import THRESHOLD, normalise  # noqa: E402

from .batch import batch_rows, measure_batch  # noqa: E402
from .evaluate import kind_rows, method_rows, print_errors, print_table  # noqa: E402
from .fill import FIRST_ID  # noqa: E402
from .index import Hit  # noqa: E402
from .measure import DEPTH, ask, summarise  # noqa: E402
from .over_http import measure_json2  # noqa: E402
from .queries import build_set  # noqa: E402

# `name_search` without a trigram index reads the whole table: a second for each name.
SAMPLES = {"find": 600, "name_search": 40, "trigrams": 100, "json2": 600}
TRIGRAM_INDEX = (
    "CREATE INDEX IF NOT EXISTS bench_trigrams ON res_partner USING gin (name gin_trgm_ops)"
)
TRIGRAMS = """
    SELECT id, similarity(name, %(name)s) FROM res_partner WHERE name %% %(name)s
     ORDER BY 2 DESC, 1 LIMIT %(limit)s
"""


def with_addon(table):
    """Whoever may not see a customer gets its name and no id."""

    def search(env, name, limit):
        return [
            Hit(table.owner(hit["name"]), hit["score"], hit["reasons"])
            for hit in env["res.partner"].find_duplicates(name, limit=limit)
        ]

    return search


def with_name_search(env, name, limit):
    found = env["res.partner"].name_search(name, limit=limit)
    return [Hit(partner_id - FIRST_ID, 1.0) for partner_id, _name in found]


def with_trigrams(env, name, limit):
    env.cr.execute(TRIGRAMS, {"name": name, "limit": limit})
    return [Hit(partner_id - FIRST_ID, score) for partner_id, score in env.cr.fetchall()]


def measure(registry, label, search, queries, login, threshold=None, depth=DEPTH):
    """Ask every query in a transaction of its own kind: caches of records stay as in a request."""
    with transaction(registry, login) as env:

        def ask_one(text, _limit):
            env.invalidate_all()
            return search(env, text, depth)

        ask(ask_one, queries[:50])
        gc.collect()
        gc.disable()
        answers = ask(ask_one, queries)
        gc.enable()
    return summarise(label, answers, threshold), answers


def say(summary):
    p50, p95 = (summary[key] / 1000 for key in ("p50_us", "p95_us"))
    text = f"   {summary['label']}: p50 {p50:.1f} ms, p95 {p95:.1f} ms"
    print(text, file=sys.stderr, flush=True)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("database")
    parser.add_argument("--names", type=int, required=True)
    parser.add_argument("--queries", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--fill", action="store_true", help="make the keys anew, and say how long")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    registry = open_registry(options.database)
    if options.fill:
        with transaction(registry, commit=True) as env:
            env.cr.execute("TRUNCATE crm_partner_name, crm_partner_name_key")
            start = time.perf_counter()
            count = env["crm.name.index"]._fill()
            print(f"keys of {count:,} partners made in {time.perf_counter() - start:.0f} s")
    table, queries = build_set(normalise, options.names, options.queries, options.seed)
    find = with_addon(table)
    summary, answers = measure(
        registry, "find_duplicates, all seen", find, queries, None, THRESHOLD
    )
    summaries = [summary]
    say(summary)
    for label, kind, search, login in (
        ("find_duplicates, salesperson", "find", find, SALES_LOGIN),
        ("name_search, all seen", "name_search", with_name_search, None),
        ("pg_trgm % on the name", "trigrams", with_trigrams, None),
    ):
        if kind == "trigrams":
            with transaction(registry, commit=True) as env:
                env.cr.execute(TRIGRAM_INDEX)
        few = random.Random("few").sample(queries, min(SAMPLES[kind], len(queries)))
        threshold = THRESHOLD if kind == "find" else None
        summaries.append(measure(registry, label, search, few, login, threshold, 10)[0])
        say(summaries[-1])
    few = random.Random("few").sample(queries, min(SAMPLES["json2"], len(queries)))
    for answer in measure_json2(options.database, table, few, THRESHOLD):
        summaries.append(answer)
        say(answer)
    print_table(kind_rows(summary), options.markdown)
    print()
    print_table(method_rows(summaries), options.markdown)
    batch = measure_batch(registry, queries, options.names)
    print()
    print_table(batch_rows(batch), options.markdown)
    if options.errors:
        print_errors(answers, table.names, THRESHOLD, options.errors)
    if options.json:
        options.json.write_text(json.dumps([*summaries, batch], ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
