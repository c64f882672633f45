"""Whatever comes, however often and in whichever order: in the end the newest state of each order.

Several orders of several systems, versions as numbers and as times, customers that change, that
nobody knows, and that a person chose, currencies, and what is wrong and has to leave no trace.
"""

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests.common import TransactionCase, tagged

from odoo.addons.crm_customer_protection.tools import erp_values

from .erp_common import ErpSetUp
from .erp_payloads import line, order
from .property_common import examples

DECIDED = {"code": "X1"}
# What may come of each order; none of them twice with one version.
PAYLOADS = [
    # Numbers, then times; 10 is more than 9, and 08:00 in Zurich less than 08:00 in London.
    order("A", 9, state="entered"),
    order("A", "10", customer={"code": "ERP-K2"}, lines=[line(2), line(7, delivered=2)]),
    order("A", "2026-03-25T08:00:00+01:00", customer={"code": "nobody"}, lines=[]),
    order("A", "2026-03-25T07:30:00Z", customer=DECIDED, currency="USD"),
    order("A", "2026-03-25T07:30:00.5Z", state="closed", amount_paid=7, lines=[line(2, unit="m")]),
    # The order at which a person decided goes to another customer, and comes back.
    order("D", 2, customer={"code": "ERP-K2"}),
    order("D", 3, customer={"vat": "de 136 695 976"}),
    order("D", 4, customer=DECIDED, lines=[line(1, price="0.000001")]),
    # The same number in another system, where nobody decided anything.
    order("A", 1, source="sap", customer=DECIDED),
    order("A", 2, source="sap", customer={"code": "ERP-K1", "vat": "DE999999999"}),
    order("B", 5, customer=DECIDED),
    order("B", 6, customer=DECIDED, state="shipped"),
    order("B", 7, customer={"code": "ERP-K1"}, lines=[line(number) for number in range(1, 9)]),
]
BAD = [
    order("A", "2027-01-01T00:00:00Z", currency="XQZ"),
    order("A", "2027-01-01T00:00:00Z", lines=[line(1, quantity=-1)]),
    order("B", 99, company=10**9),
    order("B", 99, surprise=True),
    order("D", 99, lines=[line(1), line(1)]),
    None,
]


def get_key(payload):
    return payload["source"], payload["number"]


@tagged("post_install", "-at_install")
class TestErpConvergence(ErpSetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        __, stored = cls.push("D", customer=DECIDED)
        stored.with_user(cls.office)._choose_customer(cls.customer.with_user(cls.office))

    def get_all(self):
        """What is stored, and everything that people see of it."""
        orders = self.env["crm.erp.order"].search(
            [("company_id", "=", self.company_a.id)], order="source, number"
        )
        names = ("currency_id", "is_customer_chosen", "version", "customer_code", "amount_untaxed")
        return self.get_state(), [[order[name] for name in names] for order in orders]

    @examples(60)
    @given(
        st.lists(st.sampled_from(PAYLOADS + BAD), min_size=1, max_size=14),
        st.randoms(use_true_random=False),
    )
    def test_any_order(self, sent, random):
        newest = {}
        for payload in sent:
            if payload in PAYLOADS:
                known = newest.setdefault(get_key(payload), payload)
                keys = [erp_values.version(each["version"])[1] for each in (known, payload)]
                # A number sorts before every time: "n" before "t".
                newest[get_key(payload)] = payload if keys[1] > keys[0] else known
        with self.env.cr.savepoint() as savepoint:
            self.upsert(*newest.values())
            expected = self.get_all()
            savepoint.rollback()
        with self.env.cr.savepoint() as savepoint:
            waiting, results = list(sent), []
            while waiting:
                size = random.randint(1, len(waiting))
                results += self.upsert(*waiting[:size])
                waiting = waiting[size:]
            self.assertEqual(self.get_all(), expected)
            # And once more, shuffled: nothing is news.
            random.shuffle(sent)
            again = self.upsert(*sent)
            self.assertEqual(self.get_all(), expected)
            savepoint.rollback()
        for payload, result in zip(sent, again, strict=True):
            self.assertNotIn(result["result"], ("created", "updated"))
            if payload in BAD:
                self.assertEqual(result["result"], "error")
        self.assertEqual(len(results), len(sent))
