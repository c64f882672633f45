"""Closing a sales task: not lost without a reason, and nothing that was written is lost."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .sales_task_common import SalesTaskCase


@tagged("post_install", "-at_install")
class TestSalesTaskClosing(SalesTaskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival, cls.other_rival = cls.env["crm.competitor"].create(
            [{"name": "Meridian"}, {"name": "Polaris"}]
        )
        cls.task = cls.add_task(cls.sales, name="Line 3", partner_id=cls.customer.id)
        cls.plain = cls.add_task(cls.sales, name="Plain", team_id=cls.plain_team.id)

    def dialog(self, tasks, user=None):
        return (
            self.env["crm.lead.lost"].with_user(user or self.sales).create({"lead_ids": tasks.ids})
        )

    def test_lost_needs_a_reason(self):
        ways = (
            lambda: self.task.action_set_lost(),
            lambda: self.task.write({"active": False, "probability": 0}),
            lambda: (self.task.action_archive(), self.task.write({"probability": 0})),
            lambda: (self.task.write({"probability": 0}), self.task.action_archive()),
            lambda: self.task.load(
                [".id", "active", "probability"], [[str(self.task.id), "0", "0"]]
            )["messages"]
            or self.fail("imported"),
            lambda: self.dialog(self.task).action_lost_reason_apply(),
            lambda: self.add_task(self.sales, name="New", active=False, probability=0),
        )
        for number, way in enumerate(ways):
            with self.subTest(way=number):
                if number == 4:
                    way()
                else:
                    with self.assertRaisesRegex(UserError, "lost without a reason"):
                        way()
                self.assertTrue(self.task.active)
                self.assertNotEqual(self.task.won_status, "lost")

    def test_lost_with_a_reason(self):
        self.task.action_set_lost(lost_reason_id=self.reason.id)
        self.assertEqual(self.task.won_status, "lost")
        with self.assertRaisesRegex(UserError, "Line 3 would be lost without a reason"):
            self.task.lost_reason_id = False

    def test_archived_is_not_lost(self):
        self.task.action_archive()
        self.assertEqual(self.task.won_status, "pending")

    def test_others_are_lost_as_in_odoo(self):
        self.plain.action_set_lost()
        self.assertEqual(self.plain.won_status, "lost")
        dialog = self.dialog(self.plain)
        self.assertFalse(dialog.has_sales_tasks)

    def test_dialog(self):
        lost = self.env["crm.lead.lost"].with_user(self.sales)
        self.task.project_summary = "Began well."
        form = Form(lost.with_context(default_lead_ids=self.task.ids))
        self.assertEqual(form.project_summary, "Began well.")
        with self.assertRaises(AssertionError):
            form.save()
        form.lost_reason_id = self.reason
        form.competitor_id = self.rival
        form.project_summary = "Began well. Price."
        form.save().action_lost_reason_apply()
        self.assertEqual(self.task.won_status, "lost")
        self.assertEqual(self.task.lost_reason_id, self.reason)
        self.assertEqual(self.task.competitor_id, self.rival)
        self.assertEqual(self.task.project_summary, "Began well. Price.")

    def test_many_at_once(self):
        second = self.add_task(self.sales, name="Line 4", project_summary="Earlier.")
        dialog = self.dialog(self.task | second | self.plain)
        dialog.write({"lost_reason_id": self.reason.id, "project_summary": "Plant closed."})
        dialog.action_lost_reason_apply()
        everything = self.task | second | self.plain
        self.assertEqual(everything.mapped("won_status"), ["lost"] * 3)
        self.assertEqual(self.task.project_summary, "Plant closed.")
        self.assertEqual(second.project_summary, "Earlier.\n\nPlant closed.")
        self.assertFalse(self.plain.project_summary)

    def test_restored_keeps_what_was_written(self):
        self.task.write({"competitor_id": self.rival.id, "project_summary": "Price."})
        self.task.action_set_lost(lost_reason_id=self.reason.id)
        self.task.action_restore()
        self.assertEqual(self.task.won_status, "pending")
        self.assertEqual(self.task.competitor_id, self.rival)
        self.assertEqual(self.task.project_summary, "Price.")

    def test_won_is_closed_too(self):
        for stage in self.scheme.stage_ids[1:]:
            self.task.write({"stage_id": stage.id, "stage_note": "Agreed"})
        self.task.write({"competitor_id": self.rival.id, "project_summary": "We were faster."})
        self.assertEqual(self.task.won_status, "won")
        self.assertEqual(self.task.project_summary, "We were faster.")

    def test_report(self):
        self.task.competitor_id = self.rival
        self.task.action_set_lost(lost_reason_id=self.reason.id)
        groups = self.tasks(self.sales, active_test=False).formatted_read_group(
            [("id", "=", self.task.id)], ["lost_reason_id", "competitor_id"], ["__count"]
        )
        self.assertEqual(groups[0]["competitor_id"], (self.rival.id, "Meridian"))
        self.assertEqual(groups[0]["lost_reason_id"], (self.reason.id, "Too expensive"))

    def test_merged(self):
        second = self.add_task(self.sales, name="Line 4", project_summary="Two.", probability=1)
        second.competitor_id = self.rival
        self.task.write({"project_summary": "One.", "probability": 90})
        merged = (self.task | second).merge_opportunity()
        self.assertEqual({*merged.project_summary.split("\n\n")}, {"One.", "Two."})
        self.assertEqual(merged.competitor_id, self.rival)

    def test_competitors(self):
        rivals = self.env["crm.competitor"].with_user(self.sales)
        new = rivals.name_create("Nordstern")[0]
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            rivals.browse(new).name = "Other"
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            rivals.create({"name": "meridian"})
        foreign = rivals.sudo().create({"name": "Foreign", "company_id": self.company_b.id})
        self.assertNotIn(foreign, rivals.search([]))
        with self.assertRaises(UserError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.task.competitor_id = foreign
