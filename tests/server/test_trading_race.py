"""Decisions about one conversion at the same second: one counts, the others are told who decided."""

import pytest
from race import Race, at_once

TURNS = 5
REFUSED = 422
SETUP = """
company = env.ref("base.main_company")
company.use_trading_request = True
env["crm.trading.check"].search([]).is_required = False
env.cr.commit()
"""
OFFICE = "crm_customer_protection.group_customer_admin"

pytestmark = pytest.mark.usefixtures("clean_log")


@pytest.fixture(scope="module")
def race():
    with Race.serving(workers=8) as server:
        for login in ("race_one", "race_two"):
            server.add_user(login, OFFICE)
        server.add_user("race_leader", "sales_team.group_sale_salesman")
        server.shell(SETUP)
        server.shell(
            'env["crm.team"].search([("name", "=", "Race")]).user_id = env["res.users"].search('
            '[("login", "=", "race_leader")])\nenv.cr.commit()'
        )
        yield server


class Conversion:
    """A customer of the first salesperson, and what people do about its stage over JSON-2."""

    def __init__(self, race, name, requested=True):
        self.race = race
        self.customer = race.create(0, name=name)
        if requested:
            self.request_by(race.login(0))()
            ((self.id,),) = race.psql(
                "SELECT id FROM crm_trading_request WHERE partner_id = %s", [self.customer]
            )

    def call(self, login, model, method, **kwargs):
        return self.race.json2(model, method, self.race.keys[login], **kwargs)

    def dialog(self, login, **values):
        """A dialog that is filled in, and waits for its button."""
        (made,) = self.call(login, "crm.trading.dialog", "create", vals_list=[values])
        return lambda: self.call(login, "crm.trading.dialog", "action_apply", ids=[made])

    def request_by(self, login):
        return self.dialog(login, kind="request", partner_id=self.customer)

    def convert_by(self, login):
        return lambda: self.call(login, "crm.trading.request", "action_convert", ids=[self.id])

    def refuse_by(self, login):
        return self.dialog(login, kind="refuse", request_ids=[[6, 0, [self.id]]], note="No")

    def rows(self, query):
        return self.race.psql(query, [self.customer])

    def check(self, kinds):
        """The stage is what the history says, and each thing happened once."""
        events = self.rows(
            "SELECT kind, to_stage FROM crm_trading_event WHERE partner_id = %s ORDER BY id"
        )
        assert sorted(kind for kind, __ in events) == sorted(kinds), events
        stage = self.race.read(self.customer, "customer_stage")
        assert stage == events[-1][1]
        return stage


@pytest.mark.parametrize("second", ["convert_by", "refuse_by"])
def test_two_decide(race, second):
    winners = set()
    for turn in range(TURNS):
        conversion = Conversion(race, f"Entscheid {second} {turn} GmbH")
        outcome = at_once(
            [conversion.convert_by("race_one"), getattr(conversion, second)("race_two")]
        )
        print(outcome)
        assert (len(outcome.results), outcome.statuses) == (1, [REFUSED]), outcome
        assert "decided: " in outcome.errors[0].message
        ((state,),) = conversion.rows("SELECT state FROM crm_trading_request WHERE partner_id = %s")
        stage = conversion.check(["requested", state])
        assert (stage == "trading") == (state == "converted")
        winners.add(state)
    print("won:", winners)


def test_decided_and_withdrawn(race):
    for turn in range(TURNS):
        conversion = Conversion(race, f"Rueckzug {turn} GmbH")
        withdraw = conversion.dialog(
            race.login(0), kind="withdraw", request_ids=[[6, 0, [conversion.id]]]
        )
        outcome = at_once([conversion.convert_by("race_one"), withdraw])
        assert (len(outcome.results), outcome.statuses) == (1, [REFUSED]), outcome
        ((state,),) = conversion.rows("SELECT state FROM crm_trading_request WHERE partner_id = %s")
        conversion.check(["requested", state])


def test_decided_and_handed_over(race):
    """Whichever is first, the open request is nobody's but the owner's."""
    for turn in range(TURNS):
        conversion = Conversion(race, f"Wechsel {turn} GmbH")
        move = {"ids": [conversion.customer], "vals": {"user_id": race.users["race_1"]}}
        outcome = at_once(
            [
                conversion.refuse_by("race_one"),
                lambda move=move: conversion.call("race_two", "res.partner", "write", **move),
            ]
        )
        assert len(outcome.results) == 2, outcome
        kinds = [
            row[0]
            for row in conversion.rows(
                "SELECT kind FROM crm_trading_event WHERE partner_id = %s ORDER BY id"
            )
        ]
        assert kinds in (["requested", "refused"], ["requested", "handed", "refused"])


def test_owner_and_leader_request(race):
    for turn in range(TURNS):
        conversion = Conversion(race, f"Antrag {turn} GmbH", requested=False)
        outcome = at_once(
            [conversion.request_by(race.login(0)), conversion.request_by("race_leader")]
        )
        assert (len(outcome.results), outcome.statuses) == (1, [REFUSED]), outcome
        assert "requested the conversion already" in outcome.errors[0].message
        conversion.check(["requested"])
