"""The promotion dialog: what it offers and says, and one answer for each of many."""

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import tagged
from odoo.tools import mute_logger

from .stage_common import SalesTaskCase


@tagged("post_install", "-at_install")
class TestPromotionDialog(SalesTaskCase):
    def dialog(self, tasks, user=None, stage=None, **values):
        dialogs = self.as_user(self.env["crm.stage.promotion"], user or self.sales)
        values = {"lead_ids": tasks.ids, "stage_id": stage and stage.id, **values}
        return dialogs.create(values)

    def test_opened_from_the_task(self):
        task = self.as_user(self.add_task(self.stages[2]), self.sales)
        action = task.action_promote()
        self.assertEqual(action["context"]["default_stage_id"], self.stages[3].id)
        self.assertEqual(
            task.action_set_won_rainbowman()["res_model"], "crm.stage.promotion",
            "nobody wins past the stages",
        )  # fmt: skip
        won = self.add_task(self.stages[6])
        self.assertFalse(won.next_stage_id)
        self.assertFalse(won.action_promote()["context"]["default_stage_id"])

    def test_offers_what_the_scheme_allows(self):
        task = self.add_task(self.stages[2])
        for skip, back, offered in (
            (False, True, [0, 1, 3]),
            (True, True, [0, 1, 3, 4, 5, 6]),
            (True, False, [3, 4, 5, 6]),
            (False, False, [3]),
        ):
            self.scheme.write({"allow_skip": skip, "allow_back": back})
            places = [
                self.stages.ids.index(stage.id) for stage in self.dialog(task).allowed_stage_ids
            ]
            self.assertEqual(places, offered)

    def test_note(self):
        task = self.add_task(self.stages[2])
        self.assertFalse(self.dialog(task, stage=self.stages[3]).is_note_required)
        self.assertTrue(self.dialog(task, stage=self.stages[1]).is_note_required)
        self.scheme.require_note = True
        self.assertTrue(self.dialog(task, stage=self.stages[3]).is_note_required)

    def test_refusal_is_said_at_once(self):
        task = self.add_task(self.stages[2])
        dialog = self.dialog(task, stage=self.stages[5])
        self.assertIn("one at a time. After Seven 3 comes Seven 4", dialog.refusal)
        with self.assertRaisesRegex(UserError, "one at a time"):
            dialog.action_promote()
        with self.assertRaisesRegex(UserError, "Choose the stage"):
            self.dialog(task).action_promote()
        with self.assertRaisesRegex(UserError, "Choose the sales tasks"):
            self.dialog(task.browse()).action_promote()

    def test_won(self):
        task = self.add_task(self.stages[5], expected_revenue=100)
        done = self.dialog(task, stage=self.stages[6]).action_promote()
        self.assertEqual(done["type"], "ir.actions.act_window_close")
        self.assertEqual((task.won_status, task.probability), ("won", 100))
        self.assertTrue(task.date_closed)

    def test_many_each_to_its_next(self):
        self.add_gate(self.stages[2], field="expected_revenue")
        plain = self.add_task(user=self.sales, team_id=self.plain_team.id)
        tasks = [self.add_task(self.stages[place]) for place in (0, 1, 4, 6)] + [plain]
        lost = self.add_task(self.stages[1])
        self.lose(lost)
        everything = self.env["crm.lead"].union(*tasks, lost)
        before = {task: self.state(task) for task in everything}
        dialog = self.dialog(everything, note="Fair")
        dialog.action_promote()
        reasons = {line.lead_id: line.reason or "" for line in dialog.line_ids}
        self.assertEqual(
            [reasons[task] for task in everything],
            [
                "",
                "Fill in: Expected Revenue.",
                "",
                "It stands in the last stage.",
                "Its team has no stage scheme.",
                "It is lost or archived. Restore it first.",
            ],
        )
        self.assertEqual((dialog.done_count, dialog.refused_count), (2, 4))
        for task in everything:
            if reasons[task]:
                self.assertEqual(self.state(task), before[task])
        self.assertEqual(tasks[0].stage_id, self.stages[1])
        self.assertEqual(tasks[2].stage_id, self.stages[5])
        self.assertEqual(self.history(tasks[2])[-1].note, "Fair")
        # Pressed twice, it promotes nobody twice.
        dialog.action_promote()
        self.assertEqual(tasks[0].stage_id, self.stages[1])

    def test_many_without_the_note(self):
        self.scheme.require_note = True
        tasks = self.add_task() + self.add_task()
        dialog = self.dialog(tasks)
        dialog.action_promote()
        for line in dialog.line_ids:
            self.assertIn("asks for a note on every promotion", line.reason)
        self.assertEqual(tasks.stage_id, self.stages[0])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_guessed_ids(self):
        """Nothing is said of tasks that one may not read: not by the dialog, nor while it is typed."""
        hidden = self.add_task(self.stages[3], user=self.member, name="Hidden deal")
        own = self.add_task()
        for ids in (hidden.ids, (own + hidden).ids, (own + hidden + self.add_task()).ids):
            with self.assertRaises(AccessError):
                self.rpc(self.sales, "crm.stage.promotion", "create", {"lead_ids": ids})
            spec = {"line_ids": {"fields": {"lead_id": {"fields": {"display_name": {}}},
                                            "reason": {}, "origin_id": {}}},
                    "lead_id": {"fields": {"display_name": {}}}, "gates": {}, "note": {},
                    "lead_ids": {"fields": {}}, "stage_id": {}}  # fmt: skip
            try:
                answer = self.rpc(
                    self.sales, "crm.stage.promotion", "onchange", [],
                    {"lead_ids": [[6, 0, ids]], "note": "x"}, ["lead_ids"], spec,
                )  # fmt: skip
            except AccessError:
                continue
            self.assertNotIn("Hidden deal", str(answer))
            self.assertNotIn(str(self.stages[3].id), str(answer["value"].get("line_ids")))
