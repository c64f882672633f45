"""Conditions of a stage: met or not, in words, and judged by what there is."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests.common import tagged

from .stage_common import SalesTaskCase


@tagged("post_install", "-at_install")
class TestGates(SalesTaskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.add_customer(cls.sales, "Gated Ltd", company_id=cls.company_a.id)
        cls.task = cls.as_user(cls.add_task(partner_id=cls.customer.id), cls.sales)

    def assertAsks(self, words, meet, user=None):
        """Refused with these words on the task and in the dialog; met, it goes on.

        :param meet: function that does what the condition asks for
        """
        task = self.task
        self.assertEqual(task.next_stage_missing, words)
        before = self.state(task)
        with self.assertRaises(UserError) as caught:
            task.write({"stage_id": self.stages[1].id})
        self.assertEqual(str(caught.exception), f"Task was not promoted: {words}")
        self.assertEqual(self.state(task), before)
        gates = self.dialog().gates
        self.assertIn(words, gates)
        self.assertIn("fa-times-circle", gates)
        meet()
        self.env.invalidate_all()
        self.assertFalse(task.next_stage_missing)
        self.assertNotIn("fa-times-circle", self.dialog().gates)
        task.write({"stage_id": self.stages[1].id})
        self.assertEqual(task.stage_id, self.stages[1])

    def dialog(self, task=None, stage=None, **values):
        dialogs = self.as_user(self.env["crm.stage.promotion"], self.sales)
        return dialogs.create(
            {
                "lead_ids": (task or self.task).ids,
                "stage_id": (stage or self.stages[1]).id,
                **values,
            }
        )

    def add_order(self, user=None, **values):
        orders = self.env["sale.order"].with_user(user or self.env.user)
        return orders.create(
            {
                "partner_id": self.customer.id,
                "opportunity_id": self.task.id,
                "company_id": self.company_a.id,
                **values,
            }
        )

    def test_number(self):
        self.add_gate(self.stages[1], field="expected_revenue")
        self.assertAsks(
            "Fill in: Expected Revenue.", lambda: self.task.write({"expected_revenue": 1})
        )

    def test_text_of_an_editor(self):
        self.add_gate(self.stages[1], field="description")
        self.task.description = "<p><br></p>"
        self.assertAsks("Fill in: Notes.", lambda: self.task.write({"description": "<p>Yes</p>"}))

    def test_date(self):
        self.add_gate(self.stages[1], field="date_deadline")
        self.assertAsks(
            "Fill in: Expected Closing.", lambda: self.task.write({"date_deadline": "2030-01-01"})
        )

    def test_filled_in_with_the_promotion(self):
        """What is written together with the stage counts only where it was there before."""
        self.add_gate(self.stages[1], field="expected_revenue")
        with self.assertRaises(UserError):
            self.task.write({"stage_id": self.stages[1].id, "expected_revenue": 0})

    def test_role(self):
        self.add_gate(self.stages[1], "role", decision_role="decision_maker")
        contact = self.add_contact(self.sales, self.customer, "Eve")
        contact.decision_role = "influencer"
        self.assertAsks(
            "Name a contact of this role: Decision maker.",
            lambda: contact.write({"decision_role": "decision_maker"}),
        )

    def test_any_role(self):
        self.add_gate(self.stages[1], "role")
        contact = self.add_contact(self.sales, self.customer, "Eve")
        contact.decision_role = False
        self.assertAsks(
            "Name a contact of this role: any role in the decision.",
            lambda: contact.write({"decision_role": "influencer"}),
        )

    def test_quotation(self):
        self.add_gate(self.stages[1], "quotation")
        self.add_order(state="cancel")
        # That of somebody else, which the salesperson may not read, is one all the same.
        self.assertAsks(
            "Make a quotation for the task.", lambda: self.add_order(user_id=self.sales_two.id)
        )

    def test_approved(self):
        self.add_gate(self.stages[1], "approved")
        order = self.add_order()
        self.assertAsks(
            "Have a quotation of the task approved.", lambda: order.write({"state": "sent"})
        )

    def test_filter(self):
        self.add_gate(
            self.stages[1], "domain", domain="[('priority', '>', '1')]", message="Rate it."
        )
        self.assertAsks("Rate it.", lambda: self.task.write({"priority": "2"}))

    def test_own_words(self):
        self.add_gate(self.stages[1], field="expected_revenue", message="Ask for the budget.")
        self.assertAsks("Ask for the budget.", lambda: self.task.write({"expected_revenue": 1}))

    def test_several_at_once(self):
        self.add_gate(self.stages[1], field="date_deadline", sequence=2)
        self.add_gate(self.stages[1], field="expected_revenue", sequence=1)
        with self.assertRaisesRegex(
            UserError, "Fill in: Expected Revenue. Fill in: Expected Closing."
        ):
            self.task.write({"stage_id": self.stages[1].id})
        self.assertEqual(self.task.next_stage_missing.count("\n"), 1)

    def test_passed_over(self):
        """Who skips stages meets what they ask for all the same; on the way back nothing is asked."""
        self.scheme.allow_skip = True
        self.add_gate(self.stages[1], field="expected_revenue")
        self.add_gate(self.stages[3], field="date_deadline")
        self.add_gate(self.stages[5], field="description")
        with self.assertRaisesRegex(UserError, "Revenue. Fill in: Expected Closing.$"):
            self.task.write({"stage_id": self.stages[4].id})
        self.task.write({"expected_revenue": 1, "date_deadline": "2030-01-01"})
        self.task.write({"stage_id": self.stages[4].id})
        self.task.write({"expected_revenue": 0, "date_deadline": False})
        self.task.write({"stage_id": self.stages[2].id, "stage_note": "Too early"})
        with self.assertRaisesRegex(UserError, "Fill in: Expected Closing.$"):
            self.task.write({"stage_id": self.stages[3].id})

    def test_archived(self):
        """A condition that was archived asks for nothing, whatever the caller looks at."""
        gate = self.add_gate(self.stages[1], field="expected_revenue")
        gate.active = False
        for context in ({}, {"active_test": False}):
            with self.taken_back():
                task = self.task.with_context(**context)
                self.assertFalse(task.next_stage_missing)
                task.write({"stage_id": self.stages[1].id})
        self.stages[1].active = False
        gate.active = True
        self.task.write({"stage_id": self.stages[2].id})
        self.assertEqual(self.task.stage_id, self.stages[2])

    def test_own_stage_is_not_asked_again(self):
        self.add_gate(self.stages[0], field="expected_revenue")
        self.task.write({"stage_id": self.stages[1].id})
        self.assertEqual(self.task.stage_id, self.stages[1])


@tagged("post_install", "-at_install")
class TestGateForm(SalesTaskCase):
    """A condition that cannot be judged is not made."""

    def test_needs_what_its_kind_needs(self):
        stage = self.stages[1]
        for values, words in (
            ({"kind": "field"}, "needs: Field"),
            ({"kind": "domain", "message": "M"}, "needs: Domain"),
            ({"kind": "domain", "domain": "[]"}, "needs: Said When Missing"),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                self.add_gate(stage, **values)
        gate = self.add_gate(stage, "quotation")
        with self.assertRaises(ValidationError):
            gate.kind = "field"

    def test_filter_that_cannot_be_read(self):
        for domain in (
            "[('no_such_field', '=', 1)]",
            "[('name', '=', ",
            "[('name', '?', 1)]",
            "__import__('os').system('true')",
            "[('user_id', '=', uid)]",
            "5",
        ):
            with self.assertRaisesRegex(ValidationError, "cannot be read"):
                self.add_gate(self.stages[1], "domain", domain=domain, message="M")

    def test_no_value_is_lost_to_an_unmet_gate(self):
        """The form keeps what was typed beside the stage out, too: all or nothing."""
        self.add_gate(self.stages[1], field="expected_revenue")
        task = self.add_task()
        with self.assertRaises(UserError):
            self.rpc(
                self.sales, "crm.lead", "web_save", [task.id],
                {"stage_id": self.stages[1].id, "name": "Renamed"}, {},
            )  # fmt: skip
        self.assertEqual(task.name, "Task")
