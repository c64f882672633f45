"""Whatever people do in whatever order: trading is only whom the back office made it (hypothesis)."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import tagged

from ..models.trading.crm_trading_request import OPEN_STATES
from .common import CustomerCase
from .property_common import examples
from .trading_common import TradingSetUp

ROLES = ("sales", "sales_two", "leader", "clerk", "office", "office_two", "manager", "plain")
OFFICE = ("office", "office_two", "manager")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(ROLES),
        st.sampled_from(
            ("request", "convert", "refuse", "ask", "answer", "withdraw", "add", "confirm")
            + ("trading", "potential", "assign", "release", "claim", "propose", "spoil", "mend")
        ),
    ),
    min_size=1,
    max_size=14,
)


@tagged("post_install", "-at_install")
class TestAnyConversion(TradingSetUp, CustomerCase):
    def do(self, user, step):
        """One thing that somebody tries."""
        customer = self.as_user(self.customer, user)
        requests = customer.env["crm.trading.request"]
        request = requests.browse(
            self.customer.sudo().trading_request_ids.sorted("id", reverse=True)[:1].id or 0
        )
        if step == "request":
            customer._request_trading(
                "Please", documents=self.add_file(user).with_env(customer.env)
            )
        elif step == "propose":
            if not customer._why_not_open_trading_request() and customer.sudo().user_id:
                customer._open_trading_request(requester=customer.sudo().user_id, origin="S1")
        elif step in ("trading", "potential"):
            customer.write({"customer_stage": step})
        elif step == "assign":
            self.assign(customer)
        elif step == "release":
            self.refuse(customer._why_not_release())
            customer._release("No time")
        elif step == "claim":
            customer.action_claim()
        elif step in ("spoil", "mend"):
            self.customer.sudo().vat = False if step == "spoil" else "DE129273398"
        elif request:
            self.decide(request, step)

    def refuse(self, reason):
        """What the dialogs ask before the deed."""
        if reason:
            raise UserError(reason)

    def assign(self, customer):
        owner = self.sales if customer.sudo().user_id == self.sales_two else self.sales_two
        self.refuse(customer._why_not_assign(owner.with_env(customer.env)))
        customer._assign(owner, "Yes")

    def decide(self, request, step):
        if step == "convert":
            request.action_convert()
        elif step == "refuse":
            request._refuse("No")
        elif step == "ask":
            request._ask("Why?")
        elif step == "answer":
            request._answer("So", self.manual.with_env(request.env))
        elif step == "withdraw":
            request._withdraw("Later")
        elif step == "add":
            request._add(self.manual.with_env(request.env))
        elif step == "confirm":
            request.check_ids.filtered(lambda check: check.kind == "manual").action_confirm()

    def state(self):
        self.env.flush_all()
        self.cr.execute(
            "SELECT (SELECT customer_stage FROM res_partner WHERE id = %s),"
            " (SELECT array_agg((id, state, user_id)::text ORDER BY id) FROM crm_trading_request),"
            " (SELECT count(*) FROM crm_trading_event)",
            [self.customer.id],
        )
        return self.cr.fetchone()

    def check(self):
        """The history explains each stage; the open request is the owner's."""
        customer = self.customer.sudo()
        stage, office = "potential", [getattr(self, role) for role in OFFICE]
        for event in customer.trading_event_ids.sorted("id"):
            self.assertEqual(event.from_stage, stage)
            if event.to_stage != stage:
                self.assertIn(event.user_id, office)
                self.assertIn(event.kind, ("converted", "direct"))
                if event.to_stage == "trading" and event.request_id:
                    self.assertNotEqual(event.user_id, event.request_id.requester_id)
            stage = event.to_stage
        self.assertEqual(customer.customer_stage, stage)
        open_requests = customer.trading_request_ids.filtered(lambda r: r.state in OPEN_STATES)
        self.assertLessEqual(len(open_requests), 1)
        if open_requests:
            self.assertEqual(open_requests.user_id, customer.user_id)
            self.assertEqual(stage, "potential")
        for request in customer.trading_request_ids:
            self.check_request(request)

    def check_request(self, request):
        """Its events tell its whole course."""
        events = self.env["crm.trading.event"].search([("request_id", "=", request.id)], order="id")
        kinds = events.mapped("kind")
        self.assertIn(kinds[0], ("requested", "proposed"))
        last = [kind for kind in kinds if kind != "handed"][-1]
        self.assertEqual(
            request.state,
            {"proposed": "requested", "direct": "converted"}.get(last, last),
        )
        if request.state in ("refused", "converted"):
            self.assertNotEqual(request.decided_by_id, request.requester_id)
            self.assertIn(request.decided_by_id, [getattr(self, role) for role in OFFICE])
        if request.state == "refused":
            self.assertTrue(request.decision_note)
        if request.state in OPEN_STATES:
            self.assertTrue(request.activity_ids)
        else:
            self.assertFalse(request.activity_ids)

    @given(st.booleans(), STEPS)
    @examples(40)
    def test_any_course(self, is_requested, steps):
        savepoint = self.env.cr.savepoint()
        try:
            if is_requested:
                self.do(self.sales, "request")
            for role, step in steps:
                before = self.state()
                try:
                    with self.env.cr.savepoint():
                        self.do(getattr(self, role), step)
                        self.env.flush_all()
                except (UserError, AccessError):
                    self.env.invalidate_all()
                    self.assertEqual(self.state(), before)
                self.env.invalidate_all()
                self.check()
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)
