"""Import of ten thousand rows, in batches: judged in one go, counted as one search."""

import logging
import time

from odoo.tests.common import tagged

from .import_common import FIELDS, OPTIONS, WEB, from_outside
from .protection_common import ProtectionCase

_logger = logging.getLogger(__name__)
SYLLABLES = "ba ko ru mi ten sol var lin dor pek hum zai".split()
TRADES = "Trading Optics Tools Foods Motors Textiles Glass Paper Steel Software".split()
PLACES = "Zurich Bern Lyon Porto Turin Graz Ghent Malmo Cork Gdansk".split()


def get_names(count):
    """So many names of companies, each with a brand of its own."""
    names = []
    for number in range(count):
        brand, rest = "", number + 12**3
        while rest:
            rest, digit = divmod(rest, 12)
            brand += SYLLABLES[digit]
        trade, place = TRADES[number % 10], PLACES[number // 10 % 10]
        names.append(f"{brand.capitalize()} {trade} {place} Ltd")
    return names


@tagged("post_install", "-at_install")
class TestImportManyRows(ProtectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rules = cls.env["crm.duplicate.rule"]
        rules.search([]).unlink()
        cls.rule = rules.create({"entry_point": "import", "action": "reason"})

    def make_file(self, names):
        lines = [",".join(FIELDS)]
        lines += [f'"{name}",1,{WEB.format(f"row{number}")}' for number, name in enumerate(names)]
        values = {
            "res_model": "res.partner",
            "file": "\n".join(lines).encode(),
            "file_name": "customers.csv",
            "file_type": "text/csv",
        }
        return self.partners(self.sales).env["base_import.import"].create(values)

    def run_batches(self, record, method, limit=2000, **more):
        """Call it as the web client does, from batch to batch.

        :return: list of results
        """
        results, skip = [], 0
        options, dryrun = more.pop("options", {}), more
        with from_outside():
            while True:
                batch = {**OPTIONS, "limit": limit, "skip": skip, **options}
                results.append(getattr(record, method)(FIELDS, FIELDS, batch, **dryrun))
                self.assertFalse(results[-1].get("messages"))
                skip = results[-1]["nextrow"]
                if not skip:
                    return results

    def test_ten_thousand_rows(self):
        names = get_names(10000)
        for name in names[:3000:10]:
            self.add_customer(self.sales_two, name.replace(" Ltd", " Limited Company"))
        for number in range(100):
            # Behind what it repeats, and in another batch.
            names[9000 + number] = names[100 + 3 * number].replace("Ltd", "Ltd Holding")
        self.env.flush_all()
        record = self.make_file(names)
        started = time.monotonic()

        reports = self.run_batches(record, "find_suspicious_rows")

        rows = [row for report in reports for row in report["rows"]]
        _logger.info(
            "10,000 rows judged in %.1f s: %s are suspicious",
            time.monotonic() - started,
            len(rows),
        )
        decisions = {
            str(row["row"]): {"name": row["name"], "accept": row["row"] % 2 == 0, "reason": "Other"}
            for row in rows
        }
        for dryrun in (True, False):
            started = time.monotonic()
            results = self.run_batches(
                record, "execute_import", options={"duplicate_decisions": decisions}, dryrun=dryrun
            )
            self.env.flush_all()
            took = time.monotonic() - started
            _logger.info("dry run %s with the rule: %.1f s", dryrun, took)
        self.assertEqual(sum(len(result["ids"]) for result in results), 0)
