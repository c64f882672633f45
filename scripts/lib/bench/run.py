"""Measures the steps of the suites on two databases in turn, and prints the table.

Called by `scripts/bench`, which makes the databases.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SIDES = ("plain", "addon")


class Side:
    """A process with Odoo on one of the databases. Only one of the two works at a time."""

    def __init__(self, database, suites):
        self.process = subprocess.Popen(
            [os.environ["PYTHON"], "-B", str(FOLDER / "worker.py"), database, *suites],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("a side of the bench ended by itself, see above")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["result"]

    def stop(self):
        self.process.stdin.close()
        self.process.wait(30)


def parse_arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("suites", nargs="+")
    parser.add_argument("--plain", required=True)
    parser.add_argument("--addon", required=True)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--install", type=Path)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--only", default="")
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--explain", action="store_true")
    return parser.parse_args()


def say(text):
    print(text, file=sys.stderr, flush=True)


# === MEASURE === #


def measure(case, sides, repeat):
    """Take the step on both sides by turns.

    :return: (dict side -> list of milliseconds, dict side -> list of numbers of queries)
    """
    times = min(case["repeat"], repeat)
    if times > 1:
        # The first time fills caches that live as long as a server does.
        for side in sides.values():
            side.ask(run=case["key"])
    samples, queries = {name: [] for name in sides}, {name: [] for name in sides}
    for turn in range(times):
        # A, B, B, A: neither is always the one after a pause.
        for name in sorted(sides, reverse=bool(turn % 2)):
            answer = sides[name].ask(run=case["key"])
            samples[name] += answer["ms"]
            queries[name].append(answer["queries"])
    return samples, queries


def summarise(case, samples, queries):
    row = {"key": case["key"], "name": case["name"], "records": case["records"]}
    for name, values in samples.items():
        ordered = sorted(values)
        row[name] = {
            "median_ms": round(statistics.median(ordered), 3),
            "p95_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 3),
            "min_ms": round(ordered[0], 3),
            "samples": len(ordered),
            # Of one step, which may be many calls.
            "queries": statistics.median_low(queries[name]),
        }
    if len(samples) == 2:
        row["ratio"] = round(row["addon"]["median_ms"] / row["plain"]["median_ms"], 3)
    return row


def measure_all(arguments, sides):
    rows, failures = [], 0
    for case in sides["addon"].ask(list=True):
        if arguments.only not in case["key"] and arguments.only not in case["name"]:
            continue
        measured = {"addon": sides["addon"]} if case["addon_only"] else sides
        try:
            row = summarise(case, *measure(case, measured, arguments.repeat))
        except RuntimeError as error:
            failures += 1
            say(f"FAILED {case['name']}\n{error}")
            continue
        rows.append(row)
        say(f"   {describe(row)}")
    return rows, failures


# === SEQUENTIAL SCANS === #


def explain_all(arguments, sides):
    """Sequential scans of big tables that plain Odoo does not make in the same step.

    :return: list of dict
    """
    found = []
    for case in sides["addon"].ask(list=True):
        if arguments.only not in case["key"] and arguments.only not in case["name"]:
            continue
        plain = {} if case["addon_only"] else sides["plain"].ask(explain=case["key"])
        addon = sides["addon"].ask(explain=case["key"])
        new = sorted(addon.keys() - plain.keys())
        found += [{"step": case["name"], "scan": scan, **addon[scan]} for scan in new]
    keys = set(sides["addon"].ask(keys=True)) - set(sides["plain"].ask(keys=True))
    found += [{"step": "deleting", "scan": f"foreign key without index: {key}"} for key in keys]
    return found


# === REPORT === #


def format_ms(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def describe(row):
    parts = [format_ms(row[side]["median_ms"]) if side in row else "" for side in SIDES]
    return f"{row['name']}: {' / '.join(part for part in parts if part)} ms"


def cells(row):
    plain, addon = (row.get(side) for side in SIDES)
    ratio = f"{row['ratio']:.2f}" if "ratio" in row else "–"
    queries = " / ".join(f"{side['queries']:,}" for side in (plain, addon) if side)
    median = format_ms(addon["median_ms"])
    if addon["samples"] >= 50 and addon["p95_ms"] > addon["median_ms"]:
        median += f" (p95 {format_ms(addon['p95_ms'])})"
    return row["name"], format_ms(plain["median_ms"]) if plain else "–", median, ratio, queries


def print_table(rows, markdown):
    table = [("step", "plain ms", "with addon ms", "ratio", "queries"), *map(cells, rows)]
    if markdown:
        table.insert(1, ("---", "--:", "--:", "--:", "--:"))
        for row in table:
            print("| " + " | ".join(row) + " |")
        return
    widths = [max(len(row[column]) for row in table) for column in range(5)]
    for name, *numbers in table:
        fields = (number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True))
        print("  ".join([name.ljust(widths[0]), *fields]))


def installation_rows(path):
    """The installation is measured where the databases are made."""
    times = json.loads(path.read_text(encoding="utf-8"))
    values = {"install_empty": "install the addon without partners",
              "install": "install the addon on all partners"}  # fmt: skip
    rows = []
    for key, name in values.items():
        number = times[f"{key}_ms"]
        entry = {"median_ms": number, "p95_ms": number, "min_ms": number, "samples": 1,
                 "queries": 0}  # fmt: skip
        rows.append({"key": key, "name": name, "records": 1, "addon": entry})
    return rows


def main():
    arguments = parse_arguments()
    started = time.monotonic()
    sides = {"plain": Side(arguments.plain, arguments.suites),
             "addon": Side(arguments.addon, arguments.suites)}  # fmt: skip
    rows, failures = measure_all(arguments, sides)
    scans = explain_all(arguments, sides) if arguments.explain else None
    for side in sides.values():
        side.stop()
    if arguments.install and not arguments.only:
        rows += installation_rows(arguments.install)
    print(f"{arguments.rows:,} partners, medians of {arguments.repeat}")
    print_table(rows, arguments.markdown)
    for scan in scans or ():
        print(f"\nsequential scan: {scan['step']}\n   {scan['scan']}")
        print(f"   {scan.get('query', '')[:600]}")
    if scans == []:
        print("\nno sequential scan that plain Odoo does not make too")
    result = {
        "rows": arguments.rows,
        "repeat": arguments.repeat,
        "odoo": os.environ.get("ODOO_VERSION"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "seconds": round(time.monotonic() - started),
        "steps": rows,
        "scans": scans,
    }
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(result, indent=1), encoding="utf-8")
    say(f"   {result['seconds']}s; numbers: {arguments.json}")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
