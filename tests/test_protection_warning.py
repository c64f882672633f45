"""Who is told what, in how many messages: losses, and what falls free soon."""

from datetime import date, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .expiry_common import NOW, TODAY, ExpiryCase


@tagged("post_install", "-at_install")
class TestWarning(ExpiryCase):
    def warn(self, *pairs):
        self.policy.warning_ids = [Command.clear()] + [
            Command.create({"days": days, "recipient": recipient}) for days, recipient in pairs
        ]

    def soon(self, name, days, user=None, **values):
        return self.add(name, TODAY + timedelta(days=days), user, **values)

    def test_one_summary_of_what_was_lost(self):
        for number in range(32):
            self.add(f"Lost {number:02} Ltd")
        self.add("Other Ltd", user=self.sales_two)
        self.run_job()
        [message] = self.inbox(self.sales)
        self.assertIn("32", message.subject)
        self.assertIn("Lost 00 Ltd", message.body)
        self.assertIn("2 more", message.body)
        self.assertNotIn("Other Ltd", message.body)
        notice = self.env["crm.protection.notice"].with_user(self.sales).search([])
        self.assertEqual((notice.kind, notice.customer_count), ("loss", 32))
        self.assertIn(f"crm_protection_notice_action/{notice.id}", message.body)
        self.assertIn("Lost 31 Ltd", notice.customer_list)
        self.assertNotIn("Other Ltd", notice.customer_list)
        [other] = self.inbox(self.sales_two)
        self.assertIn("Other Ltd", other.body)
        self.assertFalse(self.inbox(self.leader))
        self.run_job()
        self.assertEqual(len(self.inbox(self.sales)), 1)

    def test_warned_on_the_very_day(self):
        self.warn((7, "owner"))
        self.soon("Six Ltd", 6)
        seven = self.soon("Seven Ltd", 7)
        self.soon("Eight Ltd", 8)
        self.run_job()
        [message] = self.inbox(self.sales)
        self.assertIn("Seven Ltd", message.body)
        self.assertNotIn("Six Ltd", message.body)
        self.assertNotIn("Eight Ltd", message.body)
        self.assertKept(seven)
        self.assertFalse(self.inbox(self.leader))
        self.at(NOW + timedelta(days=1))
        self.run_job()
        self.assertIn("Eight Ltd", self.inbox(self.sales)[0].body)

    def test_owner_at_seven_leader_at_three(self):
        self.warn((7, "owner"), (3, "both"), (0, "leader"))
        self.soon("Three Ltd", 3)
        self.soon("Seven Ltd", 7, self.sales_two)
        self.soon("Last Ltd", 0)
        self.run_job()
        [own] = self.inbox(self.sales)
        self.assertIn("Three Ltd", own.body)
        self.assertNotIn("Last Ltd", own.body)
        [two] = self.inbox(self.sales_two)
        self.assertIn("Seven Ltd", two.body)
        [led] = self.inbox(self.leader)
        self.assertIn("Three Ltd", led.body)
        self.assertIn("Last Ltd", led.body)
        self.assertIn(self.sales.name, led.body)
        self.assertNotIn("Seven Ltd", led.body)

    def test_one_summary_a_day_however_often_it_runs(self):
        self.warn((7, "owner"))
        self.soon("Once Ltd", 7)
        self.run_job()
        self.env["crm.protection.run"].with_user(self.office).with_context(
            allowed_company_ids=self.company_a.ids
        ).action_run_now()
        self.run_job()
        self.assertEqual(len(self.env["crm.protection.run"].search([("date", "=", TODAY)])), 2)
        self.assertEqual(len(self.inbox(self.sales)), 1)

    def test_days_without_a_run_are_made_good(self):
        self.warn((7, "owner"))
        self.run_job()
        self.soon("Sunday Ltd", 9)
        self.soon("Tuesday Ltd", 11)
        self.at(NOW + timedelta(days=3))
        self.run_job()
        [message] = self.inbox(self.sales)
        self.assertIn("Sunday Ltd", message.body)
        self.assertNotIn("Tuesday Ltd", message.body)

    def test_what_stands_still_is_not_announced(self):
        self.warn((7, "owner"))
        self.soon("Paused Ltd", 7, paused_on=TODAY)
        self.soon("Locked Ltd", 7, locked_until=date(2026, 5, 30))
        self.run_job()
        self.assertFalse(self.inbox(self.sales))

    def test_days_without_contact_are_announced(self):
        self.warn((7, "owner"))
        self.policy.contact_days = 21
        self.soon("Silent Ltd", 60)
        self.run_job()
        [message] = self.inbox(self.sales)
        self.assertIn("Silent Ltd", message.body)

    def test_the_leader_above_and_the_archived_owner(self):
        self.warn((7, "leader"), (6, "owner"))
        above = self.new_user("tc_above", "sales_team.group_sale_salesman")
        parent = self.env["crm.team"].create(
            {"name": "Above", "company_id": self.company_a.id, "user_id": above.id}
        )
        self.team.write({"parent_id": parent.id, "member_ids": [Command.link(self.leader.id)]})
        self.soon("Leaders Own Ltd", 7, self.leader)
        self.soon("Orphan Ltd", 6, self.sales_two)
        self.sales_two.active = False
        above.notification_type = "inbox"
        self.run_job()
        self.assertIn("Leaders Own Ltd", self.inbox(above)[0].body)
        self.assertIn("Orphan Ltd", self.inbox(self.leader)[0].body)

    def test_each_reads_it_in_his_language(self):
        lang = self.env["res.lang"]._activate_lang("fr_FR")
        self.warn((7, "owner"))
        self.sales.lang = lang.code
        self.soon("French Ltd", 7)
        self.run_job()
        [message] = self.inbox(self.sales)
        self.assertIn("22/04/2026", message.body)
