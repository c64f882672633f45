"""Several people draw one decision tree at the same moment: no ring, no arrow twice, one main contact."""

import pytest
from race import Race, at_once

PEOPLE = 8
REFUSED = 422
pytestmark = pytest.mark.usefixtures("clean_log")


class Tree:
    """A customer with people, and what an office worker does to it over JSON-2."""

    def __init__(self, race):
        self.race = race
        self.customer = race.create(0, name="Baumrennen GmbH")
        values = [
            {
                "name": f"Person {number}",
                "parent_id": self.customer,
                "function": "Buyer",
                "phone": f"+49 30 90182{number}",
            }
            for number in range(PEOPLE)
        ]
        self.people = self.call("res.partner", "create", vals_list=values)

    def call(self, model, method, **kwargs):
        return self.race.json2(model, method, self.race.keys["race_office"], **kwargs)

    def put_under(self, person, superior):
        return lambda: self.call(
            "res.partner", "write", ids=[person], vals={"superior_id": superior}
        )


@pytest.fixture(scope="module")
def race():
    with Race.serving(workers=8) as server:
        server.add_user("race_office", "crm_customer_protection.group_customer_admin")
        yield server


@pytest.fixture(scope="module")
def tree(race):
    return Tree(race)


def test_no_ring(tree):
    """Each is put under the next one, and the last one under the first."""
    pairs = zip(tree.people, [*tree.people[1:], tree.people[0]], strict=True)
    outcome = at_once([tree.put_under(*pair) for pair in pairs])
    print("ring:", outcome)
    assert (len(outcome.results), outcome.statuses) == (PEOPLE - 1, [REFUSED]), outcome
    above = dict(
        tree.race.psql(
            "SELECT id, superior_id FROM res_partner WHERE id = ANY(%s)", [list(tree.people)]
        )
    )
    for person in tree.people:
        seen = set()
        while person:
            assert person not in seen
            seen.add(person)
            person = above[person]


def test_one_arrow(tree):
    source, target = tree.people[:2]
    values = {"source_id": source, "target_id": target}
    outcome = at_once(
        [
            lambda: tree.call("crm.contact.influence", "create", vals_list=[values])
            for __ in range(PEOPLE)
        ]
    )
    print("arrow:", outcome)
    assert (len(outcome.results), outcome.statuses) == (1, [REFUSED]), outcome
    count = tree.race.psql(
        "SELECT count(*) FROM crm_contact_influence WHERE source_id = %s AND target_id = %s",
        [source, target],
    )
    assert count == [(1,)]


def test_one_main_contact(tree):
    task = {"name": "Race", "type": "opportunity", "partner_id": tree.customer}
    (lead,) = tree.call("crm.lead", "create", vals_list=[task])
    known = {
        partner
        for (partner,) in tree.race.psql(
            "SELECT partner_id FROM crm_lead_contact WHERE lead_id = %s", [lead]
        )
    }
    rows = tree.call(
        "crm.lead.contact",
        "create",
        vals_list=[
            {"lead_id": lead, "partner_id": person} for person in tree.people if person not in known
        ],
    )
    outcome = at_once(
        [
            lambda row=row: tree.call(
                "crm.lead.contact", "write", ids=[row], vals={"is_main": True}
            )
            for row in rows
        ]
    )
    print("main:", outcome)
    assert (len(outcome.results), outcome.errors) == (len(rows), []), outcome
    mains = tree.race.psql(
        "SELECT count(*) FROM crm_lead_contact WHERE lead_id = %s AND is_main", [lead]
    )
    assert mains == [(1,)]
