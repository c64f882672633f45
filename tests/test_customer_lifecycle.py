"""Never lost: a customer with history is deactivated with a reason, never deleted."""

from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import CustomerCase


@tagged("post_install", "-at_install")
class TestDeleteCustomer(CustomerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.add_customer(cls.sales, "Kept Ltd")
        cls.contact = cls.add_contact(cls.sales, cls.customer, "Ann")

    def assertKept(self, partner):
        """Neither the clerk, who may delete partners, nor server code deletes it."""
        for user in (self.clerk, self.office, self.env.ref("base.user_root")):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "Deactivate it"):
                partner.with_user(user).unlink()
        with self.assertRaisesRegex(UserError, partner.name):
            partner.sudo().unlink()
        self.assertTrue(partner.exists())

    def add_lead(self, partner, **values):
        return (
            self.partners(self.sales)
            .env["crm.lead"]
            .create({"name": "Deal", "partner_id": partner.id, "type": "opportunity", **values})
        )

    def add_order(self, partner):
        return self.partners(self.sales).env["sale.order"].create({"partner_id": partner.id})

    def add_meeting(self, partner):
        return (
            self.partners(self.sales)
            .env["calendar.event"]
            .create(
                {
                    "name": "Visit",
                    "start": "2026-03-25 08:00:00",
                    "stop": "2026-03-25 09:00:00",
                    "partner_ids": [Command.set(partner.ids)],
                }
            )
        )

    def test_empty_shell(self):
        empty = self.add_customer(self.sales, "Empty Shell")
        with self.assertRaises(AccessError):
            empty.with_user(self.sales).unlink()
        contact = self.add_contact(self.sales, empty, "Nobody")
        empty.with_user(self.office).customer_importance = "2"  # tracked values are no history
        (contact + empty).with_user(self.clerk).unlink()
        self.assertFalse((empty + contact).exists())

    def test_name_of_a_deleted_shell_is_free(self):
        self.add_customer(self.sales, "Shell").with_user(self.clerk).unlink()
        self.assertTrue(self.add_customer(self.sales_two, "Shell"))

    def test_opportunity(self):
        self.add_lead(self.customer)
        self.assertKept(self.customer)
        self.contact.with_user(self.clerk).unlink()  # nothing happened with the contact itself

    def test_opportunity_of_the_contact(self):
        self.add_lead(self.contact)
        self.assertKept(self.contact)
        self.assertKept(self.customer)

    def test_archived_lead(self):
        self.add_lead(self.customer, type="lead").active = False
        self.assertKept(self.customer)

    def test_archived_contact(self):
        self.add_lead(self.contact)
        self.contact.active = False
        self.assertKept(self.customer)

    def test_order(self):
        self.add_order(self.customer)
        self.assertKept(self.customer)

    def test_order_of_the_contact(self):
        self.add_order(self.contact)
        self.assertKept(self.contact)
        self.assertKept(self.customer)

    def test_meeting(self):
        self.add_meeting(self.customer)
        self.assertKept(self.customer)

    def test_meeting_of_the_contact(self):
        self.add_meeting(self.contact)
        self.assertKept(self.contact)
        self.assertKept(self.customer)

    def test_message(self):
        self.customer.message_post(body="Called", message_type="comment")
        self.assertKept(self.customer)

    def test_note_of_the_contact(self):
        self.contact.message_post(body="Likes tea", message_type="comment")
        self.assertKept(self.contact)
        self.assertKept(self.customer)

    def test_message_of_the_system(self):
        self.customer.message_post(body="Code changed", message_type="notification")
        (self.contact + self.customer).with_user(self.clerk).unlink()
        self.assertFalse(self.customer.exists())

    def test_deactivated_customer_is_kept(self):
        self.add_order(self.customer)
        self.deactivate(self.sales, self.customer)
        self.assertKept(self.customer)

    def test_one_of_many(self):
        empty = self.add_customer(self.sales, "Empty Shell")
        self.add_order(self.customer)
        with self.assertRaisesRegex(UserError, "Kept Ltd:"):
            (empty + self.customer).with_user(self.clerk).unlink()
        self.assertTrue(empty.exists())

    def test_other_partners_are_odoos(self):
        vendor = self.partners(self.plain).create({"name": "Vendor"})
        vendor.message_post(body="Called", message_type="comment")
        vendor.unlink()
        self.assertFalse(vendor.exists())


@tagged("post_install", "-at_install")
class TestDeactivateCustomer(CustomerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.add_customer(cls.sales, "Tired Ltd")

    def test_raw_write_is_refused(self):
        for user in (self.sales, self.clerk, self.office, self.manager):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "Tired Ltd"):
                self.customer.with_user(user).write({"active": False})
        with self.assertRaises(UserError):
            self.customer.write({"active": False, "comment": "gone"})
        self.assertTrue(self.customer.active)

    def test_archive_asks_for_the_reason(self):
        action = self.customer.action_archive()
        self.assertEqual(action["res_model"], "crm.customer.deactivate")
        self.assertTrue(self.customer.active)
        dialog = self.partners(self.sales, **action["context"]).env[action["res_model"]]
        form = Form(dialog)
        self.assertEqual(form.partner_ids.ids, self.customer.ids)
        form.reason = "Dissolved in 2025"
        form.save().action_deactivate()
        self.assertFalse(self.customer.active)

    @freeze_time("2026-03-25 08:00:00")
    def test_with_a_reason(self):
        self.deactivate(self.sales_two, self.customer, "  Dissolved <b>in</b> 2025 ")
        self.assertFalse(self.customer.active)
        self.assertEqual(self.customer.deactivation_reason, "Dissolved <b>in</b> 2025")
        self.assertEqual(self.customer.deactivated_by_id, self.sales_two)
        self.assertEqual(self.customer.deactivation_date, datetime(2026, 3, 25, 8))
        bodies = "".join(self.customer.message_ids.mapped("body"))
        self.assertIn("Dissolved &lt;b&gt;in&lt;/b&gt; 2025", bodies)

    def test_without_a_reason(self):
        for reason in ("", " \n\t"):
            with self.assertRaises(UserError):
                self.deactivate(self.sales, self.customer, reason)
        self.assertTrue(self.customer.active)

    def test_without_the_right(self):
        with self.assertRaises(AccessError):
            self.deactivate(self.reader, self.customer)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.reader)._deactivate_customers("no right")
        self.assertTrue(self.customer.active)

    def test_many_at_once(self):
        customers = self.customer + self.add_customer(self.sales, "Also Tired")
        self.deactivate(self.sales, customers, "Region closed")
        self.assertEqual(customers.mapped("active"), [False, False])
        self.assertEqual(set(customers.mapped("deactivation_reason")), {"Region closed"})

    def test_stays_searchable(self):
        self.deactivate(self.sales, self.customer)
        found = self.partners(self.sales).search(
            [("active", "=", False), ("is_managed_customer", "=", True), ("name", "=", "Tired Ltd")]
        )
        self.assertEqual(found, self.customer)

    def test_name_stays_taken(self):
        self.deactivate(self.sales, self.customer)
        with self.assertRaisesRegex(ValidationError, "deactivated. Ask the back office"):
            self.add_customer(self.sales_two, "TIRED LTD.")

    def test_reactivate(self):
        self.deactivate(self.sales, self.customer)
        self.customer.action_customer_reactivate()
        self.assertTrue(self.customer.active)
        self.assertFalse(self.customer.deactivation_reason)
        self.assertFalse(self.customer.deactivated_by_id)
        self.assertFalse(self.customer.deactivation_date)
        bodies = "".join(self.customer.message_ids.mapped("body"))
        self.assertIn("Dissolved", bodies, "the reason stays in the chatter")
        self.assertIn("Reactivated", bodies)

    def test_reactivate_as_odoo_does(self):
        self.deactivate(self.sales, self.customer)
        self.customer.action_unarchive()
        self.assertTrue(self.customer.active)
        self.assertFalse(self.customer.deactivation_reason)

    def test_reactivate_without_the_right(self):
        self.deactivate(self.sales, self.customer)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.reader).action_customer_reactivate()

    def test_other_partners_are_archived_as_ever(self):
        vendor = self.partners(self.plain).create({"name": "Vendor"})
        vendor.action_archive()
        self.assertFalse(vendor.active)
        vendor.write({"active": True})
        self.assertTrue(vendor.active)
        self.assertFalse(vendor.message_ids.filtered(lambda m: "Reactivated" in (m.body or "")))
