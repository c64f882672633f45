"""The tree, its arrows and the contacts of tasks follow a merge, and come back with its undo."""

from odoo.tests.common import TransactionCase, tagged

from .decision_common import DecisionSetUp


@tagged("post_install", "-at_install")
class TestDecisionMerge(DecisionSetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.add_contact(cls.sales, cls.other_customer, "Sue Second")
        cls.second.superior_id = cls.stranger
        cls.head.superior_id = cls.boss
        cls.task = cls.add_task(partner=cls.other_customer)
        cls.arrow = cls.add_influence(cls.stranger, cls.second)

    def merge(self):
        survivor = self.customer.with_user(self.office)
        survivor = survivor.with_context(allowed_company_ids=self.company_a.ids)
        return survivor._merge_customers(self.other_customer.with_env(survivor.env))

    def test_customers(self):
        self.merge()
        self.assertEqual(self.second.superior_id, self.stranger)
        self.assertEqual(self.head.superior_id, self.boss)
        self.assertEqual(self.arrow.partner_id, self.customer)
        self.assertEqual(self.task.sudo().task_contact_ids.partner_id, self.stranger)
        self.stranger.superior_id = self.boss
        self.assertEqual(self.boss.subordinate_ids, self.head | self.stranger)

    def test_undo(self):
        log = self.merge()
        self.stranger.superior_id = self.boss
        since = self.add_influence(self.boss, self.stranger)
        log.action_undo()
        self.env.invalidate_all()
        self.assertEqual(self.second.superior_id, self.stranger)
        self.assertEqual(self.head.superior_id, self.boss)
        self.assertFalse(self.stranger.superior_id, "they are at two customers again")
        self.assertFalse(since.exists())
        self.assertEqual(self.arrow.partner_id, self.other_customer)
        self.assertEqual(self.task.sudo().task_contact_ids.partner_id, self.stranger)

    def test_person_into_company(self):
        """A person who was a customer, and stood in a task of the survivor's contact too."""
        person = self.add_customer(self.sales, "Solo Person", is_company=False)
        below = self.add_contact(self.sales, person, "Below Solo", superior_id=person.id)
        task = self.add_task(partner=person)
        survivor = self.customer.with_user(self.office)
        survivor = survivor.with_context(allowed_company_ids=self.company_a.ids)
        survivor._merge_customers(person.with_env(survivor.env))
        self.env.invalidate_all()
        self.assertFalse(below.superior_id, "a company is nobody's superior")
        self.assertEqual(task.sudo().partner_id, self.customer)

    # === Odoo's own merge, of contacts === #

    def merge_contacts(self, survivor, sources):
        wizard = self.partners(self.office).env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((survivor | sources).ids, survivor.with_env(wizard.env), extra_checks=False)
        self.env.invalidate_all()

    def test_superior_goes_into_subordinate(self):
        self.merge_contacts(self.head, self.boss)
        self.assertFalse(self.head.superior_id)

    def test_ring_is_closed_by_nobody(self):
        """boss > head > buyer, and boss goes into buyer: head is below, nobody above."""
        self.buyer.superior_id = self.head
        self.merge_contacts(self.buyer, self.boss)
        self.assertFalse(self.buyer.superior_id)
        self.assertEqual(self.head.superior_id, self.buyer)

    def test_keeps_the_place(self):
        self.buyer.superior_id = self.head
        self.user.superior_id = self.buyer
        self.merge_contacts(self.user, self.buyer)
        self.assertEqual(self.user.superior_id, self.head)
        self.merge_contacts(self.user, self.head)
        self.assertEqual(self.user.superior_id, self.boss)

    def test_arrows(self):
        between = self.add_influence(self.head, self.buyer)
        kept = self.add_influence(self.head, self.boss)
        self.add_influence(self.buyer, self.boss)
        moved = self.add_influence(self.user, self.buyer)
        self.merge_contacts(self.head, self.buyer)
        self.assertFalse(between.exists(), "nobody influences himself")
        self.assertEqual(self.head.influence_out_ids, kept)
        self.assertEqual(moved.target_id, self.head)

    def test_task_contacts(self):
        task = self.add_task()
        self.add_task_contact(task, self.head)
        self.merge_contacts(self.head, self.boss)
        rows = task.task_contact_ids
        self.assertEqual(rows.partner_id, self.head)
        self.assertEqual(len(rows), 1)
        self.assertTrue(rows.is_main, "what the main one was stays the main one")

    def test_of_two_customers(self):
        self.merge_contacts(self.head, self.stranger)
        self.assertEqual(self.head.superior_id, self.boss)
        self.assertFalse(self.second.superior_id, "the survivor is at another customer")
        self.assertFalse(self.arrow.exists())
