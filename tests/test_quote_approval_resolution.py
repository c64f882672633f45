"""Who decides on each level of a plan, and who does where nobody is there."""

import json

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests.common import tagged

from .quote_rule_common import QuoteRuleCase

TWO = ({"kind": "leader"}, {"kind": "leader_above", "sequence": 20})


@tagged("post_install", "-at_install")
class TestQuoteApprovalResolution(QuoteRuleCase):
    def assertUsers(self, rule, users, order=None, submitter=None, level=0):
        found = self.level_users(order or self.new_order(), rule, submitter, level)
        self.assertEqual(found, users)

    def users_step(self, *users, **values):
        ids = [user.id for user in users]
        return {"kind": "users", "user_ids": [Command.set(ids)], **values}

    # === WHO IS MEANT === #

    def test_plan(self):
        rule = self.new_rule(
            steps=(
                {"kind": "leader", "name": "Team", "deadline_hours": 8.0, "reminder_hours": 4.0},
                self.users_step(
                    self.finance,
                    self.director,
                    sequence=20,
                    mode="all",
                    on_deadline="user",
                    escalation_user_id=self.chief.id,
                ),
            ),
            repeated="again",
        )
        plan = rule._get_plan(self.new_order(), self.sales)
        self.assertEqual(json.loads(json.dumps(plan)), plan)
        self.assertEqual((plan["rule"], plan["rule_id"]), ("Rule", rule.id))
        self.assertEqual((plan["four_eyes"], plan["repeated"]), (True, "again"))
        first, second = plan["levels"]
        self.assertEqual(
            (first["name"], first["mode"], first["deadline_hours"], first["reminder_hours"]),
            ("Team", "any", 8.0, 4.0),
        )
        self.assertEqual(first["user_ids"], self.leader.ids)
        self.assertIs(first["skipped"], False)
        self.assertEqual((second["mode"], second["on_deadline"]), ("all", "user"))
        self.assertEqual(second["escalation_user_id"], self.chief.id)
        self.assertEqual({*second["user_ids"]}, {self.finance.id, self.director.id})

    def test_kinds(self):
        group = self.env["res.groups"].create(
            {"name": "Approvers", "user_ids": [Command.set(self.finance.ids)]}
        )
        above = self.env["res.groups"].create(
            {
                "name": "Chiefs",
                "user_ids": [Command.set(self.chief.ids)],
                "implied_ids": [Command.set(group.ids)],
            }
        )
        self.assertTrue(above)
        for step, users in (
            ({"kind": "leader"}, self.leader),
            ({"kind": "leader_above"}, self.director),
            (self.users_step(self.finance, self.director), self.finance | self.director),
            ({"kind": "group", "group_id": group.id}, self.finance | self.chief),
        ):
            with self.subTest(kind=step["kind"]):
                found = self.level_users(self.new_order(), self.new_rule(steps=(step,)))
                self.assertEqual({*found.ids}, {*users.ids})

    def test_co_leaders(self):
        self.team.manager_ids = self.sales_two
        self.assertUsers(self.new_rule(), self.leader | self.sales_two)

    def test_team_of_the_salesperson(self):
        order = self.new_order()
        order.team_id = False
        self.assertUsers(self.new_rule(), self.leader, order)

    def test_only_who_can(self):
        sales = "sales_team.group_sale_salesman"
        stranger = self.new_user("tc_only_b", sales, companies=self.company_b)
        archived, moved = self.new_user("tc_gone", sales), self.new_user("tc_moved", sales)
        step = self.users_step(stranger, archived, moved, self.finance)
        rule = self.new_rule(steps=(step,))
        archived.active = False
        moved.write({"group_ids": [Command.set(self.env.ref("base.group_user").ids)]})
        self.assertUsers(rule, self.finance)

    def test_sequence_keeps_the_named(self):
        rule = self.new_rule(steps=(self.users_step(self.finance, self.chief, mode="sequence"),))
        plan = rule._get_plan(self.new_order(), self.sales)
        self.assertEqual(plan["levels"][0]["mode"], "sequence")
        self.assertEqual(len(plan["levels"][0]["user_ids"]), 2)

    # === NOBODY THERE === #

    def test_no_leader_goes_above(self):
        self.team.user_id = False
        rule = self.new_rule()
        self.assertUsers(rule, self.director)
        self.director.active = False
        self.assertUsers(rule, self.chief)
        self.country.user_id = False
        self.assertUsers(rule, self.office)
        self.office.active = False
        self.assertUsers(rule, self.manager)
        self.manager.active = False
        with self.assertRaisesRegex(UserError, "name a team leader"):
            rule._get_plan(self.new_order(), self.sales)

    def test_named_persons_gone(self):
        rule = self.new_rule(steps=(self.users_step(self.finance, self.outsider, mode="all"),))
        (self.finance | self.outsider).active = False
        plan = rule._get_plan(self.new_order(), self.sales)
        self.assertEqual(plan["levels"][0]["user_ids"], self.director.ids)

    def test_one_substitute_is_enough(self):
        second = self.new_user("tc_office_two", "crm_customer_protection.group_customer_admin")
        rule = self.new_rule(steps=(self.users_step(self.finance, mode="all"),))
        self.finance.active = False
        (self.region | self.country).user_id = False
        level = rule._get_plan(self.new_order(), self.sales)["levels"][0]
        self.assertEqual({*level["user_ids"]}, {*(self.office | second).ids})
        self.assertEqual(level["mode"], "any")

    def test_no_approver_choices(self):
        self.team.user_id = False
        order = self.new_order()
        rule = self.new_rule(no_approver="skip")
        level = rule._get_plan(order, self.sales)["levels"][0]
        self.assertEqual(level["user_ids"], [])
        self.assertIn("nobody is there", level["skipped"])
        rule.no_approver = "refuse"
        with self.assertRaisesRegex(UserError, f"{order.name} cannot be submitted: .*Team leader"):
            rule._get_plan(order, self.sales)

    def test_company_without_teams(self):
        self.env["crm.team.member"].search([("user_id", "=", self.sales.id)]).unlink()
        order = self.new_order()
        order.team_id = False
        for rule in (self.new_rule(), self.new_rule(steps=TWO)):
            self.assertUsers(rule, self.office, order)

    def test_no_team_above(self):
        self.country.member_ids = self.sales_two
        order = self.new_order(user=self.sales_two, team_id=self.country.id)
        self.assertUsers(self.new_rule(steps=TWO), self.office, order, level=1)

    # === ONE'S OWN === #

    def test_own(self):
        order = self.new_order(user=self.leader)
        rule = self.new_rule()
        for choice, users in (("above", self.director), ("skip", self.env["res.users"])):
            rule.own = choice
            self.assertUsers(rule, users, order, self.leader)
            # Whoever submits it: the salesperson is the approver.
            self.assertUsers(rule, users, order, self.sales)
            # The submitter is the approver, whoever the salesperson is.
            self.assertUsers(rule, users, self.new_order(), self.leader)
        self.assertIn("own", rule._get_plan(order, self.leader)["levels"][0]["skipped"])
        rule.write({"four_eyes": False, "own": "allow"})
        self.assertUsers(rule, self.leader, order, self.leader)

    def test_own_among_others(self):
        rule = self.new_rule(steps=(self.users_step(self.finance, self.leader, mode="all"),))
        self.assertUsers(rule, self.finance, submitter=self.leader)

    def test_co_leader_does_not_decide_for_the_leader(self):
        self.team.manager_ids = self.sales_two
        order = self.new_order(user=self.leader)
        self.assertUsers(self.new_rule(), self.director, order, self.leader)
        self.assertUsers(self.new_rule(), self.leader, submitter=self.sales_two)

    def test_own_up_to_the_top(self):
        order = self.new_order(user=self.chief, team_id=self.country.id)
        rule = self.new_rule()
        self.assertUsers(rule, self.office, order, self.chief)
        (self.office | self.manager).active = False
        with self.assertRaisesRegex(UserError, "whose own quotation"):
            rule._get_plan(order, self.chief)

    def test_director_leads_both(self):
        """He submits for the team below: the leader of the team decides, then the chief."""
        rule = self.new_rule(steps=TWO)
        order = self.new_order()
        self.assertUsers(rule, self.leader, order, self.director)
        self.assertUsers(rule, self.chief, order, self.director, level=1)

    # === THE SAME PERSON TWICE === #

    def test_repeated(self):
        self.region.user_id = self.leader
        rule = self.new_rule(steps=TWO)
        order = self.new_order()
        # The engine counts the earlier approval.
        self.assertUsers(rule, self.leader, order, level=1)
        rule.repeated = "again"
        self.assertUsers(rule, self.chief, order, level=1)
        rule.four_eyes = False
        self.assertUsers(rule, self.leader, order, level=1)

    # === LATER === #

    def test_substitutes(self):
        rule = self.new_rule()
        order = self.new_order()
        level = rule._get_plan(order, self.sales)["levels"][0]
        steps = self.env["sale.approval.rule.step"]
        self.leader.active = False
        self.assertEqual(steps._get_substitutes(order, level, self.sales), self.director.ids)
        self.assertEqual(steps._get_substitutes(order, level, self.director), self.chief.ids)
        found = steps._get_substitutes(order, level, self.sales, self.director.ids)
        self.assertEqual(found, self.chief.ids)
        # Whoever asks, and after the rule is gone.
        rule.unlink()
        as_sales = steps.with_user(self.sales)
        self.assertEqual(as_sales._get_substitutes(order, level, self.sales), self.director.ids)
        (self.director | self.chief | self.office | self.manager).active = False
        self.assertEqual(steps._get_substitutes(order, level, self.sales), [])

    def test_plan_asked_by_a_salesperson(self):
        rule = self.new_rule(steps=TWO)
        order = self.new_order().with_user(self.sales)
        plan = rule.with_user(self.sales)._get_plan(order, self.sales)
        self.assertEqual(plan["levels"][1]["user_ids"], self.director.ids)
