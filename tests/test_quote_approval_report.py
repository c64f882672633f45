"""Printed quotations: marked while they are not approved, and for the house alone (invariant 7)."""

import lxml.html

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import BaseCase, TransactionCase

from ..tools.watermark import mark_html, mark_text
from .quote_common import QuoteSetUp

MARK = "DRAFT – NOT APPROVED"
REPORTS = ("sale.action_report_saleorder", "sale.action_report_pro_forma_invoice")


@tagged("post_install", "-at_install")
class TestWatermark(BaseCase):
    PAGE = b"""<html><body><main>
        <div class="header">H1</div><div class="article" data-oe-model="m" data-oe-id="1">A1</div>
        <div class="footer">F1</div>
        <div class="header">H2</div><div class="article" data-oe-model="m" data-oe-id="2">A2</div>
        <div class="footer">F2</div></main></body></html>"""

    def test_only_what_is_named(self):
        root = lxml.html.document_fromstring(mark_html(self.PAGE, "m", {2: "草稿 <b>"}).decode())
        marked = [
            part.get("class") for part in root.xpath("//main/div") if "草稿" in part.text_content()
        ]
        self.assertEqual(marked, ["header", "article", "footer"])
        self.assertIn("A2", root.xpath("//div[div[@class='o_quote_mark']]")[0].text_content())
        self.assertFalse(root.xpath("//b"))
        self.assertEqual(len(root.xpath("//*[@class='o_quote_mark']")), 1)

    def test_page_without_parts(self):
        self.assertIn("X", mark_html(b"<p>Hello</p>", "m", {1: "X"}).decode())

    def test_text(self):
        self.assertEqual(mark_text(b"a\n", "m", {1: "X"}), b"*** X ***\na\n*** X ***\n")


@tagged("post_install", "-at_install")
class TestQuoteApprovalReport(QuoteSetUp, TransactionCase):
    def setUp(self):
        super().setUp()
        self.order = self.add_order()
        self.approved = self.approved_order()
        self.reports = self.env["ir.actions.report"].with_user(self.sales)

    def render(self, kind, orders, report=REPORTS[0], user=None):
        reports = self.reports.with_user(user or self.sales)
        return getattr(reports, f"_render_qweb_{kind}")(report, orders.ids)[0].decode()

    def test_each_kind_of_each_report(self):
        for report in REPORTS:
            for kind in ("html", "pdf", "text"):
                with self.subTest(report, kind=kind):
                    self.assertIn(MARK, self.render(kind, self.order, report))
                    self.assertNotIn(MARK, self.render(kind, self.approved, report))

    def test_only_the_unapproved_of_many(self):
        root = lxml.html.document_fromstring(self.render("html", self.approved | self.order))
        for order, marked in ((self.approved, False), (self.order, True)):
            [article] = root.xpath(f"//div[@data-oe-id='{order.id}']")
            self.assertEqual(MARK in article.text_content(), marked)
        self.assertEqual(len(root.xpath("//*[@class='o_quote_mark']")), 1)
        # Article, and the head and the foot that each page repeats.
        self.assertEqual(len(root.xpath("//*[@class='o_quote_mark_banner']")), 3)

    def test_own_report(self):
        view = self.env["ir.ui.view"].create(
            {
                "name": "own",
                "type": "qweb",
                "key": "crm_customer_protection.own_quote_report",
                "arch": "<t><p t-foreach='docs' t-as='doc' t-out='doc.name'/></t>",
            }
        )
        report = self.env["ir.actions.report"].create(
            {"name": "Own", "model": "sale.order", "report_name": view.key}
        )
        self.assertIn(MARK, self.render("html", self.order, report.id))

    def test_changed_since_its_approval(self):
        self.approved.order_line.price_unit = 3
        self.assertIn(MARK, self.render("html", self.approved))

    def test_forged_values(self):
        data = {"crm_quote_marks": {}, "docs": self.env["sale.order"], "report_type": "html"}
        self.assertIn(
            MARK, self.reports._render_qweb_html(REPORTS[0], self.order.ids, data)[0].decode()
        )

    def test_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.sales.lang = "zh_CN"
        text = self.reports.with_context(lang="en_US")._get_quotation_marks(self.order)
        self.assertEqual(
            text[self.order.id],
            self.reports.with_context(lang="zh_CN").env._("DRAFT – NOT APPROVED"),
        )

    def test_nobody_outside(self):
        for user in (self.portal, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self.render("html", self.order, user=user)
            with self.assertRaises(AccessError):
                self.reports.with_user(user).sudo()._render_qweb_html(REPORTS[0], self.order.ids)
        self.reports.with_user(self.portal).sudo()._render_qweb_html(REPORTS[0], self.approved.ids)

    def test_public_user_of_another_company(self):
        reports = self.reports.with_user(self.env.ref("base.public_user")).sudo()
        reports.with_company(self.company_a)._render_qweb_html(REPORTS[0], self.approved.ids)

    def test_kept_files(self):
        report = self.env.ref(REPORTS[0])
        report.attachment = "'kept.pdf'"
        for order in (self.order, self.approved):
            self.env["ir.attachment"].create(
                {"name": "kept.pdf", "raw": b"x", "res_model": "sale.order", "res_id": order.id}
            )
        self.assertFalse(report.retrieve_attachment(self.order))
        self.assertTrue(report.retrieve_attachment(self.approved))

    def test_marked_files_are_not_kept(self):
        report = self.env.ref(REPORTS[0])
        report.attachment = "object.name"

        class Stream:
            def getvalue(self):
                return b"x"

        streams = {
            order.id: {"stream": Stream(), "attachment": None}
            for order in (self.order, self.approved)
        }
        values = report._prepare_pdf_report_attachment_vals_list(report, streams)
        self.assertEqual([value["res_id"] for value in values], [self.approved.id])
