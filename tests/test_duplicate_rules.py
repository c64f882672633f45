"""A customer who looks like another one comes in as the rules say, over HTTP (invariant 5)."""

import json

from odoo.tests.common import tagged

from .test_duplicate_search import SearchCase


class RuleCase(SearchCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.collision_search_limit = 0
        cls.env["crm.duplicate.rule"].search([("company_id", "!=", False)]).unlink()
        cls.env.flush_all()

    def add_by_api(self, user=None, name="Findable Tradings Ltd", context=None, **values):
        """Create over JSON-2.

        :return: (int status, decoded answer)
        """
        values = {"name": name, "is_company": True, "website": "https://new.test", **values}
        context = {"allowed_company_ids": self.company_a.ids, **(context or {})}
        user = user or self.sales
        answer = self.post(user, "res.partner", "create", vals_list=[values], context=context)
        self.env.invalidate_all()
        return answer.status_code, answer.json()

    def add_by_form(self, name="Findable Tradings Ltd", **values):
        """Create as the form does.

        :return: (new record or None, error dict or None)
        """
        self.authenticate("tc_sales", "tc_sales")
        values = {"name": name, "is_company": True, "website": "https://new.test", **values}
        result, error = self.call("res.partner", "web_save", [], values, {"name": {}})
        self.env.invalidate_all()
        return self.env["res.partner"].browse(result and result[0]["id"]), error

    def set_rule(self, entry_point, action, **values):
        values = {"company_id": self.company_a.id, "sequence": 99, **values}
        rule = self.env["crm.duplicate.rule"].create(
            {"entry_point": entry_point, "action": action, **values}
        )
        self.env.flush_all()
        return rule


@tagged("post_install", "-at_install")
class TestDuplicateRules(RuleCase):
    def test_api_gets_the_evidence(self):
        status, answer = self.add_by_api()
        self.assertEqual(status, 422)
        self.assertEqual(answer["name"], "odoo.exceptions.UserError")
        self.assertIn("Findable Trading Ltd", answer["message"])
        self.assertIn(self.sales_two.name, answer["message"])
        self.assertIn("duplicate_reason", answer["message"])
        self.assertNotIn("{", answer["message"])
        (match,) = answer["arguments"][1]
        self.assertEqual((match["kind"], match["name"]), ("likely", "Findable Trading Ltd"))
        self.assertEqual(match["owner"], self.sales_two.name)
        told = json.dumps([answer["message"], answer["arguments"]])
        for secret in ("668 18", "66818", "hidden.test"):
            self.assertNotIn(secret, told)

    def test_created_anyway(self):
        for add in (
            lambda **values: self.add_by_api(name="Findable Tradings Ltd", **values)[1],
            lambda **values: self.add_by_form(name="Findable Tradinge Ltd", **values)[0].ids,
        ):
            (created,) = add(duplicate_reason="  Their sister in Bern  ")
            row = self.log(self.sales)[0]
            self.assertEqual((row.outcome, row.reason), ("anyway", "Their sister in Bern"))
            self.assertEqual(row.partner_id.id, created)
            self.assertEqual(self.log_as(self.leader).browse(row.id).reason, row.reason)
            note = row.partner_id.message_ids[0]
            self.assertIn("Their sister in Bern", note.body)
            self.assertIn("Findable Trading Ltd", note.body)
            self.assertNotIn("668 18", "66818", note.body)
            self.assertEqual(note.author_id, self.sales.partner_id)
            self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))

    def test_form_asks_for_a_reason(self):
        partner, error = self.add_by_form()
        self.assertFalse(partner)
        self.assertEqual(error["name"], "odoo.exceptions.UserError")
        self.assertIn("Findable Trading Ltd", error["arguments"][0])
        self.assertEqual(len(error["arguments"][1]), 1)
        for blank in ("", "   ", False, 5, ["x"]):
            with self.subTest(reason=blank):
                self.assertTrue(self.add_by_form(duplicate_reason=blank)[1])

    def test_free_names_pass(self):
        partner, error = self.add_by_form(name="Quite Another House AG")
        self.assertFalse(error)
        self.assertTrue(partner.is_managed_customer)
        self.assertFalse(self.log(self.sales))

    def test_the_same_name_is_refused_with_any_reason(self):
        status, answer = self.add_by_api(name="FINDABLE trading ltd", duplicate_reason="Mine")
        self.assertEqual(status, 422)
        self.assertIn("already exists as Findable Trading Ltd", answer["message"])

    def test_refuse(self):
        self.set_rule("api", "refuse")
        status, answer = self.add_by_api(duplicate_reason="Mine")
        self.assertEqual(status, 422)
        self.assertIn("back office", answer["message"])
        self.assertNotIn("duplicate_reason", answer["message"])
        self.assertEqual(self.add_by_api(self.office, is_managed_customer=True)[0], 422)
        status, __ = self.add_by_api(
            self.office, is_managed_customer=True, duplicate_reason="Checked"
        )
        self.assertEqual(status, 200)

    def test_log_only(self):
        self.set_rule("api", "log")
        status, (created,) = self.add_by_api()
        self.assertEqual(status, 200)
        row = self.log(self.sales)
        self.assertEqual((row.outcome, row.partner_id.id), ("noted", created))

    def test_from_similar_on(self):
        entry = {"name": "Findable Traders Ltd"}
        (match,) = self.partners(self.sales).find_duplicates(**entry)
        self.assertEqual(match["kind"], "similar")
        rule = self.set_rule("api", "reason", min_kind="similar")
        self.assertEqual(self.add_by_api(**entry)[0], 422)
        rule.min_kind = "likely"
        self.env.flush_all()
        self.assertEqual(self.add_by_api(**entry)[0], 200)

    def test_other_ways_in_other_companies_and_no_rule(self):
        self.set_rule("api", "refuse", company_id=self.company_b.id)
        self.set_rule("form", "refuse")
        self.set_rule("api", "log")
        self.assertEqual(self.add_by_api()[0], 200)
        self.env["crm.duplicate.rule"].search([]).active = False
        self.env.flush_all()
        self.assertEqual(self.add_by_api(name="Findable Tradingo Ltd")[0], 200)

    def test_no_context_chooses_the_way(self):
        self.set_rule("lead", "log")
        for forged in ("lead", "import", None, {"name": "lead"}):
            context = {"crm_entry_point": forged, "import_file": True}
            self.assertEqual(self.add_by_api(context=context)[0], 422)

    def test_beyond_the_limit_nothing_is_told(self):
        self.company_a.collision_search_limit = 1
        self.env.flush_all()
        self.ask(self.sales, "Alpha")
        status, answer = self.add_by_api()
        self.assertEqual(status, 422)
        self.assertNotIn("Findable Trading Ltd", json.dumps(answer["arguments"]))
        self.assertEqual(answer["arguments"][1], [])
        self.assertEqual(self.log(self.sales)[0].outcome, "refused")
        status, answer = self.add_by_api()
        self.assertEqual((status, answer["arguments"][1]), (422, []), "nor when asked again")
        self.assertEqual(self.add_by_api(duplicate_reason="Sister")[0], 200)
        self.assertFalse(self.log(self.sales)[0].best_name)

    def test_who_may_not_ask_is_told_nothing(self):
        status, answer = self.add_by_api(self.plain, is_managed_customer=True)
        self.assertEqual(status, 422)
        self.assertEqual(answer["arguments"][1], [])
        self.assertNotIn("Findable Trading Ltd", answer["message"])

    def test_what_is_no_customer_passes(self):
        self.assertEqual(self.add_by_api(is_company=False)[0], 200)
        self.assertEqual(self.add_by_api(is_company=False, duplicate_reason="Mine")[0], 200)
        self.assertFalse(self.log(self.sales))

    def test_switched_off(self):
        self.company_a.use_customer_management = False
        self.env.flush_all()
        status, __ = self.add_by_api(is_managed_customer=True)
        self.assertEqual(status, 200)

    def test_lead_conversion_is_noted(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "partner_name": "Findable Tradings Ltd",
                "website": "https://new.test",
                "user_id": self.sales.id,
            }
        )
        self.env.flush_all()
        self.authenticate("tc_sales", "tc_sales")
        wizard, error = self.call(
            "crm.lead2opportunity.partner",
            "create",
            {"lead_id": lead.id, "name": "convert", "action": "create"},
            context={"active_id": lead.id, "active_model": "crm.lead", "active_ids": lead.ids},
        )
        self.assertFalse(error)
        __, error = self.call(
            "crm.lead2opportunity.partner",
            "action_apply",
            [wizard],
            context={"active_id": lead.id, "active_model": "crm.lead", "active_ids": lead.ids},
        )
        self.assertFalse(error)
        self.env.invalidate_all()
        row = self.log(self.sales)
        self.assertEqual((row.entry_point, row.outcome), ("lead", "noted"))
        self.assertEqual(row.partner_id, lead.partner_id.commercial_partner_id)

    def test_the_system_itself_has_no_rule(self):
        customer = self.add_customer(self.sales, "Findable Tradings Ltd")
        self.assertTrue(customer.is_managed_customer)
        self.add_customer(self.sales, "Findable Tradinge Ltd", duplicate_reason="Said anyway")
