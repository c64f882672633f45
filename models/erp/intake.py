"""One order of a call of `upsert`, on its way from the payload to the answer."""

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


class Entry:
    """What came, what it means, and what is answered."""

    __slots__ = (
        "company_id", "customer", "fingerprint", "order", "payload", "record_id", "result", "stored"
    )  # fmt: skip

    def __init__(self, payload):
        """
        :param payload: anything that JSON can hold
        """
        self.payload = payload
        self.order, faults = erp_payload.normalise(payload)
        self.fingerprint = self.order and erp_payload.fingerprint(self.order)
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
        if faults:
            self.answer("error", *faults[0])
            if len(faults) > 1:
                self.result["faults"] = [fault._asdict() for fault in faults]

    @property
    def key(self):
        """What an order is known by."""
        return self.company_id, self.order["source"], self.order["number"]

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
