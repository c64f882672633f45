"""Opportunities, orders and meetings: seen by the customer's owner, and no list that fails."""

from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests.common import TransactionCase, tagged
from odoo.tools import mute_logger

from .visibility_common import VisibilitySetUp


@tagged("post_install", "-at_install")
class TestDocuments(VisibilitySetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({"name": "Pump", "list_price": 10})

    def add_lead(self, user, partner, **values):
        lead = self.env["crm.lead"].with_user(user).with_company(self.company_a)
        values = {"name": "Deal", "type": "opportunity", "user_id": user.id, **values}
        return lead.create({"partner_id": partner.id, **values})

    def add_order(self, user, partner):
        order = self.env["sale.order"].with_user(user).with_company(self.company_a)
        lines = [(0, 0, {"product_id": self.product.id, "product_uom_qty": 2})]
        values = {"partner_id": partner.id, "user_id": user.id, "order_line": lines}
        return order.create(values)

    def assertSeenBy(self, records, roles, method="search"):
        """By these, and by none of the others who sell."""
        for role in ("sales", "sales_two", "leader", "director"):
            user = getattr(self, role)
            found = self.rpc(user, records._name, "search", [("id", "in", records.ids)])
            self.assertEqual(sorted(found), sorted(records.ids) if role in roles else [], role)
            mine = records.with_user(user).with_company(self.company_a)
            for operation in ("read", "write"):
                self.assertEqual(mine.has_access(operation), role in roles, (role, operation))

    def test_made_by_a_collaborator(self):
        for kind in ("customers", "contacts"):
            partner = getattr(self, kind)["shared_write"]
            lead, order = self.add_lead(self.sales, partner), self.add_order(self.sales, partner)
            everybody = ("sales", "sales_two", "leader", "director")
            for records in (lead, order, order.order_line):
                self.assertSeenBy(records, everybody)

    def test_the_same_for_leaders_of_many(self):
        """Their rule is another query with the same answer."""
        few = "odoo.addons.crm_customer_protection.models.protection.crm_customer_document_mixin"
        for number in (0, 1000):
            with self.subTest(few=number), patch(f"{few}._FEW_OWNERS", number):
                self.test_of_the_team()
                self.test_follows_the_customer()
                self.customers["other"].sudo()._change_owner(self.sales_two, "assign")

    def test_of_the_team(self):
        own = self.add_lead(self.sales, self.customers["own"])
        self.assertSeenBy(own, ("sales", "leader", "director"))
        other = self.add_lead(self.sales_two, self.customers["other"])
        self.assertSeenBy(other, ("sales_two",))
        stranger = self.add_order(self.sales_two, self.customers["unmanaged"])
        self.assertSeenBy(stranger | stranger, ("sales_two",))
        self.assertSeenBy(stranger.order_line, ("sales_two",))

    def test_follows_the_customer(self):
        lead = self.add_lead(self.sales_two, self.customers["other"])
        self.assertSeenBy(lead, ("sales_two",))
        self.customers["other"].sudo()._change_owner(self.sales, "assign")
        self.assertSeenBy(lead, ("sales", "sales_two", "leader", "director"))

    def test_as_in_odoo_where_switched_off(self):
        lead = self.add_lead(self.sales, self.customers["shared_write"])
        self.company_a.use_visibility = False
        self.assertSeenBy(lead, ("sales",))
        lead.sudo().user_id = False
        self.assertSeenBy(lead, ("sales", "sales_two", "leader", "director"))

    def test_given_away_with_the_customer(self):
        """Who assigns a lead of a customer gives a look at the customer with it."""
        lead = self.add_lead(self.sales_two, self.customers["other"])
        self.assertFalse(self.customers["other"].with_user(self.sales).has_access("read"))
        self.rpc(self.sales_two, "crm.lead", "write", lead.ids, {"user_id": self.sales.id})
        [values] = self.rpc(
            self.sales, "res.partner", "read", self.customers["other"].ids, ["phone"]
        )
        self.assertTrue(values["phone"])
        event = self.customers["other"].protection_event_ids[0]
        self.assertEqual((event.cause, event.shared_user_id), ("share", self.sales))
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.rpc(self.sales, "res.partner", "write", self.customers["other"].ids, {"name": "x"})

    def test_nobody_gives_what_is_not_theirs(self):
        """A reader of a shared customer cannot hand it on by a lead."""
        lead = self.add_lead(self.sales, self.customers["shared_read"])
        self.rpc(self.sales, "crm.lead", "write", lead.ids, {"user_id": self.leader.id})
        customer = self.customers["shared_read"]
        self.assertFalse(customer.with_user(self.leader).has_access("read"))

    # === LISTS DO NOT FAIL === #

    def get_specification(self, user, model, kind):
        """All fields of a view, as the client asks for them."""
        views = self.rpc(user, model, "get_views", [(False, kind)])
        fields = views["models"][model]["fields"]
        arch = etree.fromstring(views["views"][kind]["arch"])
        names = {node.get("name") for node in arch.iter("field")} & fields.keys()
        many2one = {"fields": {"display_name": {}}}
        return {
            name: many2one
            if fields[name]["type"] == "many2one"
            else {"fields": {"display_name": {}}}
            if fields[name]["type"] in ("one2many", "many2many")
            else {}
            for name in names
        }

    def assertOpens(self, user, record, kinds):
        for kind in kinds:
            specification = self.get_specification(user, record._name, kind)
            answer = self.rpc(
                user,
                record._name,
                "web_search_read",
                [("id", "in", record.ids)],
                specification,
            )
            self.assertEqual(answer["length"], len(record), kind)

    def test_lists_with_a_lost_customer(self):
        """The customer went to somebody else, the documents stay with who made them."""
        customer, contact = self.customers["own"], self.contacts["own"]
        lead, other_lead = self.add_lead(self.sales, customer), self.add_lead(self.sales, contact)
        order = self.add_order(self.sales, customer)
        event = (
            self.env["calendar.event"]
            .with_user(self.sales)
            .create(
                {
                    "name": "Visit",
                    "start": "2026-01-05 08:00:00",
                    "stop": "2026-01-05 09:00:00",
                    "partner_ids": [(6, 0, [self.sales.partner_id.id, contact.id])],
                }
            )
        )
        lead.activity_schedule("mail.mail_activity_data_call", user_id=self.sales.id)
        customer.sudo()._change_owner(self.sales_two, "assign")
        self.assertFalse(customer.with_user(self.sales).has_access("read"))
        leads = lead | other_lead
        self.assertOpens(
            self.sales, leads, ("list", "kanban", "calendar", "pivot", "graph", "form")
        )
        self.assertOpens(
            self.sales, order, ("list", "kanban", "calendar", "pivot", "graph", "form")
        )
        self.assertOpens(self.sales, event, ("list", "calendar", "form"))
        for records in (leads, order, event):
            for name in self.rpc(self.sales, records._name, "fields_get", [], ["type"]):
                with self.subTest(model=records._name, field=name):
                    self.rpc(self.sales, records._name, "read", records.ids, [name])
        self.rpc(self.sales, "crm.lead", "write", leads.ids, {"name": "Renamed", "probability": 20})
        self.rpc(self.sales, "sale.order", "write", order.ids, {"client_order_ref": "X"})
        data = self.rpc(
            self.sales, "mail.activity", "get_activity_data", "crm.lead", [("id", "in", leads.ids)]
        )
        self.assertIn(lead.id, data["activity_res_ids"])
        for document in (lead, order):
            self.rpc(self.sales, document._name, "message_post", document.ids, body="Note")
