"""The customer before and after the approval: by the link, as a portal user, over RPC."""

import json

from odoo.http import Request
from odoo.tests import tagged
from odoo.tests.common import HttpCase
from odoo.tools import mute_logger

from .browser_common import WebCalls
from .test_quote_approval_payment import PaidSetUp

SIGNATURE = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
QUIET = (
    "odoo.http",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.rpc.controllers.jsonrpc",
)


@tagged("post_install", "-at_install")
class TestQuoteApprovalPortal(WebCalls, PaidSetUp, HttpCase):
    quiet = QUIET

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal.partner_id.parent_id = cls.customer
        cls.sales.write({"email": "seller@our.example"})
        cls.order = cls.add_order(require_signature=True, require_payment=False)
        cls.approved = cls.approved_order(require_signature=True, require_payment=False)
        for order in cls.order | cls.approved:
            order._portal_ensure_token()
        cls.env.flush_all()

    def url(self, order, suffix="", **params):
        params = {"access_token": order.access_token, **params}
        query = "&".join(f"{name}={value}" for name, value in params.items())
        return f"/my/orders/{order.id}{suffix}?{query}"

    def open(self, *args, **kwargs):
        with mute_logger(*QUIET):
            return self.url_open(*args, **kwargs)

    def rpc(self, route, **params):
        answer = self.open(
            route, json={"jsonrpc": "2.0", "method": "call", "params": params}
        ).json()
        return answer.get("result"), answer.get("error", {}).get("data")

    def each_visitor(self):
        """By the link alone, and logged in as the customer."""
        for login in (None, "tc_portal"):
            self.authenticate(login, login)
            yield login

    def assertPolite(self, answer, order=None):
        text = answer.text
        self.assertEqual(answer.status_code, 200)
        self.assertIn("o_quotation_in_preparation", text)
        self.assertIn("seller@our.example", text)
        for secret in ("Pump<", "200.00", "100.00", (order or self.order).access_token):
            self.assertNotIn(secret, text)

    # === THE PAGE === #

    def test_page(self):
        for _login in self.each_visitor():
            self.assertPolite(self.open(self.url(self.order)))
            self.assertIn("200.00", self.open(self.url(self.approved)).text)

    def test_page_without_the_link(self):
        self.authenticate("tc_portal", "tc_portal")
        self.assertPolite(self.open(f"/my/orders/{self.order.id}"))
        self.authenticate(None, None)
        for url in (f"/my/orders/{self.order.id}", self.url(self.order, access_token="no")):
            self.assertNotIn("in_preparation", self.open(url).text)

    def test_page_after_a_change(self):
        self.approved.order_line.price_unit = 90
        for _login in self.each_visitor():
            self.assertPolite(self.open(self.url(self.approved)), self.approved)

    def test_page_for_the_house(self):
        self.authenticate("tc_sales", "tc_sales")
        text = self.open(self.url(self.order)).text
        self.assertIn("200.00", text)
        self.assertIn("o_quotation_not_approved", text)
        self.assertNotIn("o_quotation_not_approved", self.open(self.url(self.approved)).text)
        self.assertIn("NOT APPROVED", self.open(self.url(self.order, report_type="html")).text)

    # === OTHER ROUTES === #

    def test_report(self):
        for _login in self.each_visitor():
            for kind in ("html", "pdf", "text"):
                answer = self.open(self.url(self.order, report_type=kind), allow_redirects=False)
                self.assertIn(answer.status_code, (302, 303), kind)
                self.assertNotIn("Pump", answer.text)
            answer = self.open(self.url(self.approved, report_type="html"))
            self.assertIn("Pump", answer.text)

    def test_report_route(self):
        self.authenticate("tc_portal", "tc_portal")
        answer = self.open(f"/report/html/sale.report_saleorder/{self.order.id}")
        self.assertNotIn("Pump", answer.text)

    def test_signature(self):
        for _login in self.each_visitor():
            values = {"name": "Buyer", "signature": SIGNATURE}
            result, error = self.rpc(self.url(self.order, "/accept"), **values)
            self.assertIn("error", result or error)
            self.env.invalidate_all()
            self.assertFalse(self.order.signature)
            self.assertEqual(self.order.state, "draft")
        result, error = self.rpc(self.url(self.approved, "/accept"), **values)
        self.assertFalse(error)
        self.env.invalidate_all()
        self.assertEqual(self.approved.state, "sale")

    def test_refusal(self):
        self.authenticate("tc_portal", "tc_portal")
        csrf = Request.csrf_token(self)
        for order, state in ((self.order, "draft"), (self.approved, "cancel")):
            data = {"decline_message": "No", "csrf_token": csrf}
            self.open(self.url(order, "/decline"), data=data)
            self.env.invalidate_all()
            self.assertEqual(order.state, state)

    def test_payment(self):
        params = {
            "provider_id": self.provider.id,
            "payment_method_id": self.method.id,
            "token_id": None,
            "amount": 200.0,
            "flow": "direct",
            "tokenization_requested": False,
            "landing_route": "/my",
        }
        for _login in self.each_visitor():
            _result, error = self.rpc(
                f"/my/orders/{self.order.id}/transaction",
                access_token=self.order.access_token,
                **params,
            )
            self.assertTrue(error)
            self.assertFalse(self.order.sudo().transaction_ids)

    def test_optional_lines(self):
        for _login in self.each_visitor():
            for order in (self.order, self.approved):
                line = order.order_line
                self.rpc(self.url(order, "/update_line_dict"), line_id=line.id, input_quantity=7)
                self.env.invalidate_all()
                self.assertEqual(line.product_uom_qty, 2)
        self.assertTrue(self.approved._may_leave())

    def test_document_and_electronic_order(self):
        document = self.env["product.document"].create(
            {
                "name": "Sheet",
                "raw": b"secret sheet",
                "res_model": "product.product",
                "res_id": self.product.id,
                "attached_on_sale": "quotation",
            }
        )
        for _login in self.each_visitor():
            for order, shown in ((self.order, False), (self.approved, True)):
                answer = self.open(self.url(order, f"/document/{document.id}"))
                self.assertEqual(b"secret sheet" in answer.content, shown)
            answer = self.open(self.url(self.order, "/download_edi"), allow_redirects=False)
            self.assertIn(answer.status_code, (302, 303))

    def test_messages(self):
        for order in (self.order, self.approved):
            order.message_post(
                body="Among friends", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        for _login in self.each_visitor():
            for order, shown in ((self.order, False), (self.approved, True)):
                answer = self.rpc(
                    "/mail/chatter_fetch",
                    thread_model="sale.order",
                    thread_id=order.id,
                    token=order.access_token,
                )
                self.assertEqual("Among friends" in json.dumps(answer), shown)

    def test_files(self):
        for order, shown in ((self.order, False), (self.approved, True)):
            file = self.env["ir.attachment"].create(
                {"name": "q", "raw": b"secret", "res_model": "sale.order", "res_id": order.id}
            )
            [token] = file.generate_access_token()
            tokens = [token, file._get_raw_access_token()]
            self.env.flush_all()
            for _login in self.each_visitor():
                for access in tokens:
                    answer = self.open(f"/web/content/{file.id}?access_token={access}")
                    self.assertEqual(b"secret" in answer.content, shown)
        self.authenticate("tc_sales", "tc_sales")

    def test_old_link_in_a_mail(self):
        url = f"/mail/view?model=sale.order&res_id={self.order.id}"
        for _login in self.each_visitor():
            answer = self.open(f"{url}&access_token={self.order.access_token}")
            self.assertEqual(answer.status_code, 200)
            self.assertNotIn("200.00", answer.text)

    # === RPC OF A PORTAL USER === #

    def test_rules(self):
        self.authenticate("tc_portal", "tc_portal")
        orders = self.order | self.approved
        found, error = self.call("sale.order", "search", [("id", "in", orders.ids)])
        self.assertEqual((found, error), (self.approved.ids, None))
        lines = orders.order_line
        found, error = self.call("sale.order.line", "search", [("id", "in", lines.ids)])
        self.assertEqual((found, error), (self.approved.order_line.ids, None))
        for model, record in (("sale.order", self.order), ("sale.order.line", lines[0])):
            result, error = self.call(model, "read", record.ids, [])
            self.assertIsNone(result)
            self.assertIn("AccessError", error["name"])
