"""What is noted of a search that is taken back: in a transaction that waits for no other."""

import pytest
from race import Race

ASK = """
env.cr.execute("SELECT id FROM res_users WHERE login = 'race_1'")
[(uid,)] = env.cr.fetchall()
searches = env["crm.duplicate.search"].with_user(uid)
def ask(name):
    return env["res.partner"]._get_asked(name, None, None, None, None)
"""
# The row of the name that is being typed is held by this transaction when it is refused.
TYPED_AND_REFUSED = """
searches._log(ask("Selbstfall Handel"), [])
env.cr.commit()
searches._log(ask("Selbstfall Handels GmbH"), [])
env.flush_all()
searches._log_apart(ask("Selbstfall Handels GmbH"), [], "refused")
env.cr.%s()
"""

pytestmark = pytest.mark.usefixtures("clean_log")


@pytest.fixture
def race():
    with Race.serving(workers=2) as server:
        # Whoever waits for himself is told so, instead of hanging.
        server.psql(f'ALTER DATABASE "{server.db}" SET lock_timeout = 5000')
        yield server


@pytest.mark.parametrize(
    ("end", "rows"),
    [
        # What was typed last is taken back with the rest.
        ("rollback", [("refused", "Selbstfall Handels GmbH", 2)]),
        # Whoever caught the error and goes on has asked all the same.
        ("commit", [("refused", "Selbstfall Handels GmbH", 3)]),
    ],
)
def test_it_waits_for_nobody(race, end, rows):
    race.shell(ASK + TYPED_AND_REFUSED % end)
    found = race.psql(
        "SELECT outcome, name, call_count FROM crm_duplicate_search WHERE user_id = %s",
        [race.users["race_1"]],
    )
    assert found == rows
