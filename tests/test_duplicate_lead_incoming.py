"""Leads of the website and of e-mails: marked where they may be a customer, never blocked."""

from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests.common import tagged
from odoo.tools import mute_logger

from .import_common import from_outside
from .protection_common import ProtectionCase

FORM = "/website/form/crm.lead"
MAIL = """From: {sender}
To: sales@example.test
Subject: Please call me
Message-ID: <{sender}-1@test>
Content-Type: text/plain

Hello
"""


class IncomingCase(ProtectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["crm.duplicate.rule"]
        cls.rules.search([]).unlink()
        cls.rule_website, cls.rule_mail = cls.rules.create(
            [
                {"entry_point": way, "action": "log", "company_id": cls.company_a.id}
                for way in ("website", "mail")
            ]
        )
        cls.found = cls.add_customer(
            cls.sales_two, "Findable Trading Ltd", phone="+41 44 668 18 00", email="a@hidden.test"
        )
        cls.team.use_leads = True

    def add_by_website(self, partner_name="Findable Tradings Ltd", **values):
        """Create as the form of the website does."""
        values = {"name": "Ask", "partner_name": partner_name, "team_id": self.team.id, **values}
        leads = self.env["crm.lead"].with_user(SUPERUSER_ID).with_company(self.company_a)
        with from_outside(FORM):
            return leads.create({"company_id": self.company_a.id, **values})

    def add_by_mail(self, sender="buyer@hidden.test"):
        lead_id = self.env["mail.thread"].message_process(
            "crm.lead", MAIL.format(sender=sender), custom_values={"team_id": self.team.id}
        )
        return self.env["crm.lead"].browse(lead_id)

    def as_user(self, lead, user):
        lead.invalidate_recordset()
        return lead.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)


@tagged("post_install", "-at_install")
class TestIncomingLeads(IncomingCase):
    def test_website(self):
        searches = self.env["crm.duplicate.search"].search([])
        lead = self.add_by_website(user_id=self.sales.id)
        self.assertTrue(lead.may_be_customer)
        note = lead.message_ids.filtered(lambda message: "may be a customer" in message.body)
        self.assertIn("Findable Trading Ltd", note.body)
        self.assertIn(self.sales_two.name, note.body)
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        (match,) = self.as_user(lead, self.sales).customer_matches
        self.assertEqual((match["name"], match["owner"]), (self.found.name, self.sales_two.name))
        for secret in ("668 18", "66818", "hidden.test"):
            self.assertNotIn(secret, note.body)
            self.assertNotIn(secret, str(match))
        self.assertEqual(self.env["crm.duplicate.search"].search([]), searches, "nobody asked")

    def test_mail(self):
        lead = self.add_by_mail()
        self.assertTrue(lead.may_be_customer)
        (match,) = self.as_user(lead, self.leader).customer_matches
        self.assertEqual(match["reasons"], ["same domain hidden.test"])
        self.assertFalse(self.add_by_mail("somebody@elsewhere.test").may_be_customer)

    def test_what_is_no_customer_is_not_marked(self):
        lead = self.add_by_website("Quite Another House AG")
        self.assertFalse(lead.may_be_customer)
        self.assertFalse(lead.customer_matches)
        self.assertFalse(lead.message_ids.filtered(lambda m: "may be" in m.body))

    def test_the_same_name_is_marked_too(self):
        lead = self.add_by_website("FINDABLE trading ltd")
        self.assertEqual(lead.customer_matches[0]["kind"], "same")

    def test_typed_by_colleagues_is_not_marked(self):
        values = {"name": "Ask", "partner_name": "Findable Tradings Ltd"}
        for path in ("/web/dataset/call_kw", "/json/2/crm.lead/create"):
            with from_outside(path):
                lead = self.env["crm.lead"].with_user(self.sales).create(dict(values))
            self.assertFalse(lead.may_be_customer)
        forged = self.env["crm.lead"].with_user(self.sales).with_context(crm_entry_point="mail")
        self.assertFalse(forged.create(dict(values)).may_be_customer)

    def test_no_rule_marks_nothing(self):
        self.rule_website.active = False
        with patch.object(type(self.env["res.partner"]), "_find_evidence") as find:
            self.assertFalse(self.add_by_website().may_be_customer)
            find.assert_not_called()
        self.assertTrue(self.add_by_mail().may_be_customer)

    def test_rule_from_similar_on(self):
        self.assertFalse(self.add_by_website("Findable Traders Ltd").may_be_customer)
        self.rule_website.min_kind = "similar"
        self.assertTrue(self.add_by_website("Findable Traders Ltd").may_be_customer)

    def test_switched_off_and_other_company(self):
        lead = self.add_by_website(company_id=self.company_b.id, team_id=False)
        self.assertFalse(lead.may_be_customer)
        self.company_a.use_customer_management = False
        self.assertFalse(self.add_by_website().may_be_customer)

    def test_never_blocked(self):
        broken = patch.object(
            type(self.env["res.partner"]), "_find_evidence", side_effect=ValueError("broken")
        )
        module = "odoo.addons.crm_customer_protection.models.duplicate.crm_lead_incoming"
        with broken, mute_logger(module):
            lead = self.add_by_website()
        self.assertTrue(lead.exists())
        self.assertFalse(lead.may_be_customer)

    def test_odd_values(self):
        for values in (
            {"partner_name": ""},
            {"partner_name": False, "contact_name": "长" * 400},
            {"partner_name": "Ｆｉｎｄａｂｌｅ", "phone": "０４４", "email_from": "no address"},
            {"partner_name": "<script>alert(1)</script>", "website": "::::"},
        ):
            with self.subTest(values=values):
                self.assertTrue(self.add_by_website(**values).exists())

    def test_of_a_known_customer_nothing_is_said(self):
        lead = self.add_by_website(partner_id=self.found.id)
        self.assertFalse(lead.may_be_customer)

    # === WHO READS IT === #

    def test_name_written_into_a_lead_looks_up_nothing(self):
        self.add_customer(self.sales_two, "Hidden Gold Mine AG")
        lead = self.as_user(self.add_by_website(user_id=self.sales.id), self.sales)
        lead.write({"partner_name": "Hidden Gold Mine AG", "email_from": "x@y.test"})
        lead.invalidate_recordset()
        self.assertEqual([m["name"] for m in lead.customer_matches], [self.found.name])
        typed = self.env["crm.lead"].with_user(self.sales)
        typed = typed.create({"name": "Ask", "partner_name": "Hidden Gold Mine AG"})
        typed.may_be_customer = True
        self.assertFalse(typed.customer_matches)
        with self.assertRaises(AccessError):
            lead.read(["incoming_evidence"])
        with self.assertRaises(AccessError):
            lead.write({"incoming_evidence": {"name": "Hidden Gold Mine AG"}})
        with self.assertRaises(AccessError):
            typed.create({"name": "Ask", "incoming_evidence": {"name": "Hidden Gold Mine AG"}})

    def test_reader_of_another_company(self):
        stranger = self.new_user("tc_b", "sales_team.group_sale_manager", self.company_b)
        lead = self.add_by_website(company_id=False, team_id=False)
        self.assertTrue(lead.may_be_customer)
        self.assertFalse(self.as_user(lead, stranger).customer_matches)

    def test_owner_changes_are_told(self):
        lead = self.add_by_website(user_id=self.sales.id)
        self.found.with_user(self.office)._assign(self.sales, "Hers")
        (match,) = self.as_user(lead, self.sales).customer_matches
        self.assertEqual(match["owner"], self.sales.name)
        self.assertEqual(match["id"], self.found.id)

    def test_taken_back(self):
        lead = self.as_user(self.add_by_website(user_id=self.sales.id), self.sales)
        lead.action_not_a_customer()
        self.assertFalse(lead.may_be_customer)
        self.assertFalse(lead.customer_matches)
        self.assertIn("Compared", lead.message_ids[0].body)
        lead = self.add_by_website(user_id=self.sales.id)
        with self.assertRaises(AccessError):
            self.as_user(lead, self.reader).action_not_a_customer()

    def test_filter(self):
        lead = self.add_by_website(user_id=self.sales.id)
        found = self.env["crm.lead"].with_user(self.sales).search([("may_be_customer", "=", True)])
        self.assertEqual(found, lead)

    def test_copy_is_not_marked(self):
        self.assertFalse(self.add_by_website().copy().may_be_customer)

    # === CONVERSION === #

    def convert(self, lead, user, action, partner=None):
        context = {"active_id": lead.id, "active_ids": lead.ids, "active_model": "crm.lead"}
        wizard = self.env["crm.lead2opportunity.partner"].with_user(user).with_context(**context)
        values = {"name": "convert", "action": action, "partner_id": partner and partner.id}
        with from_outside():
            wizard.create(values).action_apply()

    def test_converted_into_a_customer_of_its_own(self):
        self.rules.create({"entry_point": "lead", "action": "log"})
        lead = self.add_by_website(user_id=self.sales.id, type="lead", website="https://own.test")
        self.convert(lead, self.sales, "create")
        self.assertTrue(lead.partner_id.commercial_partner_id.is_managed_customer)
        self.assertFalse(lead.may_be_customer, "whose customer it is stands there by now")
        row = self.env["crm.duplicate.search"].search([("user_id", "=", self.sales.id)])
        self.assertEqual((row.entry_point, row.outcome), ("lead", "noted"))

    def test_conversion_is_refused_as_the_rule_says(self):
        self.rules.create({"entry_point": "lead", "action": "refuse"})
        lead = self.add_by_website(user_id=self.sales.id, type="lead", website="https://own.test")
        with self.assertRaises(UserError) as caught:
            self.convert(lead, self.sales, "create")
        self.assertIn("Findable Trading Ltd", str(caught.exception))
        self.assertTrue(lead.may_be_customer)

    def test_linked_to_the_customer(self):
        lead = self.add_by_website(user_id=self.sales_two.id, type="lead")
        self.convert(lead, self.sales_two, "exist", self.found)
        self.assertEqual(lead.partner_id, self.found)
        self.assertFalse(lead.may_be_customer)


@tagged("post_install", "-at_install")
class TestIncomingRules(IncomingCase):
    def test_a_lead_is_only_marked(self):
        for way in ("website", "mail"):
            for action in ("refuse", "reason"):
                with self.subTest(way=way, action=action), self.assertRaises(ValidationError) as e:
                    self.rules.create({"entry_point": way, "action": action})
                self.assertIn("marked", str(e.exception))
        rule = self.rules.create({"entry_point": "form", "action": "refuse"})
        with self.assertRaises(ValidationError):
            rule.entry_point = "mail"

    def test_form_proposes_what_is_possible(self):
        rule = self.rules.new({"entry_point": "mail", "action": "reason"})
        rule._onchange_entry_point()
        self.assertEqual(rule.action, "log")

    def test_what_happens_is_said(self):
        said = {
            (way, action): self.rules.new({"entry_point": way, "action": action}).effect
            for way in dict(self.rules._fields["entry_point"].selection)
            for action in ("refuse", "reason", "log")
        }
        self.assertTrue(all(said.values()))
        self.assertIn("marked", said["website", "log"])
        self.assertNotEqual(said["import", "reason"], said["form", "reason"])
