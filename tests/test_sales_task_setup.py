"""Setting teams up: map, look at the numbers, carry out, take back; nothing happens before."""

from contextlib import suppress

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests.common import tagged

from ..hooks import _keep_stages, post_init_hook
from ..models.protection.guard import unlocked
from .stage_common import SalesTaskCase


class SetupCase(SalesTaskCase):
    """Two plain teams, `one` and `two`, with tasks in Odoo's pipeline; nobody uses a scheme."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forget_schemes()
        cls.env["crm.stage"].search([("scheme_id", "=", False)]).write({"team_ids": False})
        cls.old = cls.env["crm.stage"].search([("scheme_id", "=", False)])
        cls.old_won = cls.old.filtered("is_won")[0]
        cls.old_open = cls.old.filtered(lambda stage: not stage.is_won)
        cls.one, cls.two = cls.team, cls.plain_team
        cls.env.registry.clear_cache()

    @classmethod
    def add_old(cls, stage, team=None, **values):
        task = cls.add_task(team_id=(team or cls.one).id, **values)
        if stage:
            task.write({"stage_id": stage.id})
        return task

    def add_setup(self, teams=None, user=None, **values):
        teams = self.one if teams is None else teams
        setups = self.as_user(self.env["crm.stage.setup"], user or self.office)
        return setups.create(
            {"scheme_id": self.scheme.id, "team_ids": [Command.set(teams.ids)], **values}
        )

    def mapping(self, setup):
        return {line.origin_id: line.target_id for line in setup.line_ids}

    def picture(self):
        """Where every task of the database stands, and what teams and companies use."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, stage_id, probability, won_status, active FROM crm_lead ORDER BY id"
        )
        tasks = self.env.cr.fetchall()
        self.env.cr.execute("SELECT id, stage_scheme_id FROM crm_team ORDER BY id")
        teams = self.env.cr.fetchall()
        self.env.cr.execute("SELECT id, stage_scheme_id FROM res_company ORDER BY id")
        return tasks, teams, self.env.cr.fetchall()


@tagged("post_install", "-at_install")
class TestSetup(SetupCase):
    def test_proposal_and_numbers(self):
        for stage, count in ((self.old_open[0], 3), (self.old_open[-1], 2), (self.old_won, 1)):
            for __ in range(count):
                self.add_old(stage)
        self.lose(self.add_old(self.old_open[0]))
        self.add_old(self.old_open[1], team=self.two)
        self.add_old(self.old_open[0], type="lead")
        setup = self.add_setup()
        counts = {line.origin_id: line.task_count for line in setup.line_ids}
        self.assertEqual(
            counts, {self.old_open[0]: 4, self.old_open[-1]: 2, self.old_won: 1}, "leads stay"
        )
        self.assertEqual(setup.task_count, 7)
        mapping = self.mapping(setup)
        self.assertEqual(mapping[self.old_open[0]], self.stages[0])
        self.assertEqual(mapping[self.old_won], self.stages[-1])
        self.assertFalse(mapping[self.old_open[-1]].is_won)
        setup.team_ids |= self.two
        self.assertEqual(setup.task_count, 8)

    def test_nothing_happens_before(self):
        self.add_old(self.old_open[1])
        before = self.picture()
        setup = self.add_setup(self.one | self.two)
        setup.line_ids.target_id = self.stages[3]
        self.assertEqual(self.picture(), before)
        setup.unlink()
        self.assertEqual(self.picture(), before)

    def test_carried_out_and_taken_back(self):
        tasks = [
            self.add_old(stage, team=team, probability=33 if not stage.is_won else 100)
            for stage in (*self.old_open, self.old_won)
            for team in (self.one, self.two)
        ]
        lost = self.add_old(self.old_open[1])
        self.lose(lost)
        lead = self.add_old(self.old_open[1], type="lead")
        before = self.picture()
        messages = self.env["mail.message"].search_count([])
        setup = self.add_setup(self.one | self.two)
        setup.line_ids.filtered(
            lambda line: line.origin_id == self.old_open[1]
        ).target_id = self.stages[4]
        mapping = self.mapping(setup)
        stood = {task: task.stage_id for task in (*tasks, lost)}
        setup.action_carry_out()
        self.assertEqual(self.env["mail.message"].search_count([]), messages, "nobody is told")
        self.assertEqual((self.one | self.two).stage_scheme_id, self.scheme)
        self.assertEqual(self.stages.team_ids, self.one | self.two)
        self.assertEqual((setup.state, setup.user_id), ("done", self.office))
        for task, stage in stood.items():
            self.assertEqual(task.stage_id, mapping[stage])
            self.assertEqual(task.won_status == "won", stage.is_won)
            row = self.history(task)[-1]
            self.assertEqual(
                (row.kind, row.from_stage_id, row.to_stage_id, row.user_id),
                ("setup", stage, mapping[stage], self.office),
            )
        self.assertEqual(lost.won_status, "lost")
        self.assertEqual(lead.stage_id, self.old_open[1])
        statuses = {row[0]: row[2:] for row in before[0]}
        self.assertEqual(statuses, {row[0]: row[2:] for row in self.picture()[0]})
        with self.assertRaisesRegex(UserError, "carried out already"):
            setup.action_carry_out()
        setup.action_undo()
        self.assertEqual(self.picture(), before)
        self.assertEqual(setup.state, "undone")
        with self.assertRaisesRegex(UserError, "was not carried out"):
            setup.action_undo()
        for task in stood:
            self.assertEqual(self.kinds(task)[-2:], ["setup", "setup"])

    def test_days_are_counted_once(self):
        with self.days_later(0):
            task = self.add_old(self.old_open[1])
        with self.days_later(10):
            self.add_setup().action_carry_out()
        with self.days_later(13):
            task.write({"stage_id": task.next_stage_id.id})
        self.assertEqual([round(row.days, 1) for row in self.history(task)], [10, 3])

    def test_promoted_since(self):
        tasks = [self.add_old(self.old_open[0]) for __ in range(4)]
        far = self.add_old(self.old_open[-1])
        setup = self.add_setup()
        mapping = self.mapping(setup)
        setup.action_carry_out()
        for place, task in enumerate(tasks):
            for stage in self.stages[1 : place + 1]:
                task.write({"stage_id": stage.id})
        won = self.add_task()
        for stage in self.stages[1:]:
            won.write({"stage_id": stage.id})
        new = self.add_task()
        setup.action_undo()
        for place, task in enumerate(tasks):
            passed = self.stages[: place + 1]
            mapped = [old for old, target in mapping.items() if target in passed]
            self.assertIn(task.stage_id, mapped, f"promoted by {place}")
        self.assertEqual(far.stage_id, self.old_open[-1])
        self.assertTrue(won.stage_id.is_won and not won.stage_id.scheme_id)
        self.assertEqual(won.won_status, "won")
        self.assertEqual(new.stage_id, self.old_open[0])
        self.assertFalse(self.one.stage_scheme_id)

    def test_moved_away_since(self):
        """Who left the team meanwhile is none of its business."""
        task = self.add_old(self.old_open[0])
        setup = self.add_setup()
        setup.action_carry_out()
        task.write({"team_id": self.two.id, "stage_id": self.old_open[-1].id})
        setup.action_undo()
        self.assertEqual((task.team_id, task.stage_id), (self.two, self.old_open[-1]))

    def test_two_one_after_another(self):
        task = self.add_old(self.old_open[0])
        start = self.picture()
        first = self.add_setup(self.one | self.two)
        first.action_carry_out()
        between = self.picture()
        other = self.add_scheme("Other", 4)
        second = self.add_setup(scheme_id=other.id)
        self.assertEqual(self.mapping(second), {self.stages[0]: other._get_course()[0]})
        second.action_carry_out()
        self.assertEqual(task.stage_id.scheme_id, other)
        self.assertEqual(self.two.stage_scheme_id, self.scheme)
        with self.assertRaisesRegex(UserError, "later set-up gave another scheme to: Team A"):
            first.action_undo()
        second.action_undo()
        self.assertEqual(self.picture(), between)
        first.action_undo()
        self.assertEqual(self.picture(), start)

    def test_tasks_without_a_team(self):
        task = self.add_task(team_id=False, user_id=False)
        start = self.picture()
        none = self.env["crm.team"]
        first = self.add_setup(none, company_id=self.company_a.id)
        first.action_carry_out()
        self.assertEqual(self.company_a.stage_scheme_id, self.scheme)
        self.assertEqual(task.stage_id, self.stages[0])
        other = self.add_scheme("Other", 4)
        second = self.add_setup(none, scheme_id=other.id, company_id=self.company_a.id)
        second.action_carry_out()
        with self.assertRaisesRegex(UserError, "later set-up"):
            first.action_undo()
        second.action_undo()
        first.action_undo()
        self.assertEqual(self.picture(), start)

    def test_without_a_stage(self):
        """A task that stood nowhere gets a stage, and stands nowhere again."""
        task = self.add_old(None)
        self.env.cr.execute("UPDATE crm_lead SET stage_id = NULL WHERE id = %s", [task.id])
        self.env.invalidate_all()
        before = self.picture()
        setup = self.add_setup()
        self.assertEqual(setup.line_ids.target_id, self.stages[0])
        setup.action_carry_out()
        self.assertEqual(task.stage_id, self.stages[0])
        setup.action_undo()
        self.assertEqual(self.picture(), before)

    def test_lost_in_a_stage_that_was_archived(self):
        task = self.add_old(self.old_open[0])
        setup = self.add_setup()
        setup.action_carry_out()
        task.write({"stage_id": self.stages[1].id})
        self.lose(task)
        self.stages[1].active = False
        setup.action_undo()
        self.assertEqual(task.stage_id, self.old_open[0])

    def test_team_without_tasks(self):
        setup = self.add_setup(self.add_team("Empty"))
        self.assertFalse(setup.line_ids)
        setup.action_carry_out()
        self.assertEqual(setup.team_ids.stage_scheme_id, self.scheme)
        setup.action_undo()
        self.assertFalse(setup.team_ids.stage_scheme_id)

    def test_what_is_missing(self):
        self.add_old(self.old_open[0])
        with self.assertRaisesRegex(UserError, "Choose the sales teams"):
            self.add_setup(self.env["crm.team"]).action_carry_out()
        setup = self.add_setup()
        setup.line_ids.target_id = False
        # What is empty is proposed anew.
        setup.action_carry_out()
        self.assertEqual(setup.line_ids.target_id, self.stages[0])
        setup.action_undo()
        empty = self.env["crm.stage.scheme"].create({"name": "Empty"})
        with self.assertRaisesRegex(UserError, "no stages yet"):
            self.add_setup(scheme_id=empty.id).action_carry_out()

    def test_won_stays_won(self):
        won, task = self.add_old(self.old_won), self.add_old(self.old_open[0])
        setup = self.add_setup()
        lines = {line.origin_id: line for line in setup.line_ids}
        for old, target in (
            (won.stage_id, self.stages[0]), (task.stage_id, self.stages[6]),
            (task.stage_id, self.old_open[1]),
        ):  # fmt: skip
            with self.assertRaisesRegex(ValidationError, "cannot go to"):
                lines[old].target_id = target

    def test_thousands(self):
        """Set-based: with a hundred times the tasks it takes hardly more queries."""

        def insert(count):
            self.env.flush_all()
            self.env.cr.execute(
                """
                INSERT INTO crm_lead (name, type, team_id, stage_id, company_id, active, won_status,
                                      probability, priority, create_date, date_last_stage_update)
                SELECT 'Many ' || n, 'opportunity', %s, %s, %s, TRUE, 'pending', 10, '0',
                       now(), now() FROM generate_series(1, %s) AS n
                """,
                [self.one.id, self.old_open[0].id, self.company_a.id, count],
            )

        def count(setup, method):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            getattr(setup, method)()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        insert(100)
        few = [count(self.add_setup(), "action_carry_out")]
        setups = self.env["crm.stage.setup"].search([], limit=1)
        few.append(count(self.as_user(setups, self.office), "action_undo"))
        insert(9900)
        setup = self.add_setup()
        many = [count(setup, "action_carry_out")]
        moved = self.env["crm.lead"].search_count([("stage_id", "=", self.stages[0].id)])
        self.assertEqual(moved, 10000)
        many.append(count(setup, "action_undo"))
        self.assertFalse(self.env["crm.lead"].search_count([("stage_id", "=", self.stages[0].id)]))
        for less, more in zip(few, many, strict=False):
            # Odoo fetches a thousand records at a time.
            self.assertLessEqual(more - less, 60, (few, many))


@tagged("post_install", "-at_install")
class TestSetupRights(SetupCase):
    def test_only_the_back_office(self):
        self.add_old(self.old_open[0])
        setup = self.add_setup()
        before = self.picture()
        for user in (self.sales, self.leader, self.clerk, self.plain, self.erp, self.portal):
            for method in ("action_carry_out", "action_undo", "write", "unlink", "read"):
                args = [{"scheme_id": self.scheme.id}] if method == "write" else []
                with self.assertRaises(AccessError):
                    self.rpc(user, "crm.stage.setup", method, setup.ids, *args)
            with self.assertRaises(AccessError):
                self.rpc(user, "crm.stage.setup", "action_create_seven_stages", [])
        self.assertEqual(self.picture(), before)
        self.as_user(setup, self.manager).action_carry_out()
        self.as_user(setup, self.manager).action_undo()

    def test_state_cannot_be_forged(self):
        """Neither carried out by hand, nor with a past that never was."""
        task = self.add_old(self.old_open[0])
        done = self.add_setup(self.two)
        done.action_carry_out()
        before = self.picture()
        move = {"lead_id": task.id, "to_stage_id": self.old_open[0].id,
                "from_stage_id": self.old_won.id}  # fmt: skip
        values = {"scheme_id": self.scheme.id, "team_ids": [(6, 0, self.one.ids)]}
        draft = self.add_setup()
        forged = [
            {"state": "done"}, {"state": "undone"}, {"user_id": self.sales.id},
            {"date": "2001-01-01 00:00:00"}, {"move_ids": [(0, 0, move)]},
            {"former_ids": [(0, 0, {"team_id": self.one.id, "scheme_id": self.scheme.id})]},
        ]  # fmt: skip
        context = {"crm_protection_token": True, "su": True, "_force_unlink": True}
        for user in (self.office, self.manager):
            for vals in forged:
                with self.subTest(vals=vals), self.taken_back():
                    with self.assertRaises(UserError):
                        self.rpc(user, "crm.stage.setup", "create", {**values, **vals},
                                 context=context)  # fmt: skip
                    with self.assertRaises(UserError):
                        self.rpc(user, "crm.stage.setup", "write", draft.ids, vals, context=context)
                    default = {f"default_{name}": value for name, value in vals.items()}
                    with suppress(UserError):
                        made = self.rpc(user, "crm.stage.setup", "create", dict(values),
                                        context={**context, **default})  # fmt: skip
                        self.assertFalse(self.env["crm.stage.setup"].browse(made)._has_past())
            for vals in ({"scheme_id": self.scheme.id}, {"team_ids": [(4, self.one.id)]},
                         {"line_ids": [(5,)]}, {"state": "draft"}):  # fmt: skip
                with self.assertRaises(UserError):
                    self.rpc(user, "crm.stage.setup", "write", done.ids, vals, context=context)
            with self.assertRaises(UserError):
                self.rpc(user, "crm.stage.setup", "unlink", done.ids, context=context)
        self.assertEqual(self.picture(), before)

    def test_map_of_what_was_carried_out(self):
        """The way back is where it was when it was carried out."""
        self.add_old(self.old_open[0])
        setup = self.add_setup()
        setup.action_carry_out()
        line = setup.line_ids
        for method, args in (
            ("write", [line.ids, {"origin_id": self.old_open[1].id}]),
            ("write", [line.ids, {"target_id": self.stages[3].id}]),
            ("unlink", [line.ids]),
            ("create", [[{"setup_id": setup.id, "origin_id": self.old_open[1].id,
                          "target_id": self.stages[3].id}]]),
        ):  # fmt: skip
            with self.assertRaises(UserError):
                self.rpc(self.office, "crm.stage.setup.line", method, *args)

    def test_other_companies(self):
        """The back office of a company sets up its own teams."""
        theirs = self.add_team("Theirs", company_id=self.company_b.id)
        task = self.add_task(team_id=theirs.id, user_id=False, company_id=self.company_b.id)
        before = self.picture()
        for values in (
            {"teams": theirs},
            {"teams": self.env["crm.team"], "company_id": self.company_b.id},
            {"teams": self.one | theirs},
        ):
            with self.assertRaises(AccessError):
                self.add_setup(**values).action_carry_out()
        self.assertEqual(self.picture(), before)
        both = self.new_user(
            "tc_both", "crm_customer_protection.group_customer_admin",
            companies=self.company_a | self.company_b,
        )  # fmt: skip
        setup = self.add_setup(theirs, user=both)
        setup.action_carry_out()
        self.assertEqual(task.stage_id, self.stages[0])
        with self.assertRaises(AccessError):
            self.as_user(setup, self.office).action_undo()
        self.as_user(setup, both).action_undo()
        self.assertEqual(self.picture(), before)


@tagged("post_install", "-at_install")
class TestHooks(SetupCase):
    def test_fresh_database(self):
        self.delete_leads()
        post_init_hook(self.env)
        scheme = self.env.ref("crm_customer_protection.scheme_seven")
        teams = self.env["crm.team"].with_context(active_test=False).search([])
        self.assertEqual(teams.stage_scheme_id, scheme)
        self.assertEqual(self.env["res.company"].search([]).stage_scheme_id, scheme)
        self.assertEqual(self.add_task().stage_id, scheme._get_course()[0])

    def test_running_database(self):
        self.add_old(self.old_open[0])
        before = self.picture()
        post_init_hook(self.env)
        self.assertEqual(self.picture(), before)

    def test_uninstalled(self):
        """Tasks stay in their stages; what is left is a pipeline as Odoo has it."""
        unlocked(self.one).write({"stage_scheme_id": self.scheme.id})
        unused = self.add_scheme("Unused", 3)._get_course()
        task = self.add_task(self.stages[2])
        plain = self.add_task(self.old_open[0], team_id=self.two.id)
        self.env.flush_all()
        _keep_stages(self.env)
        self.env.cr.execute(
            "SELECT stage_id, (SELECT scheme_id FROM crm_stage WHERE id = stage_id) FROM crm_lead"
            " WHERE id IN %s ORDER BY id",
            [(task.id, plain.id)],
        )
        self.assertEqual(
            self.env.cr.fetchall(), [(self.stages[2].id, None), (self.old_open[0].id, None)]
        )
        self.env.cr.execute("SELECT id FROM crm_stage WHERE id IN %s", [tuple(unused.ids)])
        self.assertFalse(self.env.cr.fetchall(), "nobody's stages go")
        self.env.cr.execute(
            "SELECT count(*) FROM crm_stage WHERE id IN %s", [tuple(self.stages.ids)]
        )
        self.assertEqual(self.env.cr.fetchone(), (7,))
