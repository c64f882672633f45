"""Hidden customers over the routes of the web client that are no methods of a model."""

import json

from odoo.tests.common import HttpCase, tagged
from odoo.tools import mute_logger

from .visibility_common import VisibilitySetUp


@tagged("post_install", "-at_install")
class TestRouteLeaks(VisibilitySetUp, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer, cls.contact = cls.customers["own"], cls.contacts["own"]
        cls.lead = (
            cls.env["crm.lead"]
            .with_user(cls.sales)
            .create({"name": "Kept", "type": "opportunity", "partner_id": cls.contact.id})
        )
        cls.lead.sudo().message_post(
            body="Please call me",
            author_id=cls.contact.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        cls.lead.sudo().message_subscribe([cls.contact.id])
        cls.lead.sudo().write({"phone": False, "email_from": False, "street": False})
        cls.customer.sudo()._change_owner(cls.sales_two, "assign")
        # What the lead itself says may be read by whoever has it.
        query = "UPDATE crm_lead SET phone = NULL, email_from = NULL, email_normalized = NULL"
        cls.env.cr.execute(f"{query} WHERE id = %s", [cls.lead.id])
        cls.env.flush_all()
        cls.env.invalidate_all()
        cls.secrets = [cls.contact.email, cls.contact.phone, cls.customer.email]

    def call_raw(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        with mute_logger("odoo.http"):
            return self.url_open(
                "/web/dataset/call_kw", json={"jsonrpc": "2.0", "method": "call", "params": params}
            ).json()

    def post(self, route, **params):
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            answer = self.url_open(
                route, json={"jsonrpc": "2.0", "method": "call", "params": params}
            ).json()
        self.assertNotIn("error", answer, json.dumps(answer)[:500])
        return answer["result"]

    def assertHides(self, answer):
        text = json.dumps(answer, ensure_ascii=False)
        for secret in self.secrets:
            self.assertNotIn(secret, text)

    def test_chatter_of_a_kept_document(self):
        self.authenticate("tc_sales", "tc_sales")
        thread = {"thread_model": "crm.lead", "thread_id": self.lead.id}
        # A message tells who wrote it, as the document does.
        messages = self.post("/mail/thread/messages", **thread)
        self.assertIn("Please call me", json.dumps(messages))
        self.assertHides(self.post("/mail/thread/recipients", **thread))
        route = "/mail/thread/recipients/get_suggested_recipients"
        self.assertHides(self.post(route, **thread, partner_ids=[self.contact.id]))
        store = self.post(
            "/mail/data",
            fetch_params=[
                [
                    "mail.thread",
                    {
                        **thread,
                        "access_params": {},
                        "request_list": ["followers", "activities", "suggestedRecipients"],
                    },
                ]
            ],
        )
        self.assertHides(store)

    def test_chatter_of_the_owner(self):
        self.authenticate("tc_sales_two", "tc_sales_two")
        thread = {"thread_model": "crm.lead", "thread_id": self.lead.id}
        recipients = self.post("/mail/thread/recipients", **thread)
        self.assertIn(self.contact.email, json.dumps(recipients))

    def test_channels(self):
        """Nobody invites by a guessed id, and who is in a channel shows by name only."""
        self.authenticate("tc_sales", "tc_sales")
        channels = self.env["discuss.channel"].with_user(self.sales)
        channel = channels._create_channel("Fair", None)
        below = channel._create_sub_channel(name="Below")
        self.env.flush_all()
        for one in (channel, below):
            answer = self.call_raw(
                *("discuss.channel", "add_members", one.ids), partner_ids=self.contact.ids
            )
            self.assertIn("do not see", json.dumps(answer["error"]))
        member = {"channel_id": channel.id, "partner_id": self.contact.id}
        answer = self.call_raw("discuss.channel.member", "create", [member])
        self.assertIn("AccessError", json.dumps(answer["error"]))
        channel.sudo()._add_members(partners=self.contact)
        self.env.flush_all()
        route, params = "/discuss/channel/members", {"channel_id": channel.id}
        members = self.post(route, known_member_ids=[], **params)
        self.assertIn("Person own", json.dumps(members))
        self.assertHides(members)
        channel.sudo()._add_members(partners=self.sales_two.partner_id)
        self.env.flush_all()
        self.authenticate("tc_sales_two", "tc_sales_two")
        members = self.post(route, known_member_ids=[], **params)
        self.assertIn(self.contact.email, json.dumps(members))

    def test_mentions_and_invitations(self):
        self.authenticate("tc_sales", "tc_sales")
        for method, kwargs in (
            ("get_mention_suggestions", {"search": "Person own"}),
            ("search_for_channel_invite", {"search_term": "Person own"}),
        ):
            answer = self.post(
                "/web/dataset/call_kw",
                model="res.partner",
                method=method,
                args=[],
                kwargs=kwargs,
            )
            self.assertNotIn("Person own", json.dumps(answer))
            self.assertHides(answer)

    def test_contact_card(self):
        self.authenticate("tc_sales", "tc_sales")
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            response = self.url_open(f"/web_enterprise/partner/{self.contact.id}/vcard")
            self.assertNotIn(self.contact.email, response.text)
            response = self.url_open(f"/web/partner/vcard?partner_ids={self.contact.id}")
        self.assertNotIn(self.contact.email, response.text)
