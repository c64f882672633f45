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

    # === CHANGED AFTER THE CONFIRMATION === #

    def count_changed(self, order):
        self.env.flush_all()
        domain = [("order_id", "=", order.id), ("event", "=", "changed")]
        return self.env["crm.erp.change"].search_count(domain)

    def test_changed(self):
        order = self.make_quotation()
        order.order_line[0].product_uom_qty = 5
        self.assertEqual(self.count_changed(order), 0, "the ERP knows nothing of it")
        order.action_confirm()
        self.assertEqual(self.count_changed(order), 0)
        expected = 0
        for values in (
            {"order_line": [Command.update(order.order_line[0].id, {"product_uom_qty": 7})]},
            {"order_line": [Command.create({"product_id": self.product.id})]},
            {"client_order_ref": "PO-7"},
            {"note": "<p>Ex works</p>"},
            {"commitment_date": "2026-06-01 08:00:00"},
        ):
            for __ in range(2):
                order.write(values)
                values = {name: value for name, value in values.items() if name != "order_line"}
            expected += 1
            self.assertEqual(self.count_changed(order), expected, values)
        order.order_line[0].price_unit = 240
        order.order_line[-1].product_uom_qty = 0
        self.assertEqual(self.count_changed(order), expected + 2)
        changes = self.changes()["changes"]
        self.assertEqual({change["event"] for change in changes}, {"confirmed", "changed"})
        self.assertTrue(all(change["is_current"] for change in changes))
        self.assertEqual(changes[-1]["lines"][0]["quantity"], "7")
        order.write({"state": "sale"})
        self.assertEqual(self.get_events()[-1][0], "changed", "it was confirmed once")
        order._action_cancel()
        self.assertEqual(self.get_events()[-1][0], "cancelled")
        order.client_order_ref = "PO-8"
        self.assertEqual(self.get_events()[-1][0], "cancelled")

    def test_unchanged(self):
        order = self.make_quotation()
        order.action_confirm()
        line = order.order_line[0]
        order.write({"order_line": [Command.update(line.id, {"product_uom_qty": 4})]})
        line.write({"price_unit": line.price_unit, "name": line.name})
        order.write({"user_id": self.sales_two.id, "origin": "Fair"})
        line.write({"product_uom_qty": 9})
        line.write({"qty_delivered": 2})
        self.assertEqual(self.count_changed(order), 1)

    def test_changed_and_back(self):
        """It is told twice: the ERP may have read the one in between."""
        order = self.make_quotation()
        order.action_confirm()
        for quantity in (9, 4):
            order.order_line[0].product_uom_qty = quantity
        self.assertEqual(self.count_changed(order), 2)

    def test_changed_where_there_is_no_erp(self):
        self.company_a.use_erp_orders = False
        order = self.make_quotation()
        order.action_confirm()
        self.company_a.use_erp_orders = True
        order.order_line[0].product_uom_qty = 9
        self.assertEqual(self.count_changed(order), 0, "it never was told")
        order.write({"state": "sale"})
        order.order_line[0].product_uom_qty = 10
        self.assertEqual(self.count_changed(order), 1)

    # === TOLD AGAIN === #

    def test_resend(self):
        order = self.make_quotation()
        order.action_confirm()
        (change,) = self.changes()["changes"]
        taken = [{"id": change["id"], "number": "SO-7"}]
        self.call(self.key_user, "acknowledge", taken)
        self.assertEqual(self.get_events(), [])
        row = self.env["crm.erp.change"].browse(change["id"])
        for user in (self.sales, self.key_user, self.clerk, self.portal):
            with self.assertRaises(AccessError):
                self.call(user, "action_resend", model="crm.erp.change", ids=row.ids)
        self.call(self.office, "action_resend", model="crm.erp.change", ids=row.ids)
        self.assertEqual(self.get_events(), [("confirmed", order.name)])
        self.assertEqual((row.resent_by_id, row.erp_number), (self.office, "SO-7"))
        (answer,) = self.call(self.key_user, "acknowledge", [{"id": row.id}])
        self.assertEqual(answer["result"], "acknowledged")
        self.assertEqual(self.get_events(), [])
        self.assertEqual(row.erp_number, "SO-7", "what is known stays known")

    def test_acknowledged_of_another_company(self):
        self.company_b.use_erp_orders = True
        partner = self.env["res.partner"].create({"name": "B"})
        order = self.make_quotation(
            partner_id=partner.id, company_id=self.company_b.id, user_id=False, team_id=False
        )
        order.action_confirm()
        row = self.env["crm.erp.change"].search([("order_id", "=", order.id)])
        (answer,) = self.call(self.key_user, "acknowledge", [{"id": row.id}])
        self.assertEqual((answer["result"], answer["code"]), ("error", "unknown"))
        self.assertFalse(row.acknowledged_date)

    def test_acknowledged_twice_in_a_call(self):
        self.make_quotation().action_confirm()
        (change,) = self.changes()["changes"]
        asked = [{"id": change["id"], "number": number} for number in ("SO-1", "SO-2")]
        answers = self.call(self.key_user, "acknowledge", asked)
        self.assertEqual([answer["result"] for answer in answers], ["acknowledged", "unchanged"])
        self.assertEqual(self.env["crm.erp.change"].browse(change["id"]).erp_number, "SO-1")

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
