"""All ordered pairs of stages, over every way in which a stage is written, as every role.

One function says what is right; the rest compares. What is refused changes nothing at all.
"""

from functools import partial
from itertools import product

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import tagged
from odoo.tools import mute_logger

from .common import IMPORT_OPTIONS
from .stage_common import SalesTaskCase

NOTE = "They agreed"
# What clients send to switch checks off.
FORGED = {
    "force_stage": 1,
    "crm_protection_token": True,
    "crm_protection_merge": True,
    "su": True,
    "uid": 1,
    "install_mode": True,
    "import_file": True,
    "tracking_disable": True,
    "skip_check": True,
}


def expected(origin, target, note, skip=False, back=True, ask=False):
    """The rule of invariant 8, once and for all, for tasks that meet all conditions.

    :param int origin: place in the scheme
    :param int target: place in the scheme
    :param note: str or None, what came along
    :param bool skip, back, ask: allow_skip, allow_back, require_note of the scheme
    :return: the kinds of the new rows of history, or None where it is refused
    """
    note = (note or "").strip()
    if target == origin:
        return []
    if target < origin:
        return ["back"] if back and note else None
    if ask and not note:
        return None
    if target == origin + 1:
        return ["forward"]
    return ["skip"] if skip else None


class PairCase(SalesTaskCase):
    size = 7

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.size != 7:
            cls.plain_team.stage_scheme_id = cls.add_scheme("Other", cls.size)
            cls.stages = cls.plain_team.stage_scheme_id._get_course()
        cls.tasks = [cls.add_task_in(stage) for stage in cls.stages]

    @classmethod
    def add_task_in(cls, stage):
        team = cls.team if cls.size == 7 else cls.plain_team
        user = cls.sales if cls.size == 7 else cls.sales_two
        task = cls.add_task(user=user, name=f"In {stage.name}", team_id=team.id)
        cls.put(task, stage)
        return task

    def each_pair(self):
        yield from product(range(len(self.stages)), repeat=2)

    def assertOutcome(self, attempt, task, stage, kinds):
        """Try something, look at what came of it, and take it back.

        :param attempt: function that promotes, and raises or gives a message where it does not
        :param kinds: what the history gets, None where it has to be refused
        """
        before = self.state(task)
        old = self.history(task)
        with self.taken_back():
            refused = None
            try:
                with self.env.cr.savepoint():
                    answer = attempt()
                    refused = answer if isinstance(answer, (str, list)) else None
            except (UserError, AccessError) as error:
                refused = str(error)
            self.env.invalidate_all()
            if kinds is None:
                self.assertTrue(refused, "not refused")
                self.assertEqual(self.state(task), before)
                return
            self.assertFalse(refused)
            self.assertEqual(task.stage_id, stage)
            self.assertEqual((self.history(task) - old).mapped("kind"), kinds)
            if kinds:
                self.assertChainEnd(task, old)

    def assertChainEnd(self, task, old):
        new = self.history(task) - old
        self.assertEqual(new.to_stage_id, task.stage_id)
        self.assertEqual(new.from_stage_id.id, self.stages[self.tasks.index(task)].id)


def _values(stage, note):
    return {"stage_id": stage.id, **({"stage_note": note} if note else {})}


class Ways:
    """Every way in which a stage is written. Each gives what speaks against it, or nothing."""

    def by_write(self, user, task, stage, note):
        self.rpc(user, "crm.lead", "write", [task.id], _values(stage, note))

    def by_form(self, user, task, stage, note):
        values = {**_values(stage, note), "priority": "2"}
        self.rpc(user, "crm.lead", "web_save", [task.id], values, {"stage_id": {}, "name": {}})

    def by_drag(self, user, task, stage, _note):
        context = {"default_type": "opportunity"}
        self.rpc(
            user, "crm.lead", "web_save", [task.id], {"stage_id": stage.id}, {}, context=context
        )

    def by_mass_edit(self, user, task, stage, note):
        values = _values(stage, note)
        self.rpc(user, "crm.lead", "write", [self.twin(task).id, task.id], values)

    def by_multi_save(self, user, task, stage, note):
        values = [{"priority": "1"}, _values(stage, note)]
        self.rpc(user, "crm.lead", "web_save_multi", [self.twin(task).id, task.id], values, {})

    def by_load(self, user, task, stage, note):
        fields = ["id", "stage_id/.id", "stage_note"]
        row = [self.external_id(task), str(stage.id), note or ""]
        report = self.rpc(user, "crm.lead", "load", fields, [row])
        return report["messages"]

    def by_import(self, user, task, stage, note):
        fields = ["id", "stage_id", "stage_note"]
        line = f'"{self.external_id(task)}","{stage.name}","{note or ""}"'
        record = self.rpc(
            user,
            "base_import.import",
            "create",
            {
                "res_model": "crm.lead",
                "file": ("id,Stage,Note\n" + line).encode(),
                "file_name": "tasks.csv",
                "file_type": "text/csv",
            },
        )
        report = self.rpc(
            user, "base_import.import", "execute_import", [record], fields, fields, IMPORT_OPTIONS
        )
        return report["messages"]

    def by_dialog(self, user, task, stage, note):
        context = {"default_lead_ids": [task.id], "default_stage_id": stage.id}
        values = {"note": note}
        saved = self.rpc(user, "crm.stage.promotion", "web_save", [], values, {}, context=context)
        self.rpc(user, "crm.stage.promotion", "action_promote", [saved[0]["id"]])

    def by_mass_dialog(self, user, task, stage, note):
        """Together with another, which does not suffer for it."""
        values = {"lead_ids": [self.twin(task).id, task.id], "stage_id": stage.id, "note": note}
        dialog = self.rpc(user, "crm.stage.promotion", "create", values)
        self.rpc(user, "crm.stage.promotion", "action_promote", [dialog])
        lines = self.env["crm.stage.promotion"].browse(dialog).line_ids
        reason = lines.filtered(lambda line: line.lead_id == task).reason
        # Of several, one that stands there already is told so; that changes nothing either.
        return stage != task.stage_id and reason

    def twin(self, task):
        """Another task of the same person, in the stage before."""
        return self.tasks[self.tasks.index(task) - 1]

    @classmethod
    def external_id(cls, task):
        name = f"test_pairs.task_{task.id}"
        if not cls.env.ref(name, raise_if_not_found=False):
            cls.env["ir.model.data"].create(
                {
                    "module": "test_pairs",
                    "name": f"task_{task.id}",
                    "model": "crm.lead",
                    "res_id": task.id,
                }
            )
        return name


@tagged("post_install", "-at_install")
class TestPairsOverEveryWay(Ways, PairCase):
    """The owner of the task, seven stages, one forward at a time, back with a reason."""

    def check(self, way, notes=(NOTE, None), ask=False):
        self.scheme.require_note = ask
        for task in self.tasks:
            self.external_id(task)
        for (origin, target), note in product(self.each_pair(), notes):
            kinds = expected(origin, target, note, ask=ask)
            task, stage = self.tasks[origin], self.stages[target]
            with self.subTest(origin=origin + 1, target=target + 1, note=note):
                self.assertOutcome(lambda: way(self.sales, task, stage, note), task, stage, kinds)

    def test_write(self):
        self.check(self.by_write)

    def test_form(self):
        self.check(self.by_form)

    def test_drag(self):
        self.check(self.by_drag, notes=[None])

    def test_drag_where_a_note_is_asked_for(self):
        self.check(self.by_drag, notes=[None], ask=True)

    def test_multi_save(self):
        self.check(self.by_multi_save, notes=[NOTE])

    def test_load(self):
        self.check(self.by_load, notes=[NOTE])

    def test_import_wizard(self):
        self.check(self.by_import, notes=[NOTE])

    def test_dialog(self):
        self.check(self.by_dialog)

    def test_dialog_where_a_note_is_asked_for(self):
        self.check(self.by_dialog, notes=[None], ask=True)

    def test_mass_dialog(self):
        self.check(self.by_mass_dialog)

    def test_mass_edit(self):
        """All of the selected, or none."""
        places = range(len(self.stages))
        for one, two, target in product(places, places, places):
            if one >= two:
                continue
            tasks = (self.tasks[one], self.tasks[two])
            kinds = [expected(place, target, NOTE) for place in (one, two)]
            before = [self.state(task) for task in tasks]
            values = _values(self.stages[target], NOTE)
            ids = [task.id for task in tasks]
            write = partial(self.rpc, self.sales, "crm.lead", "write", ids, values)
            with self.subTest(one=one + 1, two=two + 1, target=target + 1), self.taken_back():
                if None in kinds:
                    with self.assertRaises(UserError):
                        write()
                    self.assertEqual([self.state(task) for task in tasks], before)
                else:
                    write()
                    rows = [self.kinds(task)[1:] for task in tasks]
                    self.assertEqual(rows, kinds)
                    self.assertEqual((tasks[0] + tasks[1]).stage_id, self.stages[target])


@tagged("post_install", "-at_install")
class TestPairsAsEveryRole(Ways, PairCase):
    """Whoever may write the task is held to the same rule; whoever may not gets nowhere."""

    MAY = ("sales", "leader", "office", "manager")
    MAY_NOT = ("member", "sales_two", "stranger", "clerk", "plain", "reader", "portal", "erp")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls.new_user(
            "tc_foreign", "sales_team.group_sale_manager", companies=cls.company_b
        )

    def check(self, role, way=None, outcome=None, context=None):
        user = getattr(self, role)
        for origin, target in self.each_pair():
            kinds = expected(origin, target, NOTE) if outcome is None else outcome
            task, stage = self.tasks[origin], self.stages[target]
            values = _values(stage, NOTE)
            attempt = way or (
                lambda *args, task=task, values=values: self.rpc(
                    user, "crm.lead", "write", [task.id], values, context=context
                )
            )
            with self.subTest(role=role, origin=origin + 1, target=target + 1):
                self.assertOutcome(lambda: attempt(user, task, stage, NOTE), task, stage, kinds)

    def test_who_may(self):
        for role in self.MAY[1:]:
            self.check(role)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_may_not(self):
        for role in self.MAY_NOT:
            user = getattr(self, role)
            for origin, target in self.each_pair():
                task, stage = self.tasks[origin], self.stages[target]
                before = self.state(task)
                for way in (self.by_write, self.by_dialog):
                    subtest = self.subTest(
                        role=role, origin=origin, target=target, way=way.__name__
                    )
                    with subtest, self.assertRaises(AccessError):
                        way(user, task, stage, NOTE)
                self.assertEqual(self.state(task), before)

    def test_forged_context(self):
        for role in ("sales", "manager"):
            self.check(role, context=FORGED)

    def test_superuser(self):
        for origin, target in self.each_pair():
            task, stage = self.tasks[origin], self.stages[target]
            for context in ({}, FORGED):
                forged = task.sudo().with_context(**context)
                with self.subTest(origin=origin + 1, target=target + 1, context=bool(context)):
                    self.assertOutcome(
                        lambda: forged.write(_values(stage, NOTE)),
                        task,
                        stage,
                        expected(origin, target, NOTE),
                    )


class SchemeCase(PairCase):
    def check(self, **options):
        """All pairs with each combination of what the scheme allows."""
        scheme = self.stages.scheme_id
        for skip, back, ask in product((False, True), repeat=3):
            scheme.write({"allow_skip": skip, "allow_back": back, "require_note": ask})
            for (origin, target), note in product(self.each_pair(), self.notes):
                kinds = expected(origin, target, note, skip, back, ask)
                task, stage = self.tasks[origin], self.stages[target]
                with self.subTest(
                    origin=origin + 1, target=target + 1, skip=skip, back=back, ask=ask, note=note
                ):
                    self.assertOutcome(lambda: task.write(_values(stage, note)), task, stage, kinds)


@tagged("post_install", "-at_install")
class TestPairsOfThree(SchemeCase):
    size = 3
    notes = (NOTE, None, "  \n ")

    def test_options(self):
        self.check()


@tagged("post_install", "-at_install")
class TestPairsOfSeven(SchemeCase):
    notes = (NOTE,)

    def test_options(self):
        self.check()

    def test_garbage(self):
        """What no client of good will sends leaves the task in its stage, with a sentence."""
        task = self.tasks[2]
        before = self.state(task)
        following = self.stages[3].id
        for garbage in (False, None, 0, "", [], str(following), [following], True, -1, {}):
            for user in (self.sales, self.manager):
                with self.subTest(garbage=garbage, user=user.login), self.taken_back():
                    with self.assertRaises(UserError):
                        self.rpc(user, "crm.lead", "write", [task.id], {"stage_id": garbage})
                    self.assertEqual(self.state(task), before)


@tagged("post_install", "-at_install")
class TestPairsOfTwelve(SchemeCase):
    size = 12
    notes = (NOTE,)

    def check(self, **options):
        scheme = self.stages.scheme_id
        for skip in (False, True):
            scheme.allow_skip = skip
            for origin, target in self.each_pair():
                task, stage = self.tasks[origin], self.stages[target]
                with self.subTest(origin=origin + 1, target=target + 1, skip=skip):
                    self.assertOutcome(
                        lambda: task.write(_values(stage, NOTE)),
                        task,
                        stage,
                        expected(origin, target, NOTE, skip),
                    )

    def test_options(self):
        self.check()
