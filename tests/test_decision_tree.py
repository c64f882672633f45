"""Superiors: never a ring, never across customers, whoever comes and goes."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests.common import TransactionCase, tagged

from .decision_common import DecisionSetUp
from .property_common import examples


class TreeCase(DecisionSetUp, TransactionCase):
    def assertTree(self, people):
        """Everybody reaches the top, and on the way meets only people of the same customer."""
        people.invalidate_recordset()
        for person in people.filtered("active"):
            seen, superior = person, person.superior_id
            while superior:
                self.assertNotIn(superior, seen)
                self.assertTrue(superior.active)
                self.assertFalse(superior.is_company)
                self.assertEqual(superior.commercial_partner_id, person.commercial_partner_id)
                seen |= superior
                superior = superior.superior_id


@tagged("post_install", "-at_install")
class TestDecisionTree(TreeCase):
    def test_superior(self):
        self.head.superior_id = self.boss
        (self.buyer | self.user).superior_id = self.head
        self.assertEqual(self.head.subordinate_ids, self.buyer | self.user)
        self.assertTree(self.people)

    def test_ring(self):
        self.head.superior_id = self.boss
        self.buyer.superior_id = self.head
        for superior in (self.boss, self.head, self.buyer):
            with self.assertRaisesRegex(ValidationError, "Bea Boss"):
                self.boss.superior_id = superior
        self.assertFalse(self.boss.superior_id)

    def test_ring_by_several_writes_at_once(self):
        with self.assertRaisesRegex(ValidationError, "reports to"):
            self.customer.write(
                {
                    "child_ids": [
                        Command.update(self.boss.id, {"superior_id": self.head.id}),
                        Command.update(self.head.id, {"superior_id": self.boss.id}),
                    ]
                }
            )
        with self.assertRaisesRegex(ValidationError, "himself or herself"):
            self.people.write({"superior_id": self.user.id})
        with self.assertRaisesRegex(ValidationError, "reports to"):
            self.boss.write(
                {
                    "superior_id": self.head.id,
                    "subordinate_ids": [Command.link(self.head.id)],
                }
            )

    def test_ring_by_import(self):
        ids = {person: f"__import__.{person.id}" for person in self.boss | self.head}
        for person, name in ids.items():
            self.env["ir.model.data"].create(
                {
                    "module": "__import__",
                    "name": name.split(".")[1],
                    "model": "res.partner",
                    "res_id": person.id,
                }
            )
        rows = [[ids[self.boss], ids[self.head]], [ids[self.head], ids[self.boss]]]
        result = self.partners(self.office).load(["id", "superior_id/id"], rows)
        self.assertFalse(result["ids"])
        self.assertIn("reports to", result["messages"][0]["message"])
        self.assertFalse((self.boss | self.head).superior_id)

    def test_of_another_customer(self):
        for superior in (self.stranger, self.customer, self.other_customer):
            with self.assertRaisesRegex(ValidationError, "no contact of"):
                self.boss.superior_id = superior
        with self.assertRaisesRegex(ValidationError, "no contact of"):
            self.add_contact(self.sales, self.customer, "New", superior_id=self.stranger.id)

    def test_of_no_customer(self):
        company = self.env["res.partner"].create({"name": "Vendor", "is_company": True})
        one, two = self.env["res.partner"].create(
            [{"name": name, "parent_id": company.id} for name in ("One", "Two")]
        )
        with self.assertRaisesRegex(ValidationError, "no contact of a customer"):
            one.superior_id = two

    def test_archived_superior(self):
        self.boss.active = False
        with self.assertRaisesRegex(ValidationError, "archived"):
            self.head.superior_id = self.boss

    def test_archive(self):
        """Subordinates move up; whoever comes back finds the place again, but not the people."""
        self.head.superior_id = self.boss
        self.buyer.superior_id = self.head
        self.head.active = False
        self.assertEqual(self.buyer.superior_id, self.boss)
        self.head.active = True
        self.assertEqual(self.head.superior_id, self.boss)
        self.assertFalse(self.head.subordinate_ids)
        self.boss.active = False
        self.assertFalse((self.buyer | self.head).superior_id)

    def test_archive_several_at_once(self):
        self.head.superior_id = self.boss
        self.buyer.superior_id = self.head
        self.user.superior_id = self.buyer
        (self.head | self.buyer).active = False
        self.assertEqual(self.user.superior_id, self.boss)
        (self.head | self.buyer).active = True
        self.assertEqual(self.buyer.superior_id, self.head, "they left together")

    def test_back_under_whoever_is_there(self):
        self.head.superior_id = self.boss
        self.buyer.superior_id = self.head
        self.buyer.active = False
        self.head.active = False
        self.buyer.active = True
        self.assertEqual(self.buyer.superior_id, self.boss)

    def test_deactivated_customer_keeps_its_tree(self):
        self.head.superior_id = self.boss
        self.deactivate(self.sales, self.customer)
        self.customer.action_customer_reactivate()
        self.assertEqual(self.head.superior_id, self.boss)

    def test_move_to_another_customer(self):
        self.head.superior_id = self.boss
        self.buyer.superior_id = self.head
        self.head.parent_id = self.other_customer
        self.assertEqual(self.buyer.superior_id, self.boss)
        self.assertFalse(self.head.superior_id)

    def test_move_together(self):
        self.head.superior_id = self.boss
        self.buyer.superior_id = self.head
        (self.head | self.buyer).write({"parent_id": self.other_customer.id})
        self.assertEqual(self.buyer.superior_id, self.head)
        self.assertFalse(self.head.superior_id)

    def test_becomes_a_company(self):
        self.head.superior_id = self.boss
        self.buyer.superior_id = self.head
        self.head.is_company = True
        self.assertEqual(self.buyer.superior_id, self.boss)

    def test_delete(self):
        self.head.superior_id = self.boss
        self.buyer.superior_id = self.head
        self.user.superior_id = self.buyer
        (self.head | self.buyer).sudo().unlink()
        self.user.invalidate_recordset()
        self.assertEqual(self.user.superior_id, self.boss)

    def test_copy(self):
        self.head.superior_id = self.boss
        self.assertFalse(self.head.sudo().copy().superior_id)

    def test_action(self):
        action = self.head.action_view_decision_tree()
        self.assertEqual(action["context"]["active_id"], self.customer.id)
        with self.assertRaisesRegex(UserError, "no decision tree"):
            self.sales.partner_id.action_view_decision_tree()

    def test_growth(self):
        """Archiving many costs what archiving few costs, but for what each of them writes."""

        def count(people):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            people._tidy_decision_tree()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few, many = (
            self.env["res.partner"].create(
                [
                    {"name": f"P {n}", "parent_id": self.customer.id, "superior_id": self.boss.id}
                    for n in range(size)
                ]
            )
            for size in (2, 22)
        )
        count(few)
        self.assertLessEqual(count(many), count(few))


# Mostly superiors, so that rings are tried often.
_STEP = st.tuples(
    st.sampled_from(["superior"] * 5 + ["move", "archive", "restore"]),
    st.integers(0, 4),
    st.integers(0, 5),
)


@tagged("post_install", "-at_install")
class TestDecisionTreeProperty(TreeCase):
    @examples(40)
    @given(steps=st.lists(_STEP, min_size=6, max_size=16))
    def test_always_a_tree(self, steps):
        people = self.people | self.stranger
        customers = self.customer | self.other_customer
        with self.env.cr.savepoint() as savepoint:
            for kind, one, other in steps:
                try:
                    with self.env.cr.savepoint():
                        self.do(kind, people[one], people[:other][-1:], customers[other % 2])
                except ValidationError:
                    self.env.invalidate_all()
                self.assertTree(people)
            savepoint.rollback()
        self.env.invalidate_all()

    def do(self, kind, person, other, customer):
        if kind == "superior":
            person.superior_id = other
        elif kind == "move":
            person.parent_id = customer
        else:
            person.active = kind == "restore"
