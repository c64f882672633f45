"""Payloads of an ERP for tests: right ones, and strategies for wrong ones."""

import copy

from hypothesis import strategies as st

# What JSON can hold and a program can send by mistake or on purpose.
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(10**400), 10**400),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        ["", " ", "\x00", "\ud800", "x" * 5000, "NaN", "1e5", "2026-13-40", "٣", "-1", "1,5", "0x1"]
    ),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
# Where a right payload is spoilt.
PLACES = (
    *((name,) for name in ("number", "source", "version", "company", "state", "currency", "lines")),
    *((name,) for name in ("date", "promised_date", "amount_total", "amount_untaxed", "task")),
    *((name,) for name in ("quotation", "note", "customer", "amount_paid", "amount_invoiced")),
    *(("customer", name) for name in ("code", "vat", "name", "phone")),
    ("lines", 0),
    *(("lines", 1, name) for name in ("line", "quantity", "delivered", "invoiced", "amount")),
    *(("lines", 1, name) for name in ("price", "amount_paid", "unit", "product", "discount")),
)


def line(number=1, **values):
    return {
        "line": number,
        "product": f"P-{number}",
        "description": "Pump 泵",
        "unit": "pcs",
        "quantity": 4,
        "delivered": 0,
        "price": "250.00",
        "amount": 1000,
        **values,
    }


def order(number="SO-1", version=1, **values):
    return {
        "number": number,
        "source": "u8",
        "version": version,
        "state": "confirmed",
        "date": "2026-03-02",
        "promised_date": "2026-04-30",
        "currency": "EUR",
        "amount_untaxed": 2000,
        "amount_total": "2260.00",
        "customer": {"code": "ERP-K1", "name": "Adler GmbH"},
        "lines": [line(1), line(2)],
        **values,
    }


def spoil(payload, place, value):
    """A copy of a payload with another value at a place."""
    payload = copy.deepcopy(payload)
    target = payload
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    return payload
