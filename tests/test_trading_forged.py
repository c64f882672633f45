"""Orders of potential customers, tried over HTTP: by programs, by the customer, by payment."""

from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tests.common import HttpCase
from odoo.tools import mute_logger

from ..models.protection.guard import _KEY
from .browser_common import WebCalls
from .test_quote_approval_payment import PaidSetUp
from .test_quote_approval_portal import SIGNATURE
from .trading_meaning_common import MeaningSetUp

CONTEXTS = (
    {},
    {
        _KEY: True,
        "crm_customer_stage_change": True,
        "crm_quote_paying": True,
        "trading_months": 1,
        "su": True,
        "import_file": True,
        "default_approval_is_cart": True,
        "default_state": "sale",
    },
)
QUIET = ("odoo.http", "odoo.addons.rpc.controllers.jsonrpc", "odoo.addons.base.models.ir_rule")


@tagged("post_install", "-at_install")
class TestTradingForged(WebCalls, MeaningSetUp, PaidSetUp, HttpCase):
    quiet = QUIET

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.write({"trading_only_orders": True, "trading_propose": True})
        cls.portal.partner_id.parent_id = cls.potential
        cls.order = cls.add_quotation(
            cls.potential, require_signature=True, require_payment=False, state="sent"
        )
        cls.order._portal_ensure_token()
        day = datetime.now() + timedelta(days=0.5)
        keys = cls.env["res.users.apikeys"]
        cls.keys = {
            user: keys.with_user(user)._generate("rpc", "forgery", day)
            for user in (cls.sales, cls.office, cls.manager, cls.clerk, cls.erp, cls.portal)
        }
        cls.env.flush_all()

    def post(self, user, model, method, **values):
        with mute_logger(*QUIET):
            return self.url_open(
                f"/json/2/{model}/{method}",
                json=values,
                headers={"Authorization": f"bearer {self.keys[user]}"},
            )

    def test_confirm_over_json(self):
        ids = self.order.ids
        for user in (self.sales, self.manager):
            for context in CONTEXTS:
                for method, values in (
                    ("action_confirm", {"ids": ids}),
                    ("write", {"ids": ids, "vals": {"state": "sale"}}),
                    ("web_save", {"ids": ids, "vals": {"state": "sale"}, "specification": {}}),
                    (
                        "create",
                        {"vals_list": [{"partner_id": self.potential.id, "state": "sale"}]},
                    ),
                    (
                        "load",
                        {
                            "fields": ["partner_id/.id", "state"],
                            "data": [[str(self.potential.id), "sale"]],
                        },
                    ),
                ):
                    with self.subTest(user=user.login, method=method, context=bool(context)):
                        answer = self.post(user, "sale.order", method, context=context, **values)
                        if method == "load":
                            self.assertFalse(answer.json().get("ids"), answer.text[:200])
                        else:
                            self.assertEqual(answer.status_code, 422, answer.text[:300])
                            self.assertIn("potential customer", answer.text)
        self.env.invalidate_all()
        self.assertEqual(self.order.state, "sent")

    def test_stage_and_switches_over_json(self):
        """Nobody but the back office moves a stage by what is new here, nor a switch."""
        ids = self.potential.ids
        tries = (
            ("res.partner", "action_trading_again", {"ids": ids}),
            ("res.partner", "_propose_trading", {"ids": ids, "documents": []}),
            ("res.partner", "_change_customer_stage", {"ids": ids, "stage": "trading"}),
            ("res.partner", "_set_trading", {"ids": ids, "reason": "x"}),
            ("crm.trading.bulk", "create", {"vals_list": [{"source": "ordered"}]}),
            ("crm.trading.lapse", "create", {"vals_list": [{"months": 1}]}),
            ("crm.trading.event", "action_undo", {"ids": self.trading.trading_event_ids.ids}),
            (
                "res.company",
                "write",
                {"ids": self.company_a.ids, "vals": {"trading_only_orders": False}},
            ),
        )
        for user in (self.sales, self.clerk, self.erp, self.portal):
            for model, method, values in tries:
                for context in CONTEXTS:
                    with self.subTest(user=user.login, method=method):
                        answer = self.post(user, model, method, context=context, **values)
                        self.assertIn(answer.status_code, (403, 404, 422), answer.text[:200])
        self.env.invalidate_all()
        self.assertEqual(self.potential.customer_stage, "potential")
        self.assertEqual(self.trading.customer_stage, "trading")
        self.assertTrue(self.company_a.trading_only_orders)

    def test_button_of_the_web_client(self):
        self.authenticate("tc_sales", "tc_sales")
        params = {
            "model": "sale.order",
            "method": "action_confirm",
            "args": [self.order.ids],
            "kwargs": {},
        }
        with mute_logger(*QUIET):
            answer = self.url_open(
                "/web/dataset/call_button/sale.order/action_confirm",
                json={"jsonrpc": "2.0", "method": "call", "params": params},
            ).json()
        self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.RedirectWarning")
        __, error = self.call("sale.order", "action_confirm", self.order.ids)
        self.assertEqual(error["name"], "odoo.exceptions.UserError")

    def test_customer_signs(self):
        """By the link, or logged in: kept, told, proposed, and not confirmed."""
        url = f"/my/orders/{self.order.id}/accept?access_token={self.order.access_token}"
        params = {"name": "Ms Buyer", "signature": SIGNATURE}
        self.authenticate(None, None)
        with mute_logger(*QUIET):
            answer = self.url_open(
                url, json={"jsonrpc": "2.0", "method": "call", "params": params}
            ).json()
        self.assertIn("sign_ok", str(answer.get("result")), answer)
        self.env.invalidate_all()
        self.assertEqual((self.order.state, self.order.signed_by), ("sent", "Ms Buyer"))
        self.assertTrue(self.order.signature)
        self.assertEqual(self.order.sudo().activity_ids.user_id, self.sales)
        self.assertIn("proposed", self.events(self.potential))
        page = self.url_open(f"/my/orders/{self.order.id}?access_token={self.order.access_token}")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("potential", page.text.lower())

    def test_payments(self):
        """None begins; one that was under way is booked, told of, and confirms nothing."""
        with self.assertRaisesRegex(UserError, "potential customer"):
            self.pay(self.order)
        self.set_stage(self.potential, "trading")
        transaction = self.pay(self.order)
        self.set_stage(self.potential, "potential")
        booked = []
        target = "odoo.addons.account_payment.models.payment_transaction.PaymentTransaction"
        self.startPatcher(
            patch(
                f"{target}._create_payment",
                lambda transaction, **_values: booked.append(transaction.id),
            )
        )
        transaction._post_process()
        self.assertEqual(booked, transaction.ids)
        self.assertTrue(transaction.is_post_processed)
        self.assertEqual(self.order.state, "sent")
        self.assertIn("potential customer", str(self.order.sudo().activity_ids.note))
        self.assertIn("proposed", self.events(self.potential))
