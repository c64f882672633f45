"""What a client sends is data: no field and no context key over HTTP gives a right."""

import pytest
from odoo_server import RPCError
from race import Race

# Keys with which plain Odoo or other addons switch checks off, and such as somebody would guess.
CONTEXT = {
    "su": True,
    "skip_check": True,
    "skip_customer_check": True,
    "force": True,
    "install_mode": True,
    "module": "crm_customer_protection",
    "import_file": True,
    "mail_create_nosubscribe": True,
    "tracking_disable": True,
    "no_check": True,
    "uid": 1,
    "active_test": False,
    "_customer_import": {"last_row": 1},
    "_force_unlink": True,
    "test_mode": True,
}
FORGED = {
    "customer_stage": "trading",
    "customer_value": 1000000.0,
    "registrar_id": "own",
    "registration_date": "2001-01-01 00:00:00",
    "is_managed_customer": False,
    "managed_customer_id": "own",
    "last_contact_date": "2001-01-01 00:00:00",
    "last_deal_date": "2001-01-01 00:00:00",
    "registered_name_key": "forged",
    "deactivation_reason": "forged",
    "deactivated_by_id": "own",
    "deactivation_date": "2001-01-01 00:00:00",
}
COLUMNS = ", ".join(FORGED)
# The lowest role that may write a partner at all, and a salesperson.
ROLES = ["race_nobody", "race_1"]


@pytest.fixture(scope="module")
def race():
    with Race.serving(workers=2) as server:
        yield server


@pytest.fixture(scope="module")
def victim(race):
    """A customer of somebody else."""
    return race.create(0, name="Forge Target GmbH")


def forged_value(race, login, name):
    if FORGED[name] != "own":
        return FORGED[name]
    return race.users[login] if name != "managed_customer_id" else False


def snapshot(race, partner_id):
    return race.psql(f"SELECT {COLUMNS} FROM res_partner WHERE id = %s", [partner_id])


def assert_refused(call):
    with pytest.raises(RPCError) as caught:
        call()
    assert 400 <= caught.value.status < 500, caught.value
    assert "Traceback" not in caught.value.message


@pytest.mark.parametrize("login", ROLES)
@pytest.mark.parametrize("name", FORGED)
@pytest.mark.parametrize("method", ["write", "web_save"])
def test_written_on_somebody_elses_customer(race, victim, login, name, method):
    before = snapshot(race, victim)
    vals = {name: forged_value(race, login, name)}
    more = {"specification": {}} if method == "web_save" else {}
    assert_refused(
        lambda: race.json2(
            "res.partner", method, race.keys[login], [victim], CONTEXT, vals=vals, **more
        )
    )
    assert snapshot(race, victim) == before


@pytest.mark.parametrize("name", FORGED)
def test_written_on_ones_own_customer(race, name):
    login = "race_1"
    mine = race.create(1, name=f"Forge Mine {name}")
    before = snapshot(race, mine)
    value = race.users["race_2"] if FORGED[name] == "own" else FORGED[name]
    if name == "managed_customer_id":
        value = False
    assert_refused(
        lambda: race.json2(
            "res.partner", "write", race.keys[login], [mine], CONTEXT, vals={name: value}
        )
    )
    assert snapshot(race, mine) == before


@pytest.mark.parametrize("name", sorted(set(FORGED) - {"is_managed_customer"}))
@pytest.mark.parametrize("way", ["values", "defaults", "load", "copy"])
def test_given_to_a_new_customer(race, name, way):
    """Refused, or left out: what counts is that it does not stand there."""
    login, value = "race_1", FORGED[name]
    value = race.users["race_2"] if value == "own" else value
    typed = {
        "name": f"Forge New {name} {way}",
        "is_company": True,
        "website": "https://forge.example.com",
    }
    key = race.keys[login]
    try:
        if way == "values":
            ids = race.json2(
                "res.partner", "create", key, None, CONTEXT, vals_list=[{**typed, name: value}]
            )
        elif way == "defaults":
            context = {**CONTEXT, f"default_{name}": value}
            ids = race.json2("res.partner", "create", key, None, context, vals_list=[typed])
        elif way == "load":
            column = f"{name}/.id" if FORGED[name] == "own" else name
            rows = [[typed["name"], "True", typed["website"], str(value)]]
            fields = ["name", "is_company", "website", column]
            report = race.json2("res.partner", "load", key, None, CONTEXT, fields=fields, data=rows)
            ids = report["ids"] or []
        else:
            source = race.create(1, name=f"Forge Source {name}")
            ids = race.json2(
                "res.partner", "copy", key, [source], CONTEXT, default={**typed, name: value}
            )
    except RPCError as error:
        assert 400 <= error.status < 500, error
        return
    for partner_id in ids:
        stored = race.read(partner_id, name)
        assert str(stored) != str(value), f"{name} is forged by {way}: {stored}"


@pytest.mark.parametrize("login", ROLES)
def test_no_way_to_make_anothers_partner_a_customer(race, login):
    (partner_id,) = race.psql(
        "INSERT INTO res_partner (name, complete_name, type, active, autopost_bills, is_company)"
        " VALUES ('Plain', 'Plain', 'contact', TRUE, 'ask', TRUE) RETURNING id"
    )[0]
    race.psql("UPDATE res_partner SET commercial_partner_id = id WHERE id = %s", [partner_id])
    assert_refused(
        lambda: race.json2(
            "res.partner",
            "write",
            race.keys[login],
            [partner_id],
            CONTEXT,
            vals={"is_managed_customer": True},
        )
    )
    assert not race.read(partner_id, "is_managed_customer")


@pytest.mark.parametrize(
    "method", ["_deactivate_customers", "_register_customer_contact", "_get_taken_names"]
)
def test_private_methods_are_not_on_the_wire(race, victim, method):
    assert_refused(
        lambda: race.json2("res.partner", method, race.keys["race_1"], [victim], CONTEXT)
    )


def test_the_log_holds_no_error(race):
    assert [line for line in race.complaints() if line.startswith(("ERROR", "CRITICAL"))] == []
