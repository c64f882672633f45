"""Orders for trading customers only: every way that leads to an order (invariant 9)."""

from unittest.mock import patch

from odoo.exceptions import ConcurrencyError, RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.protection.guard import unlocked
from ..models.trading import sale_order_trading
from .common import IMPORT_OPTIONS, CustomerCase
from .trading_meaning_common import MeaningSetUp


@tagged("post_install", "-at_install")
class TestTradingOrders(MeaningSetUp, CustomerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.trading_only_orders = True
        cls.order = cls.add_quotation(cls.potential)
        cls.ready = cls.add_quotation(cls.trading)

    def assertHeld(self):
        return self.assertRaisesRegex(UserError, "Pumpwerk Nord is a potential customer")

    def test_quotations_for_all_orders_for_trading(self):
        self.order.action_quotation_sent()
        self.assertEqual(self.order.state, "sent")
        with self.assertHeld():
            self.order.action_confirm()
        self.ready.action_confirm()
        self.assertEqual(self.ready.state, "sale")
        other = self.add_quotation(self.outsider)
        other.action_confirm()
        self.assertEqual(other.state, "sale")

    def test_contact_of_a_potential_customer(self):
        contact = self.add_contact(self.sales, self.potential, "Ms Buyer")
        order = self.add_quotation(contact)
        with self.assertHeld():
            order.action_confirm()

    def test_after_the_conversion(self):
        self.set_stage(self.potential, "trading")
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_switched_off(self):
        self.company_a.trading_only_orders = False
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_other_company(self):
        user = self.new_user("tc_b", "sales_team.group_sale_salesman", self.company_b)
        customer = self.add_customer(user, "Pumpwerk B")
        order = self.add_quotation(customer, user)
        order.action_confirm()
        self.assertEqual((order.state, customer.customer_stage), ("sale", "potential"))

    def test_raw_write_and_create(self):
        with self.assertHeld():
            self.order.write({"state": "sale"})
        with self.assertHeld():
            self.order.sudo().write({"state": "sale"})
        with self.assertHeld():
            self.add_quotation(self.potential, state="sale")
        with self.assertHeld():
            (self.ready | self.order).action_confirm()
        self.assertEqual({self.order.state, self.ready.state}, {"draft"})

    def test_customer_of_an_order(self):
        """An order of a trading customer does not become that of a potential one."""
        self.ready.action_confirm()
        with self.assertHeld():
            self.ready.sudo().partner_id = self.potential
        contact = self.add_contact(self.sales, self.potential, "Ms Buyer")
        with self.assertHeld():
            self.ready.sudo().write({"partner_id": contact.id})

    def test_import(self):
        rows = [["id", "state"], [f"__export__.t{self.order.id}", "sale"]]
        self.env["ir.model.data"].create(
            {
                "name": f"t{self.order.id}",
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
        self.assertRegex(str(result["messages"]), "potential customer")
        self.assertEqual(self.order.state, "draft")

    def test_automation(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Confirm",
                "model_id": self.env["ir.model"]._get_id("sale.order"),
                "state": "code",
                "code": "record.action_confirm()",
            }
        )
        with self.assertHeld():
            action.with_context(active_model="sale.order", active_id=self.order.id).run()

    def test_orders_that_are_there(self):
        """They stay, are worked on, paid and invoiced; cancelled ones come back as quotations."""
        self.ready.action_confirm()
        self.set_stage(self.trading, "potential")
        self.ready.order_line.product_uom_qty = 3
        self.ready.with_user(self.manager).write({"note": "Later"})
        self.assertFalse(self.ready._why_not_confirm())
        self.assertTrue(self.ready._prepare_invoice())
        self.assertEqual(self.ready.state, "sale")
        self.ready._action_cancel()
        self.ready.action_draft()
        with self.assertRaisesRegex(UserError, "Pumpwerk Sued is a potential customer"):
            self.ready.action_confirm()

    def test_button_shows_the_way(self):
        with patch.object(sale_order_trading, "_is_button_pressed", lambda: True):
            with self.assertRaises(RedirectWarning) as caught:
                self.order.action_confirm()
            message, action, *__ = caught.exception.args
            self.assertIn("Pumpwerk Nord", message)
            self.assertEqual(action["res_id"], self.potential.id)
            self.ready.action_confirm()
        self.assertEqual(self.ready.state, "sale")

    def test_with_approval(self):
        """What waits for an approval says so; approved it still is no order."""
        self.company_a.use_quote_approval = True
        order = self.add_quotation(self.potential)
        with self.assertRaisesRegex(UserError, "needs approval"):
            order.action_confirm()
        rule = self.env["sale.approval.rule"].search([("company_id", "=", self.company_a.id)])
        rule.active = False
        with self.assertHeld():
            order.action_confirm()

    def test_carts_of_the_shop(self):
        cart = self.add_quotation(self.potential)
        unlocked(cart.sudo()).approval_is_cart = True
        self.company_a.approve_website_orders = True
        with self.assertHeld():
            cart.sudo().action_confirm()
        self.company_a.approve_website_orders = False
        cart.sudo().action_confirm()
        self.assertEqual(cart.state, "sale")

    def test_word_for_outsiders(self):
        order = self.order.with_user(self.portal).sudo()
        self.assertNotIn("potential", order._why_not_order())

    def test_signed_first_confirmed_later(self):
        order = self.order.sudo()
        order.write({"require_signature": True, "require_payment": True, "state": "sent"})
        self.assertTrue(order._has_to_be_signed())
        # Nobody pays for what cannot be an order yet.
        self.assertFalse(order._has_to_be_paid())
        order.signed_by = "Ms Buyer"
        order._validate_order()
        self.assertEqual(order.state, "sent")
        self.assertEqual(order.activity_ids.user_id, self.sales)
        self.assertIn("Ms Buyer signed", str(order.activity_ids.note))
        self.set_stage(self.potential, "trading")
        self.assertTrue(order._has_to_be_paid())
        order.require_payment = False
        order._validate_order()
        self.assertEqual(order.state, "sale")

    def test_stage_stands_until_the_order_does(self):
        """Confirming takes the row of the customer, which the lapse then leaves alone."""
        locked = []
        with patch.object(sale_order_trading, "lock_rows", locked.append):
            self.ready.action_confirm()
            self.add_quotation(self.outsider).action_confirm()
        self.assertEqual(locked, [self.trading.sudo()])
        other = self.add_quotation(self.trading)
        with (
            patch.object(sale_order_trading, "lock_rows", side_effect=ConcurrencyError("x")),
            self.assertRaises(ConcurrencyError),
        ):
            other.action_confirm()

    def test_many_cost_no_query_each(self):
        def confirm(count):
            orders = self.env["sale.order"].browse(
                [self.add_quotation(self.trading).id for __ in range(count)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            orders = orders.with_user(self.sales)
            orders.mapped("partner_id.managed_customer_id.customer_stage")
            before = self.env.cr.sql_log_count
            orders._prepare_to_leave("sale")
            return self.env.cr.sql_log_count - before

        confirm(2)
        self.assertLessEqual(confirm(22), confirm(2) + 1)

    def test_payment_that_came(self):
        """Begun as a trading customer: booked, not confirmed, the salesperson is told."""
        self.order.sudo().write({"state": "sent"})
        self.order._tell_paid_unapproved(
            self.env["payment.transaction"].new(
                {"amount": 200, "currency_id": self.order.currency_id.id, "reference": "P1"}
            )
        )
        note = str(self.order.sudo().activity_ids.note)
        self.assertIn("P1", note)
        self.assertIn("potential customer", note)

    def test_view_as_odoo_has_it(self):
        """Where no company manages customers nothing of it is in the views (invariant 12)."""
        orders = self.env["sale.order"].with_user(self.sales)
        arch = orders.get_view(view_type="form")["arch"]
        self.assertIn("held_for_trading", arch)
        self.company_a.use_customer_management = False
        for view_type in ("form", "list", "search"):
            arch = orders.get_view(view_type=view_type)["arch"]
            self.assertNotIn("customer_stage", arch)
            self.assertNotIn("held_for_trading", arch)

    def test_filter(self):
        both = self.order | self.ready
        domain = [("partner_id.managed_customer_id.customer_stage", "=", "potential")]
        self.assertEqual(both.filtered_domain(domain), self.order)
        self.assertTrue(self.order.is_held_for_trading)
        self.assertFalse(self.ready.is_held_for_trading)
        lead = self.env["crm.lead"].with_user(self.sales)
        lead = lead.create({"name": "Task", "partner_id": self.potential.id})
        self.assertEqual(lead.customer_stage, "potential")

    def test_mark_of_a_client(self):
        for context in ({"approval_is_cart": True}, {"default_approval_is_cart": True}):
            with self.assertHeld():
                self.order.with_context(**context, trading_only_orders=False).action_confirm()
        with self.assertRaisesRegex(UserError, "cannot be written"):
            self.order.write({"approval_is_cart": True})
        with self.assertHeld():
            self.order.write({"state": "sale", "note": "x", "tag_ids": [Command.clear()]})
