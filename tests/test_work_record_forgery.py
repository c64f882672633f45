"""Over real HTTP, as the web client and as an outside program call: states, stamps and authors hold."""

from odoo.tests.common import HttpCase, tagged

from ..models.work_record.plan_sync import _KEY
from .forgery_common import FORGED_CONTEXTS, ForgerySetUp

# A client can send any JSON where the server puts its own object.
CONTEXTS = [{**context, _KEY: next(iter(context.values()))} for context in FORGED_CONTEXTS]


@tagged("post_install", "-at_install")
class TestWorkRecordForgery(ForgerySetUp, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call_kind = cls.env.ref("crm_customer_protection.crm_work_kind_call")
        common = {"kind_id": cls.call_kind.id, "company_id": cls.company_a.id}
        Record = cls.env["crm.work.record"]
        own, other = cls.customers["own"], cls.customers["other"]
        cls.mine = Record.create(
            {
                **common,
                "partner_id": own.id,
                "user_id": cls.sales.id,
                "start": "2026-01-12 09:00:00",
            }
        )
        cls.theirs = Record.create(
            {
                **common,
                "partner_id": other.id,
                "user_id": cls.sales_two.id,
                "start": "2036-01-14 09:00:00",
            }
        )
        cls.env.flush_all()

    def test_stamps_and_states(self):
        """What nobody may write to his or her own record, whatever the context says."""
        self.authenticate("tc_sales", "tc_sales")
        for values in (
            {"state_user_id": self.sales_two.id},
            {"state_date": "2020-01-01 00:00:00"},
            {"team_id": self.other_team.id},
            {"stage_id": self.env["crm.stage"].search([], limit=1).id},
            {"state": "planned"},
            {"state": "in_progress"},
            {"state": "cancelled"},
            {"state": "nonsense"},
            {"user_id": self.sales_two.id},
            {"partner_id": self.customers["other"].id},
            {"date_start": "2036-01-14 09:00:00", "date_stop": "2036-01-14 10:00:00"},
        ):
            for context in CONTEXTS:
                answer = self.call(
                    "crm.work.record", "write", [self.mine.id], values, context=context
                )
                with self.subTest(values=values, context=context):
                    self.assertRefused(answer)
            answer = self.post(
                self.sales, "crm.work.record", "write", ids=self.mine.ids, vals=values
            )
            with self.subTest(values=values):
                self.assertRefused(answer)
        self.assertRefused(self.post(self.sales, "crm.work.record", "unlink", ids=self.mine.ids))

    def test_other_peoples_records(self):
        calls = {
            "write": {"vals": {"result": "Forged"}},
            "unlink": {},
            "action_start": {},
            "action_done": {"result": "Forged"},
            "action_cancel": {"reason": "Forged"},
            "action_replan": {},
        }
        for role in ("sales", "leader", "clerk", "erp", "plain", "accountant", "portal"):
            for method, values in calls.items():
                with self.subTest(role=role, method=method):
                    user = self.roles[role]
                    answer = self.post(
                        user, "crm.work.record", method, ids=self.theirs.ids, **values
                    )
                    self.assertRefused(answer)
        self.assertRecordValues(self.theirs, [{"state": "planned", "result": False}])

    def test_links_of_activities(self):
        """An activity of one's own that closes somebody else's plan."""
        values = {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.customers["own"].id,
            "user_id": self.sales.id,
        }
        self.authenticate("tc_sales", "tc_sales")
        activity, error = self.call("mail.activity", "create", [values])
        self.assertFalse(error)
        link = {"work_record_id": self.theirs.id}
        for context in CONTEXTS:
            for answer in (
                self.call("mail.activity", "create", [{**values, **link}], context=context),
                self.call("mail.activity", "write", activity, link, context=context),
                self.call(
                    "mail.activity",
                    "create",
                    [values],
                    context={**context, "default_work_record_id": self.theirs.id},
                ),
                self.call("calendar.event", "create", [{"name": "Mine", **link}], context=context),
            ):
                with self.subTest(context=context):
                    self.assertRefused(answer)
        self.call("mail.activity", "action_feedback", activity, feedback="Done")
        self.assertEqual(self.theirs.state, "planned")

    def test_what_a_salesperson_does(self):
        """The way that is open, by the same calls."""
        values = {"kind_id": self.call_kind.id, "partner_id": self.customers["own"].id}
        answer = self.post(
            self.sales,
            "crm.work.record",
            "create",
            vals_list=[{**values, "planned_start": "2036-01-14 09:00:00"}],
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        record = self.env["crm.work.record"].browse(answer.json())
        self.assertEqual((record.state, record.user_id), ("planned", self.sales))
        for method, more, state in (
            ("action_start", {}, "in_progress"),
            ("action_cancel", {"reason": "Holiday"}, "cancelled"),
            ("action_replan", {}, "planned"),
            ("action_done", {"result": "They buy"}, "done"),
        ):
            answer = self.post(self.sales, "crm.work.record", method, ids=record.ids, **more)
            self.assertEqual(answer.status_code, 200, answer.text)
            record.invalidate_recordset()
            self.assertEqual(record.state, state)
        self.assertEqual(record.state_user_id, self.sales)
