"""Import of many rows, in batches: judged in one go, counted as one search."""

import logging
import os
import time

from odoo.tests.common import tagged

from .import_common import FIELDS, OPTIONS, WEB, from_outside
from .protection_common import ProtectionCase

_logger = logging.getLogger(__name__)
SYLLABLES = "ba ko ru mi ten sol var lin dor pek hum zai".split()
TRADES = "Trading Optics Tools Foods Motors Textiles Glass Paper Steel Software".split()
# By hand, to measure: ten thousand.
COUNT = int(os.environ.get("CCP_IMPORT_ROWS", "1200"))
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

    def timed(self, what, *args, **kwargs):
        started = time.monotonic()
        results = self.run_batches(*args, **kwargs)
        self.env.flush_all()
        _logger.info("%s rows, %s: %.1f s", COUNT, what, time.monotonic() - started)
        return results

    def test_in_batches(self):
        names = get_names(COUNT)
        for name in names[: COUNT // 4 : 10]:
            self.add_customer(self.sales_two, name.replace(" Ltd", " Limited Company"))
        for number in range(COUNT // 50):
            # Behind what it repeats, and in another batch.
            names[-1 - number] = names[COUNT // 2 + number].replace("Ltd", "Holding Ltd")
        self.env.flush_all()
        record, limit = self.make_file(names), COUNT // 5
        before = self.env["res.partner"].search_count([])
        reports = self.timed("judged", record, "find_suspicious_rows", limit)
        self.assertGreaterEqual(len(reports), 5)
        rows = [row for report in reports for row in report["rows"]]
        numbers = [row["row"] for row in rows]
        self.assertEqual(numbers, sorted(set(numbers)))
        self.assertLessEqual({*range(0, COUNT // 4, 10), COUNT - 1}, set(numbers))
        last = rows[-1]["matches"][0]
        self.assertEqual((last["row"], last["name"]), (COUNT // 2, names[COUNT // 2]))
        dropped = {row["row"] for row in rows if row["row"] % 2}
        decisions = {
            str(row["row"]): {
                "name": row["name"],
                "accept": row["row"] not in dropped,
                "reason": "Another one",
            }
            for row in rows
        }
        options = {"duplicate_decisions": decisions}
        self.timed("tested", record, "execute_import", limit, options=options, dryrun=True)
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        results = self.timed("imported", record, "execute_import", limit, options=options)
        counts = [result["duplicates"] for result in results if result["ids"]]
        self.assertEqual(sum(count["dropped"] for count in counts), len(dropped))
        self.assertEqual(sum(count["accepted"] for count in counts), len(rows) - len(dropped))
        ids = [partner_id for result in results for partner_id in result["ids"]]
        self.assertEqual(len(ids), COUNT - len(dropped))
        kept = [name for number, name in enumerate(names) if number not in dropped]
        self.assertEqual(self.env["res.partner"].browse(ids).mapped("name"), kept)
        log = self.env["crm.duplicate.search"].search([("user_id", "=", self.sales.id)])
        file = log.filtered(lambda row: row.outcome == "searched")
        self.assertEqual((len(file), file.match_count), (1, len(rows)))
        self.assertEqual(len(log) - 1, len(rows) - len(dropped))
        with from_outside():
            searches = self.env["crm.duplicate.search"].with_user(self.sales)
            searches = searches.with_context(allowed_company_ids=self.company_a.ids)
            self.assertEqual(searches._count_today()[0], 1)

    def test_without_a_rule(self):
        self.rule.active = False
        record = self.make_file(get_names(COUNT))
        self.timed("imported without a rule", record, "execute_import", COUNT // 5)

    def test_growth(self):
        """The queries do not grow with the rows: measured with few and with many."""

        def count(names):
            record = self.make_file(names)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.run_batches(record, "find_suspicious_rows")
            return self.env.cr.sql_log_count - before

        names = get_names(90)
        for name in names[::3]:
            self.add_customer(self.sales_two, name.replace(" Ltd", " Limited Company"))
        count(names[:5])
        self.assertLessEqual(count(names) - count(names[:5]), 12)
