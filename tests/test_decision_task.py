"""Contacts of a sales task: of its customer, one of them the main one."""

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tests.common import TransactionCase, tagged
from odoo.tools import mute_logger

from .decision_common import DecisionSetUp


class TaskContactCase(DecisionSetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.task = cls.add_task()

    def assertMain(self, contact, task=None):
        """The one main contact."""
        task = task or self.task
        self.env.flush_all()
        task.invalidate_recordset()
        self.assertEqual(task.task_contact_ids.filtered("is_main").partner_id, contact)


@tagged("post_install", "-at_install")
class TestDecisionTask(TaskContactCase):
    def test_preset(self):
        self.assertEqual(self.customer.primary_contact_id, self.boss)
        self.assertMain(self.boss)
        self.assertMain(self.buyer, self.add_task(partner=self.buyer))
        empty = self.add_task(partner=self.env["res.partner"])
        self.assertFalse(empty.task_contact_ids)
        empty.partner_id = self.customer
        self.assertMain(self.boss, empty)

    def test_no_preset_where_contacts_are_given(self):
        task = self.add_task(task_contact_ids=[Command.create({"partner_id": self.user.id})])
        self.assertMain(self.user, task)
        self.assertEqual(len(task.task_contact_ids), 1)

    def test_no_preset_of_a_lead(self):
        self.assertFalse(self.add_task(type="lead").task_contact_ids)

    def test_person_as_customer(self):
        person = self.add_customer(self.sales, "Solo Person", is_company=False)
        self.assertMain(person, self.add_task(partner=person))

    def test_role_and_stance_from_the_contact(self):
        self.head.write({"decision_role": "approver", "decision_stance": "opponent"})
        row = self.add_task_contact(self.task, self.head)
        self.assertEqual((row.decision_role, row.stance), ("approver", "opponent"))
        row.write({"decision_role": "coach", "stance": "supporter"})
        self.assertEqual(self.head.decision_role, "approver")
        self.head.decision_stance = "neutral"
        self.assertEqual(row.stance, "supporter", "what was said of this task stays")

    def test_another_main(self):
        row = self.add_task_contact(self.task, self.head)
        self.assertMain(self.boss)
        row.action_set_main()
        self.assertMain(self.head)
        self.add_task_contact(self.task, self.user, is_main=True)
        self.assertMain(self.user)

    def test_main_goes(self):
        self.add_task_contact(self.task, self.head)
        self.add_task_contact(self.task, self.user, sequence=5)
        self.task.task_contact_ids.filtered("is_main").unlink()
        self.assertMain(self.user)
        self.task.task_contact_ids = [Command.clear()]
        self.assertMain(self.env["res.partner"])

    def test_main_is_not_just_unset(self):
        self.task.task_contact_ids.is_main = False
        self.assertMain(self.boss)

    def test_two_mains(self):
        rows = self.add_task_contact(self.task, self.head) | self.task.task_contact_ids
        with self.assertRaisesRegex(ValidationError, "one main contact"):
            rows.is_main = True
        with self.assertRaisesRegex(ValidationError, "one main contact"):
            self.task.task_contact_ids.create(
                [
                    {"lead_id": self.task.id, "partner_id": contact.id, "is_main": True}
                    for contact in (self.buyer, self.user)
                ]
            )
        self.assertMain(self.boss)

    def test_two_mains_past_the_orm(self):
        row = self.add_task_contact(self.task, self.head)
        self.env.flush_all()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env.cr.execute("UPDATE crm_lead_contact SET is_main = TRUE WHERE id = %s", row.ids)

    def test_twice(self):
        with self.assertRaisesRegex(ValidationError, "takes part in Tree task already"):
            self.add_task_contact(self.task, self.boss)

    def test_of_another_customer(self):
        for partner in (self.stranger, self.customer):
            with self.assertRaisesRegex(ValidationError, "no contact of the customer"):
                self.add_task_contact(self.task, partner)
        with self.assertRaisesRegex(ValidationError, "no contact of the customer"):
            self.task.task_contact_ids.partner_id = self.stranger

    def test_another_customer(self):
        """The people of the former customer go, and it says so."""
        self.add_task_contact(self.task, self.head)
        with mute_logger("odoo.tests.form.onchange"), Form(self.task) as form:
            form.partner_id = self.other_customer
        self.assertMain(self.stranger)
        self.assertEqual(len(self.task.task_contact_ids), 1)
        body = self.task.message_ids.mapped("body")
        self.assertTrue(any("Bea Boss and Hans Head no longer" in text for text in body), body)

    def test_warned_before(self):
        values = {"partner_id": self.other_customer.id}
        spec = {"partner_id": {}, "task_contact_ids": {"fields": {"partner_id": {}}}}
        answer = self.task.onchange(values, ["partner_id"], spec)
        self.assertIn("Bea Boss no longer", answer["warning"]["message"])

    def test_another_person_of_the_customer(self):
        self.task.partner_id = self.head
        self.assertMain(self.boss)

    def test_contact_that_left(self):
        """Who took part in a task did so, also when he or she works elsewhere today."""
        self.boss.parent_id = self.other_customer
        self.assertMain(self.boss)

    def test_deleting_a_contact(self):
        """Somebody may ask for it. Another one becomes the main contact."""
        self.add_task_contact(self.task, self.head)
        self.boss.sudo().unlink()
        self.assertMain(self.head)

    def test_deleting_a_task(self):
        rows = self.task.task_contact_ids
        self.task.sudo().unlink()
        self.assertFalse(rows.exists())

    def test_tasks_of_a_contact(self):
        self.assertEqual(self.boss.task_contact_count, 1)
        action = self.boss.action_view_contact_tasks()
        rows = self.env["crm.lead.contact"].search(action["domain"])
        self.assertEqual(rows.lead_id, self.task.sudo())
        self.assertEqual(rows.action_open_task()["res_id"], self.task.id)

    def test_merge_into_a_task_without_a_customer(self):
        """The task that survives gets the customer of the other one, and its people."""
        empty = self.add_task(partner=self.env["res.partner"], probability=90)
        full = self.add_task(partner=self.buyer, probability=10)
        self.assertFalse(empty.task_contact_ids)
        head = (empty | full).with_user(self.manager).merge_opportunity()
        self.assertEqual(head.id, empty.id)
        self.assertEqual(head.partner_id, self.buyer)
        self.assertMain(self.buyer, head)

    def test_merge_opportunities(self):
        other = self.add_task(partner=self.head, name="Twin")
        self.add_task_contact(other, self.boss)
        foreign = self.add_task(partner=self.stranger, name="Foreign")
        tasks = (self.task | other | foreign).with_user(self.manager)
        head = tasks.merge_opportunity()
        self.assertEqual(len(tasks.exists()), 1)
        customer = head.partner_id.commercial_partner_id
        rows = head.task_contact_ids
        expected = self.stranger if customer == self.other_customer else self.boss | self.head
        self.assertEqual(rows.partner_id, expected)
        self.assertEqual(len(rows.filtered("is_main")), 1)
