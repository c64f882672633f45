"""Members of a sales task: what they see, are told, and lose when they leave (invariant 6)."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests.common import HttpCase, TransactionCase, tagged
from odoo.tools import mute_logger

from .browser_common import WebCalls
from .sales_task_common import SalesTaskSetUp
from .visibility_common import VisibilitySetUp

RULES = "odoo.addons.base.models.ir_rule"


class MembersSetUp(SalesTaskSetUp, VisibilitySetUp):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.task = cls.add_task(cls.sales, name="Line 3", partner_id=cls.customers["own"].id)

    @classmethod
    def add_member(cls, user, by=None, task=None, **values):
        members = cls.env["crm.lead.member"].with_user(by or cls.sales)
        values = {"lead_id": (task or cls.task).id, "user_id": user.id, **values}
        return members.with_context(allowed_company_ids=cls.company_a.ids).create(values)

    def can(self, user, operation, task=None):
        self.env.flush_all()
        self.env.invalidate_all()
        found = self.tasks(user).search([("id", "=", (task or self.task).id)])
        allowed = (
            (task or self.task)
            .with_user(user)
            .with_context(allowed_company_ids=user.company_ids.ids)
        )
        if operation == "read":
            self.assertEqual(bool(found), allowed.has_access("read"), "search and read agree")
        return allowed.has_access(operation)

    def sees(self, user, kind="own"):
        self.env.invalidate_all()
        return self.customers[kind].with_user(user).has_access("read")


@tagged("post_install", "-at_install")
class TestMembers(MembersSetUp, TransactionCase):
    def test_reader_and_writer(self):
        self.assertFalse(self.can(self.sales_two, "read"))
        member = self.add_member(self.sales_two, access="read")
        self.assertTrue(self.can(self.sales_two, "read"))
        self.assertFalse(self.can(self.sales_two, "write"))
        with self.assertRaises(AccessError), mute_logger(RULES):
            self.rpc(self.sales_two, "crm.lead", "write", self.task.ids, {"name": "x"})
        member.access = "write"
        self.assertTrue(self.can(self.sales_two, "write"))
        self.rpc(self.sales_two, "crm.lead", "write", self.task.ids, {"priority": "2"})
        self.assertFalse(self.can(self.sales_two, "unlink"))
        self.assertFalse(self.can(self.director, "unlink"))

    def test_loses_everything_at_once(self):
        member = self.add_member(self.sales_two)
        self.assertTrue(self.can(self.sales_two, "write") and self.sees(self.sales_two))
        member.unlink()
        for operation in ("read", "write"):
            self.assertFalse(self.can(self.sales_two, operation))
        self.assertFalse(self.sees(self.sales_two))
        self.assertNotIn(self.sales_two.partner_id, self.task.message_partner_ids)

    def test_sees_the_customer_as_long_as_it_is_member(self):
        """The task holds its phone, so that nobody may be a member who may not see the customer."""
        second = self.add_task(self.sales, name="Line 4", partner_id=self.customers["own"].id)
        first_member = self.add_member(self.sales_two)
        second_member = self.add_member(self.sales_two, task=second)
        event = self.customers["own"].protection_event_ids[0]
        self.assertEqual((event.cause, event.shared_user_id), ("share", self.sales_two))
        self.assertIn("Line 3", event.note)
        first_member.unlink()
        self.assertTrue(self.sees(self.sales_two), "the other task")
        self.assertEqual(second_member.sees_as_member, False)

    def test_customer_that_one_may_not_share(self):
        task = self.add_task(self.sales, name="Theirs", partner_id=self.customers["shared_read"].id)
        with self.assertRaisesRegex(AccessError, "does not see the customer"):
            self.add_member(self.leader, task=task)
        self.assertFalse(task.member_ids)

    def test_customer_taken_away(self):
        """No contact data by a membership that outlives the share."""
        self.add_member(self.sales_two)
        self.customers["own"].sudo()._unshare(self.sales_two)
        self.assertFalse(self.can(self.sales_two, "read"))
        found = self.rpc(self.sales_two, "crm.lead", "search", [("phone", "!=", False)])
        self.assertNotIn(self.task.id, found)

    def test_customer_changed(self):
        self.add_member(self.sales_two)
        self.rpc(self.sales, "crm.lead", "write", self.task.ids, {"partner_id": False})
        self.assertFalse(self.sees(self.sales_two))
        self.assertTrue(self.can(self.sales_two, "read"))
        back = {"partner_id": self.contacts["own"].id}
        self.rpc(self.sales, "crm.lead", "write", self.task.ids, back)
        self.assertTrue(self.sees(self.sales_two) and self.can(self.sales_two, "read"))

    def test_who_chooses(self):
        self.add_member(self.sales_two, access="write")
        for user in (self.sales_two, self.clerk):
            with (
                self.assertRaises(AccessError),
                mute_logger(RULES, "odoo.addons.base.models.ir_model"),
            ):
                self.add_member(self.director, by=user)
        for user in (self.leader, self.director, self.office, self.manager):
            self.add_member(self.documents, by=user).with_user(user).unlink()
        member = self.task.member_ids
        with self.assertRaises(AccessError):
            member.with_user(self.sales_two).access = "read"
        member.with_user(self.sales_two).unlink()
        self.assertFalse(self.can(self.sales_two, "read"), "everybody may leave")

    def test_who_can_be_a_member(self):
        self.task.message_subscribe(self.sales.partner_id.ids)
        for user, words in (
            (self.sales, "owns the task"),
            (self.clerk, "does not use Odoo's CRM"),
            (self.portal, "does not use Odoo's CRM"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.add_member(user)
        gone = self.new_user("tc_gone", "sales_team.group_sale_salesman", active=False)
        with self.assertRaises(UserError):
            self.add_member(gone)
        plain = self.add_task(self.sales, name="Plain", team_id=self.plain_team.id)
        with self.assertRaisesRegex(UserError, "no sales task"):
            self.add_member(self.sales_two, task=plain)

    def test_other_company(self):
        groups = "sales_team.group_sale_salesman"
        foreign = self.new_user("tc_foreign", groups, companies=self.company_b)
        self.task.company_id = self.company_a
        with self.assertRaises(UserError):
            self.add_member(foreign)
        both = self.new_user("tc_both", groups, companies=self.company_b | self.company_a)
        self.add_member(both)
        self.assertTrue(self.can(both, "read"))
        elsewhere = self.tasks(both).with_context(allowed_company_ids=self.company_b.ids)
        self.assertFalse(elsewhere.search([("id", "=", self.task.id)]))

    def test_archived_later(self):
        self.add_member(self.sales_two)
        self.sales_two.active = False
        self.assertEqual(
            self.task.with_context(active_test=False).member_ids.user_id, self.sales_two
        )
        self.task.with_user(self.sales).name = "Still writable"

    def test_once(self):
        self.add_member(self.sales_two)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.add_member(self.sales_two)

    def test_becomes_the_owner(self):
        self.add_member(self.sales_two)
        self.task.with_user(self.sales).user_id = self.sales_two
        self.assertFalse(self.task.member_ids)
        self.assertIn(self.sales_two.partner_id, self.task.message_partner_ids)

    def test_does_not_make_itself_the_owner(self):
        self.add_member(self.sales_two, access="write")
        for values in ({"user_id": self.sales_two.id}, {"team_id": self.other_team.id}):
            with self.assertRaisesRegex(AccessError, "Members do not give the task"):
                self.rpc(self.sales_two, "crm.lead", "write", self.task.ids, values)
        self.assertEqual(self.task.user_id, self.sales)

    def test_share_that_was_widened(self):
        member = self.add_member(self.sales_two)
        self.customers["own"].with_user(self.sales)._share(self.sales_two, "write", False, "More")
        member.unlink()
        self.assertTrue(self.sees(self.sales_two))

    def test_is_another_one(self):
        member = self.add_member(self.sales_two)
        other = self.add_task(self.sales, name="Other")
        for values in (
            {"user_id": self.director.id},
            {"lead_id": other.id},
            {"sees_as_member": True},
            {"follows_as_member": False},
        ):
            with self.assertRaises(UserError):
                member.write(values)

    # === TOLD === #

    def get_told(self, user):
        """What the inbox of a follower got of the task."""
        self.env.flush_all()
        self.cr.precommit.run()
        notices = (
            self.env["mail.notification"]
            .sudo()
            .search(
                [
                    ("res_partner_id", "=", user.partner_id.id),
                    ("mail_message_id.res_id", "=", self.task.id),
                ]
            )
        )
        return notices.mail_message_id

    def test_told_of_changes(self):
        self.sales_two.notification_type = "inbox"
        self.add_member(self.sales_two, access="read")
        changes = (
            {"expected_revenue": 500},
            {"date_deadline": "2026-09-01"},
            {"planned_start": "2026-08-01"},
            {"task_product_ids": [Command.link(self.pump.id)]},
            {"user_id": self.leader.id},
            {"user_id": self.sales.id},
        )
        for values in changes:
            with self.subTest(values=values):
                before = self.get_told(self.sales_two)
                self.task.sudo().write(values)
                self.assertTrue(self.get_told(self.sales_two) - before)
        before = self.get_told(self.sales_two)
        self.add_member(self.director)
        self.assertIn(
            "Tc Director joined", str((self.get_told(self.sales_two) - before).mapped("body"))
        )
        before = self.get_told(self.sales_two)
        self.task.sudo().action_set_lost(lost_reason_id=self.reason.id)
        self.assertTrue(self.get_told(self.sales_two) - before)

    def test_not_told_any_more(self):
        self.sales_two.notification_type = "inbox"
        self.add_member(self.sales_two).unlink()
        before = self.get_told(self.sales_two)
        self.task.sudo().expected_revenue = 700
        self.assertEqual(self.get_told(self.sales_two), before)

    def test_follows_by_oneself(self):
        self.task.sudo()._message_subscribe(self.director.partner_id.ids)
        self.add_member(self.director).unlink()
        self.assertIn(self.director.partner_id, self.task.message_partner_ids)

    # === WHAT BELONGS TO THE TASK === #

    def test_documents_follow(self):
        document = (
            self.env["ir.attachment"]
            .with_user(self.sales)
            .create({"name": "a.txt", "raw": b"x", "res_model": "crm.lead", "res_id": self.task.id})
        )
        theirs = document.with_user(self.sales_two)
        self.assertFalse(theirs.has_access("read"))
        member = self.add_member(self.sales_two, access="read")
        self.env.invalidate_all()
        self.assertTrue(theirs.has_access("read"))
        self.assertFalse(theirs.has_access("write"))
        member.access = "write"
        self.env.invalidate_all()
        self.assertTrue(theirs.has_access("write"))
        member.unlink()
        self.env.invalidate_all()
        self.assertFalse(theirs.has_access("read"))

    def test_members_are_seen_with_the_task(self):
        member = self.add_member(self.director)
        members = self.env["crm.lead.member"]
        for user, count in ((self.sales, 1), (self.leader, 1), (self.sales_two, 0)):
            found = self.rpc(user, "crm.lead.member", "search", [("id", "=", member.id)])
            self.assertEqual(len(found), count, user.login)
            as_user = members.with_user(user).browse(member.id)
            self.assertEqual(as_user.has_access("read"), bool(count))

    def test_merged(self):
        second = self.add_task(self.sales, name="Line 4", probability=1)
        second.partner_id = self.customers["own"]
        self.task.probability = 90
        self.add_member(self.sales_two, access="read")
        self.add_member(self.sales_two, task=second, access="write")
        self.add_member(self.director, task=second, access="read", note="Advice")
        merged = (self.task | second).with_user(self.sales).merge_opportunity()
        self.assertEqual(merged, self.task)
        rights = {member.user_id: member.access for member in merged.sudo().member_ids}
        self.assertEqual(rights, {self.sales_two: "write", self.director: "read"})
        self.assertIn(self.director.partner_id, merged.message_partner_ids)
        self.assertTrue(self.sees(self.sales_two))

    def test_deleted(self):
        self.add_member(self.sales_two)
        self.task.sudo().unlink()
        self.assertFalse(self.sees(self.sales_two))


@tagged("post_install", "-at_install")
class TestMembersOverHttp(WebCalls, MembersSetUp, HttpCase):
    quiet = ("odoo.http", "odoo.sql_db", RULES)

    def test_commands_and_forged_contexts(self):
        """Nobody lets himself in, whatever the client sends along."""
        self.authenticate("tc_sales_two", "tc_sales_two")
        row = {"lead_id": self.task.id, "user_id": self.sales_two.id, "access": "write"}
        command = {"member_ids": [[0, 0, {"user_id": self.sales_two.id}]]}
        for context in ({}, {"su": True, "crm_protection_token": True, "active_test": False}):
            for method, args in (
                ("crm.lead.member", ("create", row)),
                ("crm.lead", ("write", self.task.ids, command)),
                ("crm.lead", ("web_save", self.task.ids, command, {"name": {}})),
            ):
                result, error = self.call(method, *args, context=context)
                self.assertTrue(error, f"{args} gave {result}")
        self.assertFalse(self.task.member_ids)

    def test_owner_in_the_form(self):
        self.authenticate("tc_sales", "tc_sales")
        command = {"member_ids": [[0, 0, {"user_id": self.sales_two.id, "access": "read"}]]}
        _result, error = self.call("crm.lead", "web_save", self.task.ids, command, {"name": {}})
        self.assertFalse(error)
        self.authenticate("tc_sales_two", "tc_sales_two")
        result, error = self.call(
            "crm.lead", "web_read", self.task.ids, {"member_ids": {"fields": {"user_id": {}}}}
        )
        self.assertEqual(len(result[0]["member_ids"]), 1)
        member = result[0]["member_ids"][0]["id"]
        raise_rights = {"member_ids": [[1, member, {"access": "write"}]]}
        _result, error = self.call("crm.lead", "write", self.task.ids, raise_rights)
        self.assertTrue(error)
        _result, error = self.call("crm.lead.member", "write", [member], {"access": "write"})
        self.assertTrue(error)
