"""Approvals at the same second: each counts once, and never for a content that nobody saw."""

import json

import pytest
from race import Race, at_once

TURNS = 6
DEAR = 1000
# From a thousand on both approve, below that one of them.
SETUP = """
company = env.ref("base.main_company")
people = env["res.users"].search([("login", "in", ["race_leader", "race_director"])])
env["crm.team"].search([("name", "=", "Race")]).user_id = people[0]
company.use_quote_approval = True
rules = env["sale.approval.rule"]
rules.search([("company_id", "=", company.id)]).active = False
for number, (mode, amount) in enumerate((("all", %d), ("any", 0))):
    rules.create({
        "name": mode, "company_id": company.id, "sequence": number, "min_amount": amount,
        "step_ids": [(0, 0, {"kind": "users", "mode": mode, "user_ids": people.ids})],
    })
env["product.product"].create({"name": "Race pump", "taxes_id": False})
env.cr.commit()
env.registry.signal_changes()
"""

pytestmark = pytest.mark.usefixtures("clean_log")


@pytest.fixture(scope="module")
def race():
    with Race.serving(workers=8) as server:
        for login in ("race_leader", "race_director"):
            server.add_user(login, "sales_team.group_sale_salesman")
        server.add_user("race_manager", "sales_team.group_sale_manager")
        server.shell(SETUP % DEAR)
        yield server


class Quote:
    """A quotation of the first salesperson, and what people do to it over JSON-2."""

    customer = None

    def __init__(self, race, price=100, submitted=True):
        self.race = race
        Quote.customer = Quote.customer or race.create(0, name="Angebotsrennen GmbH")
        ((product,),) = race.psql(
            "SELECT product.id FROM product_product product JOIN product_template template"
            " ON template.id = product.product_tmpl_id"
            " WHERE template.name ->> 'en_US' = 'Race pump'"
        )
        line = {"product_id": product, "product_uom_qty": 1, "price_unit": price}
        (self.id,) = race.json2(
            "sale.order",
            "create",
            race.keys[race.login(0)],
            vals_list=[{"partner_id": self.customer, "order_line": [[0, 0, line]]}],
        )
        ((self.line,),) = race.psql("SELECT id FROM sale_order_line WHERE order_id = %s", [self.id])
        if submitted:
            self.call("action_submit_approval")()

    def call(self, method, login=None, model="sale.order", ids=None, **kwargs):
        key = self.race.keys[login or self.race.login(0)]
        return lambda: self.race.json2(model, method, key, ids=ids or [self.id], **kwargs)

    def approve(self, login="race_leader"):
        return self.call("action_approve", login)

    def edit(self, **values):
        return self.call("write", model="sale.order.line", ids=[self.line], vals=values)

    def read(self, *names):
        (row,) = self.race.psql(
            f"SELECT {', '.join(names)} FROM sale_order WHERE id = %s", [self.id]
        )
        return row[0] if len(row) == 1 else row

    @property
    def kinds(self):
        rows = self.race.psql(
            "SELECT kind FROM sale_approval_step WHERE order_id = %s ORDER BY id", [self.id]
        )
        return [kind for (kind,) in rows]

    @property
    def is_as_submitted(self):
        """Whether the line says what it said when it was submitted."""
        content = self.read("approval_content")
        content = json.loads(content) if isinstance(content, str) else content
        [line] = content["lines"]
        [(name, price)] = self.race.psql(
            "SELECT name, price_unit FROM sale_order_line WHERE id = %s", [self.line]
        )
        return (line["name"], float(line["price_unit"])) == (name, float(price))


def assert_one_refused(outcome):
    """Exactly one came through; the other was told why not."""
    assert (len(outcome.results), len(outcome.errors)) == (1, 1), outcome
    assert outcome.statuses[0] in (403, 422), outcome
    assert outcome.errors[0].message, outcome


@pytest.mark.parametrize("turn", range(TURNS))
def test_two_approve_where_one_is_enough(race, turn):
    quote = Quote(race)
    outcome = at_once([quote.approve("race_leader"), quote.approve("race_director")])
    assert_one_refused(outcome)
    assert (quote.read("approval_state"), quote.kinds) == ("approved", ["submitted", "approved"])


@pytest.mark.parametrize("turn", range(TURNS))
def test_two_approve_where_both_have_to(race, turn):
    quote = Quote(race, price=DEAR)
    outcome = at_once([quote.approve("race_leader"), quote.approve("race_director")])
    assert len(outcome.results) == 2, outcome
    assert quote.kinds == ["submitted", "approved", "approved"]
    assert quote.read("approval_state") == "approved"


@pytest.mark.parametrize("turn", range(TURNS))
def test_one_approves_twice(race, turn):
    """A double click of one of the two who have to: it counts once."""
    quote = Quote(race, price=DEAR)
    outcome = at_once([quote.approve(), quote.approve()])
    assert_one_refused(outcome)
    assert (quote.read("approval_state"), quote.kinds) == ("submitted", ["submitted", "approved"])


@pytest.mark.parametrize("values", [{"price_unit": 1}, {"name": "Another text"}])
@pytest.mark.parametrize("turn", range(TURNS))
def test_edit_and_approval(race, turn, values):
    quote = Quote(race)
    outcome = at_once([quote.edit(**values), quote.approve()])
    # The edit was first, and the approver is told; or it was second, and voids the approval.
    assert all(error.status in (403, 422) for error in outcome.errors), outcome
    assert len(outcome.results) >= 1, outcome
    assert quote.read("approval_state") == "draft", outcome
    approvals = ["approved"] * (len(outcome.results) - 1)
    assert quote.kinds == ["submitted", *approvals, "voided"]
    with pytest.raises(Exception, match="needs approval"):
        quote.call("action_confirm")()


@pytest.mark.parametrize("values", [{"price_unit": 1}, {"name": "Another text"}])
@pytest.mark.parametrize("turn", range(TURNS))
def test_edit_and_submission(race, turn, values):
    """What waits is what stands there, whoever came first."""
    quote = Quote(race, submitted=False)
    outcome = at_once([quote.edit(**values), quote.call("action_submit_approval")])
    assert not outcome.errors, outcome
    if quote.read("approval_state") == "submitted":
        assert quote.is_as_submitted
        assert quote.kinds == ["submitted"]
    else:
        assert quote.kinds == ["submitted", "voided"]


@pytest.mark.parametrize("turn", range(TURNS))
def test_two_submit(race, turn):
    quote = Quote(race, submitted=False)
    submit = "action_submit_approval"
    outcome = at_once([quote.call(submit), quote.call(submit, "race_manager")])
    assert_one_refused(outcome)
    assert quote.kinds == ["submitted"]
    ((count,),) = race.psql(
        "SELECT count(*) FROM mail_activity WHERE res_model = 'sale.order' AND res_id = %s",
        [quote.id],
    )
    # One of each of the two who may decide.
    assert count == 2


@pytest.mark.parametrize("values", [{"price_unit": 1}, {"name": "Another text"}])
@pytest.mark.parametrize("turn", range(TURNS))
def test_edit_and_confirmation(race, turn, values):
    quote = Quote(race)
    quote.approve()()
    outcome = at_once([quote.edit(**values), quote.call("action_confirm")])
    assert_one_refused(outcome)
    if quote.read("state") == "sale":
        assert quote.is_as_submitted
        assert quote.kinds == ["submitted", "approved"]
    else:
        assert quote.kinds == ["submitted", "approved", "voided"]


@pytest.mark.parametrize("turn", range(TURNS))
def test_approval_and_withdrawal(race, turn):
    quote = Quote(race)
    outcome = at_once([quote.approve(), quote.call("action_withdraw")])
    assert_one_refused(outcome)
    state = quote.read("approval_state")
    assert state in ("approved", "withdrawn")
    assert quote.kinds == ["submitted", state]


@pytest.mark.parametrize("turn", range(TURNS))
def test_approval_while_the_rule_goes(race, turn):
    """A rule that is deleted takes no approval away, and gives none."""
    key = race.keys["race_manager"]
    values = {
        "name": "Passing", "company_id": race.company, "sequence": -turn,
        "step_ids": [[0, 0, {"kind": "users", "user_ids": [[6, 0, [race.users["race_leader"]]]]}]],
    }  # fmt: skip
    (rule,) = race.json2("sale.approval.rule", "create", key, vals_list=[values])
    quote = Quote(race)
    remove = lambda: race.json2("sale.approval.rule", "unlink", key, ids=[rule])  # noqa: E731
    outcome = at_once([quote.approve(), remove])
    assert len(outcome.results) == 2, outcome
    assert (quote.read("approval_state"), quote.kinds) == ("approved", ["submitted", "approved"])
