"""Who adds a claimant to a case, whom, and until when."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .collision_common import CollisionSetUp
from .common import CustomerCase


@tagged("post_install", "-at_install")
class TestCollisionAdding(CollisionSetUp, CustomerCase):
    def add(self, user, case, claimant, note="She wrote the offer"):
        self.dialog(user, case, "add", note, claimant_id=claimant.id)
        case.invalidate_recordset()

    def test_by_the_back_office(self):
        own = self.add_customer(self.stranger, "Streitfall Anlagen GmbH", vat="CHE12312312")
        self.customer.vat = own.vat
        case = self.open_case()
        self.assertTrue(case.with_user(self.office).can_add)
        self.add(self.office, case, self.stranger)
        claim = case.claim_ids.filtered(lambda claim: claim.user_id == self.stranger)
        self.assertEqual(claim.partner_id, own, "the record is found as for the others")
        self.assertEqual(claim.stated_name, own.registered_name)
        self.assertTrue(claim.registered_on)
        self.assertFalse(claim.statement, "these are not the claimant's words")
        self.assertIn(self.stranger.partner_id, case.message_partner_ids)
        told = case.message_ids[0].notified_partner_ids
        self.assertEqual(told, case.claim_ids.user_id.partner_id)
        self.dialog(self.stranger, case, "state", "I wrote the offer")
        self.assertEqual(claim.statement, "I wrote the offer")
        self.decide(case, self.stranger)
        self.assertOwner(self.customer, self.stranger)

    def test_by_a_clerk_who_opened_it(self):
        self.company_a.use_visibility = False
        case = self.open_case(self.clerk, "Two of them quarrel")
        self.assertTrue(case.with_user(self.clerk).can_add)
        self.add(self.clerk, case, self.sales_two)
        self.assertEqual(case.claim_ids.user_id, self.sales | self.sales_two)
        self.assertFalse(case.with_user(self.second_office)._why_not_add())

    def test_not_by_others(self):
        """A claimant brings nobody along, the owner keeps nobody away, strangers see no case."""
        case = self.open_case()
        for user in (self.sales, self.sales_two, self.leader):
            with self.subTest(user=user.login):
                self.assertFalse(case.with_user(user).can_add)
                with self.assertRaisesRegex(UserError, "back office decides"):
                    self.add(user, case, self.stranger)
        with self.assertRaises(AccessError):
            self.add(self.stranger, case, self.stranger)
        self.as_user(self.customer, self.office)._assign(self.office, "For a day")
        case._add_claims(self.office)
        with self.assertRaisesRegex(UserError, "one of the claimants"):
            self.add(self.office, case, self.stranger)
        self.assertEqual(len(case.claim_ids), 3)

    def test_whom(self):
        case = self.open_case()
        gone = self.new_user("tc_gone", "sales_team.group_sale_salesman")
        gone.active = False
        abroad = self.new_user("tc_abroad", "sales_team.group_sale_salesman")
        abroad.write({"company_ids": [(6, 0, self.company_b.ids)], "company_id": self.company_b.id})
        for user, words in (
            (self.sales_two, "claimant already"),
            (self.clerk, "no salesperson"),
            (self.plain, "no salesperson"),
            (gone, "no salesperson"),
            (abroad, "no salesperson"),
            (self.env["res.users"], "choose a salesperson"),
            (self.office, "yourself"),
        ):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, words):
                self.add(self.office, case, user)
        with self.assertRaisesRegex(UserError, "Say why"):
            self.add(self.office, case, self.stranger, note=" ")
        self.assertEqual(len(case.claim_ids), 2)

    def test_only_while_it_is_open(self):
        case = self.open_case()
        case.with_user(self.office).action_propose()
        self.assertFalse(case.with_user(self.office).can_add)
        with self.assertRaisesRegex(UserError, "not possible any more"):
            self.add(self.office, case, self.stranger)

    def test_whom_the_dialog_offers(self):
        case = self.open_case()
        context = case.with_user(self.office).action_add_claimant()["context"]
        cases = self.cases(self.office)
        form = Form(cases.env["crm.collision.dialog"].with_context(**context))
        domain = form._view["fields"]["claimant_id"]["domain"]
        self.assertIn("all_group_ids", domain)
        form.claimant_id = self.stranger
        form.note = "She wrote the offer"
        form.save().action_apply()
        self.assertIn(self.stranger, case.claim_ids.user_id)

    def test_the_dialog_speaks_the_language_of_its_user(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env.cr.execute(
            """
            UPDATE ir_model_fields_selection option SET name = option.name || '{"fr_FR": "Au gagnant"}'
              FROM ir_model_fields field
             WHERE field.id = option.field_id AND field.model = 'crm.collision.case'
               AND field.name = 'consequence' AND option.value = 'owner'
            """
        )
        self.env.registry.clear_cache("stable")
        self.env.registry.clear_cache()
        dialog = self.cases(self.office).env["crm.collision.dialog"].with_context(lang="fr_FR")
        shown = dict(dialog.fields_get(["consequence"])["consequence"]["selection"])
        self.assertEqual(shown["owner"], "Au gagnant")
