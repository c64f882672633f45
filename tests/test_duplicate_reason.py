"""What the forms do where a rule asks for a reason, or where nothing more is told today."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .test_duplicate_hints import ENTRY
from .test_duplicate_rules import RuleCase

ALIKE = "Findable Tradings Ltd"
SPEC = {name: {} for name in ("collision_hints", "collision_notice", "duplicate_action")}


@tagged("post_install", "-at_install")
class TestDuplicateReason(RuleCase):
    def new(self, user, **values):
        """A partner as the form has it before it is saved."""
        values = {"is_company": True, "is_managed_customer": True, "name": ALIKE, **values}
        return self.partners(user).new(values)

    def judge(self, login, values):
        """What the form is told at a pause.

        :return: dict of values
        """
        self.authenticate(login, login)
        values = {"is_company": True, "is_managed_customer": True, **values}
        context = {"allowed_company_ids": self.company_a.ids}
        result, error = self.call(
            "res.partner", "onchange", [], values, ["name"], SPEC, context=context
        )
        self.assertFalse(error)
        self.env.invalidate_all()
        return result["value"]

    # === A REASON === #

    def test_forms_require_it(self):
        for view in (ENTRY, "base.view_partner_form"):
            model = self.partners(self.sales).with_context(
                default_is_managed_customer=True, default_is_company=True
            )
            form = Form(model, view)
            form.name = ALIKE
            form.website = "https://new.test"
            self.assertEqual(form.duplicate_action, "reason", view)
            with self.assertRaisesRegex(AssertionError, "duplicate_reason"):
                form.save()
            form.name = "Quite Another House AG"
            self.assertFalse(form.duplicate_action, view)

    def test_by_rule(self):
        self.assertEqual(self.new(self.sales).duplicate_action, "reason")
        rule = self.set_rule("form", "refuse")
        self.assertEqual(self.new(self.sales).duplicate_action, "refuse")
        self.assertEqual(self.new(self.office).duplicate_action, "reason")
        rule.action = "log"
        self.assertFalse(self.new(self.sales).duplicate_action)
        rule.active = False
        self.env["crm.duplicate.rule"].search([]).active = False
        self.assertFalse(self.new(self.sales).duplicate_action)

    def test_same_name_needs_none(self):
        self.assertFalse(self.new(self.sales, name="FINDABLE trading ltd").duplicate_action)

    def test_switched_off(self):
        self.company_a.use_customer_management = False
        self.assertFalse(self.new(self.sales).duplicate_action)

    # === NOTHING MORE TODAY === #

    def use_up_limit(self):
        self.company_a.collision_search_limit = 1
        self.env.flush_all()
        self.ask(self.sales, "Alpha")

    def test_beyond_the_limit(self):
        self.use_up_limit()
        told = self.judge("tc_sales", {"name": ALIKE})
        self.assertFalse(told.get("collision_hints"))
        self.assertIn("ask your leader", told["collision_notice"])
        self.assertEqual(told["duplicate_action"], "optional")
        self.assertTrue(self.add_by_form(ALIKE)[1])
        partner, error = self.add_by_form(ALIKE, duplicate_reason="Sister")
        self.assertFalse(error)
        self.assertTrue(partner.is_managed_customer)

    def test_wizard_beyond_the_limit(self):
        self.use_up_limit()
        self.authenticate("tc_sales", "tc_sales")
        spec = {"verdict": {}, "notice": {}, "matches": {}}
        values = {"registered_name": ALIKE}
        check, error = self.call("crm.collision.check", "web_save", [], values, spec)
        self.assertFalse(error)
        self.assertEqual(check[0]["verdict"], "limit")
        self.assertFalse(check[0]["matches"])
        self.assertIn("ask your leader", check[0]["notice"])
        action, error = self.call("crm.collision.check", "action_details", [check[0]["id"]])
        self.assertFalse(error)
        self.assertEqual(action["res_model"], "res.partner")

    # === RENAMING === #

    def rename(self, customer, **values):
        self.authenticate("tc_sales", "tc_sales")
        error = self.call("res.partner", "web_save", [customer.id], values, {"name": {}})[1]
        self.env.invalidate_all()
        return error

    def test_renaming_is_judged_too(self):
        mine = self.add_customer(self.sales, "Quite Another House AG")
        self.env.flush_all()
        error = self.rename(mine, registered_name=ALIKE)
        self.assertIn("Findable Trading Ltd", error["message"])
        self.assertEqual(mine.registered_name, "Quite Another House AG")
        self.assertFalse(self.rename(mine, registered_name=ALIKE, duplicate_reason="Sister"))
        self.assertEqual(mine.registered_name, ALIKE)
        self.assertIn("Sister", mine.message_ids[0].body)
        self.assertEqual(self.log(self.sales)[0].outcome, "anyway")
        self.assertFalse(self.rename(mine, registered_name="FINDABLE Tradings, Ltd"))
        self.assertFalse(self.rename(mine, name="Findable"), "what lists call it is no new name")
        self.assertFalse(self.rename(mine, duplicate_reason="Nothing to give it for"))

    def test_itself_is_no_duplicate(self):
        mine = self.add_customer(self.sales, "Zanzibar Optics Ltd")
        self.env.flush_all()
        self.assertFalse(self.rename(mine, registered_name="Zanzibar Optics Group Ltd"))

    # === WHAT CAME OF A SEARCH === #

    def test_outcomes(self):
        self.authenticate("tc_sales", "tc_sales")
        __, error = self.call("res.partner", "action_ask_owner", self.found.sudo().name, "Yours?")
        self.assertFalse(error)
        self.env.invalidate_all()
        self.assertEqual(self.log(self.sales)[0].outcome, "asked")
        __, error = self.call(
            "crm.collision.case", "action_open_for", self.found.sudo().name, "Mine"
        )
        self.assertFalse(error)
        self.env.invalidate_all()
        self.assertEqual(self.log(self.sales)[0].outcome, "case")

    def test_claim_of_what_a_pool_hides(self):
        self.company_a.use_visibility = True
        self.pool.write({"mask_phone": True, "cooldown_days": 0})
        self.found.with_env(self.env)._change_owner(
            self.env["res.users"], "release", pool=self.pool
        )
        self.env.flush_all()
        self.authenticate("tc_sales", "tc_sales")
        (match,), error = self.call("res.partner", "find_duplicates", self.found.sudo().name)
        self.assertNotIn("id", match)
        self.assertTrue(match["can_claim"])
        self.assertNotIn("668 18", "66818", str(match))
        action, error = self.call("res.partner", "action_claim_found", match["name"])
        self.assertFalse(error)
        self.env.invalidate_all()
        self.assertEqual(action["res_id"], self.found.id)
        self.assertOwner(self.found.with_env(self.env), self.sales)
        self.assertEqual(self.log(self.sales)[0].outcome, "claimed")

    def test_what_cannot_be_claimed(self):
        model = self.partners(self.sales)
        for name in (self.found.sudo().name, "Nobody of This Name", ALIKE, "", None, 5):
            with self.assertRaises(UserError, msg=name):
                model.action_claim_found(name)
        self.assertEqual(self.found.user_id, self.sales_two)
        with self.assertRaises(UserError):
            self.partners(self.plain).action_claim_found(self.found.sudo().name)
