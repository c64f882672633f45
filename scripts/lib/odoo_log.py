"""Judge the log of an Odoo test run: how many tests passed, and what it complains of.

    odoo_log.py LOG ALLOWED_WARNINGS

Prints a summary; the last line is `passed failed skipped`. The count is Odoo's own last line. A
run without any test, without that line, or with a complaint that is not on the list has failed.
"""

import re
import sys
from pathlib import Path

ENTRY = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) (?P<db>\S+) (?P<text>.*)$")
RESULT = re.compile(
    r"^odoo\.tests\.result: (\d+) failed, (\d+) error\(s\) of (\d+) tests when loading database"
)
# A failing test is logged as an error itself, and must not count twice.
FAILING_TEST = re.compile(r"^[\w.]+: (?:FAIL|ERROR): (?P<name>.+?)\s*$", re.M)
# What Odoo says once more after the failing tests themselves.
SUMMARY = re.compile(
    r"^odoo\.[\w.]+: (Module \w+: \d+ failures, \d+ errors of|At least one test failed when)"
)
NOISY = {"WARNING", "ERROR", "CRITICAL"}
SHOWN_LINES = 60


def read_entries(path):
    """Log entries as (level, text), a traceback belonging to the entry that it follows."""
    entries = []
    with path.open(encoding="utf-8", errors="replace") as stream:
        for line in stream:
            line = line.rstrip("\n")
            if match := ENTRY.match(line):
                entries.append([match["level"], match["text"]])
            elif entries:
                entries[-1][1] += "\n" + line
            else:
                entries.append(["OUTPUT", line])
    return entries


def read_allowed(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return [re.compile(line) for line in lines if line.strip() and not line.startswith("#")]


def shorten(text):
    lines = text.splitlines()
    if len(lines) > SHOWN_LINES:
        half = SHOWN_LINES // 2
        lines = [*lines[:half], "   …", *lines[-half:]]
    return "\n".join("   | " + line for line in lines)


def main(log, allowed_file):
    entries = read_entries(log)
    allowed = read_allowed(allowed_file)
    results, failing, complaints, tolerated, skipped = None, [], [], 0, []
    for level, text in entries:
        if match := RESULT.match(text):
            results = tuple(map(int, match.groups()))
        elif level in NOISY and (match := FAILING_TEST.match(text)):
            failing.append((match["name"], text))
        elif level in NOISY and SUMMARY.match(text):
            continue
        elif level in NOISY:
            if any(pattern.search(text) for pattern in allowed):
                tolerated += 1
            else:
                complaints.append(f"{level} {text}")
        elif match := re.match(r"^[\w.]+: skipped (.*)$", text):
            skipped.append(match.group(1))
        elif match := re.match(r".*\[HOOT\] (Passed \d+ tests.*)", text):
            print(f"   JavaScript: {match.group(1)}")

    for name, text in failing:
        print(f"FAILED {name}")
        print(shorten(text))
    for complaint in complaints:
        print("FAILED the log is not clean:")
        print(shorten(complaint))
    for reason in skipped:
        print(f"   skipped: {reason}")
    if results is None:
        print("FAILED Odoo did not reach the end of its tests; the last lines of its log:")
        print(shorten("\n".join(text for _level, text in entries[-25:])))
        results = (0, 1, 0)
    elif not results[2]:
        print("FAILED no test ran at all")
        results = (0, 1, 0)
    failures, errors, total = results
    # Odoo counts each part of a test (subTest), and an error of a class that is no test at all.
    names = {re.sub(r"^Subtest (\S+).*", r"\1", name) for name, _text in failing}
    tests = {name for name in names if not name.startswith(("setUp", "tearDown"))}
    passed = max(0, total - len(tests) - len(skipped))
    failed = len(names) + len(complaints)
    if failures + errors and not names:
        failed += failures + errors
    print(f"   {total} tests, {tolerated} known warnings of others")
    print(passed, failed, len(skipped))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
