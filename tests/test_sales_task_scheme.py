"""Which stages a task has: of its team's scheme, of the company's, or Odoo's where there is none."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests.common import tagged

from .stage_common import SalesTaskCase


class SchemeCase(SalesTaskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain_stages = cls.env["crm.stage"].search(
            [("scheme_id", "=", False), ("team_ids", "=", False)]
        )
        cls.strict = cls.add_scheme("Strict", 5, require_note=True)
        cls.strict_team = cls.add_team("Strict Team", cls.member, stage_scheme_id=cls.strict.id)
        cls.strict_stages = cls.strict._get_course()

    def find(self, team=None, company=None, **kwargs):
        leads = self.env["crm.lead"].with_company(company or self.company_a)
        return leads._stage_find(team_id=team and team.id, limit=None, **kwargs)

    def columns(self, user, team=None, leads=None):
        """The columns of the kanban, as the web client asks for them."""
        context = {"default_team_id": team.id} if team else {}
        domain = [("id", "in", leads.ids if leads else [])]
        groups = self.rpc(
            user, "crm.lead", "formatted_read_group", domain, ["stage_id"], ["__count"],
            context={**context, "read_group_expand": True},
        )  # fmt: skip
        ids = [group["stage_id"][0] for group in groups]
        return self.env["crm.stage"].browse(ids)


@tagged("post_install", "-at_install")
class TestStages(SchemeCase):
    def test_stage_find(self):
        won = [("is_won", "=", True)]
        self.assertEqual(self.find(self.team), self.stages)
        self.assertEqual(self.find(self.team, domain=won), self.stages[-1])
        self.assertEqual(self.find(self.strict_team), self.strict_stages)
        for plain in (self.plain_team, None):
            found = self.find(plain)
            self.assertFalse(found.scheme_id)
            self.assertLessEqual(self.plain_stages, found)

    def test_company_default(self):
        self.assertEqual(self.find(), self.plain_stages)
        self.company_a.stage_scheme_id = self.strict
        self.assertEqual(self.find(), self.strict_stages)
        self.assertEqual(self.find(company=self.company_b), self.plain_stages)
        task = self.add_task(team_id=False, user_id=False)
        self.assertEqual(task.stage_scheme_id, self.strict)
        self.assertEqual(task.stage_id, self.strict_stages[0])
        self.assertEqual(self.kinds(task), ["start"])
        # The company's is for tasks without a team alone.
        self.assertFalse(self.find(self.plain_team).scheme_id)

    def test_of_no_company(self):
        """A task of no team and no company runs through no scheme, wherever it was made."""
        self.company_a.stage_scheme_id = self.strict
        leads = self.env["crm.lead"].with_company(self.company_a)
        task = leads.create({"name": "X", "user_id": False, "team_id": False, "company_id": False})
        self.assertFalse(task.stage_scheme_id)
        self.assertFalse(task.stage_id.scheme_id)
        self.assertFalse(self.history(task))

    def test_user_without_a_team(self):
        loner = self.new_user("tc_loner", "sales_team.group_sale_salesman")
        self.assertEqual(self.columns(loner), self.plain_stages)
        self.company_a.stage_scheme_id = self.strict
        self.assertEqual(self.columns(loner), self.strict_stages)
        made = self.rpc(loner, "crm.lead", "web_save", [], {"name": "Lone"}, {"stage_id": {}})
        self.assertIn(made[0]["stage_id"], (self.strict_stages | self.plain_stages).ids)

    def test_columns(self):
        self.assertEqual(self.columns(self.sales), self.stages)
        self.assertEqual(self.columns(self.sales_two), self.plain_stages)
        self.assertEqual(self.columns(self.manager, self.strict_team), self.strict_stages)
        self.assertEqual(self.columns(self.manager, self.plain_team), self.plain_stages)
        # Of two teams: those of both; and wherever tasks stand.
        self.env["ir.config_parameter"].set_param("sales_team.membership_multi", "True")
        self.plain_team.member_ids |= self.sales
        both = self.columns(self.sales)
        self.assertEqual(set(both), set(self.stages | self.plain_stages))
        stray = self.add_task(self.stages[3])
        self.assertEqual(
            set(self.columns(self.manager, self.strict_team, stray)),
            {*self.strict_stages, self.stages[3]},
        )

    def test_columns_of_a_leader(self):
        """Who leads teams and is in none sees their columns, also where no task stands."""
        self.assertEqual(self.columns(self.leader), self.stages)

    def test_scheme_that_nobody_uses(self):
        """Preparing a scheme changes no pipeline (invariant 12)."""
        self.forget_schemes()
        plain = self.env["crm.stage"].search([("scheme_id", "=", False)])
        self.assertTrue(self.strict.stage_ids)
        for team in (self.plain_team, None):
            self.assertFalse(self.find(team) - plain)
        self.assertFalse(self.columns(self.sales_two) - plain)
        self.add_scheme("Another", 3)
        self.assertFalse(self.columns(self.sales_two) - plain)

    def test_archived_stage(self):
        self.stages[1].active = False
        task = self.add_task()
        self.assertNotIn(self.stages[1], self.find(self.team))
        self.assertNotIn(self.stages[1], self.columns(self.sales))
        with self.assertRaisesRegex(UserError, "archived"):
            task.write({"stage_id": self.stages[1].id})
        task.write({"stage_id": self.stages[2].id})
        self.assertEqual(self.kinds(task), ["start", "forward"])
        with self.assertRaisesRegex(UserError, "1 sales tasks stand in the stage Seven 3"):
            self.stages[2].active = False

    def test_restored_into_an_archived_stage(self):
        """A lost task whose stage went meanwhile cannot jump to the end from there."""
        task = self.add_task(self.stages[2])
        self.lose(task)
        self.stages[2].active = False
        task.action_unarchive()
        with self.assertRaisesRegex(UserError, "one at a time"):
            task.write({"stage_id": self.stages[6].id})
        self.add_gate(self.stages[3], field="expected_revenue")
        with self.assertRaisesRegex(UserError, "Fill in: Expected Revenue"):
            task.write({"stage_id": self.stages[3].id})
        with self.assertRaisesRegex(UserError, "Going back needs a reason"):
            task.write({"stage_id": self.stages[1].id})
        task.expected_revenue = 5
        task.write({"stage_id": self.stages[3].id})
        self.assertEqual(self.kinds(task)[-1], "forward")

    def test_stage_of_another_scheme(self):
        task = self.add_task(self.stages[2])
        for stage in (self.strict_stages[3], self.plain_stages[1]):
            for user in (self.sales, self.manager):
                before = self.state(task)
                with self.assertRaisesRegex(UserError, "not one of the scheme Seven"):
                    self.as_user(task, user).write({"stage_id": stage.id})
                self.assertEqual(self.state(task), before)
        plain = self.add_task(team_id=self.plain_team.id, user_id=self.sales_two.id)
        with self.assertRaisesRegex(UserError, "belongs to the scheme Seven"):
            plain.write({"stage_id": self.stages[1].id})
        lead = self.add_task(type="lead")
        with self.assertRaisesRegex(UserError, "belongs to the scheme Strict"):
            lead.write({"stage_id": self.strict_stages[1].id})

    def test_stage_with_tasks_keeps_its_scheme(self):
        self.add_task(self.stages[2])
        for scheme in (self.strict, self.env["crm.stage.scheme"]):
            with self.assertRaises(UserError):
                self.stages[2].scheme_id = scheme
        plain = self.plain_stages[1]
        self.add_task(plain, team_id=self.plain_team.id)
        with self.assertRaises(UserError):
            plain.scheme_id = self.scheme


@tagged("post_install", "-at_install")
class TestScheme(SchemeCase):
    def test_needs_an_end(self):
        for change in (
            lambda: self.stages[-1].write({"is_won": False}),
            lambda: self.stages[-1].write({"active": False}),
            lambda: self.stages[2].write({"is_won": True}),
            lambda: self.stages[0].write({"sequence": 999}),
            lambda: self.scheme.write({"active": False}),
            lambda: self.scheme.write({"stage_ids": [Command.clear()]}),
        ):
            with self.assertRaises(ValidationError):
                change()
        empty = self.env["crm.stage.scheme"].create({"name": "Empty"})
        for owner in (self.add_team("New"), self.company_b):
            with self.assertRaisesRegex(ValidationError, "at least one open stage"):
                owner.stage_scheme_id = empty

    def test_team_with_tasks_is_set_up(self):
        self.add_task()
        for value in (self.strict.id, False):
            with self.assertRaisesRegex(UserError, "set-up of sales tasks"):
                self.team.write({"stage_scheme_id": value})
        for command in (Command.link(self.team.id), Command.set(self.team.ids)):
            with self.assertRaisesRegex(UserError, "set-up of sales tasks"):
                self.strict.write({"team_ids": [command]})
        self.assertEqual(self.team.stage_scheme_id, self.scheme)

    def test_company_with_tasks_is_set_up(self):
        self.add_task(team_id=False, user_id=False)
        with self.assertRaisesRegex(UserError, "set-up of sales tasks"):
            self.company_a.stage_scheme_id = self.strict
        self.company_b.stage_scheme_id = self.strict

    def test_of_another_company(self):
        theirs = self.add_scheme("Theirs", 3, company_id=self.company_b.id)
        with self.assertRaises(UserError):
            self.add_team("New").stage_scheme_id = theirs
        schemes = self.as_user(self.env["crm.stage.scheme"], self.office)
        self.assertNotIn(theirs, schemes.search([]))

    def test_copy(self):
        self.add_gate(self.stages[1], field="expected_revenue")
        copy = self.scheme.copy()
        self.assertEqual(copy.stage_ids.mapped("name"), self.stages.mapped("name"))
        self.assertFalse(copy.team_ids | copy.stage_ids.team_ids)
        self.assertEqual(len(copy.stage_ids.gate_ids), 1)
        self.assertEqual(self.team.stage_scheme_id, self.scheme)
        self.assertEqual(self.find(self.team), self.stages)

    def test_teams_stand_in_the_stages(self):
        other = self.add_team("Other", stage_scheme_id=self.scheme.id)
        self.assertEqual(self.stages.team_ids, self.team | other)
        other.stage_scheme_id = self.strict
        self.assertEqual(self.stages.team_ids, self.team)
        self.assertEqual(self.strict_stages.team_ids, self.strict_team | other)
        new = self.env["crm.stage"].create({"name": "New", "scheme_id": self.scheme.id,
                                            "sequence": 15})  # fmt: skip
        self.assertEqual(new.team_ids, self.team)

    def test_seven_stages(self):
        scheme = self.env["crm.stage.scheme"]._get_seven_stages()
        self.assertEqual(scheme, self.env["crm.stage.scheme"]._get_seven_stages())
        self.assertEqual(len(scheme.stage_ids), 7)
        self.assertEqual(scheme.stage_ids.filtered("is_won"), scheme._get_course()[-1])


@tagged("post_install", "-at_install")
class TestPlacement(SchemeCase):
    """A task that comes from another team stands as far as it was, where it meets the conditions."""

    def move(self, task, team, user=None):
        self.as_user(task, user or self.manager).write({"team_id": team.id})

    def test_as_far_as_it_was(self):
        for place, target in enumerate((0, 1, 2, 3, 3, 3)):
            task = self.add_task(self.stages[place])
            self.move(task, self.strict_team)
            self.assertEqual(task.stage_id, self.strict_stages[target], place)
            self.assertEqual(self.kinds(task), ["start", "transfer"])

    def test_no_further_than_its_conditions(self):
        self.add_gate(self.strict_stages[2], field="expected_revenue")
        poor = self.add_task(self.stages[4])
        rich = self.add_task(self.stages[4], expected_revenue=100)
        self.move(poor, self.strict_team)
        self.move(rich, self.strict_team)
        self.assertEqual(poor.stage_id, self.strict_stages[1])
        self.assertEqual(rich.stage_id, self.strict_stages[3])

    def test_won_stays_won(self):
        for user in (self.manager, self.office, self.leader):
            task = self.add_task(self.stages[6])
            self.as_user(task, user).write({"team_id": self.strict_team.id})
            self.assertEqual(task.stage_id, self.strict_stages[-1])
            self.assertEqual(task.won_status, "won")

    def test_won_is_not_the_salespersons_to_move(self):
        """Neither by the team, nor by the salesperson from whom the team follows."""
        self.team.member_ids -= self.member
        for values in ({"team_id": self.strict_team.id}, {"user_id": self.member.id}):
            task = self.add_task(self.stages[6])
            before = self.state(task)
            with self.assertRaisesRegex(AccessError, "Only a leader"):
                self.as_user(task, self.sales).write(values)
            self.assertEqual(self.state(task), before, values)
            self.as_user(task, self.manager).write(values)
            self.assertEqual(task.team_id, self.strict_team)
            self.assertEqual(task.won_status, "won")

    def test_into_a_plain_team_and_back(self):
        task = self.add_task(self.stages[4])
        self.move(task, self.plain_team)
        self.assertIn(task.stage_id, self.plain_stages)
        self.assertFalse(task.stage_scheme_id)
        task.write({"stage_id": self.plain_stages.filtered("is_won")[:1].id})
        self.move(task, self.team)
        self.assertEqual(task.stage_id, self.stages[0], "what was won without stages starts anew")
        self.assertEqual(self.kinds(task), ["start", "transfer", "transfer"])

    def test_team_and_stage_at_once(self):
        task = self.add_task(self.stages[1])
        with self.assertRaisesRegex(UserError, "one at a time"):
            task.write({"team_id": self.strict_team.id, "stage_id": self.strict_stages[4].id,
                        "stage_note": "Now"})  # fmt: skip
        self.assertEqual(task.team_id, self.team)
        task.write({"team_id": self.strict_team.id, "stage_id": self.strict_stages[2].id,
                    "stage_note": "Now"})  # fmt: skip
        self.assertEqual(task.stage_id, self.strict_stages[2])
        self.assertEqual(self.kinds(task), ["start", "transfer", "forward"])

    def test_given_to_a_colleague(self):
        """Whoever gives a task away sees it no more, and its history is written all the same."""
        self.team.member_ids -= self.member
        task = self.add_task(self.stages[2])
        self.rpc(self.sales, "crm.lead", "write", [task.id], {"user_id": self.member.id})
        self.assertEqual(task.team_id, self.strict_team)
        self.assertEqual(self.kinds(task), ["start", "transfer"])
        self.assertEqual(self.history(task)[-1].user_id, self.sales)

    def test_customer_of_another_company(self):
        """A task without a team follows its customer's company, and the history with it."""
        self.company_a.stage_scheme_id, self.company_b.stage_scheme_id = self.scheme, self.strict
        partner = self.env["res.partner"].create({"name": "B", "company_id": self.company_b.id})
        task = self.add_task(team_id=False, user_id=False)
        task.write({"stage_id": self.stages[1].id})
        task.write({"partner_id": partner.id, "company_id": self.company_b.id})
        self.assertEqual(task.stage_scheme_id, self.strict)
        self.assertEqual(task.stage_id, self.strict_stages[1])
        self.assertChain(task)


@tagged("post_install", "-at_install")
class TestCreation(SchemeCase):
    def test_starts_in_the_first_stage(self):
        task = self.add_task()
        self.assertEqual(task.stage_id, self.stages[0])
        self.assertRecordValues(
            self.history(task),
            [{"kind": "start", "from_stage_id": False, "to_stage_id": self.stages[0].id,
              "days": 0, "team_id": self.team.id, "salesperson_id": self.sales.id,
              "company_id": self.company_a.id}],
        )  # fmt: skip

    def test_without_a_stage(self):
        """An empty cell of an import is no stage that somebody chose."""
        for nothing in (False, None):
            task = self.add_task(stage_id=nothing)
            self.assertEqual(task.stage_id, self.stages[0])
            self.assertChain(task)

    def test_in_a_later_column(self):
        values = {"name": "Quick", "team_id": self.team.id, "user_id": self.sales.id}
        create = self.as_user(self.env["crm.lead"], self.sales).create
        for stage, words in ((2, "one at a time"), (6, "one at a time")):
            with self.assertRaisesRegex(UserError, words):
                create({**values, "stage_id": self.stages[stage].id})
        task = create({**values, "stage_id": self.stages[1].id, "stage_note": "Met at a fair"})
        self.assertEqual(task.stage_id, self.stages[1])
        self.assertRecordValues(
            self.history(task),
            [{"kind": "start", "to_stage_id": self.stages[0].id, "note": False},
             {"kind": "forward", "to_stage_id": self.stages[1].id, "note": "Met at a fair"}],
        )  # fmt: skip
        self.add_gate(self.stages[1], field="expected_revenue")
        with self.assertRaisesRegex(UserError, "Fill in: Expected Revenue"):
            create({**values, "stage_id": self.stages[1].id})
        create({**values, "stage_id": self.stages[1].id, "expected_revenue": 1})
        context = {"default_stage_id": self.stages[6].id}
        before = self.env["crm.lead"].search_count([])
        with self.assertRaises(UserError):
            self.rpc(self.sales, "crm.lead", "name_create", "Forged", context=context)
        self.assertEqual(self.env["crm.lead"].search_count([]), before)

    def test_copy(self):
        for stage in (self.stages[3], self.stages[6]):
            copy = self.add_task(stage).copy()
            self.assertEqual(copy.stage_id, self.stages[0])
            self.assertEqual(self.kinds(copy), ["start"])

    def test_converted(self):
        """A lead starts in the first stage, wherever it stood; the conversion opens its history."""
        self.team.use_leads = True
        partner = self.env["res.partner"].create({"name": "Someone"})
        for place in (0, 4):
            lead = self.add_task(type="lead", partner_id=partner.id)
            self.assertFalse(self.history(lead))
            lead.write({"stage_id": self.stages[place].id})
            self.assertFalse(self.history(lead))
            wizard = self.as_user(self.env["crm.lead2opportunity.partner"], self.sales)
            wizard = wizard.with_context(active_model="crm.lead", active_id=lead.id,
                                         active_ids=lead.ids)  # fmt: skip
            wizard.create(
                {"name": "convert", "action": "exist", "partner_id": partner.id}
            ).action_apply()
            self.assertEqual((lead.type, lead.stage_id), ("opportunity", self.stages[0]))
            self.assertEqual(self.kinds(lead), ["start"])
            self.assertChain(lead)

    def test_made_a_lead_again(self):
        """Nobody goes round the stages by way of the lead."""
        task = self.add_task(self.stages[1])
        task = self.as_user(task, self.sales)
        task.write({"type": "lead"})
        task.write({"stage_id": self.stages[5].id})
        task.write({"type": "opportunity"})
        self.assertEqual(task.stage_id, self.stages[0])
        with self.assertRaises(UserError):
            task.write({"type": "lead", "stage_id": self.stages[6].id})
            task.write({"type": "opportunity", "stage_id": self.stages[6].id})
