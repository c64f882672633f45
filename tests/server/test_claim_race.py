"""Many people reach for one customer, and for more customers than they may have.

Everything goes over JSON-2 to a server with eight workers. What is counted at the end is counted
past Odoo, from the ledger and the customers, against what the server said to each caller.
"""

import collections
import random
import statistics
import threading
import time

import pytest
from claims import (
    CAPACITY,
    CLAIMS,
    FORBIDDEN,
    PEOPLE,
    REFUSED,
    Claims,
    Deed,
)
from odoo_server import RPCError
from race import at_once

pytestmark = pytest.mark.usefixtures("clean_log")


@pytest.fixture(scope="module")
def race():
    with Claims.serving(workers=8) as server:
        yield server


def assert_refused(outcome, *texts, statuses=(REFUSED,)):
    """Each loser got a clear answer, with all of these texts in it."""
    assert set(outcome.statuses) <= set(statuses), outcome
    for error in outcome.errors:
        assert all(text in error.message for text in texts), error.message


@pytest.mark.parametrize(
    ("model", "pool", "visible"),
    [
        ("res.partner", "Open", False),
        ("res.partner", "Masked", True),
        ("crm.pool.customer", "Masked", True),
    ],
)
def test_two_hundred_claims_of_one_customer(race, model, pool, visible):
    """One owner; all others are told who it is."""
    race.reset(pool, visible)
    customer = random.choice(race.customers(pool))
    calls = [
        lambda login=login: race.claim(login, customer, model) and login
        for login in map(race.login, range(CLAIMS))
    ]
    random.shuffle(calls)
    outcome = at_once(calls)
    print(
        f"{CLAIMS} claims of one customer by {model}, visibility {visible}, {race.resets} resets:",
        outcome,
    )
    assert (len(outcome.results), len(outcome.errors)) == (1, CLAIMS - 1), outcome
    winner = race.users[outcome.results[0]]
    assert_refused(outcome, f"belongs to {race.names[winner]}", f"Race {pool} ")
    assert race.read(customer, "user_id") == winner
    ((_customer, cause, by, old, new, state, *_rest),) = race.ledger(customer)
    assert (cause, by, old, new, state) == ("claim", winner, None, winner, "protected")
    race.assert_consistent()


class Person:
    """Claims with two hands until full, and now and then gives one back."""

    RELEASES = 2

    def __init__(self, race, number, customers, seed):
        self.race = race
        self.login = race.login(number)
        self.user = race.users[self.login]
        self.customers = customers
        self.seed = seed * 1000 + number
        self.lock = threading.Lock()
        self.mine = []
        self.releases = self.RELEASES
        self.deeds = []
        self.refusals = []

    def act(self, cause, customer, function):
        begin = time.monotonic()
        try:
            function()
        except RPCError as error:
            self.refusals.append((customer, error))
            return error
        self.deeds.append(Deed(cause, customer, self.user, begin, time.monotonic()))
        return None

    def take(self, rng, full):
        """A customer to give back, for which no other hand of this person reaches, or None."""
        with self.lock:
            if not self.releases or len(self.mine) < 3 or not (full or rng.random() < 0.2):
                return None
            self.releases -= 1
            return self.mine.pop(rng.randrange(len(self.mine)))

    def hand(self, number):
        rng = random.Random(self.seed * 2 + number)
        # Everybody wants the same few.
        wanted = self.customers[: len(self.customers) // 10]
        taken = set()
        model = rng.choice(["res.partner", "crm.pool.customer"])
        full = False
        while True:
            if customer := self.take(rng, full):
                full = False
                by_write = rng.random() < 0.5
                error = self.act(
                    "release", customer, lambda: self.race.release(self.login, customer, by_write)
                )
                assert not error, error
                continue
            customer = rng.choice(wanted if rng.random() < 0.3 else self.customers)
            if customer in taken and rng.random() < 0.9:
                continue
            error = self.act(
                "claim", customer, lambda: self.race.claim(self.login, customer, model)
            )
            with self.lock:
                if not error:
                    self.mine.append(customer)
                elif f"{CAPACITY} customers" in error.message:
                    if not self.releases:
                        return
                    full = True
                else:
                    taken.add(customer)


def assert_history(race, deeds):
    """Each acknowledged call has one row in the ledger, in an order that time allows."""
    rows = collections.defaultdict(list)
    for customer, cause, by, _old, _new, _state, _until, event in race.ledger():
        rows[cause, customer, by].append(event)
    called = collections.defaultdict(list)
    for deed in deeds:
        called[deed.cause, deed.customer, deed.user].append(deed)
    assert {key: len(found) for key, found in rows.items()} == {
        key: len(found) for key, found in called.items()
    }
    matched = collections.defaultdict(list)
    for key, found in called.items():
        found.sort(key=lambda deed: deed.begin)
        for event, deed in zip(rows[key], found, strict=True):
            matched[deed.customer].append((event, deed))
    for events in matched.values():
        events.sort()
        for (_event, before), (_next, after) in zip(events, events[1:], strict=False):
            assert before.begin < after.end, "the ledger turns the order round"
            assert {before.cause, after.cause} == {"claim", "release"}


def assert_limits(race, cooldown):
    """At no moment of the history somebody had too many, or took back what has to rest."""
    held, released = collections.Counter(), set()
    for customer, cause, by, _old, _new, _state, _until, event in race.ledger():
        if cause == "claim":
            held[by] += 1
            assert held[by] <= CAPACITY, f"event {event}: over {CAPACITY}"
            assert not cooldown or (by, customer) not in released, f"event {event}: not rested"
        else:
            held[by] -= 1
            released.add((by, customer))
    return held


@pytest.mark.parametrize(
    ("pool", "visible", "cooldown"), [("Free", False, False), ("Rest", True, True)]
)
def test_twenty_people_and_a_capacity(race, pool, visible, cooldown):
    race.reset(pool, visible)
    customers = race.customers(pool)
    people = [Person(race, number, customers, seed=len(pool)) for number in range(PEOPLE)]
    outcome = at_once(
        [lambda p=person, n=number: p.hand(n) for person in people for number in range(2)]
    )
    assert not outcome.errors, outcome
    deeds = [deed for person in people for deed in person.deeds]
    refusals = [error for person in people for _customer, error in person.refusals]
    count = collections.Counter(deed.cause for deed in deeds)
    lost = sum("belongs to" in error.message for error in refusals)
    print(
        f"{PEOPLE} people, pool {pool}: {dict(count)}, {len(refusals)} refused of which {lost} had an "
        f"owner, {outcome.seconds:.1f}s, statuses {collections.Counter(e.status for e in refusals)}"
    )
    assert {error.status for error in refusals} == {REFUSED}, {str(e)[:200] for e in refusals}
    race.assert_consistent()
    assert_history(race, deeds)
    held = assert_limits(race, cooldown)
    owned = dict(
        race.psql(
            "SELECT user_id, count(*) FROM res_partner WHERE user_id IS NOT NULL"
            " AND name LIKE %s GROUP BY 1",
            [f"Race {pool} %"],
        )
    )
    # Nobody can claim any more, and nobody has more.
    assert owned == dict(held) == dict.fromkeys([person.user for person in people], CAPACITY)
    assert sorted(customer for person in people for customer in person.mine) == sorted(
        {customer for person in people for customer in person.mine}
    )


def test_claims_of_one_person_and_a_day(race):
    """Twelve hands of one person, and five claims a day."""
    race.reset("Five", visible=False)
    customers = race.customers("Five")[:12]
    outcome = at_once([lambda c=customer: race.claim("claim_3", c) for customer in customers])
    print("12 claims of one person:", outcome)
    assert (len(outcome.results), len(outcome.errors)) == (5, 7), outcome
    assert_refused(outcome, "You claimed 5 customers today")
    assert {row[0] for row in race.ledger()} == set(outcome.results)
    race.assert_consistent()


def test_claim_against_assignment(race):
    """The keeper takes a customer out of the pool while others claim it: one of them has it."""
    race.reset("Open", visible=True)
    wins = collections.Counter()
    for customer in race.customers("Open")[:6]:
        apply = race.dialog("claim_keeper", "assign", customer, owner_id=race.users["claim_keeper"])
        calls = [
            lambda login=login: race.claim(login, customer) and login for login in race.logins[:3]
        ]
        calls.insert(random.randrange(4), lambda apply=apply: apply() and "claim_keeper")
        outcome = at_once(calls)
        assert len(outcome.results) == 1, outcome
        assert_refused(outcome, "Race Open", statuses=(REFUSED, FORBIDDEN))
        winner = race.users[outcome.results[0]]
        ((_customer, cause, by, old, new, *_rest),) = race.ledger(customer)
        assert (by, old, new) == (winner, None, winner)
        assert cause == ("assign" if outcome.results[0] == "claim_keeper" else "claim")
        wins[cause] += 1
    print("claims against assignments of the keeper:", dict(wins))
    race.assert_consistent()


def test_claim_against_assignment_by_the_leader(race):
    """The leader may take it from whoever was first: then both happened, one after the other."""
    race.reset("Open", visible=True)
    orders = collections.Counter()
    for customer in race.customers("Open")[10:14]:
        apply = race.dialog("claim_leader", "assign", customer, owner_id=race.users["claim_1"])
        outcome = at_once(
            [
                lambda: race.claim("claim_0", customer) and "claim",
                lambda apply=apply: apply() and "assign",
            ]
        )
        assert_refused(outcome, "belongs to Claim 1 Li")
        causes = [row[1] for row in race.ledger(customer)]
        assert causes in (["assign"], ["claim", "assign"]), causes
        assert sorted(causes) == sorted(outcome.results)
        assert race.read(customer, "user_id") == race.users["claim_1"]
        orders[" then ".join(causes)] += 1
    print("claims against assignments of the leader:", dict(orders))
    race.assert_consistent()


def test_assignments_keep_to_the_capacity(race):
    """Two leaders fill one person's hands while the person claims."""
    race.reset("Ten", visible=False)
    customers = race.customers("Ten")
    owner = race.users["claim_5"]
    for customer in customers[:6]:
        race.claim("claim_5", customer)
    calls = [
        race.dialog(
            ("claim_leader", "claim_second")[number % 2], "assign", customer, owner_id=owner
        )
        for number, customer in enumerate(customers[6:12])
    ]
    calls += [lambda c=customer: race.claim("claim_5", c) for customer in customers[12:18]]
    random.shuffle(calls)
    outcome = at_once(calls)
    print("claims and assignments for one person:", outcome)
    assert len(outcome.results) == 4, outcome
    assert_refused(outcome, f"holds {CAPACITY} customers")
    assert race.psql(
        "SELECT count(*) FROM res_partner WHERE user_id = %s AND is_company", [owner]
    ) == [(CAPACITY,)]
    race.assert_consistent()


def test_two_decisions_of_one_request(race):
    """Days are granted once, whoever decides, and whatever the others do in the same second."""
    race.reset("Open", visible=True)
    decided = collections.Counter()
    for turn, customer in enumerate(race.customers("Open")[20:26]):
        race.claim("claim_7", customer)
        until = race.read(customer, "protected_until")
        # Asked for five times at once: one request.
        asking = [race.dialog("claim_7", "extend", customer, days=5) for _ in range(3)]
        outcome = at_once(asking)
        assert len(outcome.results) == 1, outcome
        assert_refused(outcome, "pending")
        ((request,),) = race.psql(
            "SELECT id FROM crm_protection_extension WHERE partner_id = %s", [customer]
        )
        keys = race.keys

        def decide(login, method, request=request):
            race.json2("crm.protection.extension", method, keys[login], ids=[request])
            return method

        def refuse(request=request):
            values = {"kind": "refuse", "extension_ids": [[6, 0, [request]]], "note": "No"}
            key = keys["claim_second"]
            (dialog,) = race.json2("crm.protection.dialog", "create", key, vals_list=[values])
            return (
                lambda: race.json2("crm.protection.dialog", "action_apply", key, ids=[dialog])
                and "refuse"
            )

        calls = [
            lambda: decide("claim_leader", "action_approve"),
            lambda: decide("claim_second", "action_approve"),
        ]
        if turn % 3 == 1:
            calls[1] = refuse()
        elif turn % 3 == 2:
            calls[1] = lambda: decide("claim_7", "action_cancel")
        outcome = at_once(calls)
        assert (len(outcome.results), len(outcome.errors)) == (1, 1), outcome
        assert_refused(outcome, "decided already", statuses=(REFUSED, FORBIDDEN))
        (what,) = outcome.results
        decided[what] += 1
        granted = 5 if what == "action_approve" else 0
        after, extra, times, paused = race.read(
            customer, "protected_until", "protection_extra_days", "extension_count", "paused_on"
        )
        assert ((after - until).days, extra, times) == (granted, granted, bool(granted))
        assert paused is None
        causes = [row[1] for row in race.ledger(customer)]
        assert causes == ["claim", "pause", "extend" if granted else "resume"]
    print("decisions of one request:", dict(decided))
    race.assert_consistent()


def test_time_of_a_claim(race):
    """Nothing is asserted: other things run on a machine of tests."""
    race.reset("Open", visible=True)
    key, user = race.keys["claim_9"], race.users["claim_9"]
    customers = race.customers("Open")[40:100]
    plain = [
        partner
        for (partner,) in race.psql(
            "INSERT INTO res_partner (name, complete_name, active, is_company, type, partner_share,"
            " lang, autopost_bills, company_id)"
            " SELECT 'Plain ' || i, 'Plain ' || i, TRUE, TRUE, 'contact', TRUE, 'en_US', 'ask', 1"
            " FROM generate_series(1, %s) AS i RETURNING id",
            [len(customers)],
        )
    ]
    race.psql("UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)", [plain])
    times = {"claim": [], "write": []}
    for customer, partner in zip(customers, plain, strict=True):
        start = time.monotonic()
        race.claim("claim_9", customer)
        middle = time.monotonic()
        race.json2("res.partner", "write", key, ids=[partner], vals={"user_id": user})
        times["claim"].append(middle - start)
        times["write"].append(time.monotonic() - middle)
    claim, write = (statistics.median(times[what]) * 1000 for what in ("claim", "write"))
    print(f"a claim {claim:.1f} ms, a plain write {write:.1f} ms: {claim / write:.2f} times")
