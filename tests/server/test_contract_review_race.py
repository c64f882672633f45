"""Contract reviews at the same second: one hands over, one takes up, one change sends it back."""

import pytest
from race import Race, at_once

TURNS = 4
OFFICE = "crm_customer_protection.group_customer_admin"
SETUP = """
company = env.ref("base.main_company")
company.write({"use_contract_review": True, "use_quote_approval": False})
env["product.product"].create({"name": "Review pump", "taxes_id": False})
env["account.payment.term"].create({"name": "Review term"})
env.cr.commit()
env.registry.signal_changes()
"""

pytestmark = pytest.mark.usefixtures("clean_log")


@pytest.fixture(scope="module")
def race():
    with Race.serving(workers=8) as server:
        for login in ("race_office", "race_office_two"):
            server.add_user(login, OFFICE)
        server.add_user("race_manager", "sales_team.group_sale_manager")
        server.shell(SETUP)
        yield server


class Contract:
    """A sent quotation of the first salesperson, and what people do with it over JSON-2."""

    customer = None

    def __init__(self, race):
        self.race = race
        Contract.customer = Contract.customer or race.create(
            0, name="Vertragsrennen GmbH", vat="DE136695976", street="Weg 1", city="Ulm"
        )
        ((product,),) = race.psql(
            "SELECT product.id FROM product_product product JOIN product_template template"
            " ON template.id = product.product_tmpl_id"
            " WHERE template.name ->> 'en_US' = 'Review pump'"
        )
        ((term,),) = race.psql(
            "SELECT id FROM account_payment_term WHERE name ->> 'en_US' = 'Review term'"
        )
        line = {"product_id": product, "product_uom_qty": 1, "price_unit": 100}
        values = {
            "partner_id": self.customer,
            "payment_term_id": term,
            "order_line": [[0, 0, line]],
        }
        (self.id,) = self.call("create", model="sale.order", ids=None, vals_list=[values])()
        ((self.line,),) = race.psql("SELECT id FROM sale_order_line WHERE order_id = %s", [self.id])
        self.call("action_quotation_sent", model="sale.order", ids=[self.id])()

    def call(self, method, login=None, model="crm.contract.review", ids=None, **kwargs):
        key = self.race.keys[login or self.race.login(0)]
        if ids is not None:
            kwargs["ids"] = ids
        return lambda: self.race.json2(model, method, key, **kwargs)

    def hand_over(self):
        """Each has the dialog open before anybody presses its button."""
        model = "crm.contract.review.dialog"
        values = {"kind": "hand_over", "order_id": self.id}
        (dialog,) = self.call("create", model=model, vals_list=[values])()
        return self.call("action_apply", model=model, ids=[dialog])

    def review(self, method, login="race_office"):
        return self.call(method, login, ids=[self.read("id")])

    def edit(self, price):
        values = {"price_unit": price}
        return self.call("write", model="sale.order.line", ids=[self.line], vals=values)

    def read(self, name):
        rows = self.race.psql(
            f"SELECT {name} FROM crm_contract_review WHERE order_id = %s", [self.id]
        )
        assert len(rows) == 1, rows
        return rows[0][0]

    @property
    def kinds(self):
        rows = self.race.psql(
            "SELECT kind FROM crm_contract_review_step WHERE review_id = %s ORDER BY id",
            [self.read("id")],
        )
        return [kind for (kind,) in rows]


def assert_one_refused(outcome):
    """Exactly one came through; the other was told why not."""
    assert (len(outcome.results), len(outcome.errors)) == (1, 1), outcome
    assert outcome.statuses[0] in (403, 422), outcome
    assert outcome.errors[0].message, outcome


@pytest.mark.parametrize("turn", range(TURNS))
def test_two_hand_over(race, turn):
    contract = Contract(race)
    outcome = at_once([contract.hand_over(), contract.hand_over()])
    assert_one_refused(outcome)
    assert contract.kinds == ["handed"]


@pytest.mark.parametrize("turn", range(TURNS))
def test_two_take_up(race, turn):
    contract = Contract(race)
    contract.hand_over()()
    outcome = at_once(
        [contract.review("action_take"), contract.review("action_take", "race_office_two")]
    )
    assert_one_refused(outcome)
    assert contract.kinds == ["handed", "taken"]


@pytest.mark.parametrize("turn", range(TURNS))
def test_change_and_pass(race, turn):
    """Nothing is passed that the reviewer did not see."""
    contract = Contract(race)
    contract.hand_over()()
    contract.review("action_take")()
    outcome = at_once([contract.edit(50 + turn), contract.review("action_pass")])
    assert all(error.status in (403, 409, 422) for error in outcome.errors), outcome
    assert contract.read("state") == "to_review", outcome
    assert contract.kinds[-1] == "changed", outcome
