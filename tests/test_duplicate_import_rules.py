"""Suspicious rows of an import: shown before anything is written, accepted with a reason or dropped."""

from odoo.tests.common import tagged

from .common import IMPORT_OPTIONS
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
        for secret in ("668 18", "66818", "hidden.test"):
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
        note = anyway.partner_id.message_ids[0].body
        self.assertIn(f"looks like {NAMES[0]}, because: Sister", note)
        self.assertEqual(anyway.best_name, NAMES[0], "the row further up")
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


@tagged("post_install", "-at_install")
class TestImportReportBounds(ImportCase):
    """Bad input, other companies, who may ask, and what is counted."""

    def test_odd_names(self):
        names = [
            "",
            "  ",
            "长" * 400,
            "ｆｉｎｄａｂｌｅ ｔｒａｄｉｎｇｓ ｌｔｄ",
            NAMES[1],
            NAMES[1],
        ]
        record = self.add_file(names)
        rows = self.report(record)
        # The others are left out by what is said of each name.
        self.assertEqual([row["row"] for row in rows], [3])
        decision = {"name": rows[0]["name"], "accept": True, "reason": "Sister"}
        result = self.execute(record, {"3": decision})
        self.assertEqual(len(result["ids"]), 2)
        self.assertEqual([m["rows"]["from"] for m in result["messages"]], [0, 1, 4, 5])
        self.assertTrue(all(message["skipped"] for message in result["messages"]))

    def test_same_row_twice(self):
        record = self.add_file(["Quite New AG", "QUITE NEW AG", "Quite New AG"])
        self.assertEqual(self.report(record), [])
        self.assertEqual(len(self.execute(record)["ids"]), 1)

    def test_only_a_name(self):
        context = {"default_is_managed_customer": True, "default_website": "https://only.test"}
        record = self.add_file(None, ["name"], [["Findable Tradings Ltd"], ["Else AG"]])
        (row,) = self.report(record, fields=["name"], context=context)
        self.assertEqual(row["name"], "Findable Tradings Ltd")
        result = self.execute(
            record, {"0": {"name": row["name"], "accept": False}}, fields=["name"], context=context
        )
        self.assertEqual(len(result["ids"]), 1)

    def test_numbers_are_evidence(self):
        fields = ["name", "is_company", "website", "phone", "email"]
        rows = [
            ["Alpha Werk AG", "1", "https://a.test", "+41 44 668 18 00", ""],
            ["Beta Haus AG", "1", "https://b.test", "", "a@hidden.test"],
            ["Gamma Tor AG", "1", "https://c.test", "044 777 88 99", ""],
            ["Delta Weg AG", "1", "https://d.test", "044 777 88-99", ""],
            ["Epsilon See AG", "1", "https://e.test", "", "x@e.test"],
        ]
        record = self.add_file(None, fields, rows)
        found = {row["row"]: row["matches"][0] for row in self.report(record, fields=fields)}
        self.assertEqual(sorted(found), [0, 1, 3])
        self.assertEqual(found[0]["reasons"], ["same phone number"])
        self.assertEqual(found[1]["reasons"], ["same e-mail address"])
        self.assertEqual((found[3]["row"], found[3]["reasons"]), (2, ["same phone number"]))

    def test_update_is_no_new_customer(self):
        mine = self.add_customer(self.sales, "My House AG")
        self.env["ir.model.data"].create(
            {"module": "__import__", "name": "tc_mine", "model": "res.partner", "res_id": mine.id}
        )
        self.env.flush_all()
        fields = ["id", *FIELDS]
        rows = [["tc_mine", "My House AG", "1", "https://changed.test"]]
        record = self.add_file(None, fields, rows)
        self.assertEqual(self.report(record, fields=fields), [])
        self.assertEqual(self.execute(record, fields=fields)["ids"], mine.ids)
        self.assertEqual(mine.website, "https://changed.test")

    def test_renaming_by_import_is_judged(self):
        mine = self.add_customer(self.sales, "My House AG")
        rows = [[str(mine.id), "Findable Tradings Ltd"]]
        result, error = self.call("res.partner", "load", [".id", "registered_name"], rows)
        self.assertFalse(error)
        self.assertFalse(result["ids"])
        self.assertIn("Findable Trading Ltd", result["messages"][0]["message"])

    def test_contacts_are_not_judged(self):
        fields = [*FIELDS, "child_ids/name", "child_ids/function", "child_ids/phone"]
        rows = [
            ["Nest Haus AG", "1", WEB.format("n"), "Findable Trading", "Buyer", "1"],
            ["", "", "", "Findable Tradings Ltd", "CEO", "2"],
        ]
        record = self.add_file(None, fields, rows)
        self.assertEqual(self.report(record, fields=fields), [])
        result = self.execute(record, fields=fields)
        self.assertEqual(len(result["ids"]), 1, result)

    def test_company_inside_a_row_is_judged(self):
        fields = [*FIELDS, "child_ids/name", "child_ids/is_company", "child_ids/website"]
        rows = [
            ["Nest Haus AG", "1", WEB.format("n"), "Findable Tradings Ltd", "1", WEB.format("m")]
        ]
        record = self.add_file(None, fields, rows)
        before = self.customers()
        result = self.execute(record, fields=fields)
        self.assertFalse(result["ids"])
        self.assertIn("Findable Trading Ltd", str(result["messages"]))
        self.assertEqual(self.customers(), before)

    def test_file_that_cannot_be_read(self):
        record = self.add_file(NAMES)
        result = self.run_import("find_suspicious_rows", record, fields=["name"])
        self.assertEqual(result["rows"], [])
        result = self.run_import("find_suspicious_rows", record, skip=99)
        self.assertEqual(result, {"rows": [], "nextrow": 0})

    # === WHO IS TOLD WHAT === #

    def test_beyond_the_limit_nothing_is_told(self):
        self.company_a.collision_search_limit = 1
        self.env.flush_all()
        self.ask(self.sales, "Alpha")
        record = self.add_file(NAMES[:2])
        (row,) = self.report(record)
        self.assertEqual((row["matches"], row["needed"]), ([], "reason"))
        result = self.execute(record)
        self.assertNotIn("Findable Trading Ltd", str(result["messages"]))
        decision = {"name": NAMES[1], "accept": True, "reason": "Sister"}
        self.assertEqual(len(self.execute(record, {"1": decision})["ids"]), 2)
        self.assertFalse(any(self.log(self.sales).mapped("best_name")))

    def test_a_file_is_one_search_another_file_another(self):
        self.company_a.collision_search_limit = 2
        self.env.flush_all()
        record = self.add_file(NAMES[:2])
        for __ in range(3):
            self.assertTrue(self.report(record)[0]["matches"])
        self.assertEqual(len(self.log(self.sales)), 1)
        self.assertTrue(self.report(self.add_file(["Findable Tradinge Ltd"]))[0]["matches"])
        third = self.add_file(["Findable Tradinga Ltd"])
        self.assertEqual(self.report(third)[0]["matches"], [])
        # A test shows no more than the report does.
        self.assertNotIn("Findable Trading Ltd", str(self.execute(third, dryrun=True)))
        self.assertTrue(self.report(record)[0]["matches"], "the first file goes on")

    def test_who_may_not_create_is_refused(self):
        self.authenticate("tc_reader", "tc_reader")
        record = self.add_file(NAMES)
        __, error = self.call(
            "base_import.import",
            "find_suspicious_rows",
            [record],
            FIELDS,
            FIELDS,
            dict(IMPORT_OPTIONS),
        )
        self.assertEqual(error["name"], "odoo.exceptions.AccessError")

    def test_who_may_not_ask_is_told_nothing(self):
        self.authenticate("tc_plain", "tc_plain")
        context = {"default_is_managed_customer": True}
        (row,) = self.report(self.add_file(NAMES[:2]), context=context)
        self.assertEqual(row["matches"], [])

    def test_clerk(self):
        self.authenticate("tc_clerk", "tc_clerk")
        context = {"default_is_managed_customer": True}
        record = self.add_file(NAMES[:2])
        (row,) = self.report(record, context=context)
        self.assertEqual(row["matches"][0]["owner"], self.sales_two.name)
        decision = {"name": NAMES[1], "accept": True, "reason": "Sister"}
        self.assertEqual(len(self.execute(record, {"1": decision}, context=context)["ids"]), 2)

    def test_companies(self):
        self.company_b.write({"use_customer_management": True, "customer_auto_manage": True})
        both = self.new_user(
            "tc_both", "sales_team.group_sale_salesman", self.company_a + self.company_b
        )
        self.assertTrue(both)
        self.env.flush_all()
        self.authenticate("tc_both", "tc_both")
        context = {"allowed_company_ids": (self.company_b + self.company_a).ids}
        record = self.add_file(NAMES[:2])
        # B has no rule of its own: that of all companies holds.
        self.assertEqual(self.report(record, context=context)[0]["needed"], "reason")
        self.set_import_rule("refuse", company_id=self.company_b.id)
        (row,) = self.report(record, context=context)
        self.assertEqual(row["needed"], "drop")
        fields = [*FIELDS, "company_id"]
        rows = [[NAMES[1], "1", WEB.format("n"), self.company_a.name]]
        record = self.add_file(None, fields, rows)
        (row,) = self.report(record, fields=fields, context=context)
        self.assertEqual(row["needed"], "reason", "the rule of the row's company")
        # Who does not see company A hears nothing of its customers.
        context = {"allowed_company_ids": self.company_b.ids}
        self.found.company_id = self.company_a
        self.env.flush_all()
        self.assertEqual(self.report(self.add_file(NAMES[:2]), context=context), [])

    def test_forged_contexts(self):
        record = self.add_file(NAMES[:2])
        for forged in (
            {"crm_import_file": {"reporting": False}},
            {"crm_entry_point": None},
            {"crm_prepared_evidence": {}},
            {"_customer_import": 5},
        ):
            with self.subTest(context=forged):
                self.assertFalse(self.execute(record, context=forged)["ids"])

    def test_other_models_are_odoos(self):
        values = {"res_model": "res.partner.category", "file": "name\nA", "file_type": "text/csv"}
        record, __ = self.call("base_import.import", "create", values)
        result = self.run_import("find_suspicious_rows", record, fields=["name"])
        self.assertEqual(result["rows"], [])
        result = self.run_import("execute_import", record, fields=["name"])
        self.assertNotIn("duplicates", result)

    def test_same_name_in_another_batch(self):
        record = self.add_file([NAMES[1], "Else AG", NAMES[1].upper()])
        decisions = {"0": {"name": NAMES[1], "accept": False}}
        first = self.execute(record, decisions, limit=2)
        self.assertEqual((len(first["ids"]), first["duplicates"]["dropped"]), (1, 1))
        self.assertEqual(self.report(record, limit=2, skip=2), [])
        second = self.execute(record, decisions, limit=2, skip=2)
        self.assertFalse(second["ids"], "what was dropped further up does not come in below")
        self.assertIn("further up in the file", second["messages"][0]["message"])

    def test_same_name_in_another_company(self):
        both = self.new_user(
            "tc_both",
            "crm_customer_protection.group_customer_admin",
            self.company_a + self.company_b,
        )
        self.authenticate(both.login, both.login)
        context = {"allowed_company_ids": both.company_ids.ids, "default_is_managed_customer": True}
        fields = [*FIELDS, "company_id"]
        for skip in (0, 1):
            rows = [
                [f"Twice {skip} AG", "1", WEB.format("a"), self.company_a.name],
                [f"Twice {skip} AG", "1", WEB.format("b"), self.company_b.name],
            ]
            record = self.add_file(None, fields, rows)
            result = self.execute(record, fields=fields, context=context, skip=skip)
            self.assertEqual(len(result["ids"]), 2 - skip, result)
