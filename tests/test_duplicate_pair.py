"""Decisions about pairs: remembered, taken back, and what is related."""

import runpy
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import tagged

from ..models.protection.guard import unlocked
from .merge_common import MergeSetUp
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


@tagged("post_install", "-at_install")
class TestDuplicateMerge(MergeSetUp, DuplicateRunCase):
    def relate(self, one, other):
        """Relate two customers as the decision about a pair does."""
        pair = unlocked(self.env["crm.duplicate.pair"].sudo()).create(
            {
                "partner_id": one.id,
                "other_partner_id": other.id,
                "kind": "likely",
                "company_id": self.company_a.id,
            }
        )
        pair = pair.with_user(self.office).with_context(allowed_company_ids=self.company_a.ids)
        pair.action_related()
        return pair

    def related(self, customer):
        return self.as_user(customer, self.office).relation_ids.other_partner_id

    def test_relations_follow(self):
        third, fourth = (self.add_customer(self.office, name) for name in ("Third Ag", "Fourth Ag"))
        self.relate(self.survivor, self.other)
        self.relate(self.other, third)
        self.relate(self.survivor, fourth)
        self.relate(fourth, self.other)
        partners = self.survivor | self.other | third | fourth
        before = self.picture(partners)
        log = self.merge()
        self.assertEqual(self.related(self.survivor), third | fourth, "not with itself")
        self.assertEqual(len(self.as_user(self.survivor, self.office).relation_ids), 2)
        self.assertEqual(self.related(third), self.survivor)
        self.assertEqual(self.related(fourth), self.survivor)
        self.assertEqual(len(self.as_user(fourth, self.office).relation_ids), 1)
        self.undo(log)
        self.assertFalse(log.sudo().undo_note)
        self.assertSamePicture(before, self.picture(partners))
        self.assertEqual(self.related(self.other), self.survivor | third | fourth)

    def test_decisions_follow(self):
        mine = self.add_customer(self.office, "Wiesental Optik GmbH")
        twin = self.add_customer(self.office, "Wiesental-Optik")
        theirs = self.add_customer(self.office, "Wiesentaal Optik GmbH")
        run = self.carry_out()
        pairs = self.pairs(run, mine | twin | theirs)
        self.assertEqual(len(pairs), 3)
        decided = pairs.filtered(lambda pair: theirs in pair.partner_id | pair.other_partner_id)
        decided.filtered(
            lambda pair: twin in pair.partner_id | pair.other_partner_id
        ).action_different()
        own = pairs.filtered(lambda pair: pair.partner_id == mine and pair.other_partner_id == twin)
        action = own.action_same()
        self.assertEqual(action["res_model"], "crm.customer.merge")
        self.assertEqual(action["context"]["active_ids"], (mine | twin).ids)
        log = self.merge(twin, mine)
        self.assertTrue(own.is_merged)
        self.assertFalse(own.search([("id", "in", own.ids), ("is_merged", "=", False)]))
        again = self.carry_out()
        self.assertFalse(self.pairs(again, mine | twin | theirs), "it was decided")
        self.undo(log)
        self.assertFalse(own.is_merged)
        self.assertEqual(own.decision, "same")


@tagged("post_install", "-at_install")
class TestDuplicateRunMigration(DuplicateRunCase):
    def test_old_runs(self):
        """Pairs of 19.0.1.1.0 had no company, no names and no group; two runs found the same ones."""
        runs = self.add_run() | self.add_run()
        first, second, third, __ = self.twins
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_duplicate_run SET state = 'done', date = now(), start_date = NULL "
            "WHERE id = ANY(%s)",
            [runs.ids],
        )
        for run in runs.sorted("id"):
            for other in (second, third):
                self.env.cr.execute(
                    "INSERT INTO crm_duplicate_pair (run_id, partner_id, other_partner_id, kind, "
                    "score, decision) VALUES (%s, %s, %s, 'same', 1, 'open')",
                    [run.id, first.id, other.id],
                )
        rule = self.env.ref("crm_customer_protection.crm_duplicate_pair_rule_company")
        rule.domain_force = '[("run_id.company_id", "in", company_ids)]'
        self.env.invalidate_all()
        path = Path(__file__).parents[1] / "migrations/19.0.1.2.0/post-duplicate-runs.py"
        migrate = runpy.run_path(str(path))["migrate"]
        for _time in range(2):
            migrate(self.env.cr, "19.0.1.1.0")
            self.env.invalidate_all()
            old, new = runs.sorted("id")
            self.assertEqual(set(runs.mapped("level")), {"same"})
            self.assertFalse(old.pair_ids)
            pairs = self.pairs(new)
            self.assertEqual(self.sides(pairs), {(first, second), (first, third)})
            self.assertEqual(pairs.company_id, self.company_a)
            self.assertEqual(pairs.group_partner_id, first)
            self.assertEqual(set(pairs.mapped("name")), {first.name})
            self.assertEqual(set(pairs.mapped("reason_text")), {"same name"})
        self.assertNotIn("run_id", rule.domain_force)
        again = self.carry_out(level="same")
        self.assertEqual(self.pairs(again), pairs, "found again, and not twice")
