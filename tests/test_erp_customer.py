"""Whose an order of the ERP is: found, parked, chosen by a person, moved, merged (invariants 6, 11)."""

from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tests.common import TransactionCase, freeze_time, tagged
from odoo.tools import mute_logger

from .erp_common import CODE, ErpSetUp


@tagged("post_install", "-at_install")
class TestErpCustomer(ErpSetUp, TransactionCase):
    def push_for(self, number="SO-1", version=1, **customer):
        return self.push(number, version, customer=customer)

    def assertParked(self, answer, reason):
        result, stored = answer
        self.assertEqual(
            (result["result"], result["code"], result["field"]),
            ("parked", f"customer_{reason}", "customer"),
        )
        self.assertFalse(stored.partner_id)
        self.assertEqual(stored.parked_reason, reason)
        return stored

    def assertOf(self, answer, customer, result="created"):
        self.assertEqual(answer[0]["result"], result, answer[0])
        self.assertEqual(answer[1].partner_id, customer)
        self.assertFalse(answer[1].parked_reason)
        return answer[1]

    # === FOUND === #

    def test_by_code_and_tax_number(self):
        self.assertOf(self.push_for("1", code="ERP-K2"), self.other)
        self.assertOf(self.push_for("2", vat="de 136 695 976"), self.customer)
        self.assertOf(self.push_for("3", code="new", vat="DE136695976"), self.customer)
        self.assertOf(self.push_for("4", code=CODE, vat="DE-136695976"), self.customer)
        self.assertParked(self.push_for("5", code=CODE, vat="DE999999999"), "contradictory")
        self.assertParked(self.push_for("6", code="erp-k1"), "unknown")
        self.assertParked(self.push_for("7", vat="DE1"), "unknown")

    def test_ambiguous(self):
        twin = self.add_customer(self.sales, "Adler Vertrieb GmbH")
        twin.sudo().vat = self.customer.vat
        self.assertParked(self.push_for(vat="DE136695976"), "ambiguous")
        self.assertOf(self.push_for("SO-2", code=CODE, vat="DE136695976"), self.customer)

    def test_only_customers_of_the_company(self):
        elsewhere = self.env["res.partner"].create(
            {"name": "Elsewhere", "company_id": self.company_b.id, "is_managed_customer": True}
        )
        elsewhere.ref = "ERP-B"
        vendor = self.env["res.partner"].create({"name": "Vendor", "is_company": True})
        vendor.ref = "ERP-V"
        self.assertParked(self.push_for("1", code="ERP-B"), "unknown")
        self.assertParked(self.push_for("2", code="ERP-V"), "unknown")

    def test_own_customer_before_common(self):
        """One code, a customer of the company and one of all: the company's own is meant."""
        common, own = self.env["res.partner"].create(
            [
                {"name": name, "is_managed_customer": True, "company_id": company, "ref": "ERP-C"}
                for name, company in (("Common", False), ("Own", self.company_a.id))
            ]
        )
        self.assertFalse(common.company_id)
        self.assertOf(self.push_for(code="ERP-C"), own)

    def test_two_companies(self):
        """Each numbers its orders, and its customers, by itself."""
        self.company_b.use_erp_orders = True
        self.customer.sudo().company_id = self.company_a
        self.key_user.company_ids += self.company_b
        result, stored = self.push(company=self.company_b.id)
        self.assertEqual(result["result"], "parked")
        self.assertEqual(stored.company_id, self.company_b)
        self.assertOf(self.push(company=self.company_a.id), self.customer)
        self.assertOf(self.push(), self.customer, "unchanged")

    def test_deactivated_and_merged(self):
        self.deactivate(self.office, self.other.with_user(self.office))
        self.assertOf(self.push_for("1", code="ERP-K2"), self.other)
        stored = self.assertOf(self.push_for("2", code=CODE), self.customer)
        survivor = self.add_customer(self.sales, "Adler Holding AG")
        survivor.with_user(self.office)._merge_customers(
            self.customer.with_user(self.office), reason="Same house"
        )
        self.assertEqual(stored.partner_id, survivor, "orders follow a merge")
        self.assertOf(self.push_for("2", code=CODE), survivor, "unchanged")
        self.assertOf(self.push_for("3", code=CODE), survivor)

    def test_moved(self):
        """To another customer, and to one whom nobody knows: the former sees it no longer."""
        stored = self.assertOf(self.push_for(code=CODE), self.customer)
        self.assertOf(self.push_for(version=2, code="ERP-K2"), self.other, "updated")
        self.assertParked(self.push_for(version=3, code="?"), "unknown")
        self.assertOf(self.push_for(version=4, code=CODE), self.customer, "updated")
        self.assertEqual(len(self.get_state()), 1)
        self.assertEqual(stored.version, "4")

    def test_code_changed_here(self):
        """While the ERP names the same customer, the order stays with the customer it has."""
        self.push_for(code=CODE)
        self.customer.sudo().ref = "NEW"
        self.assertOf(self.push_for(version=2, code=CODE), self.customer, "updated")
        self.assertParked(self.push_for("SO-2", code=CODE), "unknown")

    # === PARKED === #

    def test_known_later(self):
        self.assertParked(self.push_for(code="LATE"), "unknown")
        before = self.get_state()
        with patch.object(type(self.env["crm.erp.order"]), "write") as written:
            self.assertParked(self.push_for(code="LATE"), "unknown")
        written.assert_not_called()
        self.assertEqual(self.get_state(), before)
        # As it is when the code comes past the ORM; else the order would have its customer already.
        with patch.object(type(self.other), "_look_for_erp_orders", lambda partners: None):
            self.other.sudo().ref = "LATE"
        self.assertOf(self.push_for(code="LATE"), self.other, "updated")

    def test_chosen(self):
        """By the back office, for all orders with that code, those that come later too."""
        one = self.assertParked(self.push_for("1", code="X1", name="adler gmbh"), "unknown")
        two = self.assertParked(self.push_for("2", code="X1", vat="DE5"), "unknown")
        three = self.assertParked(self.push_for("3", code="X2"), "unknown")
        sap = self.assertParked(self.push("4", source="sap", customer={"code": "X1"}), "unknown")
        action = one.with_user(self.office).action_choose_customer()
        dialog = Form(
            self.env[action["res_model"]].with_user(self.office).with_context(**action["context"])
        )
        self.assertEqual(dialog.partner_id, self.customer, "proposed by its name")
        self.assertEqual(dialog.same_count, 1)
        self.assertEqual(dialog.customer_text, "X1 · adler gmbh")
        dialog.save().action_apply()
        self.assertEqual((one | two).partner_id, self.customer)
        self.assertFalse((three | sap).partner_id)
        self.assertEqual(one.chosen_by_id, self.office)
        self.assertOf(self.push_for("5", code="X1"), self.customer)
        self.assertOf(self.push_for("1", code="X1", name="adler gmbh"), self.customer, "unchanged")
        self.assertOf(self.push_for("1", version=2, code="X1"), self.customer, "updated")
        self.assertOf(self.push_for("2", version=2, code=CODE), self.customer, "updated")
        self.assertFalse(two.is_customer_chosen)

    def test_chosen_again(self):
        """A mistake is corrected for all of them, and the latest word counts."""
        __, one = self.push_for("1", code="X1")
        one.with_user(self.office)._choose_customer(self.other.with_user(self.office))
        two = self.assertOf(self.push_for("2", code="X1"), self.other)
        two.with_user(self.office)._choose_customer(self.customer.with_user(self.office))
        self.assertEqual((one | two).partner_id, self.customer)
        self.assertOf(self.push_for("3", code="X1"), self.customer)

    def test_chosen_order_moves(self):
        """What was decided holds, also when the order on which it was has another customer now."""
        __, one = self.push_for("1", code="X1")
        one.with_user(self.office)._choose_customer(self.customer.with_user(self.office))
        self.assertOf(self.push_for("1", version=2, code="ERP-K2"), self.other, "updated")
        self.assertFalse(one.is_customer_chosen)
        self.assertOf(self.push_for("2", code="X1"), self.customer)
        self.assertParked(self.push("3", source="sap", customer={"code": "X1"}), "unknown")

    def test_decided_by_tax_number(self):
        """Where there is no code, what was decided holds for that number alone."""
        one = self.push_for("1", vat="DE1")[1]
        one.with_user(self.office)._choose_customer(self.customer.with_user(self.office))
        self.assertParked(self.push_for("2", vat="DE2"), "unknown")
        self.assertOf(self.push_for("3", vat="de 1"), self.customer)

    def test_latest_decision(self):
        """Of two decisions about one code the later one holds, whichever order it was made on."""
        two = self.push_for("2", code="X1")[1]
        one = self.push_for("1", code="X1")[1]
        with freeze_time("2026-03-02 08:00:00"):
            one.with_user(self.office)._choose_customer(self.customer.with_user(self.office))
        self.push_for("1", version=2, code="ERP-K2")
        with freeze_time("2026-03-02 09:00:00"):
            two.with_user(self.office)._choose_customer(self.other.with_user(self.office))
        self.assertOf(self.push_for("3", code="X1"), self.other)

    def test_decision_follows_a_merge(self):
        __, one = self.push_for("1", code="X1")
        one.with_user(self.office)._choose_customer(self.customer.with_user(self.office))
        self.push_for("1", version=2, code="ERP-K2")
        survivor = self.add_customer(self.sales, "Adler Holding AG")
        survivor.with_user(self.office)._merge_customers(
            self.customer.with_user(self.office), reason="Same house"
        )
        self.assertOf(self.push_for("2", code="X1"), survivor)

    def test_contradiction_decided(self):
        __, stored = self.push_for("1", code=CODE, vat="DE999999999")
        stored.with_user(self.office)._choose_customer(self.other.with_user(self.office))
        self.assertOf(self.push_for("2", code=CODE, vat="DE999999999"), self.other)
        self.assertOf(self.push_for("3", code=CODE), self.customer)

    def test_who_chooses(self):
        __, parked = self.push_for(code="X1")
        __, known = self.push_for("SO-2", code=CODE)
        for user in (self.sales, self.clerk, self.reader, self.key_user, self.portal):
            self.assertFalse(parked.with_user(user)._is_customer_decider())
            with self.assertRaises(AccessError):
                self.call(user, "action_choose_customer", ids=parked.ids)
            with self.assertRaises(AccessError):
                parked.with_user(user)._choose_customer(self.customer.with_user(user))
        for user in (self.office, self.manager):
            parked.with_user(user).action_choose_customer()
        office = known.with_user(self.office)
        with self.assertRaises(UserError):
            office.action_choose_customer()
        self.assertTrue(parked.with_user(self.office).can_choose_customer)
        self.assertFalse(office.can_choose_customer)

    def test_what_cannot_be_chosen(self):
        __, parked = self.push_for(code="X1")
        office = parked.with_user(self.office)
        vendor = self.env["res.partner"].create({"name": "Vendor", "is_company": True})
        elsewhere = self.env["res.partner"].create(
            {"name": "Elsewhere", "company_id": self.company_b.id, "is_managed_customer": True}
        )
        for partner in (vendor, elsewhere.sudo()):
            with self.assertRaises(UserError):
                office.sudo()._choose_customer(partner)
        self.assertFalse(parked.partner_id)

    # === QUOTATIONS AND TASKS === #

    def test_links(self):
        quotation = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": self.company_a.id}
        )
        task = self.env["crm.lead"].create(
            {
                "name": "Line 4",
                "type": "opportunity",
                "partner_id": self.customer.id,
                "company_id": self.company_a.id,
            }
        )
        links = {"quotation": quotation.name, "task": task.id}
        result, stored = self.push(**links)
        self.assertEqual((result["result"], result["code"]), ("created", False))
        self.assertEqual((stored.order_id, stored.lead_id), (quotation, task))
        self.assertEqual((quotation.execution_count, task.execution_count), (1, 1))
        self.assertEqual(self.customer.with_user(self.sales).execution_count, 1)
        domain = task.action_view_execution()["domain"]
        self.assertEqual(self.env["crm.order.execution"].search(domain).erp_order_id, stored)
        # Stored all the same, and told.
        result, stored = self.push("SO-2", quotation="S-none", task=2**31 - 1)
        self.assertEqual((result["result"], result["code"]), ("created", "unknown_task"))
        self.assertFalse(stored.order_id or stored.lead_id)
        result, stored = self.push("SO-3", customer={"code": "ERP-K2"}, **links)
        self.assertEqual((result["result"], result["code"]), ("created", "other_task"))
        self.assertFalse(stored.order_id or stored.lead_id)
        # Linked when its customer is known.
        __, stored = self.push("SO-4", customer={"code": "X"}, **links)
        self.assertFalse(stored.order_id or stored.lead_id)
        stored.with_user(self.office)._choose_customer(self.customer.with_user(self.office))
        self.assertEqual((stored.order_id, stored.lead_id), (quotation, task))

    def test_task_of_the_quotation(self):
        tasks = self.env["crm.lead"].create(
            [
                {
                    "name": name,
                    "type": "opportunity",
                    "partner_id": partner.id,
                    "company_id": self.company_a.id,
                }
                for name, partner in (("Theirs", self.customer), ("Another's", self.other))
            ]
        )
        quotation = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company_a.id,
                "opportunity_id": tasks[0].id,
            }
        )
        __, stored = self.push(quotation=quotation.name)
        self.assertEqual(stored.lead_id, tasks[0])
        __, stored = self.push("SO-2", customer={"code": "X"}, quotation=quotation.name)
        stored.with_user(self.office)._choose_customer(self.customer.with_user(self.office))
        self.assertEqual(stored.lead_id, tasks[0])
        quotation.opportunity_id = tasks[1]
        __, stored = self.push("SO-3", quotation=quotation.name)
        self.assertEqual((stored.order_id, stored.lead_id.id), (quotation, False))

    def test_merged_task(self):
        tasks = self.env["crm.lead"].create(
            [
                {
                    "name": f"Line {number}",
                    "type": "opportunity",
                    "partner_id": self.customer.id,
                    "company_id": self.company_a.id,
                }
                for number in range(2)
            ]
        )
        stored = [self.push(f"SO-{task.id}", task=task.id)[1] for task in tasks]
        merged = tasks.merge_opportunity()
        self.assertEqual(stored[0].lead_id | stored[1].lead_id, merged)

    def test_not_deleted(self):
        """A customer with orders has a history (invariant 11)."""
        __, stored = self.push()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.customer.sudo().unlink()
        self.assertTrue(stored.exists())
