"""How many orders a second go in over JSON-2, beside plain `create` of the same rows.

The plain model is one that an administrator makes in the interface: the same columns, none of our
code. CCP_ERP_ORDERS sets the number of orders; goals: not slower than `create`, and what is there
already at least five times as fast.
"""

import json
import os
import time

import pytest
from test_erp import Erp, make_order

ORDERS = int(os.environ.get("CCP_ERP_ORDERS", "2000"))
BATCH = 500
# A busy machine is no judge of a tenth.
SLACK = 1.25
# The columns that `upsert` writes, as a plain model has them.
PLAIN = """
fields = env["ir.model.fields"]
order = env["ir.model"].create({"name": "Plain", "model": "x_plain_order"})
line = env["ir.model"].create({"name": "Plain Line", "model": "x_plain_line"})
skipped = {"id", "create_uid", "create_date", "write_uid", "write_date"}
skipped |= {"line_ids", "erp_order_id", "currency_id"}
kinds = {
    "integer", "char", "text", "float", "date", "datetime", "boolean", "many2one", "monetary",
}
def add(model, source):
    for name, field in env[source]._fields.items():
        if not field.store or name in skipped:
            continue
        kind = field.type if field.type in kinds else "char"
        values = {"name": "x_" + name, "model_id": model.id, "ttype": kind, "index": bool(field.index)}
        if kind == "monetary":
            values["currency_field"] = "x_currency_id"
        elif kind == "many2one":
            values.update(relation=field.comodel_name, on_delete="set null")
        fields.create(values)
fields.create({"name": "x_currency_id", "model_id": order.id, "ttype": "many2one",
               "relation": "res.currency"})
add(order, "crm.erp.order")
fields.create({"name": "x_order_id", "model_id": line.id, "ttype": "many2one",
               "relation": "x_plain_order", "on_delete": "cascade", "index": True})
fields.create({"name": "x_currency_id", "model_id": line.id, "ttype": "many2one", "store": False,
               "relation": "res.currency", "related": "x_order_id.x_currency_id", "readonly": True})
add(line, "crm.erp.order.line")
fields.create({"name": "x_line_ids", "model_id": order.id, "ttype": "one2many",
               "relation": "x_plain_line", "relation_field": "x_order_id"})
for model in (order, line):
    env["ir.model.access"].create({
        "name": "plain", "model_id": model.id, "group_id": env.ref("base.group_user").id,
        "perm_read": True, "perm_write": True, "perm_create": True, "perm_unlink": True})
env.cr.commit()
"""


@pytest.fixture(scope="module")
def erp():
    with Erp.serving(workers=2) as server:
        server.shell(PLAIN)
        # Its workers do not know the new models yet.
        server.stop()
        server.start()
        server.admin = server.api_key("admin")
        yield server


def plain_values(order, partner_ids):
    """What `upsert` would write, prepared by the client."""
    return {
        "x_number": order["number"],
        "x_source": order["source"],
        "x_company_id": 1,
        "x_version": str(order["version"]),
        "x_version_key": f"n{order['version']:018d}",
        "x_fingerprint": f"e1:{order['number']:0>64}",
        "x_state": order["state"],
        "x_payload": json.dumps(order),
        "x_partner_id": partner_ids[order["customer"]["code"]],
        "x_customer_code": order["customer"]["code"],
        "x_currency_id": 1,
        **{
            f"x_{name}": 50.0
            for name in (
                "amount_untaxed", "amount_total", "amount_invoiced", "amount_paid",
                "delivered_share", "invoiced_share", "paid_share",
            )
        },
        "x_line_ids": [
            [0, 0, {
                "x_number": line["line"],
                **{
                    f"x_{name}": 1.0
                    for name in (
                        "quantity", "quantity_delivered", "quantity_invoiced", "price", "amount",
                        "amount_paid",
                    )
                },
            }]
            for line in order["lines"]
        ],
    }  # fmt: skip


def clock(call, rows):
    """Seconds for all batches."""
    start = time.monotonic()
    for index in range(0, len(rows), BATCH):
        call(rows[index : index + BATCH])
    return time.monotonic() - start


def test_speed(erp):
    partner_ids = dict(erp.psql("SELECT ref, id FROM res_partner WHERE ref LIKE 'ERP_'"))
    orders = [make_order(number, 2) for number in range(ORDERS)]
    rows = [plain_values(order, partner_ids) for order in orders]

    def create(batch):
        erp.json2("x_plain_order", "create", erp.admin, vals_list=batch)

    # Both warm.
    create(rows[:1])
    erp.upsert([make_order(10**8, 1)])
    seconds = {"create": [], "upsert": []}
    for __ in range(2):
        erp.psql("DELETE FROM x_plain_order")
        seconds["create"].append(clock(create, rows))
        erp.clear()
        seconds["upsert"].append(clock(erp.upsert, orders))
    found = {name: min(samples) for name, samples in seconds.items()}
    found["unchanged"] = min(clock(erp.upsert, orders) for __ in range(2))
    newer = [make_order(number, 4) for number in range(ORDERS)]
    found["updated"] = clock(erp.upsert, newer)
    found["stale"] = clock(erp.upsert, orders)
    for name, needed in found.items():
        print(f"{name:10} {needed:7.2f} s {ORDERS / needed:8.0f} orders/s")
    assert found["upsert"] <= found["create"] * SLACK
    assert found["unchanged"] * 5 <= found["create"] * SLACK
