"""Two people merge the same pair: one does, the other is told who did, and nothing is half done."""

import pytest
from race import Race, at_once

REFUSED = 422
MERGERS = """
company = env.ref("base.main_company")
groups = env.ref("base.group_user") + env.ref("crm_customer_protection.group_customer_admin")
for name in ("one", "two"):
    env["res.users"].with_context(no_reset_password=True).create({
        "name": "Merger " + name, "login": "merger_" + name, "company_id": company.id,
        "company_ids": [(6, 0, company.ids)], "group_ids": [(6, 0, groups.ids)]})
env.cr.commit()
"""

pytestmark = pytest.mark.usefixtures("clean_log")


@pytest.fixture(scope="module")
def race():
    with Race.serving(workers=4) as server:
        server.shell(MERGERS)
        server.keys.update(server.api_keys(["merger_one", "merger_two"]))
        yield server


def dialog(race, login, partners, survivor):
    """A dialog that is filled in, and waits for its button. Returns the button."""
    key = race.keys[login]
    values = {"partner_ids": [[6, 0, partners]], "survivor_id": survivor}
    (merge,) = race.json2("crm.customer.merge", "create", key, vals_list=[values])
    return lambda: race.json2("crm.customer.merge", "action_merge", key, ids=[merge])


@pytest.mark.parametrize("crosswise", [False, True])
def test_two_merge_the_same_pair(race, crosswise):
    for number in range(5):
        pair = [
            race.create(n, name=f"Pair {crosswise} {number} {name}")
            for n, name in enumerate(("Nord", "Sued"))
        ]
        survivors = [pair[0], pair[crosswise]]
        logins = ("merger_one", "merger_two")
        outcome = at_once(
            [dialog(race, *args) for args in zip(logins, [pair, pair], survivors, strict=True)]
        )
        assert (len(outcome.results), outcome.statuses) == (1, [REFUSED]), outcome
        rows = race.psql(
            "SELECT p.name FROM crm_customer_merge_log log JOIN res_users u ON u.id = log.user_id"
            " JOIN res_partner p ON p.id = u.partner_id WHERE log.survivor_id = ANY(%s)",
            [pair],
        )
        assert len(rows) == 1, "one merge is written down"
        assert f"{rows[0][0]} merged them" in outcome.errors[0].message
        merged = race.psql(
            "SELECT count(merged_into_id), count(*) FILTER (WHERE active) FROM res_partner"
            " WHERE id = ANY(%s)",
            [pair],
        )
        assert merged == [(1, 1)]


def test_two_undo_the_same_merge(race):
    pair = [race.create(n, name=f"Undo {name}") for n, name in enumerate(("Nord", "Sued"))]
    dialog(race, "merger_one", pair, pair[0])()
    (log,) = race.psql("SELECT max(id) FROM crm_customer_merge_log")[0]
    outcome = at_once(
        [
            lambda key=race.keys[login]: race.json2(
                "crm.customer.merge.log", "action_undo", key, ids=[log]
            )
            for login in ("merger_one", "merger_two")
        ]
    )
    assert (len(outcome.results), outcome.statuses) == (1, [REFUSED]), outcome
    assert "took this merge back already" in outcome.errors[0].message
    undone = race.psql(
        "SELECT partner_id, count(*) FROM crm_protection_event"
        " WHERE cause = 'undo' AND partner_id = ANY(%s) GROUP BY 1",
        [pair],
    )
    assert sorted(undone) == [(partner, 1) for partner in sorted(pair)]
