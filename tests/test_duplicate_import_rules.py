"""Suspicious rows of an import: shown before anything is written, accepted with a reason or dropped."""

from odoo.tests.common import tagged

from .import_common import FIELDS, WEB, ImportCase

NAMES = ["Quite Another House AG", "Findable Tradings Ltd", "Quite Another Houses AG"]


@tagged("post_install", "-at_install")
class TestImportReport(ImportCase):
    def test_report(self):
        before = self.customers()
        rows = self.report(self.add_file(NAMES))
        self.assertEqual([row["row"] for row in rows], [1, 2])
        standing, twin = rows
        self.assertEqual((standing["name"], standing["needed"]), (NAMES[1], "reason"))
        self.assertEqual((standing["kind"], standing["reason"]), ("likely", ""))
        (match,) = standing["matches"]
        self.assertEqual((match["name"], match["owner"]), (self.found.name, self.sales_two.name))
        self.assertEqual(match["protection_state"], "protected")
        self.assertGreater(match["score"], 0.3)
        self.assertTrue(match["reasons"])
        for secret in ("668", "hidden.test"):
            self.assertNotIn(secret, str(rows))
        (match,) = twin["matches"]
        self.assertEqual((match["row"], match["name"]), (0, NAMES[0]))
        self.assertEqual(self.customers(), before)

    def test_import_as_decided(self):
        record = self.add_file([*NAMES, "Third House AG"])
        rows = self.report(record)
        decisions = {
            str(row["row"]): {"name": row["name"], "accept": row["row"] == 2, "reason": "Sister"}
            for row in rows
        }
        before = self.customers()
        tested = self.execute(record, decisions, dryrun=True)
        self.assertEqual(self.customers(), before)
        done = self.execute(record, decisions)
        for result in (tested, done):
            self.assertFalse(result["messages"])
            self.assertEqual(result["duplicates"], {"accepted": 1, "dropped": 1})
        new = self.customers() - before
        self.assertEqual(sorted(new.mapped("name")), sorted([NAMES[0], NAMES[2], "Third House AG"]))
        anyway, searched = self.log(self.sales)
        self.assertEqual((anyway.outcome, anyway.reason), ("anyway", "Sister"))
        self.assertEqual((anyway.name, anyway.entry_point), (NAMES[2], "import"))
        self.assertEqual(anyway.partner_id.name, NAMES[2])
        self.assertEqual(self.log_as(self.leader).browse(anyway.id).reason, "Sister")
        self.assertIn("Sister", anyway.partner_id.message_ids[0].body)
        self.assertEqual((searched.outcome, searched.name), ("searched", "customers.csv"))
        self.assertEqual((searched.match_count, searched.call_count), (2, 3))
        self.assertEqual(searched.best_name, self.found.name)

    def test_undecided_rows_are_errors(self):
        record = self.add_file(NAMES)
        before = self.customers()
        result = self.execute(record)
        self.assertFalse(result["ids"])
        self.assertEqual([m["rows"]["from"] for m in result["messages"]], [1, 2])
        self.assertIn("Findable Trading Ltd", result["messages"][0]["message"])
        self.assertIn("further up in the file", result["messages"][1]["message"])
        self.assertEqual(self.customers(), before)

    def test_decision_is_of_a_name(self):
        record = self.add_file(NAMES[:2])
        for decision in (
            {"name": NAMES[0], "accept": True, "reason": "Mine"},
            {"accept": True, "reason": "Mine"},
            {"name": NAMES[1], "accept": True, "reason": "  "},
            {"name": NAMES[1], "accept": True, "reason": ["x"]},
            {"name": NAMES[1], "accept": True},
            "accept",
            None,
        ):
            with self.subTest(decision=decision):
                result = self.execute(record, {"1": decision})
                self.assertFalse(result["ids"])
        for forged in ([], "all", {"1": True}, 5):
            self.assertFalse(self.execute(record, forged)["ids"])
        self.assertTrue(self.execute(record, {"1": {"name": NAMES[1], "accept": False}})["ids"])

    def test_refuse(self):
        self.set_import_rule("refuse")
        record = self.add_file(NAMES[:2])
        (row,) = self.report(record)
        self.assertEqual(row["needed"], "drop")
        decision = {"name": NAMES[1], "accept": True, "reason": "Mine"}
        result = self.execute(record, {"1": decision}, context={"duplicate_decisions": {"1": {}}})
        self.assertFalse(result["ids"])
        self.assertIn("back office", result["messages"][0]["message"])
        self.authenticate("tc_office", "tc_office")
        context = {"default_is_managed_customer": True}
        record = self.add_file(NAMES[:2])
        (row,) = self.report(record, context=context)
        self.assertEqual(row["needed"], "reason")
        result = self.execute(record, {"1": decision}, context=context)
        self.assertEqual(len(result["ids"]), 2)

    def test_log_only(self):
        self.set_import_rule("log")
        record = self.add_file(NAMES)
        self.assertEqual({row["needed"] for row in self.report(record)}, {"nothing"})
        result = self.execute(record)
        self.assertEqual(len(result["ids"]), 3)
        self.assertEqual(result["duplicates"], {"accepted": 2, "dropped": 0})
        outcomes = self.log(self.sales).mapped("outcome")
        self.assertEqual(sorted(outcomes), ["noted", "noted", "searched"])
        record = self.add_file(["Findable Tradingo Ltd", "Fourth House AG"])
        decision = {"name": "Findable Tradingo Ltd", "accept": False}
        self.assertEqual(len(self.execute(record, {"0": decision})["ids"]), 1)

    def test_from_similar_on(self):
        record = self.add_file(["Findable Traders Ltd"])
        self.assertEqual(self.report(record), [])
        self.set_import_rule("reason", min_kind="similar")
        self.assertEqual(len(self.report(record)), 1)

    def test_no_rule_asks_nothing(self):
        self.env["crm.duplicate.rule"].search([]).active = False
        self.env.flush_all()
        record = self.add_file(NAMES)
        self.assertEqual(self.report(record), [])
        self.assertEqual(len(self.execute(record)["ids"]), 3)
        self.assertFalse(self.log(self.sales))

    def test_load_obeys_without_the_report(self):
        rows = [[name, "1", WEB.format(no)] for no, name in enumerate(NAMES)]
        before = self.customers()
        result, error = self.call("res.partner", "load", FIELDS, rows)
        self.assertFalse(error)
        self.assertFalse(result["ids"])
        self.assertEqual([m["type"] for m in result["messages"]], ["error", "error"])
        body = {"fields": FIELDS, "data": rows, "context": {"import_file": True}}
        answer = self.post(self.sales, "res.partner", "load", **body)
        self.assertFalse(answer.json()["ids"])
        self.assertEqual(answer.json()["messages"][0]["matches"][0]["name"], self.found.name)
        self.env.invalidate_all()
        self.assertEqual(self.customers(), before)
        self.assertEqual(self.log(self.sales).mapped("outcome"), ["searched"])

    def test_reason_in_the_file(self):
        rows = [[NAMES[0], "1", WEB.format(0), ""], [NAMES[1], "1", WEB.format(1), "Sister"]]
        fields = [*FIELDS, "duplicate_reason"]
        body = {"fields": fields, "data": rows}
        answer = self.post(self.sales, "res.partner", "load", **body).json()
        self.assertEqual(len(answer["ids"]), 2, answer)
        self.env.invalidate_all()
        self.assertEqual(self.log(self.sales).filtered("reason").reason, "Sister")

    def test_a_program_meets_both_rules(self):
        self.set_import_rule("log")
        self.set_rule("api", "refuse")
        body = {"fields": FIELDS, "data": [[NAMES[1], "1", WEB.format(1)]]}
        answer = self.post(self.sales, "res.partner", "load", **body).json()
        self.assertFalse(answer["ids"])
        self.assertIn("back office", answer["messages"][0]["message"])
