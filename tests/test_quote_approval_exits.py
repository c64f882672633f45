"""Ways out of the house, one by one, that go through no mail and no portal (invariant 7)."""

import base64
from unittest.mock import patch

import psycopg2

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import TransactionCase
from odoo.tools import mute_logger

from .common import IMPORT_OPTIONS
from .quote_common import QuoteSetUp


@tagged("post_install", "-at_install")
class TestQuoteApprovalExits(QuoteSetUp, TransactionCase):
    def setUp(self):
        super().setUp()
        self.order = self.add_order()
        self.approved = self.approved_order()

    def test_button_says_why(self):
        self.assertRegex(self.order._confirmation_error_message(), "needs approval")
        self.assertFalse(self.approved._confirmation_error_message())
        with self.assertRaisesRegex(UserError, "needs approval"):
            (self.approved | self.order).action_confirm()
        self.assertEqual(self.approved.state, "draft")

    def test_send_dialog(self):
        with self.assertRaisesRegex(UserError, f"{self.order.name} needs approval"):
            self.order.action_quotation_send()
        with self.assertRaisesRegex(UserError, self.order.name):
            (self.approved | self.order).with_context(proforma=True).action_quotation_send()
        self.assertEqual(self.approved.action_quotation_send()["res_model"], "mail.compose.message")

    def test_marked_as_sent(self):
        with self.assertRaisesRegex(UserError, "needs approval"):
            self.order.action_quotation_sent()
        with self.assertRaisesRegex(UserError, "needs approval"):
            self.order.with_context(mark_so_as_sent=True).message_post(body="x")
        self.assertEqual(self.order.state, "draft")

    def test_raw_state(self):
        for values in ({"state": "sent"}, {"state": "sale"}):
            with self.assertRaisesRegex(UserError, "needs approval"):
                self.order.sudo().write(values)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.order._write({"state": "sale"})
            self.env.flush_all()

    def test_import(self):
        rows = [["id", "state"], [f"__export__.q{self.order.id}", "sale"]]
        self.env["ir.model.data"].create(
            {
                "name": f"q{self.order.id}",
                "module": "__export__",
                "model": "sale.order",
                "res_id": self.order.id,
            }
        )
        content = "\n".join(",".join(row) for row in rows).encode()
        wizard = self.env["base_import.import"].create(
            {"res_model": "sale.order", "file": content, "file_type": "text/csv"}
        )
        result = wizard.execute_import(rows[0], rows[0], {**IMPORT_OPTIONS})
        self.assertRegex(str(result["messages"]), "needs approval")
        self.assertEqual(self.order.state, "draft")

    def test_automation(self):
        """A server action of the administrator, with all rights."""
        action = self.env["ir.actions.server"].create(
            {
                "name": "Confirm",
                "model_id": self.env["ir.model"]._get_id("sale.order"),
                "state": "code",
                "code": "record.write({'state': 'sale'})",
            }
        )
        with self.assertRaisesRegex(UserError, "needs approval"):
            action.with_context(active_model="sale.order", active_id=self.order.id).run()

    def test_cancel_and_back(self):
        self.order.action_cancel()
        self.order.action_draft()
        with self.assertRaisesRegex(UserError, "needs approval"):
            self.order.action_confirm()

    def test_invoice_of_a_quotation(self):
        wizard = self.env["sale.advance.payment.inv"]
        wizard = wizard.with_user(self.sales).with_context(active_ids=self.order.ids)
        values = {
            "sale_order_ids": [Command.set(self.order.ids)],
            "advance_payment_method": "fixed",
            "fixed_amount": 5,
        }
        with self.assertRaisesRegex(UserError, "needs approval"):
            wizard.create(values).create_invoices()
        with self.assertRaisesRegex(UserError, "needs approval"):
            self.order._prepare_invoice()
        self.assertFalse(self.order.invoice_ids)
        self.assertTrue(self.approved._prepare_invoice())

    def test_signature_and_payment(self):
        both = self.order | self.approved
        for order in both.sudo():
            order.write({"require_signature": True, "require_payment": True})
        self.approved.action_submit_approval()
        self.approved.with_user(self.leader).action_approve()
        self.assertFalse(self.order._has_to_be_signed())
        self.assertFalse(self.order._has_to_be_paid())
        self.assertTrue(self.approved._has_to_be_signed())
        self.assertTrue(self.approved._has_to_be_paid())

    def test_customer_edits_free_ones_only(self):
        self.assertFalse(self.order._can_be_edited_on_portal())
        self.assertFalse(self.approved._can_be_edited_on_portal())
        user = self.new_user("tq_b", "sales_team.group_sale_salesman", self.company_b)
        self.assertTrue(self.add_order(user=user)._can_be_edited_on_portal())

    def test_share_link(self):
        with self.assertRaisesRegex(UserError, "needs approval"):
            self.order._get_share_url()
        context = {"active_model": "sale.order", "active_id": self.order.id}
        self.sales.group_ids |= self.env.ref("base.group_partner_manager")
        share = self.env["portal.share"].with_user(self.sales)
        with self.assertRaisesRegex(UserError, "needs approval"):
            share.with_context(**context).default_get(["share_link"])
        with self.assertRaisesRegex(UserError, "needs approval"):
            share.create(
                {
                    "res_model": "sale.order",
                    "res_id": self.order.id,
                    "partner_ids": [Command.set(self.customer.ids)],
                }
            ).action_send_mail()
        self.assertIn("access_token", self.approved._get_share_url())

    def test_payment_link(self):
        links = self.env["payment.link.wizard"].with_user(self.manager)
        values = {"res_model": "sale.order", "amount": 5, "amount_max": 5}
        values["currency_id"] = self.order.currency_id.id
        with self.assertRaisesRegex(UserError, "needs approval"):
            links.create({**values, "res_id": self.order.id}).mapped("link")
        self.assertIn("http", links.create({**values, "res_id": self.approved.id}).link)

    def test_text_message(self):
        if "sms.composer" not in self.env:
            self.skipTest("Text messages are not installed")
        self.customer.phone = "+41 44 668 18 00"
        composers = self.env["sms.composer"].with_user(self.sales)
        values = {"res_model": "sale.order", "body": "Hello"}
        with self.assertRaisesRegex(UserError, "needs approval"):
            composers.create(
                {**values, "composition_mode": "mass", "res_ids": str(self.order.ids)}
            ).action_send_sms()
        with self.assertRaisesRegex(UserError, "needs approval"):
            self.order._message_sms("Hello", sms_numbers=["+41446681801"])
        with self.assertRaisesRegex(UserError, "needs approval"):
            self.order.sudo()._message_sms("Hello", sms_numbers=["+41446681801"])
        info = (self.order | self.approved).sudo()._sms_get_recipients_info()
        self.assertFalse(info[self.order.id]["sanitized"])
        self.assertTrue(info[self.approved.id]["sanitized"])

    def test_letter(self):
        """No letter of an order is offered; one that is made by hand carries the marks."""
        if "snailmail.letter" not in self.env:
            self.skipTest("Letters are not installed")
        report = self.env.ref("sale.action_report_saleorder")
        report.paperformat_id = self.env.ref("base.paperformat_euro")
        letter = self.env["snailmail.letter"].create(
            {
                "partner_id": self.customer.id,
                "model": "sale.order",
                "res_id": self.order.id,
                "company_id": self.company_a.id,
                "user_id": self.sales.id,
                "report_template": report.id,
            }
        )
        rendered = []
        model = self.env.registry["ir.actions.report"]
        render = model._render_template

        def spy(reports, *args, **kwargs):
            rendered.append(render(reports, *args, **kwargs))
            return rendered[-1]

        with patch.object(model, "_render_template", spy):
            try:
                letter._fetch_attachment()
            except Exception:  # noqa: BLE001  # What becomes of the page does not matter here.
                self.assertTrue(rendered)
        self.assertIn(b"NOT APPROVED", rendered[0])

    def test_file_of_an_order(self):
        file = self.env["ir.attachment"].create(
            {
                "name": "Sheet",
                "datas": base64.b64encode(b"secret"),
                "res_model": "sale.order",
                "res_id": self.order.id,
            }
        )
        self.assertEqual(file._get_quotations(), self.env["sale.order"].browse(self.order.id))

    def test_word_for_outsiders(self):
        order = self.order.with_user(self.portal).sudo()
        self.assertRegex(order._why_not_leave(), "being prepared")
        self.assertNotIn(self.leader.name, order._why_not_leave())

    def test_confirmed_before_approvals(self):
        user = self.new_user("tq_b", "sales_team.group_sale_salesman", self.company_b)
        order = self.add_order(user=user)
        order.action_confirm()
        self.company_b.use_quote_approval = True
        self.assertTrue(order._may_leave())
        order.action_quotation_send()
        order._prepare_invoice()
