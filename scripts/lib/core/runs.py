"""The databases and the runs of Odoo's own tests."""

import ast
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

from odoo_server import ADDON, clone_database, drop_database, free_port

DRIVER = Path(__file__).resolve().parent / "driver.py"
LOADED = """
from odoo.tests.shell import run_tests
run_tests(env, {tags!r}, modules={modules!r})
"""
# In a company that works with Odoo the addon stays off; here it is made certain.
SWITCH = """
env["res.company"].search([]).write(
    # Where quotations need approval, confirming one at once is refused: that is the feature.
    {{"use_customer_management": {on}, "customer_auto_manage": {on}, "use_quote_approval": False}}
)
env.cr.commit()
print("SWITCHED", set(env["res.company"].search([]).mapped("use_customer_management")))
"""


class Runs:
    def __init__(self, modules, tours, say):
        self.modules = modules
        self.tours = tours
        self.say = say
        self.made = set()
        self.prefix = f"ccp_core_{os.getpid()}_"
        self.logs = Path(os.environ["CCP_CACHE"]) / "log"

    # --- databases ----------------------------------------------------------------------------

    def databases(self, mode):
        """Names of the database without and of the one with the addon."""
        plain, addon = (self.prefix + f"{mode}_{kind}" for kind in ("plain", "addon"))
        self.made |= {plain, addon}
        if mode == "loaded":
            template = os.environ["CCP_TEMPLATE"]
            clone_database(template, plain)
            clone_database(template, addon)
            self._install_addon(addon, on=False)
        return plain, addon

    def switched_on(self):
        """A database with the addon and all its features."""
        name = self.prefix + "on"
        self.made.add(name)
        clone_database(os.environ["CCP_TEMPLATE"], name)
        self._install_addon(name, on=True)
        return name

    def _install_addon(self, database, on):
        """Install the addon and set all its switches. The shell itself never fails."""
        self._odoo("install the addon", database, "-i", ADDON, "--with-demo", "--no-http")
        output = self._run(["shell", "-d", database, "--no-http"], SWITCH.format(on=on))
        if f"SWITCHED {{{on}}}" not in output:
            raise SystemExit(f"the addon is not installed in {database}:\n{output[-3000:]}")

    def drop_databases(self):
        for name in self.made:
            drop_database(name)

    # --- runs ---------------------------------------------------------------------------------

    def installing(self, database, tags):
        """Install everything into a new database and test in Odoo's order."""
        drop_database(database)
        # What the addon builds on belongs to both sides: the addon alone may make a difference.
        modules = ["base", *self.modules, *read_depends()]
        if database.endswith("addon"):
            modules.append(ADDON)
        arguments = ["-i", ",".join(modules), "--with-demo", "--test-tags", tags]
        return self._odoo("install and test", database, *arguments)

    def loaded(self, database, tags):
        """Run all tests of the modules on a database in which everything is installed."""
        modules = ["base", *self.modules]
        code = LOADED.format(tags=tags, modules=modules)
        return self._odoo("test", database, stdin=code, command=["shell"])

    def _odoo(self, what, database, *arguments, stdin=None, command=()):
        """Run Odoo through the driver. Returns dict test id -> {outcome, text}."""
        start = time.monotonic()
        kind = database.removeprefix(self.prefix)
        with tempfile.NamedTemporaryFile(suffix=".jsonl") as results:
            options = [*command, "-d", database, "--http-port", str(free_port()), *arguments]
            if not command:
                options += ["--stop-after-init", "--max-cron-threads=0"]
            self._run(options, stdin, results.name, self.logs / f"core_{kind}.log")
            outcomes = read_results(results.name)
        self.say(
            f"   {kind}: {what}, {len(outcomes)} tests, {time.monotonic() - start:.0f}s"
            f" (log: {self.logs}/core_{kind}.log)"
        )
        return outcomes

    def _run(self, options, stdin=None, results=os.devnull, log=None):
        env = {
            **os.environ,
            "CCP_RESULTS": results,
            "CCP_TOURS": "1" if self.tours else "",
            # PYTHONSTARTUP would run in Odoo's shell.
            "PYTHONSTARTUP": "",
        }
        process = subprocess.run(
            [os.environ["PYTHON"], str(DRIVER), *options],
            input=stdin or "",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=env,
            check=False,
        )
        if log:
            log.write_text(process.stdout, encoding="utf-8")
        # A run with failing tests ends with 1 too: whether tests ran is judged by the results.
        if process.returncode and results == os.devnull:
            raise SystemExit(f"odoo {' '.join(options)} failed:\n{process.stdout[-4000:]}")
        return process.stdout


def read_depends():
    manifest = Path(__file__).resolve().parents[3] / "__manifest__.py"
    return ast.literal_eval(manifest.read_text(encoding="utf-8"))["depends"]


def read_results(path):
    """The last outcome of each test; a failed subtest is not made good by what follows."""
    outcomes = {}
    with open(path, encoding="utf-8") as stream:
        for line in stream:
            entry = json.loads(line)
            known = outcomes.get(entry["id"], {})
            if entry["outcome"] == "started" or known.get("outcome") != "failed":
                outcomes[entry["id"]] = {"outcome": entry["outcome"], "text": entry["text"]}
            elif entry["outcome"] == "failed":
                known["text"] += "\n" + entry["text"]
    return outcomes
