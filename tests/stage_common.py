"""What the tests of sales tasks share: a scheme made by the test, a team, users of every role."""

from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.fields import Command
from odoo.service.model import call_kw

from ..models.protection.guard import unlocked
from .common import CustomerCase

# Odoo's own values that the tests write to a task, so that nothing else speaks against a promotion.
QUIET = {"tracking_disable": True, "mail_create_nosubscribe": True, "mail_notrack": True}


class SalesTaskSetUp:
    """Mixin: team A runs through seven stages, a plain team and company B through Odoo's pipeline.

    No team and no company of the demo data uses a scheme.
    """

    # Of the scheme of team A.
    scheme_values = {"allow_skip": False, "allow_back": True, "require_note": False}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, **QUIET))
        cls.forget_schemes()
        cls.company_a.write({"use_protection": True, "use_visibility": True})
        salesman = "sales_team.group_sale_salesman"
        cls.leader = cls.new_user("tc_leader", salesman)
        cls.member = cls.new_user("tc_member", salesman)
        cls.add_team_members()
        cls.scheme = cls.add_scheme("Seven", 7, **cls.scheme_values)
        cls.stages = cls.scheme._get_course()
        cls.team.stage_scheme_id = cls.scheme

    @classmethod
    def lose(cls, task):
        """Mark as lost as the dialog does, which asks for a reason."""
        reason = cls.env["crm.lost.reason"].create({"name": "Too expensive"})
        task.action_set_lost(lost_reason_id=reason.id)

    @classmethod
    def forget_schemes(cls):
        """No team uses a scheme yet."""
        teams = cls.env["crm.team"].with_context(active_test=False).search([])
        unlocked(teams).write({"stage_scheme_id": False})
        unlocked(cls.env["res.company"].search([])).write({"stage_scheme_id": False})

    @classmethod
    def add_team_members(cls):
        members = (cls.sales | cls.member).ids
        cls.team.write({"user_id": cls.leader.id, "member_ids": [Command.set(members)]})
        cls.plain_team = cls.add_team("Plain Team", cls.sales_two)

    @classmethod
    def add_team(cls, name, members=None, **values):
        company = cls.env["res.company"].browse(values.pop("company_id", cls.company_a.id))
        members = members or cls.env["res.users"]
        return cls.env["crm.team"].create(
            {
                "name": name,
                "company_id": company.id,
                "user_id": False,
                "member_ids": [Command.set(members.ids)],
                **values,
            }
        )

    @classmethod
    def add_scheme(cls, name, size, **values):
        """A scheme of so many stages without conditions, of which the last is won."""
        stages = [
            Command.create(
                {"name": f"{name} {n + 1}", "sequence": 10 * n + 10, "is_won": n + 1 == size}
            )
            for n in range(size)
        ]
        values = {"require_note": False, "stage_ids": stages, **values}
        return cls.env["crm.stage.scheme"].create({"name": name, **values})

    @classmethod
    def add_task(cls, stage=None, user=None, **values):
        """A sales task of `sales` in a stage of team A, put there past all checks."""
        values = {
            "name": "Task",
            "type": "opportunity",
            "team_id": cls.team.id,
            "company_id": cls.company_a.id,
            "user_id": (user or cls.sales).id,
            **values,
        }
        task = cls.env["crm.lead"].create(values)
        if stage:
            cls.put(task, stage)
        return task

    @classmethod
    def put(cls, task, stage):
        """Put a task into a stage as the system does, without a row in its history."""
        unlocked(task).write({"stage_id": stage.id})
        cls.env.flush_all()
        cls.env.cr.execute(
            "DELETE FROM crm_stage_history WHERE lead_id = %s AND kind <> 'start'", [task.id]
        )
        cls.env.invalidate_all()

    @classmethod
    def add_gate(cls, stage, kind="field", **values):
        if "field" in values:
            field = cls.env["ir.model.fields"]._get("crm.lead", values.pop("field"))
            values["field_id"] = field.id
        return cls.env["crm.stage.gate"].create({"stage_id": stage.id, "kind": kind, **values})

    @classmethod
    def as_user(cls, records, user, **context):
        context = {**QUIET, "allowed_company_ids": user.company_ids.ids, **context}
        return records.with_env(cls.env(user=user.id, su=False, context=context))

    def rpc(self, user, model, method, *args, context=None, **kwargs):
        """Call a method with the checks of a call from outside, from a cold cache."""
        context = {**QUIET, "allowed_company_ids": user.company_ids.ids, **(context or {})}
        self.env.flush_all()
        self.env.invalidate_all()
        records = self.env(user=user.id, su=False)[model]
        return call_kw(records, method, list(args), dict(kwargs, context=context))

    @contextmanager
    def taken_back(self):
        """What is done in here is undone."""
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            savepoint.close(rollback=True)

    @contextmanager
    def days_later(self, days, start=datetime(2026, 3, 2, 9)):
        """Odoo's clock and the transaction's stand so many days after a Monday."""
        moment = start + timedelta(days=days)
        with freeze_time(moment), patch.object(self.env.cr, "now", lambda: moment):
            yield moment

    def kinds(self, task):
        """The history of a task in words, from the first row on."""
        return [row.kind for row in self.history(task)]

    def history(self, task):
        rows = self.env["crm.stage.history"].sudo().search([("lead_id", "=", task.id)])
        return rows.sorted("id")

    def state(self, task):
        """What may not change by what is refused."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT stage_id, team_id, user_id, active, probability, type, won_status,"
            " (SELECT count(*) FROM crm_stage_history WHERE lead_id = crm_lead.id)"
            " FROM crm_lead WHERE id = %s",
            [task.id],
        )
        return self.env.cr.fetchone()

    def assertChain(self, task):
        """Each row begins where the one before ended, and the last ends where the task stands."""
        rows = self.history(task).filtered(lambda row: not row.merged_from)
        for before, after in zip(rows, rows[1:], strict=False):
            self.assertEqual(after.from_stage_id, before.to_stage_id, rows.mapped("kind"))
        self.assertEqual(rows[-1:].to_stage_id, task.sudo().stage_id, rows.mapped("kind"))


class SalesTaskCase(SalesTaskSetUp, CustomerCase):
    pass
