"""Runs that look for partners entered twice: what they find, and that they can be stopped."""

from freezegun import freeze_time
from psycopg2 import errors

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests.common import tagged, users
from odoo.tools import mute_logger

from odoo.addons.crm_customer_protection.models.duplicate import crm_duplicate_run_compare

from .common import CustomerCase

WORK = "odoo.addons.crm_customer_protection.models.duplicate.crm_duplicate_run_work"


class DuplicateRunCase(CustomerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twins = cls.partners(cls.plain).create(
            [
                {"name": "Zwilling Werkzeuge GmbH", "is_company": True},
                {"name": "ZWILLING WERKZEUGE GMBH", "is_company": True},
                {"name": "Zwilling-Werkzeuge (GmbH)", "is_company": True},
                {"name": "Zwilling Werkzauge GmbH", "is_company": True},
            ]
        )

    def add_run(self, user=None, **values):
        return self.partners(user or self.office).env["crm.duplicate.run"].create(values)

    def run_job(self):
        """The scheduled job, as the scheduler runs it."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(
                "crm_customer_protection.ir_cron_duplicate_run"
            ).sudo().method_direct_trigger()
        self.env.invalidate_all()

    def carry_out(self, **values):
        run = self.add_run(**values)
        run.action_start()
        self.run_job()
        return run

    def pairs(self, run, partners=None):
        partners = partners or self.twins
        return run.pair_ids.filtered(
            lambda pair: pair.partner_id in partners and pair.other_partner_id in partners
        )

    def sides(self, pairs):
        return {(pair.partner_id, pair.other_partner_id) for pair in pairs}


@tagged("post_install", "-at_install")
class TestDuplicateRun(DuplicateRunCase):
    @users("tc_office", "tc_manager")
    def test_same_names_at_once(self):
        runs = self.partners(self.env.user).env["crm.duplicate.run"]
        with freeze_time("2026-03-25 08:00:00"):
            action = runs.action_find_same_names()
        self.assertEqual(action["res_model"], "crm.duplicate.pair")
        pairs = self.partners(self.env.user).env["crm.duplicate.pair"].search(action["domain"])
        run = pairs.run_id
        self.assertEqual((run.state, run.pair_count), ("done", len(pairs)))
        self.assertEqual((run.progress, run.same_count), (100, len(pairs)))
        self.assertGreaterEqual(run.partner_count, 4)
        self.assertIn("2026-03-25", run.name)
        first, second, third, __ = self.twins
        self.assertEqual(self.sides(self.pairs(run)), {(first, second), (first, third)})
        self.assertEqual(set(self.pairs(run).mapped("score")), {1.0})
        self.assertEqual(set(self.pairs(run).mapped("reason_text")), {"same name"})
        self.assertTrue(all(self.twins.mapped("active")), "nothing is touched")
        self.assertEqual(self.pairs(run)[0].action_view_partner()["res_id"], first.id)

    def test_whole_course(self):
        run = self.add_run()
        run.action_start()
        self.assertEqual(run.state, "queued")
        self.run_job()
        self.assertEqual((run.state, run.progress), ("done", 100))
        self.assertTrue(run.start_date and run.date)
        self.assertEqual(run.done_count, run.total_count)
        first, __, __, near = self.twins
        pair = self.pairs(run).filtered(lambda pair: pair.other_partner_id == near)[:1]
        self.assertEqual(pair.kind, "likely")
        self.assertTrue(0.3 <= pair.score < 1)
        self.assertIn("spelt a little differently", pair.reason_text)
        self.assertEqual(self.pairs(run).group_partner_id, first, "one group of four")
        self.env.cr.execute("SELECT count(*) FROM crm_duplicate_candidate")
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_other_evidence(self):
        partners = self.partners(self.plain)
        one, other, far = partners.create(
            [
                {"name": "Nordlicht Optik", "is_company": True, "vat": "DE 123456788"},
                {"name": "Quarzwerk Süd", "is_company": True, "vat": "de123456788"},
                {"name": "Feldmühle", "is_company": True, "email": "info@quarz.example"},
            ]
        )
        partners.create({"name": "A", "parent_id": one.id, "email": "info@quarz.example"})
        run = self.carry_out()
        pairs = self.pairs(run, one | other | far)
        self.assertEqual(self.sides(pairs), {(one, other), (one, far)})
        self.assertIn("same tax number", pairs[0].reason_text)
        self.assertIn("same e-mail address", pairs[1].reason_text)
        self.assertEqual(set(pairs.mapped("kind")), {"likely"})

    def test_scopes(self):
        customer = self.add_customer(self.sales, "Z.W.", registered_name="Zwilling Werkzeuge GmbH")
        run = self.carry_out(scope="customers")
        self.assertFalse(run.pair_ids.filtered(lambda pair: pair.partner_id in self.twins))
        run = self.carry_out(scope="filter", domain=str([("id", "=", customer.id)]))
        self.assertEqual(
            self.sides(run.pair_ids) & {(self.twins[0], customer)}, {(self.twins[0], customer)}
        )
        self.assertFalse(self.pairs(run), "nobody asked for these")
        self.assertEqual(run.partner_count, 1)
        for domain in ("[", "[('no_field', '=', 1)]", "__import__('os')"):
            with self.assertRaises(ValidationError):
                self.add_run(scope="filter", domain=domain)

    def test_who_is_left_out(self):
        colleague = self.new_user("tc_colleague", "base.group_user")
        partners = self.partners(self.plain)
        out = partners.create({"name": colleague.name}) + colleague.partner_id
        out += partners.create(
            [{"name": "Archived Name"}, {"name": "ARCHIVED NAME", "active": False}]
        )
        out += partners.create({"name": "Their Name"})
        out += self.env["res.partner"].create(
            {"name": "Their Name", "company_id": self.company_b.id}
        )
        out += partners.create({"name": "Contact Name"})
        out += partners.create({"name": "Contact Name", "parent_id": self.twins[0].id})
        run = self.carry_out(level="similar")
        self.assertFalse(self.pairs(run, out))

    def test_stop_and_resume(self):
        self.patch(crm_duplicate_run_compare, "SLICE", 1)
        run = self.add_run()
        run.action_start()
        work, seen = type(run)._compare, []

        def stop_after_two(self, rows, kept):
            work(self, rows, kept)
            seen.append(rows)
            if len(seen) == 2:
                self.state = "stopped"

        self.patch(type(run), "_compare", stop_after_two)
        self.run_job()
        self.assertEqual((run.state, run.done_count), ("stopped", 2))
        found = run.pair_ids
        self.patch(type(run), "_compare", work)
        self.run_job()
        self.assertEqual(run.done_count, 2, "nobody asked to go on")
        run.action_resume()
        self.run_job()
        self.assertEqual((run.state, run.done_count), ("done", run.total_count))
        self.assertEqual(found, found.exists(), "what was found stays")
        self.assertLessEqual(found, run.pair_ids)
        self.assertTrue(self.pairs(run))
        sides = [(pair.partner_id, pair.other_partner_id) for pair in run.pair_ids]
        self.assertEqual(len(sides), len(set(sides)))

    def test_killed_and_failed(self):
        self.patch(crm_duplicate_run_compare, "SLICE", 1)
        run = self.add_run()
        run.action_start()
        work, seen, failures = type(run)._compare, [], []

        def fail(self, rows, kept):
            work(self, rows, kept)
            seen.append(rows)
            if len(seen) == 2:
                raise failures[0]

        self.patch(type(run), "_compare", fail)
        for error, state in (
            (errors.SerializationFailure(), "running"),
            (ValueError("no more room"), "failed"),
        ):
            seen.clear()
            failures[:] = [error]
            self.env.flush_all()
            with (
                mute_logger(WORK),
                self.enter_registry_test_mode(),
                self.registry.cursor() as cr,
            ):
                runs = self.env(cr=cr, user=SUPERUSER_ID)["crm.duplicate.run"]
                runs._cron_run()
            self.env.invalidate_all()
            self.assertEqual(run.state, state)
        self.assertIn("no more room", run.failure)
        self.assertGreater(run.done_count, 0)
        self.patch(type(run), "_compare", work)
        run.action_resume()
        self.run_job()
        self.assertEqual((run.state, run.failure), ("done", False))

    def test_again_without_doubles(self):
        first, second = self.carry_out(), self.carry_out()
        self.assertFalse(self.pairs(first), "open pairs come to the newest run")
        sides = [(pair.partner_id, pair.other_partner_id) for pair in self.pairs(second)]
        self.assertEqual(len(sides), len(set(sides)))
        before = len(sides)
        self.twins[2].name = "Ganz Anders"
        second.action_start()
        self.run_job()
        self.assertLess(len(self.pairs(second)), before)

    def test_two_at_once(self):
        """Each looks at what the other has not committed: a pair found by both stays once."""
        one, other = self.add_run(), self.add_run()
        for run in (one, other):
            run.action_start()
        work = type(one)._read_known
        self.patch(type(one), "_read_known", lambda run, partner_ids: {})
        self.run_job()
        self.patch(type(one), "_read_known", work)
        pairs = self.pairs(one) | self.pairs(other)
        sides = [frozenset(side) for side in self.sides(pairs)]
        self.assertTrue(pairs)
        self.assertEqual(len(pairs), len(set(sides)))
        self.assertEqual((one.state, other.state), ("done", "done"))

    def test_queries_do_not_grow(self):
        def count():
            run = self.add_run(scope="filter", domain="[('name', 'like', 'Wachstum')]").sudo()
            self.env.flush_all()
            start = self.env.cr.sql_log_count
            partners, __ = run._prepare_candidates()
            run._compare(run._read_candidates())
            return partners, self.env.cr.sql_log_count - start

        names = [{"name": f"Wachstum {n:02} Optik Handel", "is_company": True} for n in range(12)]
        self.partners(self.plain).create(names[:2])
        self.add_run()
        few = count()
        self.partners(self.plain).create(names[2:])
        many = count()
        self.assertEqual((few[0], many[0]), (2, 12))
        self.assertLessEqual(many[1], few[1])

    @users("tc_sales", "tc_clerk", "tc_plain", "tc_portal")
    def test_rights(self):
        runs = self.partners(self.env.user).env["crm.duplicate.run"]
        with self.assertRaises(AccessError):
            runs.action_find_same_names()
        run = self.carry_out()
        mine = run.with_user(self.env.user)
        for function in (
            mine.action_start,
            mine.action_stop,
            mine.action_resume,
            mine.action_view_pairs,
            lambda: mine.read(["state"]),
            lambda: run.pair_ids[:1].with_user(self.env.user).read(["name"]),
        ):
            with self.assertRaises(AccessError):
                function()

    def test_forged(self):
        run = self.add_run()
        run.level = "similar"
        for values in ({"state": "done"}, {"last_id": 5}, {"total_count": 1}):
            with self.assertRaises(UserError):
                run.write(values)
            with self.assertRaises(UserError):
                self.add_run(**values)
        with self.assertRaises(UserError):
            run.action_stop()
        run.action_start()
        with self.assertRaises(UserError):
            run.level = "same"
        with self.assertRaises(UserError):
            run.unlink()

    def test_other_company(self):
        run = self.carry_out()
        other = self.new_user(
            "tc_office_b", "crm_customer_protection.group_customer_admin", self.company_b
        )
        env = self.partners(other).env
        self.assertFalse(env["crm.duplicate.run"].search([("id", "=", run.id)]))
        self.assertFalse(env["crm.duplicate.pair"].search([("run_id", "=", run.id)]))
        with self.assertRaises(AccessError):
            run.with_user(other).read(["state"])
        with self.assertRaises(AccessError):
            run.pair_ids[:1].with_user(other).action_different()
        with self.assertRaises(AccessError):
            env["crm.duplicate.run"].create({"company_id": self.company_a.id})
