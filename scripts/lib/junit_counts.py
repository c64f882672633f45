"""Print `passed failed` of a pytest report; a missing report (a crash) is one failure."""

import sys
from pathlib import Path
from xml.etree import ElementTree

report = Path(sys.argv[1])
try:
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
except (ElementTree.ParseError, OSError):
    print(0, 1)
else:
    total, bad, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites for name in names)
        for names in (("tests",), ("failures", "errors"), ("skipped",))
    )
    print(max(0, total - bad - skipped), bad)
