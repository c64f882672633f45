"""Import: every row is either in, or reported once with its line and reason; nothing half."""

import logging
import time

from odoo.tests.common import tagged

from .common import IMPORT_OPTIONS, CustomerCase

_logger = logging.getLogger(__name__)

FIELDS = ["name", "is_company", "website"]
WEB = "https://example.com"


@tagged("post_install", "-at_install")
class TestImport(CustomerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.menu = cls.partners(cls.sales, default_is_managed_customer=True)

    def assertReported(self, result, expected):
        """Every row of the dict is reported once, with a message like the given one."""
        rows = [message["rows"]["from"] for message in result["messages"]]
        self.assertEqual(sorted(rows), sorted(expected))
        for message in result["messages"]:
            self.assertEqual(message["rows"]["from"], message["rows"]["to"])
            self.assertIn(expected[message["rows"]["from"]], message["message"])
            self.assertTrue(message["skipped"])

    def test_ten_thousand_rows(self):
        self.add_customer(self.sales_two, "Standing 0", phone="+41 44 668 18 00")
        self.partners(self.office).create(
            [
                {"name": f"Standing {i}", "is_managed_customer": True, "website": WEB}
                for i in range(1, 500)
            ]
        )
        rows, expected = [[f"Import 公司 {i} Ltd", "1", WEB] for i in range(8800)], {}
        for number in range(500):
            # One of each lot in the middle of the file, behind what it repeats.
            position = 7 * number + 5000
            expected[position] = "further up in the file"
            rows.insert(position, [f"IMPORT 公司 {number}, ltd.", "1", WEB])
        for number in range(500):
            expected[len(rows)] = f"already exists as Standing {number}"
            rows.append([f"STANDING-{number}", "1", WEB])
        for number in range(100):
            expected[len(rows)] = "A customer needs a name"
            rows.append([" \u3000" if number % 2 else "", "1", WEB])
        for number in range(100):
            expected[len(rows)] = "Fill in: Website"
            rows.append([f"Webless {number}", "1", ""])
        self.assertEqual((len(rows), len(expected)), (10000, 1200))
        before = self.env["res.partner"].search_count([])
        started = time.monotonic()
        result = self.menu.load(FIELDS, rows)
        self.env.flush_all()
        _logger.info("10,000 rows imported in %.1f s", time.monotonic() - started)
        self.assertReported(result, expected)
        self.assertEqual(len(result["ids"]), 8800)
        self.assertEqual(self.env["res.partner"].search_count([]), before + 8800)
        created = self.env["res.partner"].browse(result["ids"])
        good = [row[0] for number, row in enumerate(rows) if number not in expected]
        self.assertEqual(created.mapped("registered_name"), good)
        self.assertEqual(created.user_id, self.sales)
        self.assertEqual(created.registrar_id, self.sales)
        self.assertEqual(len(set(created.mapped("ref"))), 8800)
        self.assertTrue(all(created.mapped("is_managed_customer")))
        self.assertNotIn("+41", str(result["messages"]))

    def test_row_behind_a_refused_one(self):
        # The first of the name lacks its website, so that the second is the one to take.
        result = self.menu.load(FIELDS, [["Pair Ltd", "1", ""], ["PAIR LTD", "1", WEB]])
        self.assertEqual(len(result["ids"]), 1)
        self.assertReported(result, {0: "Website"})

    def test_automatically_managed_companies(self):
        result = self.partners(self.sales).load(
            FIELDS, [["Auto Ltd", "1", WEB], ["AUTO LTD", "1", WEB], ["auto ltd", "", WEB]]
        )
        self.assertEqual(len(result["ids"]), 2, "a person is no customer here")
        self.assertReported(result, {1: "further up"})

    def test_unmanaged_partners_are_odoos(self):
        result = self.partners(self.plain).load(FIELDS, [["Same", "1", ""], ["SAME", "1", ""]])
        self.assertEqual(len(result["ids"]), 2)
        self.assertFalse(result["messages"])

    def test_companies(self):
        both = self.company_a + self.company_b
        office = self.new_user(
            "tc_office_both", "crm_customer_protection.group_customer_admin", both
        )
        partners = self.partners(office, both, default_is_managed_customer=True)
        result = partners.load(
            ["name", "website", "company_id"],
            [
                ["Same", WEB, self.company_a.name],
                ["Same", WEB, self.company_b.name],
                ["SAME", WEB, self.company_b.name],
                ["same", WEB, ""],
            ],
        )
        self.assertEqual(len(result["ids"]), 2)
        self.assertReported(result, {2: "further up", 3: "further up"})

    def test_update_by_external_id(self):
        first = self.menu.load(["id", *FIELDS], [["tc_import_one", "One Ltd", "1", WEB]])
        self.assertTrue(first["ids"], first)
        rows = [
            ["tc_import_one", "One Ltd", "1", "https://other.example.com"],
            ["tc_import_two", "ONE LTD", "1", WEB],
            ["tc_import_three", "Three Ltd", "1", WEB],
        ]
        result = self.menu.load(["id", *FIELDS], rows)
        self.assertReported(result, {1: "already exists"})
        self.assertEqual(result["ids"][0], first["ids"][0])
        self.assertEqual(len(result["ids"]), 2)
        customer = self.env["res.partner"].browse(first["ids"])
        self.assertEqual(customer.website, "https://other.example.com")

    def test_update_by_database_id(self):
        customer = self.add_customer(self.sales, "One Ltd")
        result = self.menu.load(
            [".id", "name", "website"], [[str(customer.id), "One Ltd", "https://o.example.com"]]
        )
        self.assertEqual(result["ids"], customer.ids)
        self.assertEqual(customer.website, "https://o.example.com")

    def test_update_to_a_taken_name_changes_nothing(self):
        self.add_customer(self.sales_two, "Two Ltd")
        self.menu.load(["id", *FIELDS], [["tc_import_one", "One Ltd", "1", WEB]])
        result = self.menu.load(
            ["id", "registered_name", "name", "website"],
            [
                ["tc_import_one", "TWO LTD", "Changed", WEB],
                ["tc_import_new", "New Ltd", "New Ltd", WEB],
            ],
        )
        self.assertFalse(result["ids"])
        self.assertIn("already exists as Two Ltd", str(result["messages"]))
        self.assertFalse(self.env["res.partner"].search([("name", "in", ["Changed", "New Ltd"])]))

    def test_rows_with_contacts(self):
        fields = [*FIELDS, "child_ids/name", "child_ids/function", "child_ids/phone"]
        result = self.menu.load(
            fields,
            [
                ["Nest Ltd", "1", WEB, "Ann", "Buyer", "1"],
                ["", "", "", "Bea", "CEO", "2"],
                ["NEST LTD", "1", WEB, "Cid", "Buyer", "1"],
                ["", "", "", "Dan", "CEO", "2"],
                ["Last Ltd", "1", WEB, "Eve", "Buyer", "3"],
            ],
        )
        self.assertEqual(len(result["ids"]), 2, result["messages"])
        (message,) = result["messages"]
        self.assertEqual(message["rows"], {"from": 2, "to": 3})
        created = self.env["res.partner"].browse(result["ids"])
        self.assertEqual(created.child_ids.mapped("name"), ["Ann", "Bea", "Eve"])
        self.assertFalse(self.env["res.partner"].search([("name", "in", ["Cid", "Dan"])]))


@tagged("post_install", "-at_install")
class TestImportFile(CustomerCase):
    """Through the dialog of Odoo's import, in batches, as a test and for good."""

    def make_file(self, rows):
        lines = ["name,is_company,website", *(",".join(row) for row in rows)]
        return (
            self.partners(self.sales, default_is_managed_customer=True)
            .env["base_import.import"]
            .create(
                {
                    "res_model": "res.partner",
                    "file": "\n".join(lines).encode(),
                    "file_name": "customers.csv",
                    "file_type": "text/csv",
                }
            )
        )

    def run_file(self, record, dryrun, **options):
        options = {**IMPORT_OPTIONS, **options}
        return record.execute_import(FIELDS, FIELDS, options, dryrun=dryrun)

    def test_test_and_import(self):
        self.add_customer(self.sales_two, "Standing Ltd")
        record = self.make_file(
            [["File Ltd", "1", WEB], ["FILE LTD", "1", WEB], ["standing ltd", "1", WEB]]
        )
        before = self.env["res.partner"].search_count([])
        tested = self.run_file(record, True)
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        done = self.run_file(record, False)
        self.assertEqual(self.env["res.partner"].search_count([]), before + 1)
        for result in (tested, done):
            self.assertEqual(len(result["ids"]), 1)
            self.assertEqual([m["rows"]["from"] for m in result["messages"]], [1, 2])
            self.assertEqual({m["type"] for m in result["messages"]}, {"warning"})
        self.assertIn("File Ltd", done["name"])

    def test_in_batches(self):
        rows = [[f"Batch {i} Ltd", "1", WEB] for i in range(10)]
        rows[7] = ["BATCH 1 LTD", "1", WEB]
        rows[8] = ["Batch 8 Ltd", "1", ""]
        record = self.make_file(rows)
        skip, ids, reported = 0, [], []
        while True:
            result = self.run_file(record, False, limit=4, skip=skip)
            ids += result["ids"]
            reported += [message["rows"]["from"] + skip for message in result["messages"]]
            if not result["nextrow"]:
                break
            self.assertGreater(result["nextrow"], skip)
            skip = result["nextrow"]
        self.assertEqual(reported, [7, 8])
        self.assertEqual(len(ids), 8)
        names = self.env["res.partner"].browse(ids).mapped("name")
        self.assertEqual(names, [row[0] for i, row in enumerate(rows) if i not in (7, 8)])

    def test_batch_of_nothing_but_refused_rows(self):
        self.add_customer(self.sales_two, "Standing Ltd")
        rows = [["STANDING LTD", "1", WEB]] * 4 + [["Free Ltd", "1", WEB]]
        record = self.make_file(rows)
        result = self.run_file(record, False, limit=4)
        self.assertEqual(len(result["messages"]), 4)
        self.assertEqual(result["nextrow"], 4)
        result = self.run_file(record, False, limit=4, skip=4)
        self.assertEqual(len(result["ids"]), 1)

    def test_hostile_file(self):
        rows = [
            ["<script>alert(1)</script>", "1", WEB],
            ["Robert'); DROP TABLE res_partner;--", "1", WEB],
            ["=HYPERLINK(1)", "1", WEB],
            ["长" * 500, "1", WEB],
            ["\u202eABC", "1", WEB],
        ]
        result = self.run_file(self.make_file(rows), False)
        self.assertFalse(result["messages"])
        names = self.env["res.partner"].browse(result["ids"]).mapped("registered_name")
        self.assertEqual(names, [row[0] for row in rows[:4]] + ["ABC"])
