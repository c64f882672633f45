"""Who merges, what speaks against it, and what nobody can forge."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CustomerCase
from .merge_common import MergeSetUp


@tagged("post_install", "-at_install")
class TestMergeRefusal(MergeSetUp, CustomerCase):
    def assertRefused(self, pattern, sources, survivor=None):
        survivor = survivor or self.survivor
        self.assertRegex(survivor._get_merge_refusal(sources), pattern)
        with self.assertRaisesRegex(UserError, pattern):
            self.merge(sources, survivor)
        self.assertTrue(self.other.active)

    def test_who(self):
        for user in (self.sales, self.sales_two, self.leader, self.clerk, self.plain, self.reader):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.merge(user=user)
        log = self.merge(user=self.manager)
        for user in (self.sales, self.sales_two, self.leader, self.clerk, self.plain, self.reader):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.undo(log, user)
        self.undo(log, self.manager)

    def test_forged(self):
        log = self.merge()
        for user in (self.office, self.manager):
            env = self.env(user=user.id)
            for model, ids, values in (
                ("crm.customer.merge.log", log.ids, {"state": "undone"}),
                ("crm.customer.merge.log.line", log.line_ids.ids, {"moved_keys": []}),
                ("crm.customer.merge.log.source", log.source_ids.ids, {"name": "x"}),
                ("res.partner", self.other.ids, {"merged_into_id": False}),
                ("res.partner", self.survivor.ids, {"merged_into_id": self.other.id}),
                ("res.partner", self.other.ids, {"active": True}),
                ("res.partner", self.other.ids, {"is_managed_customer": True}),
            ):
                with self.subTest(model=model, values=values), self.assertRaises(UserError):
                    call_kw(env[model], "write", [ids, values], {})
            for method in ("_merge_customers", "_move_all_rows"):
                with self.assertRaises(AccessError):
                    call_kw(env["res.partner"], method, [self.survivor.ids, self.other.ids], {})
        for records in (log, log.line_ids, log.source_ids):
            with self.assertRaises(UserError):
                records.sudo().unlink()
            with self.assertRaises(UserError):
                records.sudo().write({"create_uid": 1})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.other.sudo().unlink()

    def test_reasons(self):
        partner = self.env["res.partner"].create({"name": "Plain"})
        self.assertRefused("at least two", self.survivor)
        self.assertRefused("is no customer", self.other, partner)
        contact = self.add_contact(self.sales, self.survivor, "Ann")
        self.assertRefused("into its own company", contact)
        self.assertRefused("is the contact of the user", self.leader.partner_id)
        self.assertRefused("one of your own companies", self.company_b.partner_id)
        asleep = self.add_customer(self.sales, "Asleep Ltd")
        self.deactivate(self.office, asleep)
        self.assertRefused("is deactivated", self.other, asleep)
        self.other.sudo().company_id = self.company_b
        self.survivor.sudo().company_id = self.company_a
        self.assertRegex(self.survivor._get_merge_refusal(self.other), "different companies")

    def test_two_pending_requests(self):
        for customer, owner in ((self.survivor, self.sales), (self.other, self.sales_two)):
            self.as_user(customer, owner)._ask_extension(3, "Trade fair")
        self.assertRefused("Decide them first", self.other)

    def test_sealed_entries(self):
        rows = self.env.cr
        journal = self.env["account.journal"].create(
            {"name": "J", "code": "JJ", "type": "general", "company_id": self.company_a.id}
        )
        move = self.env["account.move"].create({"journal_id": journal.id, "move_type": "entry"})
        rows.execute(
            "INSERT INTO account_move_line (move_id, partner_id, display_type, journal_id, company_id,"
            " currency_id) VALUES (%s, %s, 'line_note', %s, %s, %s)",
            [move.id, self.other.id, journal.id, self.company_a.id, self.company_a.currency_id.id],
        )
        rows.execute("UPDATE account_move SET inalterable_hash = '$1$x' WHERE id = %s", [move.id])
        self.assertRefused("are sealed", self.other)

    def test_portal_user_comes_along(self):
        user = self.new_user("tc_their_buyer", "base.group_portal")
        user.partner_id.name = "Buyer"
        before = self.picture(user.partner_id | self.survivor)
        partner = user.partner_id
        log = self.merge(partner)
        self.assertEqual(user.partner_id, self.survivor)
        self.undo(log)
        self.assertEqual(user.partner_id, partner)
        self.assertSamePicture(before, self.picture(partner | self.survivor))

    def test_two_companies(self):
        """Who works in another company neither merges these customers nor reads of it."""
        (self.survivor | self.other).sudo().company_id = self.company_a
        office_b = self.new_user(
            "tc_office_b", "crm_customer_protection.group_customer_admin", self.company_b
        )
        survivor = self.survivor.with_user(office_b).with_context(
            allowed_company_ids=self.company_b.ids
        )
        with self.assertRaises(AccessError):
            survivor._merge_customers(self.other.with_env(survivor.env))
        log = self.merge()
        logs = log.with_env(survivor.env)
        self.assertFalse(logs.search([]) & log)
        for records in (logs, logs.sudo().line_ids.sudo(False), logs.sudo().source_ids.sudo(False)):
            with self.assertRaises(AccessError):
                records.read(["create_date"])
        with self.assertRaises(AccessError):
            logs.action_undo()

    def test_hidden_as_the_survivor(self):
        """The merged customer is seen by those who see the survivor, and by nobody else."""
        self.company_a.use_visibility = True
        other = self.other
        self.assertTrue(self.as_user(other, self.sales_two).has_access("read"))
        log = self.merge()
        self.assertFalse(self.as_user(other, self.sales_two).has_access("read"))
        self.assertFalse(self.as_user(other, self.stranger).has_access("read"))
        self.assertTrue(self.as_user(other, self.sales).has_access("read"))
        self.undo(log)
        self.assertTrue(self.as_user(other, self.sales_two).has_access("read"))
        self.assertFalse(self.as_user(other, self.sales).has_access("read"))

    def test_odoos_own_merge(self):
        """Any number, as in Odoo's own dialog with its automatic mode."""
        more = [self.add_customer(self.sales, f"More {n}", email="m@example.com") for n in range(4)]
        partners = self.env["res.partner"].browse([customer.id for customer in more])
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.office).sudo()
        wizard = wizard.create({"partner_ids": [Command.set(partners.ids)]})
        wizard.dst_partner_id = partners[2]
        wizard.action_merge()
        self.assertEqual((partners - partners[2]).merged_into_id, partners[2])
        self.assertEqual(partners.with_context(active_test=False).exists(), partners)
