"""What the ERP has to enter: told until it says that it has it, each at least once."""

import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests.common import TransactionCase, tagged

from .erp_common import CODE, ErpSetUp


@tagged("post_install", "-at_install")
class TestErpChanges(ErpSetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create(
            {"name": "Pump", "default_code": "P-100", "list_price": 250, "taxes_id": False}
        )
        cls.won = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)

    def make_quotation(self, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company_a.id,
                "user_id": self.sales.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": 4}),
                    Command.create({"display_type": "line_note", "name": "Thanks"}),
                ],
                **values,
            }
        )

    def make_task(self, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Line 4",
                "type": "opportunity",
                "partner_id": self.customer.id,
                "company_id": self.company_a.id,
                "user_id": self.sales.id,
                **values,
            }
        )

    def changes(self, *args, user=None):
        return self.call(user or self.key_user, "changes", *args)

    def get_events(self):
        return [
            (change["event"], change["quotation"] or change["task"])
            for change in self.changes()["changes"]
        ]

    def test_confirmed(self):
        order = self.make_quotation()
        self.assertEqual(self.get_events(), [])
        order.action_confirm()
        answer = self.changes()
        (change,) = answer["changes"]
        self.assertFalse(answer["cursor"])
        json.dumps(answer)
        expected = {
            "event": "confirmed",
            "is_current": True,
            "company": self.company_a.id,
            "quotation": order.name,
            "currency": order.currency_id.name,
            "amount_total": "1000",
            "salesperson": "tc_sales",
            "customer": {"code": CODE, "vat": "DE136695976", "name": "Adler GmbH"},
            "lines": [
                {
                    "line": 1,
                    "product": "P-100",
                    "description": order.order_line[0].name,
                    "unit": self.product.uom_id.name,
                    "quantity": "4",
                    "price": "250",
                    "discount": "0",
                    "amount": "1000",
                }
            ],
        }
        self.assertEqual({name: change[name] for name in expected}, expected)
        # Pushed back with these references it is linked.
        __, stored = self.push(quotation=change["quotation"])
        self.assertEqual(stored.order_id, order)

    def test_course_of_a_quotation(self):
        order = self.make_quotation()
        order.action_confirm()
        order.write({"state": "sale"})
        self.assertEqual(self.get_events(), [("confirmed", order.name)], "nothing twice")
        order._action_cancel()
        self.assertEqual([event for event, __ in self.get_events()], ["confirmed", "cancelled"])
        self.assertEqual(
            [change["is_current"] for change in self.changes()["changes"]], [False, True]
        )
        order.action_draft()
        self.assertEqual(len(self.get_events()), 2, "after a cancellation a draft is no news")
        order.action_confirm()
        self.assertEqual(self.get_events()[-1], ("confirmed", order.name))
        never = self.make_quotation()
        never._action_cancel()
        self.assertEqual(len(self.get_events()), 3, "the ERP never knew of it")

    def test_created_as_confirmed(self):
        order = self.make_quotation(state="sale")
        self.assertEqual(self.get_events(), [("confirmed", order.name)])

    def test_won_task(self):
        task = self.make_task()
        lead = self.make_task(type="lead")
        (task | lead).write({"stage_id": self.won.id})
        self.assertEqual(self.get_events(), [("won", task.id)])
        task.write({"stage_id": self.won.id, "probability": 100})
        self.assertEqual(len(self.get_events()), 1)
        other = self.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        task.write({"stage_id": other.id, "probability": 20})
        self.assertEqual([event for event, __ in self.get_events()], ["won", "reopened"])

    def test_acknowledged(self):
        orders = self.make_quotation() | self.make_quotation() | self.make_quotation()
        orders.action_confirm()
        ids = [change["id"] for change in self.changes()["changes"]]
        stranger = self.env["crm.erp.change"].search([], order="id desc", limit=1).id + 999
        asked = [{"id": ids[1], "number": "SO-77"}, {"id": stranger}, {"id": "x"}, None, {}]
        answers = self.call(self.key_user, "acknowledge", asked)
        self.assertEqual(
            [(answer["result"], answer["code"]) for answer in answers],
            [("acknowledged", False), ("error", "unknown"), *[("error", "type")] * 3],
        )
        self.assertEqual(
            self.get_events(), [("confirmed", orders[0].name), ("confirmed", orders[2].name)]
        )
        row = self.env["crm.erp.change"].browse(ids[1])
        self.assertEqual(row.erp_number, "SO-77")
        again = self.call(self.key_user, "acknowledge", [{"id": ids[1], "number": "SO-78"}])
        self.assertEqual(again[0]["result"], "unchanged")
        self.assertEqual(row.erp_number, "SO-77")
        for bad in ({"id": True}, {"id": 2**40}, {"id": ids[0], "number": "\x00"}, {"id": -1}):
            (answer,) = self.call(self.key_user, "acknowledge", [bad])
            self.assertEqual(answer["code"], "type", bad)
        with self.assertRaises(UserError):
            self.call(self.key_user, "acknowledge", {"id": ids[0]})

    def test_pages(self):
        orders = self.env["sale.order"]
        for __ in range(5):
            orders |= self.make_quotation()
        orders.action_confirm()
        found, cursor = [], None
        for __ in range(3):
            answer = self.changes(cursor, 2)
            found += [change["quotation"] for change in answer["changes"]]
            cursor = answer["cursor"]
        self.assertFalse(cursor)
        self.assertEqual(found, orders.mapped("name"))
        for args in (("x",), (-1,), (True,), (2**40,), (None, 0), (None, "5"), (None, True)):
            with self.assertRaises(UserError):
                self.changes(*args)

    def test_only_of_companies_with_an_erp(self):
        elsewhere = self.make_quotation(
            partner_id=self.env["res.partner"].create({"name": "B"}).id,
            company_id=self.company_b.id,
            user_id=False,
            team_id=False,
        )
        elsewhere.action_confirm()
        self.assertFalse(self.env["crm.erp.change"].search([("order_id", "=", elsewhere.id)]))
        self.company_b.use_erp_orders = True
        elsewhere.write({"state": "sale"})
        self.assertTrue(self.env["crm.erp.change"].search([("order_id", "=", elsewhere.id)]))
        self.assertEqual(self.get_events(), [], "not of a company of this user")

    def test_approved(self):
        """What no longer is what was approved is told too."""
        order = self.make_quotation()
        changes = self.env["crm.erp.change"]
        with self.patch_event("approved"):
            changes._announce("order_id", order)
        with self.patch_event("reopened"):
            changes._announce("order_id", order)
            changes._announce("order_id", order)
        self.assertEqual([event for event, __ in self.get_events()], ["approved", "reopened"])

    def patch_event(self, event):
        model = type(self.env["sale.order"])
        return patch.object(model, "_get_erp_event", lambda order: event)

    def test_who(self):
        row = self.env["crm.erp.change"]
        for user in (self.sales, self.office, self.manager, self.portal):
            for method, args in (("changes", []), ("acknowledge", [[]])):
                with self.assertRaises(AccessError):
                    self.call(user, method, *args)
        with self.assertRaises(AccessError):
            self.call(self.key_user, "search_read", [], model="crm.erp.change")
        with self.assertRaises(UserError):
            row.create({"event": "won", "company_id": self.company_a.id})

    def test_merged_task(self):
        tasks = self.make_task() | self.make_task()
        tasks.write({"stage_id": self.won.id})
        self.assertEqual(len(self.get_events()), 2)
        merged = tasks.merge_opportunity()
        self.assertEqual(
            self.env["crm.erp.change"].search([("company_id", "=", self.company_a.id)]).lead_id,
            merged,
        )

    def test_scaling(self):
        """Reading many costs no query for each."""

        def count(size):
            orders = self.env["sale.order"]
            for __ in range(size):
                orders |= self.make_quotation()
            orders.action_confirm()
            before = self.env.cr.sql_log_count
            self.assertGreaterEqual(len(self.changes()["changes"]), size)
            return self.env.cr.sql_log_count - before

        count(1)
        few = count(1)
        self.assertLess(count(12), few + 6)
