"""All ordered pairs of stages from outside, over both doors; and twenty promotions at once."""

import http.cookiejar
import json
import re
import urllib.request
from itertools import product

import pytest
from race import Race, at_once

REFUSED = 422
FORBIDDEN = 403
NOTE = "They agreed"
# What a client can send to switch checks off.
FORGED = {
    "crm_protection_token": True,
    "crm_stage_merges": True,
    "force_stage": 1,
    "su": True,
    "uid": 1,
    "install_mode": True,
    "import_file": True,
    "_force_unlink": True,
    "active_test": False,
}
SET_UP = """
import json
stages = [(0, 0, {"name": f"Pair {n + 1}", "sequence": 10 * n + 10, "is_won": n == 6})
          for n in range(7)]
scheme = env["crm.stage.scheme"].create(
    {"name": "Pairs", "require_note": False, "stage_ids": stages})
owner = env["res.users"].search([("login", "=", "race_0")])
team = env["crm.team"].create({"name": "Pairs", "company_id": 1, "user_id": False,
                               "stage_scheme_id": scheme.id})
users = env["res.users"].search([("login", "in", ("race_0", "race_1", "race_nobody"))])
for user in users:
    user.password = "password of " + user.login
tasks = env["crm.lead"].create([
    {"name": f"Task {n + 1}", "type": "opportunity", "team_id": team.id, "user_id": owner.id,
     "company_id": 1} for n in range(7)])
env.cr.commit()
print("MADE", json.dumps([scheme._get_course().ids, tasks.ids]))
"""

pytestmark = pytest.mark.usefixtures("clean_log")


@pytest.fixture(scope="module")
def race():
    with Race.serving(workers=4) as server:
        made = re.search(r"^MADE (.*)$", server.shell(SET_UP), re.M)
        server.stages, server.tasks = json.loads(made[1])
        yield server


@pytest.fixture
def tasks(race):
    """A task in each of the stages, none with more in its history than its start."""
    race.psql(
        "DELETE FROM crm_stage_history WHERE kind <> 'start' AND lead_id = ANY(%s)", [race.tasks]
    )
    for task, stage in zip(race.tasks, race.stages, strict=False):
        race.psql(
            "UPDATE crm_lead SET stage_id = %s, active = TRUE, probability = %s,"
            " automated_probability = %s, won_status = %s WHERE id = %s",
            [stage, *((100, 100, "won") if stage == race.stages[-1] else (9, 9, "pending")), task],
        )
    return race.tasks


class Browser:
    """A person who is logged in, and calls as the web client does."""

    def __init__(self, server, login):
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.server, self.opener = server, urllib.request.build_opener(cookies)
        answer = self.post(
            "/web/session/authenticate",
            {"db": server.db, "login": login, "password": f"password of {login}"},
        )
        assert answer["result"]["uid"] == server.users[login]

    def post(self, path, params):
        request = urllib.request.Request(
            self.server.url + path,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with self.opener.open(request, timeout=60) as answer:
            return json.loads(answer.read())

    def call(self, model, method, *args, **kwargs):
        """:return: the name of the error, or None"""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        answer = self.post(f"/web/dataset/call_kw/{model}/{method}", params)
        return answer.get("error", {}).get("data", {}).get("name")


def is_right(origin, target, note):
    """One forward at a time, backwards with a reason; to stay is no change."""
    return target in (origin, origin + 1) or (target < origin and bool(note))


def look(race, task):
    return race.psql(
        "SELECT stage_id, (SELECT count(*) FROM crm_stage_history WHERE lead_id = crm_lead.id)"
        " FROM crm_lead WHERE id = %s",
        [task],
    )[0]


def check(race, pair, note, refused):
    """Compare what stands there with what is right.

    :param refused: whether the server said no
    """
    origin, target = pair
    right = is_right(origin, target, note)
    assert refused != right, pair
    moved = right and origin != target
    expected = (race.stages[target] if moved else race.stages[origin], 2 if moved else 1)
    assert look(race, race.tasks[origin]) == expected, pair
    if moved:
        # Back to where it stood, for the next one.
        race.psql(
            "DELETE FROM crm_stage_history WHERE kind <> 'start' AND lead_id = %s",
            [race.tasks[origin]],
        )
        won = origin == 6
        race.psql(
            "UPDATE crm_lead SET stage_id = %s, probability = %s, won_status = %s WHERE id = %s",
            [race.stages[origin], 100 if won else 9, "won" if won else "pending",
             race.tasks[origin]],
        )  # fmt: skip


@pytest.mark.parametrize("note", [NOTE, None])
def test_over_json2(race, tasks, note):
    for pair in product(range(7), repeat=2):
        vals = {"stage_id": race.stages[pair[1]], **({"stage_note": note} if note else {})}
        status, answer = race.post(
            "/json/2/crm.lead/write",
            {"ids": [tasks[pair[0]]], "vals": vals, "context": FORGED},
            {"Authorization": f"bearer {race.keys['race_0']}", "X-Odoo-Database": race.db},
        )
        assert status in (200, REFUSED), answer
        check(race, pair, note, status == REFUSED)


@pytest.mark.parametrize("method", ["write", "web_save"])
def test_over_the_web_client(race, tasks, method):
    browser = Browser(race, "race_0")
    for pair in product(range(7), repeat=2):
        vals = {"stage_id": race.stages[pair[1]], "stage_note": NOTE}
        more = {"specification": {"stage_id": {}}} if method == "web_save" else {}
        error = browser.call("crm.lead", method, [tasks[pair[0]]], vals, context=FORGED, **more)
        assert error in (None, "odoo.exceptions.UserError"), error
        check(race, pair, NOTE, bool(error))


@pytest.mark.parametrize("login", ["race_1", "race_nobody"])
def test_of_somebody_else(race, tasks, login):
    """A colleague without a right to the task, and somebody who sells nothing."""
    browser = Browser(race, login)
    before = [look(race, task) for task in tasks]
    headers = {"Authorization": f"bearer {race.keys[login]}", "X-Odoo-Database": race.db}
    for origin, target in product(range(7), repeat=2):
        vals = {"stage_id": race.stages[target], "stage_note": NOTE}
        error = browser.call("crm.lead", "write", [tasks[origin]], vals, context=FORGED)
        assert error == "odoo.exceptions.AccessError"
        body = {"ids": [tasks[origin]], "vals": vals, "context": FORGED}
        status, answer = race.post("/json/2/crm.lead/write", body, headers)
        assert status == FORBIDDEN, answer
    assert [look(race, task) for task in tasks] == before


def test_twenty_at_once(race, tasks):
    """One promotion, one row: whoever comes late finds the task there already."""
    for origin in (0, 3, 5):
        key = race.keys["race_0"]
        vals = {"stage_id": race.stages[origin + 1], "stage_note": NOTE}

        def promote(task=tasks[origin], vals=vals):
            return race.json2("crm.lead", "write", key, ids=[task], vals=vals)

        outcome = at_once([promote] * 20)
        print("twenty at once:", outcome)
        # After five lost races Odoo gives up, and says so.
        assert outcome.statuses in ([], [409]), outcome
        assert outcome.results
        assert look(race, tasks[origin]) == (race.stages[origin + 1], 2)


def test_two_ways_at_once(race, tasks):
    """Forward and back at the same moment: whatever comes first, the history has no gap."""
    task, key = tasks[3], race.keys["race_0"]
    for _turn in range(3):
        outcome = at_once(
            [
                lambda stage=stage: race.json2(
                    "crm.lead", "write", key, ids=[task],
                    vals={"stage_id": race.stages[stage], "stage_note": NOTE},
                )
                for stage in (2, 4, 1, 5, 2, 4)
            ]
        )  # fmt: skip
        assert set(outcome.statuses) <= {REFUSED, 409}, outcome
        rows = race.psql(
            "SELECT from_stage_id, to_stage_id FROM crm_stage_history"
            " WHERE lead_id = %s AND kind <> 'start' ORDER BY id",
            [task],
        )
        assert all(one[1] == two[0] for one, two in zip(rows, rows[1:], strict=False)), rows
        assert rows[-1][1] == look(race, task)[0]
