"""Odoo's command line, with every test's outcome written to $CCP_RESULTS as a line of JSON.

The log tells of failures only, and not under one name: setUpClass, subtests and retries each look
different there. The test result object knows them all by the test's id.
"""

import json
import os
import sys
import unittest

sys.path[0] = os.environ["CCP_ODOO_PATH"]

import odoo.cli  # noqa: E402
from odoo.modules import loading  # noqa: E402
from odoo.tests import common, result  # noqa: E402


class Recorder:
    """Collects the outcome of each test; the worst of its subtests counts."""

    def __init__(self, path):
        self.stream = open(path, "a", encoding="utf-8")  # noqa: SIM115
        self.started = {}

    def write(self, test, outcome, text=""):
        while getattr(test, "test_case", None):
            test = test.test_case
        entry = {"id": test.id(), "outcome": outcome, "text": text}
        self.stream.write(json.dumps(entry) + "\n")
        self.stream.flush()


def patch_results(recorder):
    """Let `OdooTestResult` tell the recorder what it is told itself."""
    original = result.OdooTestResult

    def after(name, outcome, describe):
        method = getattr(original, name)

        def recording(self, test, *args):
            method(self, test, *args)
            # A first failure of a test that Odoo tries again does not count.
            if not (self._soft_fail and outcome == "failed"):
                recorder.write(test, outcome, describe(self, test, *args))

        setattr(original, name, recording)

    def traceback_of(self, test, err):
        return self._exc_info_to_string(err, test)

    after("startTest", "started", lambda *args: "")
    after("addSuccess", "passed", lambda *args: "")
    after("addFailure", "failed", traceback_of)
    after("addError", "failed", traceback_of)
    after("addSkip", "skipped", lambda self, test, reason: str(reason))


def skip_demo(addon):
    """Install the addon without its demo data, which switches it on: a company has none."""
    original = loading.load_demo

    def load_demo(env, package, *args):
        return package.name != addon and original(env, package, *args)

    loading.load_demo = load_demo


def skip_browser():
    def browser_js(self, *args, **kwargs):
        raise unittest.SkipTest("browser tests only with --tours")

    common.HttpCase.browser_js = browser_js


if __name__ == "__main__":
    patch_results(Recorder(os.environ["CCP_RESULTS"]))
    skip_demo("crm_customer_protection")
    if not os.environ.get("CCP_TOURS"):
        skip_browser()
    odoo.cli.main()
