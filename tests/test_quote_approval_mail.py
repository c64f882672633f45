"""Messages and mails: nothing unapproved reaches anybody outside, inside they go on (invariant 7)."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import TransactionCase

from .quote_common import QuoteSetUp


@tagged("post_install", "-at_install")
class TestQuoteApprovalMail(QuoteSetUp, TransactionCase):
    def setUp(self):
        super().setUp()
        self.order = self.add_order()
        self.approved = self.approved_order()
        self.template = self.env.ref("sale.email_template_edi_sale")

    def mails(self):
        """E-mails to the customer that were not cancelled."""
        self.env.flush_all()
        mails = self.env["mail.mail"].sudo().search([("state", "!=", "cancel")])
        return mails.filtered(
            lambda mail: (
                self.customer in mail.recipient_ids or self.customer.email in (mail.email_to or "")
            )
        )

    def file(self, order):
        return self.env["ir.attachment"].create(
            {"name": "q.pdf", "raw": b"x", "res_model": "sale.order", "res_id": order.id}
        )

    # === MESSAGES === #

    def test_message_to_the_customer(self):
        with self.assertRaisesRegex(UserError, r"needs approval[\s\S]*Pumpwerk[\s\S]*stays inside"):
            self.order.message_post(
                body="Our offer",
                partner_ids=self.customer.ids,
                subtype_xmlid="mail.mt_comment",
            )
        self.assertFalse(self.mails())
        self.approved.message_post(body="Our offer", partner_ids=self.customer.ids)
        self.assertTrue(self.mails())

    def test_message_to_a_follower_outside(self):
        self.order.sudo().message_subscribe(self.customer.ids)
        with self.assertRaisesRegex(UserError, "Pumpwerk"):
            self.order.message_post(body="Our offer", subtype_xmlid="mail.mt_comment")
        self.order.message_post(body="Among us")
        self.assertFalse(self.mails())

    def test_message_to_a_bare_address(self):
        with self.assertRaisesRegex(UserError, "someone@elsewhere.example"):
            self.order.message_post(body="x", outgoing_email_to="someone@elsewhere.example")

    def test_message_within_the_house(self):
        message = self.order.message_post(body="x", partner_ids=self.leader.partner_id.ids)
        self.assertEqual(message.notified_partner_ids, self.leader.partner_id)

    def test_notify_without_a_record(self):
        with self.assertRaisesRegex(UserError, "needs approval"):
            self.env["mail.thread"].with_user(self.sales).message_notify(
                body="x",
                partner_ids=self.customer.ids,
                model="sale.order",
                res_id=self.order.id,
            )

    def test_file_of_an_order_on_another_record(self):
        partner = self.customer.with_user(self.manager)
        message = {"body": "x", "partner_ids": self.customer.ids}
        with self.assertRaisesRegex(UserError, "needs approval"):
            partner.message_post(**message, attachment_ids=self.file(self.order).ids)
        partner.message_post(**message, attachment_ids=self.file(self.approved).ids)

    def test_server_leaves_outsiders_out(self):
        self.order.sudo().message_subscribe(self.customer.ids)
        self.order.sudo().message_post(
            body="Thank you",
            partner_ids=(self.customer | self.leader.partner_id).ids,
            subtype_xmlid="mail.mt_comment",
        )
        self.assertFalse(self.mails())
        logged, message = self.order.sudo().message_ids[:2]
        self.assertIn("Not sent to Pumpwerk", logged.body)
        self.assertEqual(message.notified_partner_ids, self.leader.partner_id)

    def test_mail_that_comes_in(self):
        self.order.sudo().message_subscribe(self.customer.ids)
        message = self.order.message_post(
            body="From a colleague",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertFalse(message.sudo().notification_ids)
        self.assertFalse(self.mails())

    def test_message_notified_later(self):
        later = fields.Datetime.now() + timedelta(days=2)
        self.approved.message_post(
            body="x", partner_ids=self.customer.ids, scheduled_date=str(later)
        )
        self.approved.order_line.price_unit = 3
        self.env["mail.message.schedule"].sudo().search([])._send_notifications()
        self.assertFalse(self.mails())
        self.assertIn("Not sent to Pumpwerk", self.approved.sudo().message_ids[0].body)

    # === COMPOSER === #

    def composer(self, orders, **values):
        composers = self.env["mail.compose.message"].with_user(self.sales)
        return composers.create(
            {
                "model": "sale.order",
                "res_ids": str(orders.ids),
                "subject": "Offer",
                "body": "<p>Offer</p>",
                **values,
            }
        )

    def test_composer(self):
        before = self.order.message_ids
        for values in (
            {"template_id": self.template.id},
            {"partner_ids": [Command.set(self.customer.ids)]},
        ):
            wizard = self.composer(self.order, composition_mode="comment", **values)
            with self.assertRaisesRegex(UserError, "needs approval"):
                wizard._action_send_mail()
        self.assertEqual(self.order.message_ids, before)

    def test_composer_to_many(self):
        wizard = self.composer(
            self.approved | self.order, composition_mode="mass_mail", template_id=self.template.id
        )
        with self.assertRaisesRegex(UserError, f"^{self.order.name}"):
            wizard._action_send_mail()
        self.assertFalse(self.mails())

    def test_composer_note_inside(self):
        wizard = self.composer(
            self.order,
            composition_mode="comment",
            partner_ids=[Command.set(self.leader.partner_id.ids)],
        )
        wizard._action_send_mail()

    # === E-MAILS === #

    def test_template_sends_itself(self):
        mail_id = self.template.with_user(self.sales).send_mail(self.order.id)
        mail = self.env["mail.mail"].sudo().browse(mail_id)
        self.assertEqual(mail.state, "cancel")
        self.assertIn("needs approval", mail.failure_reason)
        mail_id = self.template.with_user(self.sales).send_mail(self.approved.id)
        self.assertEqual(self.env["mail.mail"].sudo().browse(mail_id).state, "outgoing")

    def new_mail(self, order, **values):
        return self.env["mail.mail"].create(
            {"model": "sale.order", "res_id": order.id, "body_html": "x", **values}
        )

    def test_mail_to_an_address(self):
        outside = {"email_to": "Somebody <someone@elsewhere.example>"}
        self.assertEqual(self.new_mail(self.order, **outside).state, "cancel")
        self.assertEqual(
            self.new_mail(self.order, email_cc="someone@elsewhere.example").state, "cancel"
        )
        self.assertEqual(self.new_mail(self.approved, **outside).state, "outgoing")

    def test_mail_within_the_house(self):
        self.leader.email = "leader@our.example"
        for to in (
            {"email_to": "leader@our.example"},
            {"recipient_ids": [Command.set(self.leader.partner_id.ids)]},
        ):
            self.assertEqual(self.new_mail(self.order, **to).state, "outgoing")

    def test_mail_with_a_file_of_an_order(self):
        for order, state in ((self.order, "cancel"), (self.approved, "outgoing")):
            mail = self.env["mail.mail"].create(
                {
                    "body_html": "x",
                    "email_to": "someone@elsewhere.example",
                    "attachment_ids": [Command.set(self.file(order).ids)],
                }
            )
            self.assertEqual(mail.state, state)
        mail = self.env["mail.mail"].create({"email_to": "someone@elsewhere.example"})
        mail.attachment_ids = self.file(self.order)
        self.assertEqual(mail.state, "cancel")

    def test_mail_on_its_way(self):
        mail = self.new_mail(self.approved, recipient_ids=[Command.set(self.customer.ids)])
        self.approved.order_line.price_unit = 3
        mail.send()
        self.assertEqual(mail.state, "cancel")
        # Taken up again by hand.
        mail.mark_outgoing()
        mail.send()
        self.assertEqual(mail.state, "cancel")

    def test_mail_of_the_content_before(self):
        mail = self.new_mail(
            self.approved,
            recipient_ids=[Command.set(self.customer.ids)],
            date=fields.Datetime.now() - timedelta(hours=1),
        )
        self.assertEqual(mail.state, "cancel")
        self.assertIn("after this was written", mail.failure_reason)

    # === LATER === #

    def schedule(self, order, **values):
        return (
            self.env["mail.scheduled.message"]
            .with_user(self.sales)
            .create(
                {
                    "model": "sale.order",
                    "res_id": order.id,
                    "author_id": self.sales.partner_id.id,
                    "body": "Offer",
                    "partner_ids": [Command.set(self.customer.ids)],
                    "scheduled_date": fields.Datetime.now() + timedelta(days=1),
                    **values,
                }
            )
        )

    def test_scheduled(self):
        with self.assertRaisesRegex(UserError, "needs approval"):
            self.schedule(self.order)
        inside = self.schedule(self.order, partner_ids=False, is_note=True)
        with self.assertRaisesRegex(UserError, "needs approval"):
            inside.write({"partner_ids": [Command.set(self.customer.ids)]})

    def test_scheduled_of_the_content_before(self):
        message = self.schedule(self.approved)
        message.sudo().flush_recordset()
        self.approved.order_line.price_unit = 3
        with self.assertRaisesRegex(UserError, "needs approval"):
            message.post_message()
        message._post_message(raise_exception=False)
        self.assertFalse(message.exists())
        self.assertFalse(self.mails())

    def test_scheduled_before_the_approval_of_now(self):
        message = self.schedule(self.approved).sudo()
        # An hour ago; what was approved since then says something else.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_scheduled_message SET quote_date = quote_date - interval '1 hour'"
        )
        message.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "after this was written"):
            message.with_user(self.sales).post_message()
        message._post_message(raise_exception=False)
        self.assertFalse(message.exists())
        self.assertFalse(self.mails())

    def test_scheduled_is_posted(self):
        self.schedule(self.approved).post_message()
        self.assertTrue(self.mails())

    # === JOBS === #

    def test_notification_mail(self):
        self.order._send_order_notification_mail(self.template)
        self.assertFalse(self.mails())
        self.assertIn("was not sent", self.order.sudo().message_ids[0].body)
        self.approved._send_order_notification_mail(self.template)
        self.assertTrue(self.mails())

    def test_job_of_pending_mails(self):
        orders = (self.order | self.approved).sudo()
        orders.pending_email_template_id = self.template
        with self.enter_registry_test_mode():
            self.env.ref("sale.send_pending_emails_cron").method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(orders.pending_email_template_id)
        self.assertEqual(set(self.mails().mapped("res_id")), {self.approved.id})
