"""Orders of the ERP: a batch of them new, unchanged, stale and newer, beside plain `create`.

In one process, without HTTP; over JSON-2 with real workers: tests/server/test_erp_speed.py.
"""

import uuid

from case import Case

BATCH, LINES = 200, 5
NUMBERS = {
    "quantity": "quantity",
    "quantity_delivered": "delivered",
    "quantity_invoiced": "invoiced",
    "amount": "amount",
    "amount_paid": "amount_paid",
}


def make_orders(code, version=1):
    return [
        {
            "number": f"B-{number}",
            "source": code,
            "version": version,
            "state": "confirmed",
            "currency": "EUR",
            "amount_total": 1000 * version,
            "customer": {"code": code},
            "lines": [
                {"line": line, "quantity": version, "delivered": 0, "amount": 10 * version}
                for line in range(1, LINES + 1)
            ],
        }
        for number in range(BATCH)
    ]


def begin(env):
    """A company that takes orders, and the code of a customer of its own."""
    env.company.use_erp_orders = True
    code = uuid.uuid4().hex[:8]
    env["res.partner"].create(
        {"name": f"ERP {code}", "is_company": True, "is_managed_customer": True, "ref": code}
    )
    return code


def upsert(*versions):
    """Measure the last of several calls."""

    def prepare(env, _has_addon):
        code = begin(env)
        for version in versions[:-1]:
            env["crm.erp.order"].upsert(make_orders(code, version))
        orders = make_orders(code, versions[-1])
        return lambda: env["crm.erp.order"].upsert(orders)

    return prepare


def create(env, _has_addon):
    """The rows that `upsert` makes, given to `create` as they are."""
    from odoo.addons.crm_customer_protection.models.erp.intake import Entry

    code = begin(env)
    model = env["crm.erp.order"]._as_erp_system()
    entries = [Entry(order) for order in make_orders(code)]
    for entry in entries:
        entry.parse()
        entry.company_id = env.company.id
    model._find_customers(entries)
    currency_ids = model._get_currency_ids()
    rows = [
        {
            **model._prepare_order_values(entry, currency_ids, (False, False)),
            "company_id": entry.company_id,
            "source": entry.order["source"],
            "number": entry.order["number"],
            "line_ids": [
                (
                    0,
                    0,
                    {
                        "number": line["line"],
                        **{name: float(line[field]) for name, field in NUMBERS.items()},
                    },
                )
                for line in entry.order["lines"]
            ],
        }
        for entry in entries
    ]
    return lambda: model.create(rows)


WHAT = f"{BATCH} orders of {LINES} lines"
CASES = [
    Case("erp_create", f"plain `create` of {WHAT}", create, addon_only=True, user=None, records=BATCH),
    Case("erp_new", f"`upsert` of {WHAT}: new", upsert(1), addon_only=True, user=None, records=BATCH),
    Case("erp_unchanged", f"`upsert` of {WHAT}: unchanged", upsert(1, 1), addon_only=True, user=None, records=BATCH),
    Case("erp_stale", f"`upsert` of {WHAT}: stale", upsert(2, 1), addon_only=True, user=None, records=BATCH),
    Case("erp_newer", f"`upsert` of {WHAT}: newer", upsert(1, 2), addon_only=True, user=None, records=BATCH),
]  # fmt: skip
