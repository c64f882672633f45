"""One order of a call of `upsert`, on its way from the payload to the answer."""

import json
from hashlib import sha256
from typing import NamedTuple

from ...tools import erp_payload


class Stored(NamedTuple):
    """What is there of an order when another payload of it comes."""

    id: int
    version: str
    version_key: str
    fingerprint: str
    partner_id: int | None
    customer_code: str | None
    customer_vat: str | None
    is_customer_chosen: bool
    payload_hash: str


class Entry:
    """What came, what it means, and what is answered."""

    __slots__ = (
        "company_id", "customer", "fingerprint", "order", "payload", "payload_hash",
        "record_id", "result", "stored",
    )  # fmt: skip

    def __init__(self, payload):
        """
        :param payload: anything that JSON can hold
        """
        self.payload = payload
        self.payload_hash = _get_hash(payload)
        self.order = self.fingerprint = None
        # What is there of the order already: `Stored`
        self.stored = None
        self.record_id = False
        self.company_id = False
        # (partner id or False, why it is parked or False, whether a person chose it)
        self.customer = None
        self.result = {
            "number": erp_payload.echo(payload, "number"),
            "source": erp_payload.echo(payload, "source"),
            "result": False,
            "id": False,
            "code": False,
            "field": False,
            "message": False,
        }

    def parse(self):
        """Read the payload, and answer what is wrong with it."""
        self.order, faults = erp_payload.normalise(self.payload)
        if not faults:
            self.fingerprint = erp_payload.fingerprint(self.order)
        else:
            self.answer("error", *faults[0])
            if len(faults) > 1:
                self.result["faults"] = [fault._asdict() for fault in faults]

    @property
    def key(self):
        """What an order is known by."""
        return self.company_id, self.order["source"], self.order["number"]

    def guess_key(self, company_id):
        """What the order is probably known by, without reading all of it.

        :param int company_id: where the order names none
        :return: as `key`, or None
        """
        texts = self.result["source"], self.result["number"]
        if not self.payload_hash or not all(text and text.isprintable() for text in texts):
            return None
        named = self.payload.get("company")
        if named is not None and (type(named) is not int or not 0 < named < 2**31):
            return None
        return named or company_id, *texts

    @property
    def is_open(self):
        return not self.result["result"]

    def answer(self, result, code=False, field=False, message=False):
        """Say what became of it; a note that was made before stays, where nothing is wrong.

        :param str result: created, updated, unchanged, stale, parked or error
        """
        self.result["result"] = result
        if code:
            self.note(code, field, message)
        self.result["id"] = self.record_id
        if self.order:
            self.result["number"] = self.order["number"]
            self.result["source"] = self.order["source"]

    def note(self, code, field, message):
        """Tell something besides: what the order names and nobody knows."""
        self.result.update(code=code, field=field, message=message)


class Asked:
    """A parked order whose customer is looked for again: what `_find_customers` asks of an `Entry`."""

    __slots__ = ("company_id", "customer", "order", "stored")

    def __init__(self, order):
        """
        :param order: `crm.erp.order` record
        """
        self.company_id = order.company_id.id
        self.order = {
            "source": order.source,
            "customer": {
                "code": order.customer_code or None,
                "vat": order.customer_vat or None,
                "name": order.customer_name or None,
            },
        }
        self.customer = self.stored = None


def _get_hash(payload):
    """What tells a payload that comes again, word for word, from any other.

    :return: str, empty where it cannot be said
    """
    try:
        return sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
    except (TypeError, ValueError, RecursionError):
        return ""
