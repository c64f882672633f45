"""What is missing among the people of a customer and of a task, in words."""

from datetime import timedelta

from odoo import fields
from odoo.tests.common import TransactionCase, freeze_time, tagged

from .decision_common import DecisionSetUp


@tagged("post_install", "-at_install")
class TestDecisionGaps(DecisionSetUp, TransactionCase):
    def gaps(self, record=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (record or self.customer).decision_gaps or ""

    def talk(self, person, days_ago=0):
        """A meeting with a person."""
        stop = fields.Datetime.now() - timedelta(days=days_ago)
        return self.env["calendar.event"].create(
            {
                "name": "Talk",
                "start": stop - timedelta(hours=1),
                "stop": stop,
                "partner_ids": person.ids,
            }
        )

    def test_no_decision_maker(self):
        self.assertIn("No decision maker is known.", self.gaps())
        self.boss.decision_role = "decision_maker"
        self.assertNotIn("No decision maker", self.gaps())
        self.boss.active = False
        self.assertIn("No decision maker is known.", self.gaps())

    def test_nobody_supports(self):
        self.assertIn("Nobody supports us.", self.gaps())
        self.user.decision_stance = "supporter"
        self.assertNotIn("Nobody supports us.", self.gaps())

    def test_few_contacts(self):
        gap = "Only one contact is known: Stan Stranger."
        self.assertIn(gap, self.gaps(self.other_customer))
        self.assertNotIn("Only one", self.gaps())
        self.stranger.active = False
        self.assertEqual(self.gaps(self.other_customer), "No contact is known.")

    def test_silence(self):
        self.boss.decision_role = "decision_maker"
        self.assertIn("Nobody has talked with the decision maker Bea Boss yet.", self.gaps())
        meeting = self.talk(self.boss, days_ago=31)
        self.assertIn("the decision maker Bea Boss for 31 days.", self.gaps())
        self.company_a.decision_contact_days = 32
        self.customer.company_id = self.company_a
        self.assertNotIn("decision maker Bea Boss", self.gaps())
        self.company_a.decision_contact_days = 30
        self.talk(self.head)
        self.assertIn("for 31 days", self.gaps(), "the talk was with somebody else")
        self.talk(self.boss, days_ago=-2)
        self.assertIn("for 31 days", self.gaps(), "what is planned is no talk")
        meeting.active = False
        self.assertIn("Bea Boss yet", self.gaps())

    def test_silence_off(self):
        self.boss.decision_role = "decision_maker"
        self.company_a.decision_contact_days = 0
        self.assertNotIn("talked", self.gaps())

    @freeze_time("2026-03-25 09:00:00")
    def test_what_is_a_talk(self):
        """Mails from and to somebody, activities and meetings; no notes."""
        comment, note = self.env.ref("mail.mt_comment"), self.env.ref("mail.mt_note")
        task = self.add_task(partner=self.buyer)
        values = {
            "model": "res.partner",
            "res_id": self.customer.id,
            "message_type": "email",
            "subtype_id": comment.id,
            "author_id": self.env.user.partner_id.id,
        }
        activity = self.env.ref("mail.mail_activity_data_call")
        for person, more in (
            (self.boss, {"author_id": self.boss.id}),
            (self.head, {"partner_ids": self.head.ids}),
            (self.user, {"res_id": self.user.id, "mail_activity_type_id": activity.id}),
            (self.buyer, {"model": "crm.lead", "res_id": task.id}),
        ):
            with self.subTest(person=person.name):
                self.assertFalse(person._get_last_contact_dates())
                self.env["mail.message"].create(
                    {**values, **more, "subtype_id": note.id, "mail_activity_type_id": False}
                )
                self.assertFalse(person._get_last_contact_dates(), "a note is no talk")
                message = self.env["mail.message"].create({**values, **more})
                self.assertEqual(person._get_last_contact_dates(), {person.id: message.date})
                person.invalidate_recordset()
                self.assertEqual(person.last_talk_date, message.date)

    def test_opponents(self):
        self.buyer.decision_stance = "opponent"
        self.add_influence(self.buyer, self.boss, "medium")
        self.assertNotIn("against us", self.gaps())
        self.add_influence(self.buyer, self.head, "strong")
        self.assertIn("Bob Buyer is against us and strongly influences Hans Head.", self.gaps())
        self.head.active = False
        self.assertNotIn("against us", self.gaps())

    def test_no_gap(self):
        self.boss.write({"decision_role": "decision_maker", "decision_stance": "supporter"})
        self.talk(self.boss)
        self.assertEqual(self.gaps(), "")

    def test_no_customer(self):
        self.assertFalse(self.sales.partner_id.decision_gaps)
        self.assertFalse(self.boss.decision_gaps)

    def test_of_a_task(self):
        """The task counts those who take part in it, with what they are in it."""
        task = self.add_task()
        self.assertIn("Only one contact is known: Bea Boss.", self.gaps(task))
        row = task.task_contact_ids
        self.add_task_contact(task, self.head, stance="supporter")
        self.assertIn("No decision maker is known.", self.gaps(task))
        row.decision_role = "decision_maker"
        self.assertIn("Bea Boss yet", self.gaps(task))
        self.talk(self.boss)
        self.assertEqual(self.gaps(task), "")
        self.assertIn("No decision maker is known.", self.gaps(), "the contact says otherwise")
        task.task_contact_ids.unlink()
        self.assertEqual(self.gaps(task), "No contact of the customer takes part in the task.")

    def test_growth(self):
        """The last talks of many are read as fast as those of few."""

        def count(people):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            people._get_last_contact_dates()
            return self.env.cr.sql_log_count - before

        count(self.boss)
        self.assertEqual(count(self.people), count(self.boss))
