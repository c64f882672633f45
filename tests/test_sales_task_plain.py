"""Teams that were not set up (invariant 12)."""

from contextlib import ExitStack
from unittest.mock import patch

from odoo.tests.common import tagged

from ..models.sales_task import crm_lead_scheme, crm_lead_stage
from .test_sales_task_scheme import SchemeCase


@tagged("post_install", "-at_install")
class TestPlainTeams(SchemeCase):
    """A team that was not set up has Odoo's pipeline, to the letter, and at its price."""

    def plain_task(self, **values):
        return self.add_task(
            user=self.sales_two, team_id=self.plain_team.id, name="Plain", **values
        )

    def test_any_stage_to_any(self):
        for origin in self.plain_stages:
            for target in self.plain_stages:
                task = self.plain_task()
                own = self.as_user(task, self.sales_two)
                own.write({"stage_id": origin.id})
                own.write({"stage_id": target.id})
                self.assertEqual(task.stage_id, target)
                self.assertEqual(task.won_status == "won", target.is_won)
                self.assertFalse(self.history(task) or task.stage_flow or task.next_stage_id)

    def test_won_as_in_odoo(self):
        task = self.as_user(self.plain_task(), self.sales_two)
        self.assertNotEqual(
            task.action_set_won_rainbowman().get("res_model"), "crm.stage.promotion"
        )
        self.assertEqual(task.won_status, "won")

    def test_several_won_at_once(self):
        """Of teams with a scheme and without one: each by its own stages, whoever comes first."""
        task = self.add_task(self.stages[5])
        for order in (lambda a, b: a + b, lambda a, b: b + a):
            with self.taken_back():
                plain = self.plain_task()
                order(task, plain).action_set_won()
                self.assertEqual(task.stage_id, self.stages[6])
                self.assertFalse(plain.stage_id.scheme_id)
                self.assertEqual((task + plain).mapped("won_status"), ["won", "won"])

    def count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def prices(self):
        """Queries of what people do with opportunities of a plain team."""
        leads = self.as_user(self.env["crm.lead"], self.sales_two)
        values = {"name": "P", "team_id": self.plain_team.id, "user_id": self.sales_two.id,
                  "type": "opportunity"}  # fmt: skip
        last = self.plain_stages.filtered(lambda stage: not stage.is_won)[-1]
        tasks = leads.create([dict(values) for __ in range(8)])
        prices = {"create": self.count(lambda: leads.create([dict(values) for __ in range(8)]))}
        for name, change in (
            ("stage", {"stage_id": last.id}),
            ("team", {"team_id": False}),
            ("both", {"team_id": self.plain_team.id, "stage_id": self.plain_stages[1].id}),
            ("name", {"name": "Q"}),
            ("lost", {"active": False, "probability": 0}),
        ):
            prices[name] = self.count(lambda change=change: tasks.write(dict(change)))
        return prices

    def test_price_without_any_scheme(self):
        """As long as no scheme exists, not one query more than Odoo's own methods make."""
        self.forget_schemes()
        self.env.cr.execute("UPDATE crm_stage SET scheme_id = NULL")
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.prices()
        with_addon = self.prices()
        core = self.core_methods()
        with core:
            self.prices()
            without = self.prices()
        self.assertEqual(with_addon, without)

    def test_price_beside_a_scheme(self):
        """Where others use a scheme, the plain team pays by the call, not by the record."""
        self.prices()
        with_addon = self.prices()
        with self.core_methods():
            self.prices()
            without = self.prices()
        for name in without:
            self.assertLessEqual(with_addon[name] - without[name], 4, (with_addon, without))

    def core_methods(self):
        """The methods that the addon's stages extend, as they are without them."""
        stack = ExitStack()
        for part, names in (
            (crm_lead_stage.CrmLead, ("create", "write", "_compute_stage_id")),
            (crm_lead_scheme.CrmLead, ("_stage_find", "_read_group_stage_ids")),
        ):
            for name in names:
                stack.enter_context(patch.object(part, name, _passing_on(part, name)))
        return stack


def _passing_on(part, name):
    def method(self, *args, **kwargs):
        return getattr(super(part, self), name)(*args, **kwargs)

    if name == "create":
        method._api_model = True
    return method
