"""Decisions about pairs: remembered, taken back, and what is related."""

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import tagged

from .protection_common import ProtectionSetUp
from .test_duplicate_run import DuplicateRunCase


@tagged("post_install", "-at_install")
class TestDuplicatePair(DuplicateRunCase):
    def test_different_is_remembered(self):
        run = self.carry_out()
        pairs = self.pairs(run)
        pairs.action_different()
        self.assertEqual(set(pairs.mapped("decision")), {"different"})
        self.assertEqual(pairs.decided_by_id, self.office)
        self.assertTrue(all(pairs.mapped("decision_date")))
        again = self.carry_out()
        self.assertFalse(self.pairs(again))
        run.unlink()
        self.assertEqual(pairs.exists(), pairs, "a deleted run forgets no decision")
        self.assertEqual(pairs.company_id, self.company_a)
        pairs.action_reopen()
        self.assertFalse(pairs.decided_by_id)
        again = self.carry_out()
        self.assertEqual(self.pairs(again), pairs)

    def test_related(self):
        run = self.carry_out()
        pair = self.pairs(run)[0]
        one, other = pair.partner_id, pair.other_partner_id
        pair.action_related()
        self.assertEqual(one.relation_ids.other_partner_id, other)
        self.assertEqual(other.relation_ids.other_partner_id, one)
        self.assertEqual(one.relation_ids.kind, "other")
        pair.action_reopen()
        self.assertFalse(one.relation_ids | other.relation_ids)
        pair.action_related()
        one.relation_ids.with_user(self.office).action_end()
        self.assertFalse(one.relation_ids | other.relation_ids)
        self.assertEqual(pair.decision, "open")

    def test_branch(self):
        names = ("苏州明湖精密机械有限公司", "苏州明湖精密机械有限公司杭州分公司")
        one, other = (self.add_customer(self.office, name) for name in names)
        pair = self.pairs(self.carry_out(), one | other)
        self.assertEqual(pair.kind, "related")
        self.assertIn("a branch", pair.reason_text)
        pair.action_related()
        self.assertEqual(one.relation_ids.kind, "branch")

    def test_forged(self):
        pair = self.pairs(self.carry_out())[0]
        pair.note = "Two shops of one owner"
        for values in ({"decision": "same"}, {"score": 0.1}, {"other_partner_id": 1}):
            with self.assertRaises(UserError):
                pair.write(values)
        with self.assertRaises(UserError):
            pair.create({"kind": "same"})
        relations = self.partners(self.office).env["crm.customer.relation"]
        with self.assertRaises(UserError):
            relations.create({"partner_id": 1, "other_partner_id": 2})
        for user in (self.sales, self.clerk, self.plain):
            for name in ("action_same", "action_different", "action_related", "action_reopen"):
                with self.assertRaises(AccessError):
                    getattr(pair.with_user(user), name)()


@tagged("post_install", "-at_install")
class TestCustomerRelation(ProtectionSetUp, DuplicateRunCase):
    def test_relation_of_a_hidden_customer(self):
        self.company_a.use_visibility = True
        mine = self.add_customer(self.sales, "Sichtbar Optik GmbH")
        hidden = self.add_customer(self.sales_two, "Sichtbar Optikk GmbH")
        with self.assertRaises(AccessError):
            hidden.with_user(self.sales).read(["phone"])
        pair = self.pairs(self.carry_out(), mine | hidden)
        pair.action_related()
        relations = self.partners(self.sales).env["crm.customer.relation"]
        self.assertFalse(relations.search([]), "only one side is visible")
        self.assertFalse(mine.with_user(self.sales).relation_ids)
        relations = self.partners(self.office).env["crm.customer.relation"]
        self.assertEqual(len(relations.search([("partner_id", "=", mine.id)])), 1)
        with self.assertRaises(AccessError):
            relations.search([]).with_user(self.sales).action_end()
