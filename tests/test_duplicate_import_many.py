"""Import of many rows, in batches: judged in one go, counted as one search."""

import logging
import os
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests.common import tagged

from .common import IMPORT_OPTIONS
from .import_common import FIELDS, WEB, from_outside
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


class ImportManyCase(ProtectionCase):
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

        :return: list of results, none with a message
        """
        results = [result for __, result in self.run_all(record, method, limit, **more)]
        for result in results:
            self.assertFalse(result.get("messages"))
        return results

    def run_all(self, record, method, limit=2000, options=None, **more):
        """As `run_batches`, giving (rows skipped, result), whatever it says."""
        skip = 0
        while True:
            batch = {**IMPORT_OPTIONS, "limit": limit, "skip": skip, **(options or {})}
            with from_outside():
                result = getattr(record, method)(FIELDS, FIELDS, batch, **more)
            yield skip, result
            # Each batch is a transaction of its own.
            self.env.flush_all()
            self.env.invalidate_all()
            skip = result["nextrow"]
            if not skip:
                return


@tagged("post_install", "-at_install")
class TestImportManyRows(ImportManyCase):
    def timed(self, what, *args, **kwargs):
        started = time.monotonic()
        results = self.run_batches(*args, **kwargs)
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
            searches = searches.with_context(allowed_company_ids=self.company_a.ids).browse()
            self.assertEqual(searches._count_today(searches)[0], 1)

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


@tagged("post_install", "-at_install")
class TestImportProperties(ImportManyCase):
    """Whatever is decided: each row is in, dropped, left out or an error, and nothing is half written."""

    POOL = ("Findable Trading", "Findable Tradings", "Quite Else", "Quite Elses", "Third", "")
    FORMS = ("Ltd", "AG", "GmbH", "ltd.")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_customer(cls.sales_two, "Findable Trading Ltd")

    names = st.builds("{} {}".format, st.sampled_from(POOL), st.sampled_from(FORMS)).map(str.strip)
    choices = st.sampled_from(
        (
            None,
            True,
            False,
            {},
            {"accept": True},
            {"accept": True, "reason": "Sister"},
            {"accept": 1},
        )
    )

    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.lists(st.tuples(names, choices), min_size=1, max_size=7),
        st.sampled_from(("refuse", "reason", "log")),
        st.sampled_from(("likely", "similar")),
        st.integers(2, 7),
        st.booleans(),
    )
    def test_every_row_is_accounted_for(self, rows, action, min_kind, limit, renamed):
        savepoint = self.env.cr.savepoint()
        self.rule.write({"action": action, "min_kind": min_kind})
        names = [name for name, __ in rows]
        record = self.make_file(names)
        reports = self.run_batches(record, "find_suspicious_rows", limit)
        suspicious = {row["row"]: row for report in reports for row in report["rows"]}
        decisions = {
            str(number): {"name": "Other" if renamed else names[number], **choice}
            if isinstance(choice, dict)
            else choice
            for number, (__, choice) in enumerate(rows)
        }
        customers = self.env["res.partner"].search([("is_managed_customer", "=", True)])
        options = {"duplicate_decisions": decisions}
        written, accounted = [], 0
        for skip, result in self.run_all(record, "execute_import", limit, options):
            size = min(limit, len(rows) - skip)
            counts = result.get("duplicates") or {"accepted": 0, "dropped": 0}
            if any(message["type"] == "error" for message in result["messages"]):
                self.assertFalse(result["ids"], "nothing half written")
                break
            left_out = sum(message.get("skipped", False) for message in result["messages"])
            self.assertEqual(len(result["ids"]) + counts["dropped"] + left_out, size)
            self.assertLessEqual(counts["accepted"], len(result["ids"]))
            written += result["ids"]
            accounted += size
        else:
            self.assertEqual(accounted, len(rows))
        new = self.env["res.partner"].search([("is_managed_customer", "=", True)]) - customers
        self.assertEqual(set(new.ids), set(written))
        for customer in new:
            number = names.index(customer.name)
            if number not in suspicious or action == "log":
                continue
            self.assertEqual(action, "reason", "who is refused is never in")
            self.assertEqual(rows[number][1], {"accept": True, "reason": "Sister"})
            self.assertFalse(renamed, "the decision was of another name")
        self.assertEqual(len(new.mapped("registered_name_key")), len(new))
        savepoint.close(rollback=True)
        self.env.invalidate_all()
