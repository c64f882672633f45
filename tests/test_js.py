"""The JavaScript unit tests of this addon (`static/tests/**/*.test.js`), in Odoo's Hoot."""

import logging
import re
from pathlib import Path

from odoo.tests import HttpCase, no_retry, tagged

TESTS = Path(__file__).parents[1] / "static" / "tests"


def job_id(suite):
    """The id that Hoot gives a suite or test of this name (`generateHash` in Hoot)."""
    number = 0
    for char in suite:
        number = ((number << 5) - number + ord(char)) & 0xFFFFFFFF
    return f"{number:08x}"


class Reported(logging.Handler):
    """Remembers what Hoot said of its run. A run without any test counts as a success to it."""

    def __init__(self):
        super().__init__()
        self.passed = None

    def emit(self, record):
        if found := re.search(r"Passed (\d+) tests", record.getMessage()):
            self.passed = int(found[1])


@tagged("post_install", "-at_install")
class TestJs(HttpCase):
    @no_retry
    def test_unit(self):
        sources = [path.read_text("utf-8") for path in sorted(TESTS.rglob("*.test.js"))]
        written = sum(len(re.findall(r"^\s*test\(", source, re.M)) for source in sources)
        self.assertGreater(written, 0)
        for source in sources:
            self.assertNotRegex(source, r"\b(test|describe)\.(only|debug|skip|todo)\b")
        reported = Reported()
        logger = self._logger.getChild("browser")
        logger.addHandler(reported)
        self.addCleanup(logger.removeHandler, reported)
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            f"&id={job_id('@crm_customer_protection')}",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
        self.assertEqual(reported.passed, written, "every test that was written has to run")
