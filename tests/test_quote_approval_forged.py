"""Every way out once more over real HTTP, as the salesperson, with contexts that a client makes up."""

from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import HttpCase
from odoo.tools import mute_logger

from ..models.protection.guard import _KEY
from .quote_common import QuoteSetUp

QUIET = ("odoo.http", "odoo.sql_db", "odoo.addons.base.models.ir_rule")
FORGED = [
    {
        _KEY: value,
        "crm_quote_paying": value,
        "crm_quote_watch": value,
        "crm_quote_marks": value,
        "su": True,
        "uid": 1,
        "mark_so_as_sent": True,
        "skip_check": True,
        "install_mode": True,
        "default_approval_state": "approved",
        "default_state": "outgoing",
        "mass_mailing_id": 1,
    }
    for value in (True, 1, "", {"__class__": "object"}, [1], None)
]


@tagged("post_install", "-at_install")
class TestQuoteApprovalForged(QuoteSetUp, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Who may most: mails and payment links too.
        cls.sales.group_ids |= cls.env.ref("base.group_partner_manager")
        cls.sales.group_ids |= cls.env.ref("account.group_account_invoice")
        day = datetime.now() + timedelta(days=0.5)
        keys = cls.env["res.users.apikeys"].with_user(cls.sales)
        cls.key = keys._generate("rpc", "forgery", day)
        cls.order = cls.add_order(require_signature=True)
        cls.template = cls.env.ref("sale.email_template_edi_sale")
        cls.file = cls.env["ir.attachment"].create(
            {"name": "q", "raw": b"x", "res_model": "sale.order", "res_id": cls.order.id}
        )
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.authenticate(self.sales.login, self.sales.login)

    def each_call(self, called, method, ids=None, /, **values):
        """The same call in each context, as an outside program and as the web client do it.

        :return: generator of (whether it was done, what was answered)
        """
        for context in FORGED:
            with mute_logger(*QUIET):
                answer = self.url_open(
                    f"/json/2/{called}/{method}",
                    json={**({} if ids is None else {"ids": ids}), "context": context, **values},
                    headers={"Authorization": f"bearer {self.key}"},
                )
            yield answer.status_code == 200, answer.text
            arguments = [] if ids is None else [ids]
            result, error = self.call_with(
                called, method, arguments, {**values, "context": context}
            )
            yield not error, str(result or error)

    def call_with(self, called, method, arguments, values):
        params = {"model": called, "method": method, "args": arguments, "kwargs": values}
        with mute_logger(*QUIET):
            answer = self.url_open(
                "/web/dataset/call_kw", json={"jsonrpc": "2.0", "method": "call", "params": params}
            ).json()
        return answer.get("result"), answer.get("error", {}).get("data")

    def assertInside(self, called, method, ids=None, /, **values):
        for done, answer in self.each_call(called, method, ids, **values):
            self.assertFalse(done, answer[:300])
            self.assertIn("needs approval", answer)
        self.env.invalidate_all()
        self.assertEqual((self.order.state, self.order.approval_state), ("draft", "draft"))
        self.assertFalse(self.sent_mails())

    def sent_mails(self):
        mails = self.env["mail.mail"].sudo().search([("state", "!=", "cancel")])
        return mails.filtered(
            lambda mail: self.customer in mail.recipient_ids or "elsewhere" in (mail.email_to or "")
        )

    def test_state(self):
        ids = self.order.ids
        for state in ("sent", "sale"):
            self.assertInside("sale.order", "write", ids, vals={"state": state})
            self.assertInside(
                "sale.order", "web_save", ids, vals={"state": state}, specification={}
            )
        for method in ("action_confirm", "action_quotation_sent", "action_quotation_send"):
            self.assertInside("sale.order", method, ids)
        self.assertInside(
            "sale.order",
            "create",
            vals_list=[{"partner_id": self.customer.id, "state": "sale"}],
        )

    def test_import(self):
        xmlid = f"__export__.forged_{self.order.id}"
        self.env["ir.model.data"].create(
            {
                "module": "__export__",
                "name": f"forged_{self.order.id}",
                "model": "sale.order",
                "res_id": self.order.id,
            }
        )
        self.env.flush_all()
        for _done, answer in self.each_call(
            "sale.order", "load", fields=["id", "state"], data=[[xmlid, "sale"]]
        ):
            self.assertIn("needs approval", answer)
        self.env.invalidate_all()
        self.assertEqual(self.order.state, "draft")

    def test_copy(self):
        for done, _answer in self.each_call(
            "sale.order", "copy", self.order.ids, default={"approval_state": "approved"}
        ):
            self.assertFalse(done)

    def test_messages(self):
        customer = self.customer.ids
        self.assertInside(
            "sale.order",
            "message_post",
            self.order.ids,
            body="Offer",
            partner_ids=customer,
        )
        self.assertInside(
            "sale.order",
            "message_post",
            self.order.ids,
            body="Offer",
            outgoing_email_to="x@elsewhere.example",
        )
        self.assertInside(
            "mail.thread",
            "message_notify",
            [],
            partner_ids=customer,
            body="x",
            model="sale.order",
            res_id=self.order.id,
        )
        self.assertInside(
            "res.partner",
            "message_post",
            customer,
            body="x",
            partner_ids=customer,
            attachment_ids=self.file.ids,
        )

    def test_composer(self):
        for mode in ("comment", "mass_mail"):
            wizard = (
                self.env["mail.compose.message"]
                .with_user(self.sales)
                .create(
                    {
                        "model": "sale.order",
                        "res_ids": str(self.order.ids),
                        "composition_mode": mode,
                        "template_id": self.template.id,
                    }
                )
            )
            self.env.flush_all()
            self.assertInside("mail.compose.message", "action_send_mail", wizard.ids)

    def test_template(self):
        for _done, _answer in self.each_call(
            "mail.template",
            "send_mail",
            self.template.ids,
            res_id=self.order.id,
            force_send=True,
            email_values={"email_to": "x@elsewhere.example"},
        ):
            self.assertFalse(self.sent_mails())
        mails = self.env["mail.mail"].sudo().search([("res_id", "=", self.order.id)])
        self.assertTrue(mails)
        self.assertEqual({*mails.mapped("state")}, {"cancel"})

    def test_scheduled(self):
        self.assertInside(
            "mail.scheduled.message",
            "create",
            vals_list=[
                {
                    "model": "sale.order",
                    "res_id": self.order.id,
                    "author_id": self.sales.partner_id.id,
                    "body": "Offer",
                    "partner_ids": [[6, 0, self.customer.ids]],
                    "scheduled_date": "2099-01-01 00:00:00",
                    "quote_date": "2099-01-01 00:00:00",
                }
            ],
        )

    def test_links(self):
        values = {"res_model": "sale.order", "res_id": self.order.id}
        share = (
            self.env["portal.share"]
            .with_user(self.sales)
            .create({**values, "partner_ids": [Command.set(self.customer.ids)]})
        )
        links = self.env["payment.link.wizard"].with_user(self.sales)
        link = links.create({**values, "amount": 5, "currency_id": self.order.currency_id.id})
        self.env.flush_all()
        self.assertInside("portal.share", "action_send_mail", share.ids)
        self.assertInside("payment.link.wizard", "read", link.ids, fields=["link"])

    def test_invoice(self):
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_user(self.sales)
            .create(
                {
                    "sale_order_ids": [Command.set(self.order.ids)],
                    "advance_payment_method": "fixed",
                    "fixed_amount": 5,
                }
            )
        )
        self.env.flush_all()
        self.assertInside("sale.advance.payment.inv", "create_invoices", wizard.ids)

    def test_report(self):
        for kind in ("html", "pdf", "text"):
            answer = self.url_open(
                f"/report/{kind}/sale.report_saleorder/{self.order.id}"
                '?context={"crm_quote_marks":{},"crm_protection_token":true}'
            )
            self.assertIn("NOT APPROVED", answer.content.decode(errors="ignore"))
