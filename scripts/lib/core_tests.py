"""Odoo's own tests, run without and with this addon, and compared test by test.

Called by `scripts/test --core`. Fails where a test passes without the addon and does not with it.

Two comparisons, each on databases of its own with demo data and the addon's features switched off,
as in a company that already works with Odoo:

install  everything is installed at once, in Odoo's order, as Odoo's own developers run it. What
         runs while the modules are loaded does not know the addon yet.
loaded   all tests, also those, on a database in which everything is installed.
"""

import argparse
import hashlib
import json
import os
import sys
import time
from pathlib import Path

LIB = Path(__file__).resolve().parent
ROOT = LIB.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "server"))
sys.path.insert(0, str(LIB))

from core.runs import Runs  # noqa: E402

MODULES = ["crm", "sale_crm", "sale", "sale_management", "sales_team"]
BASE_FILES = [
    "test_display_name",
    "test_format_address_mixin",
    "test_res_partner",
    "test_res_partner_bank",
    "test_res_partner_merge",
]
MODES = ["install", "loaded"]


def parse_arguments():
    parser = argparse.ArgumentParser(prog="scripts/test --core", description=__doc__.split("\n")[0])
    parser.add_argument("--modules", default=",".join(MODULES), help="the modules to test")
    parser.add_argument("--mode", choices=MODES, help="only one of the two comparisons")
    parser.add_argument("--tags", help="Odoo's --test-tags instead of those of the modules")
    parser.add_argument("--tours", action="store_true", help="with browser tests (longer)")
    parser.add_argument(
        "--features-on",
        action="store_true",
        help="compare also with the addon's features switched on; differences do not fail",
    )
    parser.add_argument(
        "--reuse", action="store_true", help="take the results without the addon from the last run"
    )
    parser.add_argument("--json", type=Path, help="write all outcomes to this file")
    parser.add_argument("--keep", action="store_true", help="keep the databases")
    return parser.parse_args()


def get_tags(arguments):
    if arguments.tags:
        return arguments.tags
    tags = [f"/{module}" for module in arguments.modules.split(",")]
    if arguments.modules == ",".join(MODULES):
        tags += [f"/base/tests/{name}.py" for name in BASE_FILES]
    return ",".join(tags)


class Baseline:
    """Outcomes without the addon: they do not change as long as Odoo does not."""

    def __init__(self, reuse, key):
        digest = hashlib.sha1(repr(key).encode()).hexdigest()[:10]
        self.path = Path(os.environ["CCP_CACHE"]) / "data" / f"core-{digest}.json"
        self.reuse = reuse and self.path.exists()

    def read(self, run):
        if self.reuse:
            say(f"   without the addon: results of {time.ctime(self.path.stat().st_mtime)}")
            return json.loads(self.path.read_text(encoding="utf-8"))
        outcomes = run()
        self.path.write_text(json.dumps(outcomes), encoding="utf-8")
        return outcomes


def say(text):
    print(text, file=sys.stderr, flush=True)


def compare(plain, addon):
    """Sort the tests by what they do without and with the addon.

    :return: (dict kind -> list of test ids, list of ids that fail because of the addon)
    """
    kinds = {}
    for test in sorted(plain.keys() | addon.keys()):
        pair = tuple(side.get(test, {}).get("outcome", "missing") for side in (plain, addon))
        kinds.setdefault(pair, []).append(test)
    bad = {"failed", "missing", "started", "skipped"}
    broken = [test for (old, new), ids in kinds.items() if old == "passed" and new in bad
              for test in ids]  # fmt: skip
    # A class whose setUpClass fails has no tests to be missing one by one: say why instead.
    broken += kinds.get(("missing", "failed"), [])
    return kinds, broken


def report(title, kinds, broken, addon):
    print(f"\n{title}")
    for (old, new), ids in sorted(kinds.items(), key=lambda item: -len(item[1])):
        print(f"  {len(ids):5}  without the addon {old:8} with it {new}")
    for test in broken:
        entry = addon.get(test, {"outcome": "missing", "text": ""})
        print(f"\n{test}: {entry['outcome']} with the addon")
        for line in entry["text"].splitlines()[-40:]:
            print(f"   | {line}")
    for test in kinds.get(("failed", "passed"), []):
        print(f"   passes only with the addon: {test}")
    sys.stdout.flush()


def confirm(runs, broken, database):
    """Run what seems broken once more: what may also pass is not broken by the addon.

    :return: the ids that do not pass this time either
    """
    tests = [test for test in broken if test.startswith("odoo.addons.")]
    if not tests:
        return broken
    tags = ",".join(sorted({as_tag(test) for test in tests}))
    say(f"   {len(tests)} tests once more")
    again = runs.loaded(database, tags)
    unsteady = {test for test in tests if again.get(test, {}).get("outcome") == "passed"}
    for test in sorted(unsteady):
        print(f"   passed when it ran again: {test}")
    return [test for test in broken if test not in unsteady]


def as_tag(test):
    """`odoo.addons.crm.tests.test_x.TestX.test_y` as Odoo's `/crm:TestX.test_y`."""
    parts = test.split(".")
    return f"/{parts[2]}:{parts[-2]}.{parts[-1]}"


def main():
    arguments = parse_arguments()
    tags = get_tags(arguments)
    runs = Runs(arguments.modules.split(","), arguments.tours, say)
    modes = [arguments.mode] if arguments.mode else MODES
    outcomes, failed = {}, 0
    try:
        for mode in modes:
            key = (os.environ["ODOO_VERSION"], mode, tags, arguments.tours)
            plain_db, addon_db = runs.databases(mode)
            run = runs.installing if mode == "install" else runs.loaded
            plain = Baseline(arguments.reuse, key).read(lambda: run(plain_db, tags))  # noqa: B023
            addon = run(addon_db, tags)
            kinds, broken = compare(plain, addon)
            broken = confirm(runs, broken, addon_db)
            report(f"Odoo's tests, {mode}", kinds, broken, addon)
            outcomes[mode] = {"without": plain, "with": addon, "broken": broken}
            failed += len(broken) + (not plain)
            if mode == "loaded" and arguments.features_on:
                switched = runs.loaded(runs.switched_on(), tags)
                kinds, differing = compare(plain, switched)
                report("For information: loaded, features switched on", kinds, differing, switched)
                outcomes["features on"] = {"with": switched, "broken": differing}
    finally:
        if not arguments.keep:
            runs.drop_databases()
    if arguments.json:
        arguments.json.write_text(json.dumps(outcomes, indent=1), encoding="utf-8")
    print(f"\n{failed} of Odoo's own tests fail only with the addon")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
