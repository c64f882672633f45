"""What integrations get over JSON-2, and that nobody searches more than the company allows."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from odoo_server import RPCError
from race import SECRETS, Race


@pytest.fixture(scope="module")
def race():
    with Race.serving(workers=4) as server:
        server.psql("UPDATE crm_duplicate_rule SET active = TRUE")
        server.create(0, name="Evidence Trading Ltd", **SECRETS)
        yield server


def searches(race, number, columns="outcome, name, best_name"):
    return race.psql(
        f"SELECT {columns} FROM crm_duplicate_search WHERE user_id = %s ORDER BY id",
        [race.users[race.login(number)]],
    )


def test_evidence_in_the_error(race, clean_log):
    with pytest.raises(RPCError) as caught:
        race.create(1, name="Evidence Tradings Ltd")
    error = caught.value
    assert error.status == 422
    assert error.name == "odoo.exceptions.UserError"
    message, [match] = error.body["arguments"]
    assert error.message.strip() == message
    assert (match["kind"], match["name"]) == ("likely", "Evidence Trading Ltd")
    assert match["owner"] == "Race 0"
    assert "Evidence Trading Ltd" in message
    assert not [secret for secret in SECRETS.values() if secret in str(error.body["arguments"])]
    # The refusal took everything back but this.
    assert searches(race, 1) == [("refused", "Evidence Tradings Ltd", "Evidence Trading Ltd")]

    partner_id = race.create(1, name="Evidence Tradings Ltd", duplicate_reason="Their sister")
    assert searches(race, 1, "outcome, reason, partner_id") == [
        ("anyway", "Their sister", partner_id)
    ]


def test_the_limit_holds_for_calls_at_the_same_time(race, clean_log):
    race.psql("UPDATE res_company SET collision_search_limit = 3")
    key = race.keys[race.login(2)]

    def ask(number):
        try:
            race.json2("res.partner", "find_duplicates", key, name=f"{chr(65 + number)} Limited")
        except RPCError as error:
            assert "a day are allowed" in error.message
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(ask, range(8)))
    assert sum(done) == 3
    assert len(searches(race, 2)) == 3
