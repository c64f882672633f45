"""Tasks and customers with work records: counts, expenses, rotting, merges, and nothing is lost."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests.common import tagged

from .work_record_common import WorkRecordCase, at


@tagged("post_install", "-at_install")
class TestWorkRecordLead(WorkRecordCase):
    def add_done(self, day=14, **values):
        return self.add(start=at("09:00", day), result="Fine", lead_id=self.lead.id, **values)

    # === ABOUT WHOM === #

    def test_customer_and_contact_of_the_task(self):
        record = self.records(self.sales).create({"kind_id": self.call.id, "lead_id": self.lead.id})
        self.assertEqual(record.partner_id, self.customer)
        self.assertEqual(record.contact_id, self.contact)
        self.assertEqual(record.name, "Call: Arbeit AG")
        self.assertEqual(record.team_id, self.team)

    def test_a_contact_given_as_the_customer(self):
        second = self.add_contact(self.sales, self.customer, "Zweite Person")
        record = self.add(partner_id=second.id)
        self.assertEqual((record.partner_id, record.contact_id), (self.customer, second))
        self.assertEqual(self.add().contact_id, self.contact)

    def test_contact_of_another_customer(self):
        other = self.add_customer(self.sales, "Andere AG")
        stranger = self.add_contact(self.sales, other, "Fremde Person")
        with self.assertRaisesRegex(ValidationError, "is not a contact of Arbeit AG"):
            self.add(contact_id=stranger.id)
        record = self.add()
        record.partner_id = other
        self.assertEqual(record.contact_id, stranger)

    def test_task_of_another_customer(self):
        other = self.add_customer(self.sales, "Andere AG")
        with self.assertRaisesRegex(ValidationError, "the task Lathes belongs to Arbeit AG"):
            self.add(partner_id=other.id, lead_id=self.lead.id)

    # === FIGURES === #

    def test_figures(self):
        self.add_done(13, expense=10)
        self.add_done(14, expense=2.5)
        dropped = self.add(lead_id=self.lead.id, expense=100)
        dropped.action_cancel(reason="Holiday")
        lead = self.as_user(self.lead, self.sales)
        self.assertEqual(lead.expense_total, 12.5)
        self.assertEqual(lead.work_record_count, 3)
        self.assertEqual(lead.last_work_date, at("10:00", 14))
        self.assertEqual(self.as_user(self.customer, self.sales).work_record_count, 3)
        self.assertEqual(self.as_user(self.customer, self.clerk).work_record_count, 3)

    def test_last_work_goes_back(self):
        self.add_done(12)
        last = self.add_done(14)
        last.active = False
        self.assertEqual(self.lead.last_work_date, at("10:00", 12))
        last.active = True
        last.action_cancel(reason="Entered twice")
        self.assertEqual(self.lead.last_work_date, at("10:00", 12))

    def test_figures_of_many_take_no_more_queries(self):
        def queries(count):
            leads = self.env["crm.lead"].create(
                [
                    {"name": f"Task {number}", "company_id": self.company_a.id}
                    for number in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            leads.mapped("work_record_count")
            leads.mapped("expense_total")
            return self.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(2), queries(22))

    # === ROTTING === #

    def test_rotting_learns(self):
        stage = self.lead.stage_id
        stage.rotting_threshold_days = 5
        self.lead.date_last_stage_update = at("12:00", 1)
        rotting = [("is_rotting", "=", True), ("id", "=", self.lead.id)]
        Lead = self.env["crm.lead"]

        def check(expected, days):
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(self.lead.is_rotting, expected)
            self.assertEqual(self.lead.rotting_days, days)
            self.assertEqual(bool(Lead.search(rotting)), expected)
            self.assertEqual(
                bool(Lead.search([("is_rotting", "!=", True), ("id", "=", self.lead.id)])),
                not expected,
            )

        now = at("12:00")
        self.patch(self.env.cr, "_now", now)
        check(True, 14)
        self.add_done(7)
        check(True, 8)
        self.add_done(12)
        check(False, 0)
        self.add(start=at("09:00", 16), lead_id=self.lead.id)
        check(False, 0)
        self.lead.date_last_stage_update = at("12:00", 14)
        check(False, 0)

    # === NOTHING IS LOST === #

    def test_task_with_work_is_not_deleted(self):
        self.add_done()
        with self.assertRaisesRegex(UserError, "there are work records of this task"):
            self.as_user(self.lead, self.manager).unlink()
        empty = self.env["crm.lead"].create({"name": "Empty", "company_id": self.company_a.id})
        self.as_user(empty, self.manager).unlink()

    def test_task_is_deleted_by_the_server(self):
        """As Odoo's own tests do with all there are: what was done stays with the customer."""
        done, plan = self.add_done(), self.add(lead_id=self.lead.id)
        stage = done.stage_id
        self.lead.unlink()
        self.assertEqual((done | plan).mapped("partner_id"), self.customer)
        self.assertFalse((done | plan).lead_id)
        self.assertEqual(done.stage_id, stage)
        self.assertInStep(plan)
        alone = self.env["crm.lead"].create(
            {"name": "Nobody's", "company_id": self.company_a.id, "user_id": self.sales.id}
        )
        self.add(partner_id=False, lead_id=alone.id, kind_id=self.call.id)
        with self.assertRaisesRegex(UserError, "there are work records of this task"):
            alone.unlink()

    def test_customer_with_work_is_not_deleted(self):
        other = self.add_customer(self.sales, "Andere AG")
        person = self.add_contact(self.sales, other, "Andere Person")
        self.add(partner_id=other.id, kind_id=self.call.id)
        for partner in (person, other):
            with self.assertRaisesRegex(UserError, "something happened"):
                partner.with_user(self.office).unlink()

    def test_tasks_are_merged(self):
        second = self.lead.copy({"name": "Lathes again", "stage_id": self.lead.stage_id.id})
        done = self.add(start=at("09:00", 14), result="Fine", lead_id=second.id)
        plan = self.add(lead_id=second.id)
        archived = self.add(start=at("09:00", 13), result="Fine", lead_id=second.id)
        archived.active = False
        stage = done.stage_id
        self.lead.stage_id = self.env["crm.stage"].create({"name": "Later", "sequence": 99})
        merged = (self.lead | second).merge_opportunity()
        self.assertFalse(((self.lead | second) - merged).exists())
        for record in (done, plan, archived):
            self.assertEqual(record.lead_id, merged)
        self.assertEqual(done.stage_id, stage)
        self.assertInStep(plan)
        self.assertEqual(merged.last_work_date, at("10:00", 14))

    def test_tasks_of_two_customers_are_merged(self):
        other = self.add_customer(self.sales, "Andere AG")
        second = self.lead.copy({"name": "Other lathes", "partner_id": other.id})
        here = self.add(start=at("09:00", 14), result="Fine", lead_id=self.lead.id)
        there = self.add(
            start=at("09:00", 14), result="Fine", lead_id=second.id, partner_id=other.id
        )
        merged = (self.lead | second).merge_opportunity()
        self.assertEqual(here.lead_id | there.lead_id, merged)
        self.assertEqual((here.partner_id, there.partner_id), (self.customer, other))
        there.result = "Still to be written"

    def test_customers_are_merged_and_parted_again(self):
        other = self.add_customer(self.office, "Andere AG", user_id=self.sales.id)
        person = self.add_contact(self.sales, other, "Andere Person")
        done = self.add(
            start=at("09:00", 14), result="Fine", partner_id=other.id, contact_id=person.id
        )
        plan = self.add(partner_id=other.id)
        survivor, source = (self.as_user(one, self.office) for one in (self.customer, other))
        log = survivor._merge_customers(source, reason="The same")
        self.env.invalidate_all()
        self.assertEqual((done | plan).partner_id, self.customer)
        self.assertEqual(done.contact_id, person)
        self.assertInStep(plan)
        self.as_user(log, self.office).action_undo()
        self.env.invalidate_all()
        self.assertEqual((done | plan).partner_id, other)
        self.assertEqual(done.contact_id, person)
        self.assertInStep(plan)

    # === RIGHTS === #

    def test_without_sales(self):
        with self.assertRaises(AccessError):
            self.partners(self.plain).browse(self.customer.id).read(["work_record_count"])

    def test_actions(self):
        for about, name in ((self.lead, "lead_id"), (self.customer, "partner_id")):
            about = self.as_user(about, self.sales)
            record = self.add(lead_id=self.lead.id)
            action = about.action_view_work_records()
            self.assertIn(record, self.records(self.sales).search(action["domain"]))
            context = about.action_add_work_record()["context"]
            self.assertEqual(context[f"default_{name}"], about.id)

    def test_search_of_the_menu(self):
        mine = self.add()
        other = self.add_customer(self.sales_two, "Ihre AG")
        team = self.add(self.sales_two, partner_id=other.id)
        found = self.records(self.leader).search([("is_editable_by_me", "=", True)])
        self.assertLessEqual(mine | team, found)
        with freeze_time("2026-06-17 08:00:00"):
            overdue = [("planned_stop", "<", "now"), ("state", "=", "planned")]
            self.assertIn(mine, self.records(self.sales).search(overdue))
            self.assertTrue(mine.is_overdue)
