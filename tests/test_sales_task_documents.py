"""Documents: their kinds, and the size limit over every way on which a person uploads."""

import base64
import io
from email.message import EmailMessage

from PIL import Image
from psycopg2.errors import ForeignKeyViolation

from odoo import SUPERUSER_ID, http
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from .sales_task_common import SalesTaskCase, SalesTaskSetUp
from .test_customer_rpc import CustomerHttpCase

MEGABYTE = 1024 * 1024
NINE = b"%PDF-1.4 " + b"x" * (9 * MEGABYTE)
EIGHT = b"%PDF-1.4 " + b"x" * (8 * MEGABYTE - 9)
REFUSAL = r"big.pdf has 9.0 MB; documents here may have 8 MB"


class DocumentsCase(SalesTaskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.task = cls.add_task(cls.sales, name="Line 3", partner_id=cls.customer.id)
        cls.plain = cls.add_task(cls.sales, name="Plain", team_id=cls.plain_team.id)
        cls.kind = cls.env.ref("crm_customer_protection.crm_document_kind_contract")

    def attach(self, record, raw=b"small", user=None, **values):
        attachments = self.env["ir.attachment"].with_user(user or self.sales)
        where = {"res_model": record._name, "res_id": record.id} if record else {}
        return attachments.create({"name": "big.pdf", "raw": raw, **where, **values})


@tagged("post_install", "-at_install")
class TestDocumentSize(DocumentsCase):
    def assertLimited(self, way):
        with self.assertRaisesRegex(UserError, REFUSAL):
            way()

    def test_created(self):
        encoded = base64.b64encode(NINE)
        for record in (self.task, self.customer, self.contact):
            with self.subTest(record=record):
                self.assertLimited(lambda record=record: self.attach(record, NINE))
                self.assertLimited(
                    lambda record=record: self.attach(record, False, datas=encoded.decode())
                )
                self.assertLimited(
                    lambda record=record: self.attach(record, NINE, file_size=1, checksum="0" * 40)
                )
                self.assertLimited(lambda record=record: self.attach(record, NINE.decode()))
        self.assertLimited(lambda: self.attach(self.task, False, db_datas=NINE.decode()))
        self.assertLimited(lambda: self.attach(self.task, NINE, res_field="name"))

    def test_up_to_the_limit(self):
        document = self.attach(self.task, EIGHT)
        self.assertEqual(document.file_size, 8 * MEGABYTE)
        datas = base64.b64encode(EIGHT).decode()
        self.attach(self.task, False, datas=datas)
        with self.assertRaises(UserError):
            self.attach(self.task, EIGHT + b"x")

    def test_written(self):
        document = self.attach(self.task)
        self.assertLimited(lambda: document.write({"raw": NINE}))
        self.assertLimited(lambda: document.write({"datas": base64.b64encode(NINE)}))
        self.assertLimited(lambda: document.write({"db_datas": NINE}))
        loose = self.attach(None, NINE)
        here = {"res_model": "crm.lead", "res_id": self.task.id}
        self.assertLimited(lambda: loose.write(here))
        self.assertLimited(lambda: loose.write({"res_model": "crm.lead"}) and loose.write(here))
        elsewhere = self.attach(self.plain, NINE)
        self.assertLimited(lambda: elsewhere.write({"res_id": self.task.id}))
        self.assertLimited(lambda: elsewhere.copy(here))
        hidden = self.attach(self.customer, NINE, res_field="image_1920", user=self.manager)
        self.assertLimited(lambda: hidden.with_user(self.manager).write({"res_field": False}))

    def test_posted(self):
        loose = self.attach(None, NINE, res_model="mail.compose.message", res_id=0)
        self.assertLimited(lambda: self.task.message_post(body="x", attachment_ids=loose.ids))
        self.assertLimited(
            lambda: self.task.message_post(body="x", attachments=[("big.pdf", NINE)])
        )

    def test_dialog(self):
        loose = self.attach(None, NINE, res_model="crm.document.upload", res_id=0)
        values = {"res_model": "crm.lead", "res_id": self.task.id, "attachment_ids": loose.ids}
        dialog = self.env["crm.document.upload"].with_user(self.sales).create(values)
        self.assertLimited(dialog.action_upload)

    def test_what_has_no_limit(self):
        self.attach(self.plain, NINE)
        self.attach(None, NINE)
        partner = self.env["res.partner"].create({"name": "Vendor"})
        self.attach(partner, NINE, user=self.manager)
        self.attach(self.task, NINE, user=self.env["res.users"].browse(SUPERUSER_ID))

    def test_pictures_are_made_smaller(self):
        noise = Image.effect_noise((3000, 2600), 90).convert("RGB")
        stream = io.BytesIO()
        noise.save(stream, "PNG", compress_level=0)
        picture = stream.getvalue()
        self.assertGreater(len(picture), 9 * MEGABYTE)
        document = self.attach(self.task, picture, name="photo.png")
        self.assertLess(document.file_size, 8 * MEGABYTE)
        document = self.attach(self.task, False, datas=base64.b64encode(picture), name="photo.png")
        self.assertLess(document.file_size, 8 * MEGABYTE)

    def test_setting(self):
        self.company_a.document_size_limit = 2
        with self.assertRaisesRegex(UserError, "has 3.0 MB; documents here may have 2 MB"):
            self.attach(self.task, b"x" * 3 * MEGABYTE)
        self.company_b.document_size_limit = 1
        self.attach(self.task, b"x" * 2 * MEGABYTE)
        self.company_a.document_size_limit = 0
        self.attach(self.task, NINE)
        with self.assertRaises(ValidationError):
            self.company_a.document_size_limit = -1
        settings = self.env["res.config.settings"].with_user(self.sales)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            settings.create({"document_size_limit": 50}).execute()

    def test_incoming_mail_is_kept(self):
        mail = EmailMessage()
        mail["From"], mail["To"] = "buyer@example.com", "sales@example.com"
        mail["Subject"], mail["Message-Id"] = "Drawings", "<drawings@example.com>"
        mail.set_content("Here they are")
        mail.add_attachment(NINE, maintype="application", subtype="pdf", filename="big.pdf")
        threads = self.env["mail.thread"].with_user(self.manager).sudo()
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            threads.message_process("crm.lead", mail.as_bytes(), thread_id=self.task.id)
        document = self.env["ir.attachment"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", self.task.id)]
        )
        self.assertGreater(document.file_size, 9 * MEGABYTE - 10)
        # It may be named, given a kind, and goes along with a merge.
        mine = document.with_user(self.sales)
        mine.write({"name": "drawings.pdf", "document_kind_id": self.kind.id})
        values = {"partner_id": self.customer.id, "probability": 90}
        second = self.add_task(self.sales, name="Line 4", **values)
        merged = (self.task | second).with_user(self.sales).merge_opportunity()
        self.assertEqual((merged, document.res_id), (second, second.id))


@tagged("post_install", "-at_install")
class TestDocuments(DocumentsCase):
    def test_with_kind(self):
        action = self.task.action_view_documents()
        self.assertEqual(self.task.message_attachment_count, 0)
        loose = self.attach(None, res_model="crm.document.upload", res_id=0)
        uploads = self.env["crm.document.upload"].with_user(self.sales)
        dialog = Form(uploads.with_context(**action["context"]))
        dialog.document_kind_id = self.kind
        dialog.attachment_ids = loose
        dialog.save().action_upload()
        documents = self.env["ir.attachment"].with_user(self.sales)
        self.assertEqual(documents.search(action["domain"]), loose)
        self.assertEqual(loose.document_kind_id, self.kind)
        self.env.invalidate_all()
        self.assertEqual(self.task.message_attachment_count, 1)
        self.assertIn(str(loose.id), loose.action_open_document()["url"])

    def test_on_the_customer(self):
        self.attach(self.customer)
        domain = self.customer.action_view_documents()["domain"]
        self.assertEqual(self.env["ir.attachment"].search_count(domain), 1)
        self.customer.image_1920 = base64.b64encode(self.picture())
        self.assertEqual(self.env["ir.attachment"].search_count(domain), 1, "the logo is none")

    def picture(self):
        stream = io.BytesIO()
        Image.new("RGB", (20, 20)).save(stream, "PNG")
        return stream.getvalue()

    def test_of_tasks_that_one_may_not_change(self):
        loose = self.attach(None, user=self.sales_two)
        values = {"res_model": "crm.lead", "res_id": self.task.id, "attachment_ids": loose.ids}
        dialog = self.env["crm.document.upload"].with_user(self.sales_two).create(values)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            dialog.action_upload()
        document = self.attach(self.task)
        for way in (
            lambda: document.with_user(self.sales_two).document_kind_id.name,
            lambda: document.with_user(self.sales_two).write({"document_kind_id": self.kind.id}),
            document.with_user(self.sales_two).action_open_document,
            self.task.with_user(self.sales_two).action_view_documents,
        ):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                way()

    def test_kind_in_use(self):
        self.attach(self.task, document_kind_id=self.kind.id)
        self.kind.with_user(self.office).active = False
        self.env.flush_all()
        with self.assertRaises(ForeignKeyViolation), mute_logger("odoo.sql_db"):
            self.kind.with_user(self.office).unlink()


@tagged("post_install", "-at_install")
class TestDocumentsOverHttp(SalesTaskSetUp, CustomerHttpCase, HttpCase):
    """What the web client gets, and shows, for a file of 9 MB."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.task = cls.add_task(cls.sales, name="Line 3", partner_id=cls.customer.id)
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.authenticate("tc_sales", "tc_sales")

    def upload(self, url, raw=NINE, **data):
        data["csrf_token"] = http.Request.csrf_token(self)
        answer = self.url_open(url, data=data, files={"ufile": ("big.pdf", raw)}, timeout=60)
        self.assertEqual(answer.status_code, 200)
        return answer.json()

    def assertNothingKept(self):
        kept = self.env["ir.attachment"].search_count([("name", "=", "big.pdf")])
        self.assertEqual(kept, 0)

    def test_chatter(self):
        for pending in ("false", "true"):
            for record in (self.task, self.customer):
                answer = self.upload(
                    "/mail/attachment/upload",
                    thread_model=record._name,
                    thread_id=record.id,
                    is_pending=pending,
                )
                self.assertRegex(answer["error"], REFUSAL)
        self.assertNothingKept()
        answer = self.upload(
            "/mail/attachment/upload",
            b"small",
            thread_model="crm.lead",
            thread_id=self.task.id,
            is_pending="true",
        )
        self.assertTrue(answer["data"]["attachment_id"])

    def test_field(self):
        where = {"model": "crm.lead", "id": self.task.id}
        [answer] = self.upload("/web/binary/upload_attachment", **where)
        self.assertRegex(answer["error"], REFUSAL)
        self.assertNothingKept()
        [answer] = self.upload("/web/binary/upload_attachment", b"small", **where)
        self.assertEqual(answer["filename"], "big.pdf")

    def test_field_of_a_dialog(self):
        """It stands nowhere yet; the dialog refuses it."""
        where = {"model": "crm.document.upload", "id": 0}
        [answer] = self.upload("/web/binary/upload_attachment", **where)
        dialog = {"res_model": "crm.lead", "res_id": self.task.id}
        dialog_id, _error = self.call(
            "crm.document.upload", "create", {**dialog, "attachment_ids": [[4, answer["id"]]]}
        )
        _result, error = self.call("crm.document.upload", "action_upload", [dialog_id])
        self.assertRegex(error["message"], REFUSAL)

    def test_programs(self):
        encoded = base64.b64encode(NINE).decode()
        values = {"name": "big.pdf", "res_model": "crm.lead", "res_id": self.task.id}
        for content in ({"datas": encoded}, {"raw": NINE.decode()}, {"db_datas": encoded}):
            for forged in ({}, {"file_size": 1}, {"res_field": "description"}):
                for context in ({}, {"crm_document_uploaded_for": ["crm.lead", 0]}):
                    answer = self.post(
                        self.sales,
                        "ir.attachment",
                        "create",
                        vals_list=[{**values, **content, **forged}],
                        context=context,
                    )
                    self.assertEqual(answer.status_code, 422)
                    self.assertIn("documents here may have 8 MB", answer.json()["message"])
        self.assertNothingKept()
