"""The dialog that merges: what it shows, and that it does what it shows."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import CustomerCase
from .merge_common import MergeSetUp


@tagged("post_install", "-at_install")
class TestMergeWizard(MergeSetUp, CustomerCase):
    def wizard(self, user=None, partners=None):
        partners = self.survivor | self.other if partners is None else partners
        env = self.env(user=(user or self.office).id, context={})
        context = {
            "active_model": "res.partner",
            "active_ids": partners.ids,
            "allowed_company_ids": self.company_a.ids,
        }
        return Form(env["crm.customer.merge"].with_context(**context))

    def test_merge(self):
        self.fill(self.other, 4)
        self.survivor.sudo().city, self.other.sudo().city = "Bern", "Basel"
        form = self.wizard()
        form.survivor_id = self.survivor
        self.assertFalse(form.refusal)
        form.reason = "One and the same"
        names = [form.value_ids.edit(n).name for n in range(len(form.value_ids))]
        with form.value_ids.edit(names.index("city")) as line:
            texts = {self.survivor.id: "Bern", self.other.id: "Basel"}
            self.assertEqual({int(key): text for key, text in line.texts.items()}, texts)
            self.assertEqual(line.partner_id, self.survivor)
            line.partner_id = self.other
        wizard = form.save()
        shown = {row.label: row.row_count for row in wizard.row_ids}
        self.assertEqual(
            shown["Lead: Contact" if "Lead: Contact" in shown else "Lead: Customer"], 4
        )
        self.assertEqual(wizard.customer_ids.mapped("lead_count"), [0, 4])
        count = wizard.row_count
        action = wizard.action_merge()
        log = self.env["crm.customer.merge.log"].search([], limit=1)
        self.assertEqual(log.row_count, count, "what was shown is what moved")
        self.assertIn(str(log.id), action["params"]["links"][0]["url"])
        self.assertEqual((log.reason, log.survivor_id), ("One and the same", self.survivor))
        self.assertEqual(self.survivor.city, "Basel")

    def test_a_forged_choice(self):
        """The screen offers what differs among the chosen ones; the server takes nothing else."""
        third = self.add_customer(self.stranger, "Third Ltd")
        for values in ({"partner_id": third.id}, {"name": "protected_until"}, {"name": "nothing"}):
            (self.survivor | self.other).sudo().city = False
            self.survivor.sudo().city = "Bern"
            wizard = self.wizard().save()
            line = wizard.value_ids.filtered(lambda value: value.name == "city")
            with self.subTest(**values), self.assertRaisesRegex(UserError, "Choose again"):
                line.write(values)
                wizard.action_merge()
        self.assertTrue(self.other.active)

    def test_a_forged_line_shows_nothing(self):
        """Neither a customer of another company nor what nobody chooses."""
        office = self.new_user(
            "tc_office_b", "crm_customer_protection.group_customer_admin", self.company_b
        )
        hidden = self.add_customer(office, "Hidden Ltd", phone="+41 44 668 18 77")
        hidden.sudo().company_id = self.company_b
        self.survivor.sudo().phone = "+41 44 668 18 00"
        lines = self.partners(self.office).env["crm.customer.merge.value"]
        for name, shown in (("phone", {self.survivor.id: "+41 44 668 18 00"}), ("signup_type", {})):
            values = {"name": name, "allowed_ids": (hidden | self.survivor).ids}
            texts = lines.create(values).texts
            with self.subTest(name=name):
                self.assertEqual({int(key): text for key, text in (texts or {}).items()}, shown)

    def test_what_stays_is_said_before(self):
        tag = self.env["res.partner.category"].create({"name": "Both"})
        (self.survivor | self.other).category_id = tag
        wizard = self.wizard().save()
        self.assertEqual(sum(wizard.row_ids.mapped("kept_count")), 1)
        self.assertEqual((self.survivor | self.other).mapped("category_id"), tag)

    def test_refusal(self):
        contact = self.add_contact(self.sales, self.survivor, "Ann")
        form = self.wizard(partners=self.survivor | contact)
        self.assertIn("into its own company", form.refusal)

    def test_fewer_than_two(self):
        form = self.wizard(partners=self.survivor)
        self.assertEqual(form.refusal, "Choose at least two customers to merge.")
        form = self.wizard()
        form.partner_ids = self.env["res.partner"]
        self.assertEqual(form.refusal, "Choose at least two customers to merge.")
        self.assertFalse(form.survivor_id)

    def test_another_survivor(self):
        form = self.wizard()
        form.survivor_id = self.other
        form.save().action_merge()
        self.assertEqual(self.survivor.merged_into_id, self.other)

    def test_not_for_salespeople(self):
        for user in (self.sales, self.leader, self.clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.wizard(user).save()
