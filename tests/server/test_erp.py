"""An ERP that pushes orders over JSON-2: in parallel, killed in between, and with rubbish.

What is counted at the end is counted past Odoo. The client is the one that others copy:
`examples/erp_push.py`.
"""

import importlib.util
import json
import random
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from odoo_server import RPCError, clone_database, drop_database
from race import Race, at_once

CLIENT = Path(__file__).parents[2] / "examples" / "erp_push.py"
SETUP = """
company = env.ref("base.main_company")
company.write({"use_customer_management": True, "use_erp_orders": True})
env["crm.duplicate.rule"].search([]).active = False
for number in range(5):
    env["res.partner"].create({
        "name": "ERP Customer %d" % number, "is_company": True, "is_managed_customer": True,
        "ref": "ERP%d" % number, "website": "https://erp.example.com",
    })
env["res.users"].with_context(no_reset_password=True).create({
    "name": "ERP", "login": "erp_key", "company_id": company.id,
    "company_ids": [(6, 0, company.ids)],
    "group_ids": [(6, 0, env.ref("crm_customer_protection.group_erp_integration").ids)],
})
env.cr.commit()
"""


def load_client():
    spec = importlib.util.spec_from_file_location("erp_push", CLIENT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_order(number, version, lines=5):
    """The state of an order at a version: known without looking it up."""
    return {
        "number": f"SO-{number}",
        "source": "u8",
        "version": version,
        "state": "confirmed",
        "currency": "EUR",
        "amount_total": 1000 * version,
        "customer": {"code": f"ERP{(number + version) % 5}"},
        "lines": [
            {"line": line, "quantity": version, "delivered": 0, "amount": 10 * version}
            for line in range(1 + version % 2, 1 + version % 2 + lines)
        ],
    }


def expect(number, version, lines=5):
    rows = range(1 + version % 2, 1 + version % 2 + lines)
    code = f"ERP{(number + version) % 5}"
    return (f"SO-{number}", str(version), 1000.0 * version, code, [*rows], float(version * lines))


class Erp(Race):
    """A server that takes orders, and what is in its database."""

    def prepare(self):
        self.shell(SETUP)
        self.key = self.api_key("erp_key")
        return self

    def upsert(self, orders):
        return self.json2("crm.erp.order", "upsert", self.key, orders=orders)

    def stored(self, prefix="SO-"):
        return self.psql(
            """
            SELECT erp.number, erp.version, erp.amount_total::float, partner.ref,
                   array_agg(line.number ORDER BY line.number), sum(line.quantity)::float
              FROM crm_erp_order erp
              JOIN crm_erp_order_line line ON line.erp_order_id = erp.id
              JOIN res_partner partner ON partner.id = erp.partner_id
             WHERE erp.number LIKE %s
          GROUP BY erp.id, partner.ref ORDER BY length(erp.number), erp.number
            """,
            [f"{prefix}%"],
        )

    def clear(self):
        self.psql("DELETE FROM crm_erp_order")

    def post_raw(self, body):
        """POST bytes as they are. Returns the status."""
        request = urllib.request.Request(
            f"{self.url}/json/2/crm.erp.order/upsert",
            data=body,
            headers={
                "Content-Type": "application/json",
                "Authorization": f"bearer {self.key}",
                "X-Odoo-Database": self.db,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, error.read()


@pytest.fixture(scope="module")
def erp():
    with Erp.serving(workers=6) as server:
        yield server


@pytest.fixture(autouse=True)
def empty(erp):
    erp.clear()


# === IN PARALLEL === #


@pytest.mark.parametrize("callers", [12, 50])
def test_same_orders_at_once(erp, callers):
    """All callers are answered, and the newest version of each order stays."""
    calls = []
    for __ in range(callers):
        batch = [make_order(number, random.randint(1, 6)) for number in range(10)]
        batch[random.randrange(10)]["version"] = "x"
        random.shuffle(batch)
        calls.append((lambda orders=batch: erp.upsert(orders), batch))
    outcome = at_once([call for call, __ in calls], threads=12)
    print(outcome)
    # What was given up after five attempts is repeated by the client.
    assert set(outcome.statuses) <= {500}, outcome
    if outcome.errors:
        at_once([call for call, __ in calls], threads=1)
    sent = [order for __, batch in calls for order in batch if order["version"] != "x"]
    newest = {}
    for order in sent:
        number = int(order["number"][3:])
        newest[number] = max(newest.get(number, 0), order["version"])
    assert erp.stored() == [expect(number, newest[number]) for number in sorted(newest)]


def test_new_orders_at_once(erp):
    """Twenty callers bring the same new order: one makes it, the others find it."""
    outcome = at_once([lambda: erp.upsert([make_order(1, 1)])] * 20, threads=10)
    print(outcome)
    results = [result["result"] for (result,) in outcome.results]
    assert results.count("created") == 1
    assert set(results) == {"created", "unchanged"}
    assert erp.stored() == [expect(1, 1)]


def test_batches_that_cross(erp):
    """One goes up, the other down, some orders twice: neither waits for the other for ever."""
    numbers = list(range(200))
    erp.upsert([make_order(number, 1) for number in numbers])
    for version in range(2, 8, 2):
        up = [make_order(number, version) for number in numbers]
        down = [make_order(number, version + 1) for number in reversed(numbers)]
        # Of these the second one comes in another round of the same call.
        up += [make_order(number, version + 1) for number in numbers[::7]]
        down = [make_order(number, version) for number in numbers[::5]] + down
        outcome = at_once([lambda batch=batch: erp.upsert(batch) for batch in (up, down)])
        print(outcome)
        assert not outcome.errors
        assert erp.stored() == [expect(number, version + 1) for number in numbers]


# === KILLED === #


def test_killed_in_the_middle(erp):
    """Of a batch that was cut off nothing is stored; the client repeats it until all is."""
    database = clone_database(erp.db)
    running = Erp(database, workers=2)
    client = load_client()
    orders = [make_order(number, 3) for number in range(1500)]
    try:
        running.start()
        running.key = erp.key
        counts = []

        def send():
            pusher = client.Client(
                f"http://127.0.0.1:{running.port}", database, erp.key, attempts=60, wait=0.2
            )
            # The port of the next server is another one.
            original = pusher._post

            def post(method, arguments):
                pusher.url = running.url
                return original(method, arguments)

            pusher._post = post
            pusher.wait = 0.05
            for start in range(0, len(orders), 300):
                answers = client.push_batch(pusher, orders[start : start + 300])
                counts.extend(answer["result"] for __, answer in answers)

        thread = threading.Thread(target=send)
        thread.start()
        for __ in range(3):
            time.sleep(random.uniform(0.7, 2.0))
            running.kill()
            (stored,) = running.psql("SELECT count(*) FROM crm_erp_order")[0]
            print("killed after", stored)
            assert stored % 300 == 0, "a part of a batch is stored"
            running.start()
        thread.join(240)
        assert not thread.is_alive()
        assert len(counts) == 1500
        assert set(counts) <= {"created", "unchanged"}
        assert running.stored() == [expect(number, 3) for number in range(1500)]
    finally:
        running.kill()
        drop_database(database)


# === RUBBISH === #

BODIES = [
    b'{"orders": [{"number": "\xff\xfe"}]}',
    b'{"orders": ',
    b"\x00",
    b"[]",
    b'"orders"',
    b"{}",
    b'{"orders": null}',
    b'{"orders": {"number": "SO-1"}}',
    b'{"orders": [], "more": 1}',
    b'{"orders": [], "ids": [1]}',
    b'{"orders": [], "context": {"lang": "xx_XX"}}',
    b'{"orders": [], "context": {"allowed_company_ids": [999999]}}',
    b'{"orders": [], "context": {"allowed_company_ids": "x"}}',
    b'{"orders": [' + b"9" * 5000 + b"]}",
    b'{"orders": ["' + b"x" * 1_000_000 + b'"]}',
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_no_json_or_no_list(erp, body):
    status, __ = erp.post_raw(body)
    assert status < 500
    assert erp.stored("") == []


VALUES = [
    None, True, 0, -1, 2**31, 2**70, -(10**400), 1.5, -0.0, 1e400, float("nan"), "", " ", "\x00",
    "\ud800", "x" * 5000, "1e5", "-1", "2026-02-30", "0001-01-01T00:00:00+14:00", [], {}, [[]],
    {"a": "\x00"}, [None], ["\udfff"], "'; DROP TABLE crm_erp_order; --",
]  # fmt: skip
FIELDS = [
    "number", "source", "version", "company", "state", "date", "promised_date", "currency",
    "amount_untaxed", "amount_total", "amount_invoiced", "amount_paid", "quotation", "task", "note",
    "customer", "lines", "unknown\x00", "\ud800",
]  # fmt: skip
PARTS = ["line", "product", "description", "unit", "quantity", "delivered", "price", "amount"]


def test_ten_thousand_bad_orders(erp):
    """In batches with good ones: each is answered, and the good ones are stored."""
    rng = random.Random(7)
    bad = []
    for index in range(10_000):
        order = make_order(1_000_000 + index, 1, lines=1)
        where = rng.random()
        if where < 0.6:
            order[rng.choice(FIELDS)] = rng.choice(VALUES)
        elif where < 0.9:
            order["lines"][0][rng.choice(PARTS)] = rng.choice(VALUES)
        elif where < 0.95:
            order["customer"] = {rng.choice(["code", "vat", "name", "x"]): rng.choice(VALUES)}
        else:
            order = rng.choice(VALUES)
        bad.append(order)
    good = 0
    faults = {}
    for start in range(0, len(bad), 500):
        batch = bad[start : start + 500]
        batch.insert(rng.randrange(500), make_order(good, 2))
        answers = erp.upsert(batch)
        assert len(answers) == 501
        for order, answer in zip(batch, answers, strict=True):
            faults[answer["code"]] = faults.get(answer["code"], 0) + 1
            if answer["result"] == "error":
                assert answer["code"]
                assert answer["message"]
                # Some spoilt ones have the same number.
                assert not answer["id"] or answer["code"] in ("version_conflict", "version_kind")
            else:
                assert answer["number"] == order["number"].strip()
        good += 1
    print(faults)
    assert "refused" not in faults, "what the database refuses is to be found before"
    found = [row for row in erp.stored() if len(row[0]) < 6]
    assert found == [expect(number, 2) for number in range(good)]


def test_five_thousand_with_fifty_bad_ones(erp):
    orders = [make_order(number, 1) for number in range(5000)]
    bad = random.sample(range(5000), 50)
    for index in bad:
        orders[index]["lines"][2]["quantity"] = -1
    answers = erp.upsert(orders)
    assert [index for index, answer in enumerate(answers) if answer["result"] == "error"] == sorted(
        bad
    )
    assert {answers[index]["field"] for index in bad} == {"lines[2].quantity"}
    assert len(erp.stored()) == 4950
    assert {answer["result"] for answer in erp.upsert(orders)} == {"unchanged", "error"}


def test_many_lines(erp):
    (answer,) = erp.upsert([make_order(1, 2, lines=10_000)])
    assert answer["result"] == "created", answer
    (answer,) = erp.upsert([make_order(2, 2, lines=10_001)])
    assert (answer["result"], answer["code"], answer["field"]) == ("error", "too_many", "lines")
    assert erp.stored() == [expect(1, 2, lines=10_000)]


# === RIGHTS === #


@pytest.mark.parametrize("model", ["res.partner", "sale.order", "crm.lead", "res.users"])
def test_nothing_else(erp, model):
    with pytest.raises(RPCError) as caught:
        erp.json2(model, "search_read", erp.key, domain=[], fields=["id"])
    assert caught.value.status == 403


@pytest.mark.parametrize("path", ["/doc-bearer/index.json", "/doc-bearer/crm.erp.order.json"])
def test_no_documentation(erp, path):
    """The page that lists every model and method is for people who may see it."""
    headers = {"Authorization": f"bearer {erp.key}", "X-Odoo-Database": erp.db}
    request = urllib.request.Request(erp.url + path, headers=headers)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=60)
    assert caught.value.code == 403


def test_names_and_no_more(erp):
    """Nor by a context that lets names carry addresses, nor by asking yes or no often enough."""
    erp.psql(
        "UPDATE res_partner SET email = 'secret@hidden.test', phone = '4711' WHERE ref = 'ERP2'"
    )
    erp.upsert([make_order(1, 1)])
    telling = {"show_email": True, "show_address": True, "show_vat": True}
    (row,) = erp.json2(
        "crm.erp.order", "search_read", erp.key, domain=[], fields=["partner_id"], context=telling
    )
    assert row["partner_id"][1] == "ERP Customer 2"
    for domain in (
        [["partner_id.phone", "ilike", "4"]],
        [["line_ids.erp_order_id.partner_id.phone", "!=", "4"]],
    ):
        with pytest.raises(RPCError) as caught:
            erp.json2("crm.erp.order", "search", erp.key, domain=domain)
        assert caught.value.status == 403


def test_reads_back(erp):
    erp.upsert([make_order(1, 1)])
    rows = erp.json2("crm.erp.order", "search_read", erp.key, domain=[], fields=["number"])
    assert [row["number"] for row in rows] == ["SO-1"]
    with pytest.raises(RPCError):
        erp.json2("crm.erp.order", "write", erp.key, [rows[0]["id"]], vals={"state": "paid"})


def test_the_log_holds_no_error(erp):
    """But for what a race leaves."""
    found = [line for line in erp.complaints() if line.startswith(("ERROR", "CRITICAL"))]
    assert [line for line in found if "crm_erp_order" not in line] == []
