"""Many people at once: one name is one customer, and whoever comes late is told so clearly."""

import json
import random
import uuid

import pytest
from race import SECRETS, Race, at_once

# Odoo answers a UserError and a ValidationError over JSON-2 with this.
REFUSED = 422


pytestmark = pytest.mark.usefixtures("clean_log")


@pytest.fixture(scope="module")
def race():
    with Race.serving(workers=8) as server:
        yield server


def spellings(name):
    """One name as people type it: full-width, traditional, with spaces and other brackets."""
    traditional = name.translate(str.maketrans("龙华电发国际贸易东", "龍華電發國際貿易東"))
    full_width = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    return [
        name,
        traditional,
        full_width,
        full_width.translate(str.maketrans("龙华", "龍華")),
        name.replace("(", " （").replace(")", "） "),
        name.replace("(", "【").replace(")", "】"),
        name.lower(),
        name.upper() + " ",
        " ".join(name),
        "\u3000" + name.replace("(", "-").replace(")", "."),
    ]


def new_name():
    return f"Race{uuid.uuid4().hex[:6]}龙华电子(国际)贸易有限公司"


def assert_refusals(outcome, names=(), owners=()):
    """Each loser got a clear answer: the customer and its owner, and nothing that leaks."""
    assert outcome.statuses in ([], [REFUSED]), outcome
    for error in outcome.errors:
        everything = json.dumps(error.body, ensure_ascii=False)
        for what, secret in SECRETS.items():
            assert secret not in everything, f"{what} leaks: {everything[:3000]}"
        assert any(name in error.message for name in names), error.message
        assert any(owner in error.message for owner in owners), error.message


def test_fifty_creations_of_one_name(race):
    name = new_name()
    variants = spellings(name)
    calls = [
        lambda n=number: race.create(n, name=variants[n % len(variants)], **SECRETS)
        for number in range(50)
    ]
    random.shuffle(calls)
    outcome = at_once(calls)
    print("one name:", outcome)
    assert (len(outcome.results), len(outcome.errors)) == (1, 49), outcome
    stored, owner = race.psql(
        "SELECT p.registered_name, o.name FROM res_partner p JOIN res_users u ON u.id = p.user_id"
        " JOIN res_partner o ON o.id = u.partner_id WHERE p.id = %s",
        [outcome.results[0]],
    )[0]
    assert_refusals(outcome, names=[stored], owners=[owner])
    key = race.read(outcome.results[0], "registered_name_key")
    count = race.psql("SELECT count(*) FROM res_partner WHERE registered_name_key = %s", [key])
    assert count == [(1,)]


def test_refusal_of_a_name_that_stands_is_as_clear(race):
    name = new_name()
    race.create(0, name=name, **SECRETS)
    outcome = at_once(
        [lambda n=number: race.create(n, name=name) for number in range(1, 6)], threads=1
    )
    assert len(outcome.errors) == 5
    assert_refusals(outcome, names=[name], owners=["Race 0"])


def test_one_name_written_to_twenty_customers(race):
    name = new_name()
    variants = spellings(name)
    partners = [race.create(number, name=new_name(), **SECRETS) for number in range(20)]

    def write(number):
        race.json2(
            "res.partner",
            "write",
            race.keys[race.login(number)],
            ids=[partners[number]],
            vals={"registered_name": variants[number % len(variants)]},
        )
        return partners[number]

    outcome = at_once([lambda n=number: write(n) for number in range(20)])
    print("one name by write:", outcome)
    assert (len(outcome.results), len(outcome.errors)) == (1, 19), outcome
    winner = outcome.results[0]
    stored = race.read(winner, "registered_name")
    owner = race.login(partners.index(winner)).replace("_", " ").title()
    assert_refusals(outcome, names=[stored], owners=[owner])
    key = race.read(winner, "registered_name_key")
    count = race.psql("SELECT count(*) FROM res_partner WHERE registered_name_key = %s", [key])
    assert count == [(1,)]


def test_shared_and_company_customers(race):
    """A customer of no company meets those of every company, a customer of one only its own."""
    both = [race.company, race.other_company]
    for turn in range(3):
        name = new_name()
        owners = [False, race.company, race.other_company]
        calls = [
            lambda n=number, name=name: race.create(
                n,
                name=name,
                company_id=owners[n % 3],
                context={"allowed_company_ids": both},
                **SECRETS,
            )
            for number in range(24)
        ]
        outcome = at_once(calls)
        print(f"shared and company customers, {turn}:", outcome)
        companies = [race.read(partner, "company_id") for partner in outcome.results]
        assert companies == [None] or set(companies) <= set(both), companies
        assert len(set(companies)) == len(companies) >= 1
        winners = {race.read(partner, "user_id") for partner in outcome.results}
        owners_in = [login for login, user in race.users.items() if user in winners]
        assert_refusals(
            outcome, names=[name], owners=[login.replace("_", " ").title() for login in owners_in]
        )
        # Deadlocks would cost a second each, and Odoo's tries after them up to a minute.
        assert outcome.seconds < 10, "transactions wait for each other"


def test_a_thousand_names_from_eight_threads(race):
    count = 1000
    token = uuid.uuid4().hex[:6]
    outcome = at_once(
        [
            lambda n=number: race.create(n, name=f"Race {token} {n} {uuid.uuid4().hex}")
            for number in range(count)
        ],
        threads=8,
    )
    print("a thousand names:", outcome)
    assert len(outcome.results) == count, outcome
    rows = race.psql(
        "SELECT ref, registered_name_key, user_id, registrar_id FROM res_partner"
        " WHERE id = ANY(%s) AND is_managed_customer",
        [outcome.results],
    )
    assert len(rows) == count
    assert len({ref for ref, *_ in rows}) == count, "a code was given twice"
    assert len({key for _ref, key, *_ in rows}) == count
    assert all(ref for ref, *_ in rows)
    # Whoever entered a customer owns it, however the calls were mixed.
    assert all(owner == registrar for *_, owner, registrar in rows)
    assert {owner for *_, owner, _registrar in rows} == {race.users[name] for name in race.logins}


def load_file(race, number, rows):
    """Import a file as one of the salespeople. Returns Odoo's report."""
    return race.json2(
        "res.partner",
        "load",
        race.keys[race.login(number)],
        fields=["name", "is_company", "website"],
        data=[[name, "True", "https://race.example.com"] for name in rows],
        timeout=300,
    )


def test_overlapping_files_imported_at_once(race):
    """Each name is in once; each row of each file is in or reported; no file is in by half.

    A file that loses a race is begun again by the server, so that it meets the names of the winner.
    """
    token = uuid.uuid4().hex[:6]
    names = [f"Load {token} {number} 贸易有限公司" for number in range(200)]
    files = [
        [random.choice(spellings(name)) for name in random.sample(names, 120)] for _ in range(6)
    ]
    waiting = dict(enumerate(files))
    for turn in range(len(files)):
        outcome = at_once(
            [lambda n=n, rows=rows: (n, load_file(race, n, rows)) for n, rows in waiting.items()]
        )
        print(f"overlapping files, turn {turn}:", outcome)
        # After five lost races Odoo gives up, and says so.
        assert outcome.statuses in ([], [409]), outcome
        for number, report in outcome.results:
            check_report(race, files[number], report)
            del waiting[number]
        if not waiting:
            break
    assert not waiting
    rows = race.psql(
        "SELECT registered_name_key, count(*) FROM res_partner WHERE is_managed_customer"
        " AND registered_name_key LIKE %s GROUP BY 1",
        [f"load{token}%"],
    )
    assert {count for _key, count in rows} == {1}
    assert len(rows) == len({number_of(name) for rows in files for name in rows})


def number_of(name):
    """The number in a name of the files, however it is spelt."""
    wide = str.maketrans("０１２３４５６７８９", "0123456789")
    digits = "".join(name.translate(wide).split())
    return digits[len("Load") + 6 :].split("贸")[0].split("貿")[0]


def check_report(race, rows, report):
    """Each row of the file is now a customer or has a message."""
    messages = report["messages"]
    # False would be a file taken back; an empty list one whose names all stood already.
    assert report["ids"] is not False, messages[:3]
    told = {message["rows"]["from"] for message in messages}
    assert len(report["ids"]) + len(told) == len(rows), messages[:3]
    (count,) = race.psql("SELECT count(*) FROM res_partner WHERE id = ANY(%s)", [report["ids"]])[0]
    assert count == len(report["ids"])
    for message in messages:
        assert message["type"] == "warning", message
        assert "already exists as" in message["message"], message
