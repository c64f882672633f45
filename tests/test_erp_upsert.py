"""What becomes of the orders that an ERP sends (invariant 10)."""

import json
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests.common import TransactionCase, freeze_time, tagged
from odoo.tools import mute_logger

from .erp_common import ErpSetUp
from .erp_payloads import JSON, PLACES, line, order, spoil
from .property_common import examples

# States of one order, each with its own content.
VERSIONS = [
    order(version=1, state="entered"),
    order(version=2, lines=[line(1, delivered=1), line(2)]),
    order(version=3, state="partly_shipped", lines=[line(1, delivered=4), line(3)]),
    order(version=4, customer={"code": "ERP-K2"}, lines=[line(3), line(4)]),
    order(version=5, customer={"code": "nobody"}, state="invoiced", lines=[]),
    order(version=6, state="closed", amount_paid=2260, lines=[line(2, quantity="1.5")]),
]


@tagged("post_install", "-at_install")
class TestErpUpsert(ErpSetUp, TransactionCase):
    def assertResult(self, result, expected, code=False, field=False):
        found = (result["result"], result["code"], result["field"])
        self.assertEqual(found, (expected, code, field), result["message"])
        self.assertEqual(bool(result["message"]), bool(code))

    def test_created(self):
        payload = order(lines=[line(2, delivered=4, price="0.001"), line(1, delivered=2)], note="!")
        (result,) = self.upsert(payload)
        self.assertResult(result, "created")
        self.assertEqual((result["number"], result["source"]), ("SO-1", "u8"))
        stored = self.env["crm.erp.order"].browse(result["id"])
        self.assertRecordValues(
            stored,
            [
                {
                    "number": "SO-1",
                    "source": "u8",
                    "company_id": self.company_a.id,
                    "partner_id": self.customer.id,
                    "version": "1",
                    "state": "confirmed",
                    "currency_id": self.env.ref("base.EUR").id,
                    "amount_untaxed": 2000.0,
                    "amount_total": 2260.0,
                    "amount_invoiced": 0.0,
                    "delivered_share": 75.0,
                    "paid_share": 0.0,
                    "parked_reason": False,
                    "create_uid": self.key_user.id,
                }
            ],
        )
        self.assertEqual(stored.line_ids.mapped("number"), [1, 2])
        self.assertEqual(stored.line_ids[1].price, 0.001)
        self.assertEqual(json.loads(stored.payload), payload)

    def test_same_again(self):
        __, stored = self.push()
        before, writes = self.get_state(), stored.write_date
        result, stored = self.push()
        self.assertResult(result, "unchanged")
        result, stored = self.push(amount_total=2260, lines=[line(2), line("0001", product="P-1 ")])
        self.assertResult(result, "unchanged")
        self.assertEqual(stored.write_date, writes)
        self.assertEqual(self.get_state(), before)

    def test_newer_and_older(self):
        __, stored = self.push(version=5)
        lines = stored.line_ids
        result, again = self.push(
            version=7, state="shipped", lines=[line(2, delivered=4), line(9)], amount_paid="226"
        )
        self.assertResult(result, "updated")
        self.assertEqual(again, stored)
        self.assertEqual(stored.line_ids.mapped("number"), [2, 9])
        self.assertEqual(stored.line_ids[0], lines[1], "a line that stays is the same line")
        self.assertEqual((stored.delivered_share, stored.paid_share), (50.0, 10.0))
        before = self.get_state()
        result, __ = self.push(version=6, state="closed")
        self.assertResult(result, "stale", "older_version", "version")
        self.assertIn("7", result["message"])
        result, __ = self.push(version=7, state="closed")
        self.assertResult(result, "error", "version_conflict", "version")
        self.assertEqual(self.get_state(), before)

    def test_numbers_then_times(self):
        """An ERP may change over to times, once."""
        self.push(version=10**17)
        result, stored = self.push(version="1999-03-25T08:00:00Z", state="shipped")
        self.assertResult(result, "updated")
        self.assertEqual(stored.state, "shipped")
        result, __ = self.push(version=10**17 + 1)
        self.assertResult(result, "error", "version_kind", "version")
        self.assertEqual(stored.state, "shipped")

    def test_newer_with_the_same_content(self):
        """Its version counts all the same: one in between is older now."""
        self.push(version=1)
        self.assertResult(self.push(version=9)[0], "updated")
        self.assertResult(
            self.push(version=5, state="closed")[0], "stale", "older_version", "version"
        )

    def test_one_order_twice_in_a_call(self):
        results = self.upsert(order(), order(version=2, state="shipped"), order(), order("SO-2"))
        self.assertEqual(
            [result["result"] for result in results], ["created", "updated", "stale", "created"]
        )
        self.assertEqual(len(self.get_state()), 2)

    def test_repeated_and_changed_in_one_call(self):
        """What is there word for word is answered without being read, but not before its turn."""
        self.upsert(order())
        results = self.upsert(order(version=2, state="shipped"), order(), order("SO-1 ", 2))
        self.assertEqual([result["result"] for result in results], ["updated", "stale", "error"])
        newest = {"version": 2, "state": "shipped"}
        self.company_a.use_erp_orders = False
        self.assertResult(self.push(**newest)[0], "error", "not_enabled", "company")
        self.company_a.use_erp_orders = True
        self.assertResult(self.push(**newest)[0], "unchanged")
        newest["company"] = self.company_b.id
        self.assertResult(self.push(**newest)[0], "error", "company", "company")

    def test_no_answer_about_another_company(self):
        """Word for word what is there, of a company that the caller has not: it learns nothing."""
        self.company_b.use_erp_orders = True
        self.company_b.partner_id.write({"ref": "B-OWN", "is_managed_customer": True})
        payload = order(company=self.company_b.id, customer={"code": "B-OWN"})
        self.key_user.company_ids += self.company_b
        self.assertResult(self.upsert(payload)[0], "created")
        self.assertResult(self.upsert(payload)[0], "unchanged")
        self.key_user.company_ids = self.company_a
        (result,) = self.upsert(payload)
        self.assertResult(result, "error", "company", "company")
        self.assertFalse(result["id"])

    def test_one_number_in_two_systems(self):
        self.push()
        self.assertResult(self.push(source="sap")[0], "created")
        self.assertEqual(len(self.get_state()), 2)

    def test_bad_ones_harm_no_others(self):
        bad = [
            None,
            order("SO-3", lines=[line(1, quantity=-1)]),
            order("SO-4", currency="XQZ"),
            order("SO-5", company=self.company_b.id),
            order("SO-6", company=10**9),
        ]
        results = self.upsert(order("SO-1"), *bad, order("SO-2"))
        self.assertEqual(
            [(result["result"], result["code"], result["field"]) for result in results],
            [
                ("created", False, False),
                ("error", "type", ""),
                ("error", "negative", "lines[0].quantity"),
                ("error", "currency", "currency"),
                ("error", "company", "company"),
                ("error", "company", "company"),
                ("created", False, False),
            ],
        )
        self.assertEqual([row[1] for row in self.get_state()], ["SO-1", "SO-2"])

    def test_what_the_database_refuses(self):
        """One of a batch, for a reason that nobody foresaw."""
        model = type(self.env["crm.erp.order"])
        original = model._prepare_order_values

        def break_one(records, entry, currency_ids, links):
            values = original(records, entry, currency_ids, links)
            return values | ({"currency_id": False} if entry.order["number"] == "SO-2" else {})

        with (
            patch.object(model, "_prepare_order_values", break_one),
            mute_logger("odoo.sql_db"),
        ):
            results = self.upsert(order("SO-1"), order("SO-2"), order("SO-3"))
        self.assertEqual(
            [result["result"] for result in results], ["created", "error", "created"], results
        )
        self.assertEqual(results[1]["code"], "refused")
        self.assertFalse(results[1]["id"])
        self.assertEqual([row[1] for row in self.get_state()], ["SO-1", "SO-3"])

    def test_not_switched_on(self):
        self.company_a.use_erp_orders = False
        self.assertResult(self.push()[0], "error", "not_enabled", "company")
        self.assertEqual(self.get_state(), [])

    def test_no_list(self):
        for orders in ({}, "SO-1", 7, None, order()):
            with self.assertRaises(UserError):
                self.call(self.key_user, "upsert", orders)
        with self.assertRaises(UserError):
            self.call(self.key_user, "upsert", [None] * 10_001)
        self.assertEqual(self.upsert(), [])

    def test_context_of_the_client(self):
        """Defaults and keys that a client sends change nothing."""
        context = {"default_note": "forged", "default_state": "paid", "force": True, "su": True}
        # Of what `upsert` itself leaves empty: a decision that nobody made.
        context |= {"default_decided_partner_id": self.other.id, "default_decided_code": "X1"}
        (result,) = self.call(self.key_user, "upsert", [order(state="entered")], context=context)
        stored = self.env["crm.erp.order"].browse(result["id"])
        self.assertEqual((stored.note, stored.state), (False, "entered"))
        self.assertFalse(stored.decided_partner_id)

    def test_many_lines(self):
        lines = [line(number) for number in range(1, 3001)]
        __, stored = self.push(lines=lines)
        self.assertEqual(len(stored.line_ids), 3000)
        self.assertResult(self.push(version=2, lines=lines[::-2])[0], "updated")
        self.assertEqual(len(stored.line_ids), 1500)

    def test_late(self):
        with freeze_time("2026-05-01"):
            __, late = self.push(promised_date="2026-04-30")
            __, done = self.push("SO-2", promised_date="2026-04-30", state="shipped")
            __, today = self.push("SO-3", promised_date="2026-05-01")
            orders = late | done | today
            self.assertEqual(orders.mapped("is_late"), [True, False, False])
            ours = [("company_id", "=", self.company_a.id)]
            self.assertEqual(orders.search([("is_late", "=", True), *ours]), late)

    def test_scaling(self):
        """A batch costs no query for each order: neither where all is new, nor where it is not."""

        def count(version, size):
            orders = [order(f"{size}-{number}", version) for number in range(size)]
            before = self.env.cr.sql_log_count
            self.upsert(*orders)
            return self.env.cr.sql_log_count - before

        count(1, 1)
        for version in (1, 1, 2):
            few, many = count(version, 2), count(version, 42)
            self.assertLess(many, few + 8, version)

    @examples(25)
    @given(
        st.lists(st.sampled_from(VERSIONS), min_size=1, max_size=8),
        st.randoms(use_true_random=False),
    )
    def test_any_order_of_versions(self, sent, random):
        """However often and in whichever order, in one call or in many: the newest stays."""
        newest = max(sent, key=lambda payload: payload["version"])
        with self.env.cr.savepoint() as savepoint:
            self.upsert(newest)
            expected = self.get_state()
            savepoint.rollback()
        with self.env.cr.savepoint() as savepoint:
            waiting = list(sent)
            while waiting:
                size = random.randint(1, len(waiting))
                self.upsert(*waiting[:size])
                waiting = waiting[size:]
            self.assertEqual(self.get_state(), expected)
            savepoint.rollback()

    @examples(300)
    @given(st.lists(st.tuples(st.sampled_from(PLACES), JSON), min_size=1, max_size=3))
    def test_any_bad_order_beside_a_good_one(self, spoilt):
        with self.env.cr.savepoint() as savepoint:
            bad = [spoil(order("SO-9"), place, value) for place, value in spoilt]
            results = self.upsert(order("GOOD"), *bad, order("GOOD", 2))
            self.assertEqual(len(results), len(bad) + 2)
            self.assertEqual((results[0]["result"], results[-1]["result"]), ("created", "updated"))
            json.dumps(results).encode()
            savepoint.rollback()
