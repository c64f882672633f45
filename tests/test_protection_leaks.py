"""The ways by which a hidden customer shows in plain Odoo, one by one (invariant 6)."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests.common import TransactionCase, tagged
from odoo.tools import mute_logger

from .visibility_common import VisibilitySetUp

QUIET = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


class LeaksCase(VisibilitySetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden, cls.contact = cls.customers["other"], cls.contacts["other"]
        cls.secret_texts = [
            partner[name]
            for partner in (cls.hidden, cls.contact)
            for name in ("phone", "email", "street", "website", "vat")
            if partner[name]
        ]

    def assertClean(self, answer):
        """Nothing in the answer tells how to reach the hidden customer."""
        text = json.dumps(answer, default=str, ensure_ascii=False)
        for secret in self.secret_texts:
            self.assertNotIn(secret, text)
            self.assertNotIn(secret.replace(" ", ""), text)

    def assertDenied(self, user, model, method, *args, **kwargs):
        with mute_logger(*QUIET), self.assertRaises(AccessError) as caught:
            self.rpc(user, model, method, *args, **kwargs)
        self.assertClean(str(caught.exception))


@tagged("post_install", "-at_install")
class TestDocumentLeaks(LeaksCase):
    def add_lost_lead(self, partner):
        """A lead that somebody kept while its customer went to somebody else."""
        lead = self.env["crm.lead"].create(
            {"name": "Kept", "user_id": self.sales.id, "type": "opportunity"}
        )
        # Not by the ORM, which would share the customer with the lead.
        query = "UPDATE crm_lead SET partner_id = %s WHERE id = %s"
        self.env.cr.execute(query, [partner.id, lead.id])
        self.env.invalidate_all()
        return lead

    def test_lead_by_guessed_id(self):
        for partner in (self.hidden, self.contact, self.customers["masked"]):
            values = {"name": "Guess", "type": "opportunity", "partner_id": partner.id}
            self.assertDenied(self.sales, "crm.lead", "create", [values])
            self.assertDenied(self.sales, "crm.lead", "web_save", [], values, {"phone": {}})
            lead = self.rpc(self.sales, "crm.lead", "create", [{"name": "Mine"}])
            self.assertDenied(self.sales, "crm.lead", "write", lead, {"partner_id": partner.id})
            spec = {"partner_id": {}, "phone": {}, "email_from": {}, "street": {}}
            for ids in ([], lead):
                self.assertDenied(
                    self.sales, "crm.lead", "onchange", ids, values, ["partner_id"], spec
                )
            answer = self.rpc(
                self.sales,
                "crm.lead",
                "onchange",
                [],
                {},
                [],
                spec,
                context={"default_partner_id": partner.id},
            )
            self.assertFalse(answer["value"]["partner_id"])
            self.assertClean(answer)

    def test_lead_of_own_customer(self):
        values = {"name": "Mine", "type": "opportunity", "partner_id": self.customers["own"].id}
        [lead] = self.rpc(self.sales, "crm.lead", "create", [values])
        self.rpc(self.sales, "crm.lead", "write", [lead], {"partner_id": self.contacts["own"].id})

    def test_order_by_guessed_id(self):
        own = self.customers["own"].id
        order = self.rpc(self.sales, "sale.order", "create", [{"partner_id": own}])
        spec = {"partner_id": {}, "partner_invoice_id": {}, "partner_shipping_id": {}}
        for partner in (self.hidden, self.contact):
            for name in spec:
                values = {"partner_id": own, name: partner.id}
                self.assertDenied(self.sales, "sale.order", "create", [values])
                self.assertDenied(self.sales, "sale.order", "write", order, {name: partner.id})
                self.assertDenied(self.sales, "sale.order", "onchange", order, values, [name], spec)

    def test_meeting_by_guessed_id(self):
        times = {"name": "Meeting", "start": "2026-01-05 08:00:00", "stop": "2026-01-05 09:00:00"}
        for commands in (
            [Command.link(self.hidden.id)],
            [Command.set([self.hidden.id])],
            [[6, False, [self.contact.id]]],
            [self.hidden.id],
        ):
            values = {**times, "partner_ids": commands}
            self.assertDenied(self.sales, "calendar.event", "create", [values])
        [event] = self.rpc(self.sales, "calendar.event", "create", [times])
        link = {"partner_ids": [[4, self.hidden.id]]}
        self.assertDenied(self.sales, "calendar.event", "write", [event], link)
        attendee = {"event_id": event, "partner_id": self.hidden.id}
        self.assertDenied(self.sales, "calendar.attendee", "create", [attendee])
        self.assertDenied(
            self.sales, "calendar.event", "write", [event], {"attendee_ids": [[0, 0, attendee]]}
        )

    def test_attendees_of_others(self):
        """Colleagues see the meeting, and not the phone of the customer in it."""
        event = (
            self.env["calendar.event"]
            .with_user(self.sales_two)
            .create(
                {
                    "name": "Visit",
                    "start": "2026-01-05 08:00:00",
                    "stop": "2026-01-05 09:00:00",
                    "partner_ids": [Command.set([self.sales_two.partner_id.id, self.contact.id])],
                }
            )
        )
        domain = [("event_id", "=", event.id)]
        answer = self.rpc(
            self.sales, "calendar.attendee", "search_read", domain, ["phone", "email", "partner_id"]
        )
        self.assertEqual(len(answer), 1)
        self.assertClean(answer)
        spec = {
            "name": {},
            "partner_ids": {"fields": {"display_name": {}}},
            "attendee_ids": {"fields": {"email": {}, "phone": {}, "display_name": {}}},
        }
        self.assertClean(self.rpc(self.sales, "calendar.event", "web_read", event.ids, spec))
        mine = self.rpc(self.sales_two, "calendar.attendee", "search_read", domain, ["email"])
        self.assertEqual(len(mine), 2)

    def test_description_of_a_meeting(self):
        """Odoo writes the phone of the first guest into it, for all colleagues."""
        times = {"start": "2026-01-05 08:00:00", "stop": "2026-01-05 09:00:00"}
        values = {"name": "Visit", "user_id": self.sales_two.id, **times}

        def describe(*guests):
            [event] = self.rpc(
                self.sales_two,
                *("calendar.event", "create"),
                [{**values, "partner_ids": [partner.id for partner in guests]}],
            )
            return self.rpc(self.sales, "calendar.event", "read", [event], ["description"])

        self.assertClean(describe(self.contact, self.hidden))
        self.assertIn(self.customers["unmanaged"].email, str(describe(self.customers["unmanaged"])))
        self.company_a.use_visibility = False
        self.assertIn(self.contact.email, str(describe(self.contact)))

    def test_invoice_by_guessed_id(self):
        """A salesperson who writes invoices prints no address of somebody else's customer."""
        self.sales.sudo().group_ids |= self.env.ref("account.group_account_invoice")
        own = self.customers["own"].id
        for values in (
            {"partner_id": self.hidden.id},
            {"partner_id": own, "partner_shipping_id": self.contact.id},
        ):
            values = {"move_type": "out_invoice", **values}
            self.assertDenied(self.sales, "account.move", "create", [values])
            names = [*values]
            spec = {name: {} for name in ("partner_id", "partner_shipping_id")}
            self.assertDenied(self.sales, "account.move", "onchange", [], values, names, spec)
        payment = {"payment_type": "inbound", "partner_id": self.hidden.id, "amount": 1}
        self.assertDenied(self.sales, "account.payment", "create", [payment])

    def test_name_with_contact_data(self):
        """A lead that one has keeps showing the name of its customer, and no more."""
        lead = self.add_lost_lead(self.contact)
        telling = dict.fromkeys(("show_address", "show_email", "show_vat"), True)
        for more in ({}, {"formatted_display_name": True}):
            spec = {"partner_id": {"fields": {"display_name": {}}, "context": {**telling, **more}}}
            [answer] = self.rpc(self.sales, "crm.lead", "web_read", lead.ids, spec)
            self.assertIn("Person other", answer["partner_id"]["display_name"])
            self.assertClean(answer)
            [answer] = self.rpc(self.sales_two, "crm.lead", "web_read", lead.ids, spec)
            self.assertIn(self.contact.email, str(answer))
        context = dict(telling)
        answer = self.rpc(self.sales, "crm.lead", "read", lead.ids, ["partner_id"], context=context)
        self.assertClean(answer)

    def test_error_of_a_developer(self):
        """In developer mode the error names the records, with the keys of the context."""
        self.sales.sudo().group_ids |= self.env.ref("base.group_no_one")
        context = dict.fromkeys(("show_address", "show_email", "show_vat"), True)
        self.assertDenied(
            self.sales, "res.partner", "read", self.hidden.ids, ["phone"], context=context
        )

    def test_subfields_of_a_document(self):
        lead = self.add_lost_lead(self.hidden)
        spec = {"partner_id": {"fields": {"phone": {}, "display_name": {}}}}
        self.assertDenied(self.sales, "crm.lead", "web_read", lead.ids, spec)
        self.sales.sudo().group_ids |= self.env.ref("base.group_allow_export")
        self.assertDenied(self.sales, "crm.lead", "export_data", lead.ids, ["partner_id/phone"])
        domain = [("partner_id.phone", "=", self.hidden.phone)]
        self.assertFalse(self.rpc(self.sales, "crm.lead", "search", domain))
        self.assertTrue(self.rpc(self.sales_two, "crm.lead", "search", domain))

    def test_documents_of_nobody(self):
        """What has no salesperson is everybody's in Odoo, with the phone of its customer."""
        lead = self.env["crm.lead"].create(
            {"name": "By mail", "user_id": False, "partner_id": self.hidden.id}
        )
        order = self.env["sale.order"].create(
            {"partner_id": self.hidden.id, "company_id": self.company_a.id}
        )
        order.user_id = False
        for document in (lead, order):
            ids = document.ids
            self.assertFalse(self.rpc(self.sales, document._name, "search", [("id", "in", ids)]))
            self.assertDenied(self.sales, document._name, "read", ids, ["name"])
            self.assertTrue(self.rpc(self.sales_two, document._name, "search", [("id", "in", ids)]))
        free = self.env["crm.lead"].create({"name": "Stranger", "user_id": False})
        self.assertTrue(self.rpc(self.sales, "crm.lead", "search", [("id", "=", free.id)]))


@tagged("post_install", "-at_install")
class TestPartnerLeaks(LeaksCase):
    def test_contact_of_a_hidden_customer(self):
        values = {"name": "Spy", "parent_id": self.hidden.id, "function": "x", "phone": "1"}
        self.assertDenied(self.sales, "res.partner", "create", [values])
        spec = {"parent_id": {}, "street": {}, "vat": {}, "user_id": {}, "complete_name": {}}
        self.assertDenied(self.sales, "res.partner", "onchange", [], values, ["parent_id"], spec)
        [mine] = self.rpc(self.sales, "res.partner", "create", [{"name": "Spy"}])
        self.assertDenied(self.sales, "res.partner", "write", [mine], {"parent_id": self.hidden.id})
        self.assertDenied(
            self.sales, "res.partner", "write", [mine], {"commercial_partner_id": self.hidden.id}
        )
        self.assertDenied(
            self.sales, "res.partner", "write", [mine], {"child_ids": [[4, self.contact.id]]}
        )
        context = {"default_parent_id": self.hidden.id}
        self.assertDenied(self.sales, "res.partner", "onchange", [], {}, [], spec, context=context)

    def test_same_tax_number(self):
        self.env.user.company_id.country_id = self.env.ref("base.ch")
        [mine] = self.rpc(
            self.sales, "res.partner", "create", [{"name": "Twin", "vat": self.hidden.vat}]
        )
        names = ["same_vat_partner_id", "same_company_registry_partner_id"]
        [values] = self.rpc(self.sales, "res.partner", "read", [mine], names)
        self.assertEqual([values[name] for name in names], [False, False])
        [values] = self.rpc(self.office, "res.partner", "read", [mine], names)
        self.assertEqual(values["same_vat_partner_id"][0], self.hidden.id)

    def test_bank_accounts(self):
        account = self.env["res.partner.bank"].create(
            {"acc_number": "CH9300762011623852957", "partner_id": self.hidden.id}
        )
        domain = [("id", "=", account.id)]
        self.assertFalse(self.rpc(self.sales, "res.partner.bank", "search", domain))
        self.assertDenied(self.sales, "res.partner.bank", "read", account.ids, ["acc_number"])
        self.assertTrue(self.rpc(self.sales_two, "res.partner.bank", "search", domain))
        self.sales.sudo().group_ids |= self.env.ref("base.group_partner_manager")
        values, spec = {"partner_id": self.hidden.id}, {"acc_holder_name": {}}
        names = ["partner_id"]
        self.assertDenied(self.sales, "res.partner.bank", "onchange", [], values, names, spec)
        mine = self.env["res.partner.bank"].create(
            {"acc_number": "CH1234", "partner_id": self.customers["own"].id}
        )
        self.assertTrue(self.rpc(self.sales, "res.partner.bank", "search", [("id", "=", mine.id)]))

    def test_no_duplicate_by_email(self):
        partners = self.env["res.partner"].search_count([])
        for email in (self.hidden.email, f'"Nice Name" <{self.contact.email.upper()}>'):
            with self.assertRaises(UserError) as caught:
                self.rpc(self.sales, "res.partner", "find_or_create", email)
            message = str(caught.exception)
            self.assertIn("belongs to", message)
            self.assertIn(self.sales_two.name, message)
            for secret in (self.hidden.phone, self.hidden.street, self.contact.phone):
                self.assertNotIn(secret, message)
            with self.assertRaises(UserError):
                self.env["res.partner"].with_user(self.sales)._find_or_create_from_emails([email])
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        found = self.rpc(self.sales_two, "res.partner", "find_or_create", self.hidden.email)
        self.assertEqual(found, self.hidden.ids)
        self.rpc(self.sales, "res.partner", "find_or_create", "new@nowhere.test")
        gateway = self.env["res.partner"].sudo().find_or_create(self.hidden.email)
        self.assertEqual(gateway, self.hidden)

    def test_followers_and_recipients(self):
        own = self.customers["own"]
        self.rpc(self.sales, "res.partner", "message_subscribe", own.ids, [self.hidden.id])
        self.assertNotIn(self.hidden, own.message_partner_ids)
        [message_id] = self.rpc(
            self.sales,
            "res.partner",
            "message_post",
            own.ids,
            body="Hello",
            partner_ids=[self.hidden.id, self.contact.id, self.contacts["own"].id],
        )
        message = self.env["mail.message"].browse(message_id)
        self.assertEqual(message.partner_ids, self.contacts["own"])
        self.assertFalse(
            message.sudo().notification_ids.res_partner_id & (self.hidden | self.contact)
        )
        [message_id] = self.rpc(
            self.sales, "res.partner", "message_post", own.ids, body="x", author_id=self.hidden.id
        )
        self.assertClean(self.rpc(self.sales, "mail.message", "read", [message_id], ["email_from"]))

    def test_list_of_followers(self):
        own = self.customers["own"]
        own.sudo().message_subscribe([self.contact.id, self.contacts["own"].id])
        domain = [("res_model", "=", "res.partner")]
        rows = self.rpc(self.sales, "mail.followers", "search_read", domain, ["name", "email"])
        self.assertIn("Person own", {row["name"] for row in rows})
        self.assertClean(rows)

    def test_former_owner_is_told_no_more(self):
        own = self.customers["own"].sudo()
        own.message_subscribe([self.sales.partner_id.id])
        own._change_owner(self.sales_two, "assign")
        comment = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        message = own.with_user(self.sales_two).message_post(body="Our price", **comment)
        self.assertNotIn(self.sales.partner_id, message.sudo().notification_ids.res_partner_id)
        self.assertFalse(self.rpc(self.sales, "mail.message", "search", [("id", "=", message.id)]))
        self.assertDenied(self.sales, "res.partner", "message_post", own.ids, body="Still here")

    def test_ledger_and_shares(self):
        for model in ("crm.protection.event", "crm.customer.share"):
            rows = self.rpc(self.sales, model, "search_read", [], ["partner_id"])
            names = {row["partner_id"][1] for row in rows}
            self.assertNotIn("Hidden other", names)
            self.assertNotIn("Hidden masked", names)
            self.assertIn("Hidden shared_read", names)

    def test_extension_requests(self):
        """Who asked for which customer, and why, is for those who see the customer."""
        two = self.hidden.with_user(self.sales_two)
        two._ask_extension(5, f"Call {self.hidden.phone} again")
        request = self.hidden.sudo().extension_ids
        domain = [("id", "in", request.ids)]
        model = "crm.protection.extension"
        for user in (self.sales, self.leader):
            self.assertFalse(self.rpc(user, model, "search", domain))
            self.assertDenied(user, model, "read", request.ids, ["reason"])
            self.assertDenied(user, model, "message_post", request.ids, body="x")
        self.other_team.sudo().user_id = self.leader
        for user in (self.sales_two, self.leader, self.office):
            self.assertTrue(self.rpc(user, model, "search", domain))
        # Whoever asked still finds how it ended.
        self.hidden.sudo()._change_owner(self.sales, "assign")
        self.assertTrue(self.rpc(self.sales_two, model, "search", domain))

    def test_claim_by_guessed_id(self):
        """A refusal says whose it is, and nothing else; what is no customer is not claimed."""
        with self.assertRaises(UserError) as caught:
            self.rpc(self.sales, "res.partner", "action_claim", self.hidden.ids)
        self.assertIn(self.sales_two.name, str(caught.exception))
        self.assertClean(str(caught.exception))
        others = self.customers["unmanaged"] | self.contacts["public"] | self.contacts["masked"]
        before = others.mapped("protection_state")
        for partner in others:
            with self.assertRaisesRegex(UserError, "Only customers"):
                self.rpc(self.sales, "res.partner", "action_claim", partner.ids)
        self.assertEqual(others.mapped("protection_state"), before)

    def test_claim_of_another_company(self):
        self.customers["public"].sudo().company_id = self.company_b
        self.customers["public"].child_ids.sudo().company_id = self.company_b
        with self.assertRaisesRegex(UserError, "another company"):
            self.rpc(self.sales, "res.partner", "action_claim", self.customers["public"].ids)
