"""Arrows between the contacts of one customer: both ways, several at once, none twice."""

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests.common import TransactionCase, tagged

from .decision_common import DecisionSetUp


@tagged("post_install", "-at_install")
class TestDecisionInfluence(DecisionSetUp, TransactionCase):
    def test_both_ways(self):
        self.add_influence(self.boss, self.head, "strong", detail="Former colleagues")
        back = self.add_influence(self.head, self.boss, "weak")
        self.assertEqual(self.boss.influence_out_ids.target_id, self.head)
        self.assertEqual(self.boss.influence_in_ids, back)
        self.assertEqual(back.partner_id, self.customer)
        self.assertEqual(back.display_name, "Hans Head → Bea Boss")

    def test_several_at_once(self):
        targets = self.head | self.buyer | self.user
        self.boss.influence_out_ids = [
            Command.create({"target_id": target.id, "strength": "strong"}) for target in targets
        ]
        self.assertEqual(self.boss.influence_out_ids.target_id, targets)
        self.assertEqual(len(self.boss.influence_summary.splitlines()), 3)
        self.assertIn("→ Hans Head (Strong)", self.boss.influence_summary)

    def test_on_oneself(self):
        with self.assertRaisesRegex(ValidationError, "himself or herself"):
            self.add_influence(self.boss, self.boss)
        arrow = self.add_influence(self.boss, self.head)
        with self.assertRaisesRegex(ValidationError, "himself or herself"):
            arrow.target_id = self.boss

    def test_across_customers(self):
        for target in (self.stranger, self.customer):
            with self.assertRaisesRegex(ValidationError, "contacts of the same customer"):
                self.add_influence(self.boss, target)

    def test_twice(self):
        self.add_influence(self.boss, self.head)
        with self.assertRaisesRegex(ValidationError, "known already"):
            self.add_influence(self.boss, self.head, "strong")
        with self.assertRaisesRegex(ValidationError, "known already"):
            self.boss.influence_out_ids = [
                Command.create({"target_id": self.user.id}) for __ in range(2)
            ]

    def test_move(self):
        """Arrows to those who stay end; arrows between those who go together stand."""
        left = self.add_influence(self.boss, self.head)
        kept = self.add_influence(self.head, self.buyer)
        (self.head | self.buyer).write({"parent_id": self.other_customer.id})
        self.assertFalse(left.exists())
        self.assertTrue(kept.exists())
        self.assertEqual(kept.partner_id, self.other_customer)

    def test_archive(self):
        """Whoever is archived keeps the arrows, which nobody sees meanwhile."""
        arrow = self.add_influence(self.boss, self.head)
        self.head.active = False
        self.boss.invalidate_recordset()
        self.assertTrue(arrow.exists())
        self.assertFalse(self.boss.influence_summary)

    def test_tree_data(self):
        arrow = self.add_influence(self.boss, self.head, "strong", detail="Budget")
        tree = self.customer.get_decision_tree()
        self.assertEqual([row["id"] for row in tree["influences"]], arrow.ids)
        self.assertEqual(tree["influences"][0]["detail"], "Budget")
        self.assertEqual(tree["gaps"], self.customer.decision_gaps.splitlines())
        self.assertTrue(tree["is_editable"])
