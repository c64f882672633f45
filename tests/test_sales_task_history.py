"""The history of the stages: who, when, how long, with which note; and nobody else's to write."""

from contextlib import suppress

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import tagged
from odoo.tools import mute_logger

from .stage_common import SalesTaskCase


@tagged("post_install", "-at_install")
class TestHistory(SalesTaskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.add_scheme("Other", 4)
        cls.other_team = cls.add_team("Other Team", stage_scheme_id=cls.other.id)

    def rows(self, task):
        return [
            (row.kind, row.from_stage_id.name or "", row.to_stage_id.name, round(row.days, 2))
            for row in self.history(task)
        ]

    def test_who_when_and_how_long(self):
        with self.days_later(0):
            task = self.add_task()
        with self.days_later(2.5) as then:
            self.as_user(task, self.leader).write({"stage_id": self.stages[1].id,
                                                   "stage_note": "They need ten"})  # fmt: skip
        with self.days_later(3):
            self.as_user(task, self.sales).write({"stage_id": self.stages[2].id})
        with self.days_later(10):
            self.as_user(task, self.sales).write({"stage_id": self.stages[0].id,
                                                  "stage_note": "Budget gone"})  # fmt: skip
        self.assertEqual(
            self.rows(task),
            [
                ("start", "", "Seven 1", 0),
                ("forward", "Seven 1", "Seven 2", 2.5),
                ("forward", "Seven 2", "Seven 3", 0.5),
                ("back", "Seven 3", "Seven 1", 7),
            ],
        )
        second, last = self.history(task)[1], self.history(task)[-1]
        self.assertRecordValues(
            second + last,
            [
                {"user_id": self.leader.id, "note": "They need ten", "salesperson_id": self.sales.id,
                 "team_id": self.team.id, "company_id": self.company_a.id},
                {"user_id": self.sales.id, "note": "Budget gone", "salesperson_id": self.sales.id,
                 "team_id": self.team.id, "company_id": self.company_a.id},
            ],
        )  # fmt: skip
        self.assertEqual(second.date, then)
        self.assertChain(task)

    def test_mass_edit_resets_nobodys_clock(self):
        """Odoo sets its date anew for those that stood there already."""
        with self.days_later(0):
            one, two = self.add_task(), self.add_task()
            two.write({"stage_id": self.stages[1].id})
        with self.days_later(4):
            (one + two).write({"stage_id": self.stages[1].id})
        with self.days_later(10):
            (one + two).write({"stage_id": self.stages[2].id})
        self.assertEqual(self.rows(one)[-1], ("forward", "Seven 2", "Seven 3", 6))
        self.assertEqual(self.rows(two)[-1], ("forward", "Seven 2", "Seven 3", 10))

    def test_transfer(self):
        with self.days_later(0):
            task = self.add_task()
            task.write({"stage_id": self.stages[1].id})
        with self.days_later(3):
            task.write({"team_id": self.other_team.id})
        with self.days_later(5):
            task.write({"team_id": self.team.id})
        self.assertEqual(
            self.rows(task)[2:],
            [("transfer", "Seven 2", "Other 2", 3), ("transfer", "Other 2", "Seven 2", 2)],
        )
        self.assertEqual(self.history(task)[2].team_id, self.other_team)

    def test_lost_and_restored(self):
        reason = self.env["crm.lost.reason"].create({"name": "Price"})
        with self.days_later(0):
            task = self.add_task()
        with self.days_later(3):
            self.as_user(task, self.sales).action_set_lost(lost_reason_id=reason.id)
        self.assertEqual(self.kinds(task), ["start", "lost"])
        for values in ({"stage_id": self.stages[1].id}, {"stage_id": self.stages[6].id}):
            with self.assertRaisesRegex(UserError, "lost or archived. Restore it first"):
                self.as_user(task, self.sales).write(values)
            with self.assertRaisesRegex(UserError, "lost or archived. Restore it first"):
                self.as_user(task, self.sales).write({**values, "active": True, "probability": 9})
        with self.assertRaises(UserError):
            self.as_user(task, self.sales).action_set_won()
        with self.days_later(5):
            self.as_user(task, self.sales).action_restore()
        self.assertEqual(self.kinds(task), ["start", "lost", "restored"])
        with self.days_later(6):
            task.write({"stage_id": self.stages[1].id})
        self.assertEqual(self.rows(task)[-1], ("forward", "Seven 1", "Seven 2", 6))
        self.assertChain(task)

    def test_archived_is_not_lost(self):
        task = self.add_task(probability=40)
        task.action_archive()
        self.assertEqual(self.kinds(task), ["start"])
        with self.assertRaisesRegex(UserError, "Restore it first"):
            task.write({"stage_id": self.stages[1].id})
        task.action_unarchive()
        self.assertEqual(self.kinds(task), ["start"])

    def test_nothing_written_where_nothing_changes(self):
        task = self.add_task(self.stages[2])
        before = self.state(task)
        task.write({"stage_id": self.stages[2].id, "stage_note": "Again", "name": "N"})
        task.write({"stage_note": "Alone"})
        task.write({"user_id": self.member.id})
        self.assertEqual(self.state(task)[-1], before[-1])
        self.assertEqual(task.team_id, self.team)

    def test_note_is_not_kept_on_the_task(self):
        task = self.add_task()
        task.write({"stage_id": self.stages[1].id, "stage_note": "Secret"})
        self.env.invalidate_all()
        self.assertFalse(task.read(["stage_note"])[0]["stage_note"])

    def test_flow(self):
        with self.days_later(0):
            task = self.add_task()
        with self.days_later(2):
            task.write({"stage_id": self.stages[1].id, "stage_note": "Good"})
        with self.days_later(6):
            self.env.invalidate_all()
            flow = task.stage_flow
        self.assertEqual(
            [(step["name"], step["state"], step["days"]) for step in flow][:3],
            [("Seven 1", "done", 2), ("Seven 2", "current", 4), ("Seven 3", "todo", 0)],
        )
        self.assertEqual(flow[1]["by"], self.env.user.name)
        self.assertEqual([note["note"] for note in flow[1]["notes"]], ["Good"])
        self.lose(task)
        self.env.invalidate_all()
        self.assertEqual([step["state"] for step in task.stage_flow][:3], ["done", "lost", "todo"])


@tagged("post_install", "-at_install")
class TestAppendOnly(SalesTaskCase):
    """Nobody writes, adds or deletes a row: not over RPC, not as superuser, not by the task."""

    FORGED = {"crm_protection_token": True, "su": True, "install_mode": True, "_force_unlink": True}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.new_user("tc_admin", "base.group_system,sales_team.group_sale_manager")
        cls.task = cls.add_task()
        cls.task.write({"stage_id": cls.stages[1].id, "stage_note": "True"})
        cls.row = cls.env["crm.stage.history"].search([("lead_id", "=", cls.task.id)], limit=1)

    def snapshot(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM crm_stage_history ORDER BY id")
        return self.env.cr.fetchall()

    def calls(self):
        values = {"lead_id": self.task.id, "kind": "forward", "to_stage_id": self.stages[6].id,
                  "user_id": self.manager.id, "date": "2001-01-01 00:00:00"}  # fmt: skip
        row = [self.row.id]
        name = "crm.stage.history"
        yield name, "create", [[values]]
        yield name, "copy", [row]
        yield name, "unlink", [row]
        yield name, "load", [["note"], [["Forged"]]]
        for change in ({"note": "Forged"}, {"user_id": 2}, {"lead_id": False}, {"days": 0}):
            yield name, "write", [row, change]
            yield name, "web_save", [row, change, {}]
        for command in ([0, 0, values], [1, self.row.id, {"note": "Forged"}], [2, self.row.id, 0]):
            yield "crm.lead", "write", [[self.task.id], {"stage_history_ids": [command]}]

    def test_over_rpc(self):
        before = self.snapshot()
        for user in (self.sales, self.leader, self.office, self.manager, self.admin):
            for model, method, args in self.calls():
                for context in ({}, self.FORGED):
                    subtest = self.subTest(user=user.login, method=method, args=args)
                    with subtest, self.taken_back():
                        with suppress(AccessError, UserError):
                            answer = self.rpc(user, model, method, *args, context=context)
                            # An import answers with messages.
                            self.assertTrue(method == "load" and answer["messages"], answer)
                        self.assertEqual(self.snapshot(), before)

    def test_as_superuser(self):
        before = self.snapshot()
        row = self.row.sudo().with_context(**self.FORGED)
        for change in (
            lambda: row.write({"note": "Forged"}),
            lambda: row.unlink(),
            lambda: row.copy(),
            lambda: row.create({"lead_id": self.task.id, "kind": "back"}),
        ):
            with self.assertRaisesRegex(UserError, "written by promotions alone"):
                change()
        self.assertEqual(self.snapshot(), before)

    def test_seen_by_whom_the_task_is(self):
        rows = self.env["crm.stage.history"]
        for user, sees in (
            (self.sales, True), (self.leader, True), (self.office, True), (self.manager, True),
            (self.member, False), (self.sales_two, False),
        ):  # fmt: skip
            found = self.as_user(rows, user).search([("lead_id", "=", self.task.id)])
            self.assertEqual(bool(found), sees, user.login)
            if not sees:
                with self.assertRaises(AccessError):
                    self.as_user(self.row, user).read(["note"])
        for user in (self.clerk, self.plain, self.erp, self.portal):
            with self.assertRaises(AccessError):
                self.as_user(rows, user).search([])

    def test_stages_of_a_history_stay(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.stages[0].unlink()


@tagged("post_install", "-at_install")
class TestMerge(SalesTaskCase):
    """Opportunities are merged with their histories (invariant 11)."""

    def merge(self, tasks, **values):
        wizard = self.env["crm.merge.opportunity"].with_context(
            active_model="crm.lead", active_ids=tasks.ids
        )
        wizard.create({"opportunity_ids": [(6, 0, tasks.ids)], **values}).action_merge()
        return tasks.exists()

    def test_histories_are_kept(self):
        one = self.add_task(name="One", probability=10)
        two = self.add_task(name="Two", probability=10)
        two.write({"stage_id": self.stages[1].id, "stage_note": "Of two"})
        one.write({"stage_id": self.stages[1].id, "stage_note": "Of one"})
        one.write({"stage_id": self.stages[2].id, "stage_note": "Further"})
        head = self.merge(one + two, team_id=self.team.id, user_id=self.sales.id)
        self.assertEqual(head, one)
        self.assertEqual(head.stage_id, self.stages[2])
        own = self.history(head).filtered(lambda row: not row.merged_from)
        theirs = self.history(head) - own
        self.assertEqual(own.mapped("note"), [False, "Of one", "Further"])
        self.assertEqual(theirs.mapped("note"), [False, "Of two"])
        self.assertEqual(set(theirs.mapped("merged_from")), {"Two"})
        self.assertChain(head)
        self.env.invalidate_all()
        self.assertEqual([len(step["notes"]) for step in head.stage_flow][:3], [1, 1, 1])
        third = self.add_task(name="Three")
        head = self.merge(head + third, team_id=self.team.id, user_id=self.sales.id)
        self.assertEqual(
            sorted(filter(None, self.history(head).mapped("merged_from"))), ["Three", "Two", "Two"]
        )

    def test_of_two_schemes(self):
        """The survivor is placed in the scheme of the team that the merge gives it."""
        other = self.add_scheme("Other", 3)
        team = self.add_team("Other Team", self.sales_two, stage_scheme_id=other.id)
        for target, user in ((team, self.sales_two), (self.team, self.sales),
                             (self.plain_team, self.sales_two)):  # fmt: skip
            with self.taken_back():
                one = self.add_task(self.stages[3], name="One")
                two = self.add_task(name="Two", team_id=team.id, user=self.sales_two)
                head = self.merge(one + two, team_id=target.id, user_id=user.id)
                self.assertEqual(head.team_id, target)
                self.assertEqual(head.stage_id.scheme_id, target.stage_scheme_id)

    def test_with_a_plain_one(self):
        """A deal of a plain team comes to a team with a scheme by a merge."""
        stages = self.env["crm.stage"].search([("scheme_id", "=", False), ("is_won", "=", False)])
        for order in (lambda a, b: a + b, lambda a, b: b + a):
            with self.taken_back():
                plain = self.add_task(stages[-1], team_id=self.plain_team.id, user=self.sales_two,
                                      probability=90)  # fmt: skip
                task = self.add_task(self.stages[1], probability=20)
                head = self.merge(order(plain, task), team_id=self.team.id, user_id=self.sales.id)
                self.assertEqual(head.stage_id.scheme_id, self.scheme)
                self.assertEqual(head.team_id, self.team)
