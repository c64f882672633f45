"""What an ERP may send: read, refused and compared, without a database."""

import json
import math
import random

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests.common import BaseCase, tagged

from odoo.addons.crm_customer_protection.tools import erp_payload as erp
from odoo.addons.crm_customer_protection.tools import erp_values

from .erp_payloads import JSON, PLACES, line, order, spoil
from .property_common import examples


@tagged("post_install", "-at_install")
class TestErpPayload(BaseCase):
    def assertFault(self, payload, code, field):
        found, faults = erp.normalise(payload)
        self.assertIsNone(found)
        self.assertIn((code, field), [fault[:2] for fault in faults])

    def accept(self, payload):
        found, faults = erp.normalise(payload)
        self.assertEqual(faults, [])
        return found

    def test_normal_form(self):
        found = self.accept(order(amount_total="2260.00", customer={"vat": " CHE-1 "}))
        self.assertEqual(found["amount_total"], "2260")
        self.assertEqual(found["customer"], {"code": None, "vat": "CHE-1", "name": None})
        self.assertEqual(found["lines"][1]["invoiced"], "0")
        self.assertEqual(found["version"], ["1", "n" + "1".zfill(18)])
        self.assertIsNone(found["amount_paid"])

    def test_same_content(self):
        """However it is written, and in whichever order."""
        base = erp.fingerprint(self.accept(order()))
        shuffled = order(lines=[line("02"), line(1.0 and 1, quantity="4.000", price=250.0)])
        for same in (
            dict(reversed(order().items())),
            order(version=9),
            order(company=7),
            order(number=" SO-1 ", currency="eur", note=None, company=None),
            order(amount_total=2260, amount_untaxed="2000.0000001"),
            shuffled | {"lines": [dict(row, description="Pump 泵 ") for row in shuffled["lines"]]},
        ):
            if same.get("lines") is not None:
                for row in same["lines"]:
                    row["product"] = f"P-{int(row['line'])}"
            self.assertEqual(erp.fingerprint(self.accept(same)), base, same)
        for other in (
            order(state="shipped"),
            order(amount_total="2260.01"),
            order(lines=[line(1), line(2, delivered=1)]),
            order(lines=[line(1)]),
            order(customer={"code": "ERP-K2"}),
            order(number="SO-2"),
        ):
            self.assertNotEqual(erp.fingerprint(self.accept(other)), base, other)

    def test_faults(self):
        cases = (
            ([], "type", ""),
            (None, "type", ""),
            (order(number=""), "required", "number"),
            (order(number=5), "type", "number"),
            (order(number="x" * 65), "too_long", "number"),
            (order(note="a\x00b"), "characters", "note"),
            (order(note="\udce4"), "characters", "note"),
            (order(price=1), "unknown_field", "price"),
            (order(lines=[line(1, discount=3)]), "unknown_field", "lines[0].discount"),
            (order(customer={"code": "A", "phone": "1"}), "unknown_field", "customer.phone"),
            (order(customer=None), "required", "customer"),
            (order(customer={"name": "A"}), "required", "customer.code"),
            (order(customer="A"), "type", "customer"),
            (order(lines={}), "type", "lines"),
            (order(lines=[3]), "type", "lines[0]"),
            (order(lines=[line(1), line("1")]), "duplicate", "lines[1].line"),
            (order(lines=[line(0)]), "out_of_range", "lines[0].line"),
            (order(lines=[line(2**31)]), "out_of_range", "lines[0].line"),
            (order(lines=[line(1, quantity=-1)]), "negative", "lines[0].quantity"),
            (order(lines=[line(1, delivered="-0.01")]), "negative", "lines[0].delivered"),
            (order(lines=[line(1, quantity=True)]), "type", "lines[0].quantity"),
            (order(lines=[line(1, quantity=math.nan)]), "number", "lines[0].quantity"),
            (order(lines=[line(1, quantity="1,5")]), "number", "lines[0].quantity"),
            (order(lines=[line(1, quantity=None)]), "required", "lines[0].quantity"),
            (order(lines=[line(1)] * 10_001), "too_many", "lines"),
            (order(amount_total=math.inf), "number", "amount_total"),
            (order(amount_total=10**13), "too_large", "amount_total"),
            (order(amount_total=1e300), "too_large", "amount_total"),
            (order(currency="EURO"), "currency", "currency"),
            (order(state="Entered"), "choice", "state"),
            (order(date="2026-02-30"), "date", "date"),
            (order(date="2026-02-03T00:00:00Z"), "date", "date"),
            (order(version=None), "required", "version"),
            (order(version=-1), "version", "version"),
            (order(version=1.5), "type", "version"),
            (order(version="2026-03-25T08:00:00"), "version", "version"),
            (order(version="0001-01-01T00:00:00+08:00"), "version", "version"),
            (order(version="2026-03-25T08:00:00+24:00"), "version", "version"),
            (order(task="first"), "type", "task"),
        )
        for payload, code, field in cases:
            with self.subTest(code=code, field=field):
                self.assertFault(payload, code, field)

    def test_all_faults_at_once(self):
        __, faults = erp.normalise(order(number=None, lines=[line(1, quantity=-1), 5]))
        self.assertEqual(
            [fault.field for fault in faults], ["number", "lines[0].quantity", "lines[1]"]
        )
        __, faults = erp.normalise(order(lines=[None] * 9000))
        self.assertEqual(len(faults), erp.MAX_FAULTS)

    def test_negative_amounts(self):
        """A discount is a line of its own in many an ERP."""
        found = self.accept(order(lines=[line(1, price="-50", amount=-50)]))
        self.assertEqual(found["lines"][0]["amount"], "-50")

    def test_versions(self):
        keys = [
            erp_values.version(value)[1]
            for value in ("2026-03-25T07:59:59.9Z", "2026-03-25T16:00:00+08:00")
        ]
        self.assertEqual(keys, sorted(keys))
        self.assertEqual(erp_values.version("2026-03-25 08:00:00Z")[1], keys[1])
        self.assertEqual(erp_values.version("007"), erp_values.version(7))

    def test_compare(self):
        one, two, time = (erp_values.version(v)[1] for v in (9, 10, "2026-03-25T08:00:00Z"))
        self.assertEqual(erp.compare(one, "a", two, "a"), erp.NEWER)
        self.assertEqual(erp.compare(two, "a", one, "b"), erp.STALE)
        self.assertEqual(erp.compare(one, "a", one, "a"), erp.UNCHANGED)
        self.assertEqual(erp.compare(one, "a", one, "b"), erp.CONFLICT)
        self.assertEqual(erp.compare(one, "a", time, "a"), erp.NEWER)
        self.assertEqual(erp.compare(time, "a", two, "b"), erp.OTHER_KIND)

    @examples(300)
    @given(st.integers(0, 10**18 - 1), st.integers(0, 10**18 - 1))
    def test_any_versions(self, one, other):
        keys = [erp_values.version(value)[1] for value in (one, other)]
        self.assertEqual(keys[0] < keys[1], one < other)

    @examples(1000)
    @given(st.datetimes(), st.datetimes(), st.integers(-14 * 60, 14 * 60))
    def test_any_times(self, one, other, minutes):
        def key(moment, offset=0):
            sign = "-" if offset < 0 else "+"
            zone = f"{sign}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"
            try:
                return erp_values.version(moment.isoformat() + zone)[1]
            except erp_values.RefusedError:
                return None

        self.assertEqual(key(one) < key(other), one < other)
        self.assertTrue(key(one, minutes) is None or len(key(one, minutes)) == len(key(one)))

    @examples(3000)
    @given(JSON)
    def test_any_json(self, payload):
        self.assertAnswered(payload)

    @examples(7000)
    @given(st.sampled_from(PLACES), JSON)
    def test_any_spoilt_order(self, place, value):
        self.assertAnswered(spoil(order(), place, value))

    def assertAnswered(self, payload):
        """Either read or refused, and the answer can be sent and stored."""
        found, faults = erp.normalise(payload)
        self.assertEqual(found is None, bool(faults))
        self.assertLessEqual(len(faults), erp.MAX_FAULTS)
        json.dumps([fault._asdict() for fault in faults]).encode()
        str(faults).encode()
        if found:
            text = json.dumps(found, ensure_ascii=False, allow_nan=False)
            self.assertNotIn("\x00", text.encode().decode())
            again = dict(found, version=found["version"][0], company=found["company"])
            self.assertEqual(erp.fingerprint(self.accept(again)), erp.fingerprint(found))
        erp.echo(payload, "number")

    def test_many_lines(self):
        lines = [line(number) for number in range(1, erp.MAX_LINES + 1)]
        ordered = erp.fingerprint(self.accept(order(lines=lines)))
        random.Random(6).shuffle(lines)
        self.assertEqual(erp.fingerprint(self.accept(order(lines=lines))), ordered)
