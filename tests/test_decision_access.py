"""Who sees the people behind a decision: whoever sees the customer, and the task (invariant 6)."""

from odoo.exceptions import AccessError
from odoo.tests.common import TransactionCase, tagged
from odoo.tools import mute_logger

from ..models.protection.guard import unlocked
from .decision_common import DecisionSetUp, use_sales_tasks
from .visibility_common import MATRIX, VisibilitySetUp


@tagged("post_install", "-at_install")
class TestDecisionVisibility(VisibilitySetUp, TransactionCase):
    """Every kind of customer with two people and an arrow between them, for every role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        use_sales_tasks(cls.env, cls.company_a, cls.team)
        cls.seconds = {
            kind: cls.env["res.partner"].create(
                {"name": f"Second {kind}", "parent_id": customer.id, "company_id": cls.company_a.id}
            )
            for kind, customer in cls.customers.items()
        }
        cls.arrows = {
            kind: cls.env["crm.contact.influence"].create(
                {"source_id": cls.contacts[kind].id, "target_id": cls.seconds[kind].id}
            )
            for kind in cls.customers
            # Who belongs to no customer has no arrows.
            if kind != "unmanaged"
        }
        cls.env.flush_all()
        cls.env.invalidate_all()

    def test_matrix(self):
        everything = self.env["crm.contact.influence"].union(*self.arrows.values())
        ids = {arrow.id: kind for kind, arrow in self.arrows.items()}
        for login, rights in MATRIX.items():
            seen, changed = (kinds - {"unmanaged"} for kinds in rights)
            user = self.users_by_login[f"tc_{login}"]
            arrows = everything.with_user(user)
            arrows = arrows.with_context(allowed_company_ids=user.company_ids.ids)
            may = arrows.has_access
            with self.subTest(login=login):
                if not arrows.browse().has_access("read"):
                    self.assertIn(login, ("plain", "portal", "accountant"))
                    continue
                found = arrows.search([("id", "in", everything.ids)])
                self.assertEqual({ids[arrow.id] for arrow in found}, seen)
                self.assertEqual(
                    {ids[arrow.id] for arrow in arrows._filtered_access("write")}, changed
                )
                self.assertEqual(may("read"), len(seen) == len(self.arrows))

    def test_not_by_a_guessed_id(self):
        """No name in the message, be it as superior, as target or as contact of a task."""
        mine, hidden = self.contacts["own"], self.contacts["other"]
        task = self.env["crm.lead"].create(
            {
                "name": "Mine",
                "type": "opportunity",
                "partner_id": mine.id,
                "user_id": self.sales.id,
                "company_id": self.company_a.id,
            }
        )
        for model, values in (
            ("crm.contact.influence", {"source_id": mine.id, "target_id": hidden.id}),
            ("crm.contact.influence", {"source_id": hidden.id, "target_id": mine.id}),
            ("crm.lead.contact", {"lead_id": task.id, "partner_id": hidden.id}),
        ):
            with self.subTest(model=model, values=values):
                with self.assertRaises(AccessError) as caught:
                    self.rpc(self.sales, model, "create", [values])
                self.assertNotIn(hidden.name, str(caught.exception))
        with self.assertRaises(AccessError) as caught:
            self.rpc(self.sales, "res.partner", "write", mine.ids, {"superior_id": hidden.id})
        self.assertNotIn(hidden.name, str(caught.exception))
        for method in ("get_decision_tree", "action_view_decision_tree", "action_edit_influences"):
            with self.assertRaises(AccessError):
                self.rpc(self.sales, "res.partner", method, self.customers["other"].ids)

    def test_task_of_a_hidden_customer(self):
        """The task is open, its customer is not: neither contacts nor gaps."""
        hidden = self.contacts["other"]
        task = self.env["crm.lead"].create(
            {
                "name": "Given",
                "type": "opportunity",
                "partner_id": hidden.id,
                "user_id": self.sales.id,
                "company_id": self.company_a.id,
            }
        )
        # Whoever is given a task is given its customer. Here that ended since.
        unlocked(hidden.managed_customer_id.share_ids).unlink()
        self.assertEqual(task.task_contact_ids.partner_id, hidden)
        self.assertTrue(task.decision_gaps)
        [values] = self.rpc(
            self.sales, "crm.lead", "read", task.ids, ["task_contact_ids", "decision_gaps"]
        )
        self.assertEqual(values["task_contact_ids"], [])
        self.assertFalse(values["decision_gaps"])
        self.assertFalse(self.rpc(self.sales, "crm.lead.contact", "search", []))
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.rpc(self.sales, "crm.lead.contact", "read", task.task_contact_ids.ids, ["phone"])


@tagged("post_install", "-at_install")
class TestDecisionTaskAccess(DecisionSetUp, TransactionCase):
    """Rows of a task go with the task."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.task = cls.add_task()
        cls.row = cls.task.task_contact_ids

    def as_user(self, user):
        row = self.row.with_user(user)
        return row.with_context(allowed_company_ids=user.company_ids.ids)

    def test_own(self):
        self.assertEqual(self.as_user(self.sales).search([]), self.row)
        self.as_user(self.sales).note = "Mine"

    def test_colleague(self):
        """A salesperson who does not see the task sees none of its rows."""
        row = self.as_user(self.sales_two)
        self.assertFalse(row.search([]))
        self.assertFalse(row.search_count([]))
        self.assertFalse(row._read_group([], ["lead_id"], ["__count"]))
        for operation in (
            lambda: row.read(["note"]),
            lambda: row.write({"note": "Theirs"}),
            lambda: row.unlink(),
            lambda: row.create({"lead_id": self.task.id, "partner_id": self.head.id}),
        ):
            with self.assertRaises(AccessError):
                operation()

    def test_other_roles(self):
        for user in (self.manager, self.office):
            self.assertEqual(self.as_user(user).search([]), self.row)
        for user in (self.clerk, self.plain, self.portal):
            with self.assertRaises(AccessError):
                self.as_user(user).search([])

    def test_portal_reads_nothing_of_it(self):
        """What we think of somebody is not shown to the colleagues there."""
        self.boss.write({"decision_stance": "opponent", "superior_id": self.head.id})
        self.portal.partner_id.parent_id = self.customer
        own = self.partners(self.portal).browse(self.portal.partner_id.id)
        self.assertTrue(own.read(["name"]))
        for name in ("decision_stance", "superior_id", "decision_gaps", "last_talk_date"):
            with self.assertRaises(AccessError):
                own.read([name])

    def test_other_company(self):
        """Neither rows nor arrows of a company in which one does not work."""
        self.customer.company_id = self.company_a
        self.task.sudo().company_id = self.company_a
        arrow = self.add_influence(self.boss, self.head)
        foreign = self.new_user("tc_foreign", "sales_team.group_sale_manager", self.company_b)
        for record in (self.row, arrow):
            theirs = record.with_user(foreign)
            theirs = theirs.with_context(allowed_company_ids=self.company_b.ids)
            self.assertFalse(theirs.search([("id", "=", record.id)]))
            with self.assertRaises(AccessError):
                theirs.read(["id", "display_name"])

    def test_clerk_draws_the_tree(self):
        """A clerk, who has no tasks, sees and draws the tree of a customer."""
        customer = self.customer.with_user(self.clerk)
        customer = customer.with_context(allowed_company_ids=self.company_a.ids)
        self.assertTrue(customer.get_decision_tree()["gaps"])
        self.add_influence(self.boss.with_env(customer.env), self.head)
        self.assertEqual(len(customer.get_decision_tree()["influences"]), 1)
