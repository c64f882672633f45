"""Several people open a case on one customer at the same moment: there is one case with all of them."""

import pytest
from race import Race, at_once

NAME = "Rennfall Maschinen GmbH"
SPELLINGS = (NAME, NAME.upper(), "Rennfall Maschinen G.m.b.H.", "rennfall  maschinen gmbh")
CLAIMANTS = 8
SEEN_BY_ALL = """
env.ref("base.main_company").use_visibility = False
env.cr.commit()
env.registry.signal_changes()
"""

pytestmark = pytest.mark.usefixtures("clean_log")


@pytest.fixture(scope="module")
def race():
    with Race.serving(workers=8) as server:
        server.add_user("race_office", "crm_customer_protection.group_customer_admin")
        yield server


def open_by_name(race, login, name):
    return race.json2(
        "crm.collision.case", "action_open_for", race.keys[login], name=name, note=f"Mine: {login}"
    )


def open_by_button(race, login, customer):
    values = {"kind": "open", "partner_ids": [[6, 0, [customer]]], "note": f"Mine: {login}"}
    key = race.keys[login]
    (dialog,) = race.json2("crm.collision.dialog", "create", key, vals_list=[values])
    return lambda: race.json2("crm.collision.dialog", "action_apply", key, ids=[dialog])


def read_claims(race, customer):
    """The cases about a customer, and who claims in them with which words."""
    return race.psql(
        "SELECT case_.id, u.login, claim.statement FROM crm_collision_case case_"
        " JOIN crm_collision_claim claim ON claim.case_id = case_.id"
        " JOIN res_users u ON u.id = claim.user_id WHERE case_.partner_id = %s ORDER BY u.login",
        [customer],
    )


def assert_one_case(race, customer, outcome, logins):
    assert (len(outcome.results), outcome.errors) == (len(logins), []), outcome
    rows = read_claims(race, customer)
    assert len({case for case, *__ in rows}) == 1, rows
    assert {action["res_id"] for action in outcome.results} == {rows[0][0]}
    assert [login for __, login, __ in rows] == sorted([race.login(0), *logins])
    said = {login: statement for __, login, statement in rows}
    assert said == {race.login(0): None, **{login: f"Mine: {login}" for login in logins}}
    # One of them opened it; the back office is asked to decide once.
    (count,) = race.psql(
        "SELECT count(*) FROM mail_activity WHERE res_model = 'crm.collision.case' AND res_id = %s",
        [rows[0][0]],
    )[0]
    assert count == 1


def test_all_open_by_the_name(race):
    customer = race.create(0, name=NAME)
    logins = [race.login(number) for number in range(1, 1 + CLAIMANTS)]
    outcome = at_once(
        [
            lambda login=login, name=SPELLINGS[number % len(SPELLINGS)]: open_by_name(
                race, login, name
            )
            for number, login in enumerate(logins)
        ]
    )
    assert_one_case(race, customer, outcome, logins)
    again = at_once([lambda login=login: open_by_name(race, login, NAME) for login in logins])
    assert_one_case(race, customer, again, logins)


def test_all_open_by_the_button(race):
    # Where colleagues see each other's customers, and so the button.
    race.shell(SEEN_BY_ALL)
    customer = race.create(0, name="Knopffall Anlagen GmbH")
    logins = [race.login(number) for number in range(1, 1 + CLAIMANTS)]
    outcome = at_once([open_by_button(race, login, customer) for login in logins])
    assert_one_case(race, customer, outcome, logins)


def test_all_are_added_while_the_statements_close(race):
    """Who comes in before the statements are closed has a claim; the others are told."""
    customer = race.create(0, name="Schlussfall Technik GmbH")
    office = race.keys["race_office"]
    case = open_by_name(race, race.login(1), "Schlussfall Technik GmbH")["res_id"]

    def add(login):
        values = {"kind": "add", "case_id": case, "claimant_id": race.users[login], "note": "Too"}
        (dialog,) = race.json2("crm.collision.dialog", "create", office, vals_list=[values])
        return lambda: race.json2("crm.collision.dialog", "action_apply", office, ids=[dialog])

    logins = [race.login(number) for number in range(2, 6)]
    calls = [add(login) for login in logins]
    calls += [lambda: race.json2("crm.collision.case", "action_propose", office, ids=[case])]
    outcome = at_once(calls)
    (state,) = race.psql("SELECT state FROM crm_collision_case WHERE id = %s", [case])[0]
    assert state == "proposed"
    claims = read_claims(race, customer)
    added = [login for __, login, __ in claims if login in logins]
    assert len(claims) == 2 + len(added)
    assert len(outcome.results) == len(added) + 1, outcome
    assert all("not possible any more" in error.message for error in outcome.errors), outcome
