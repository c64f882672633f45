"""What an ERP says of one order: read, checked and brought into one form (invariant 10).

A payload is refused as a whole or read as a whole: what is not understood, an unknown field too, is
a fault with a code, the path of the field and a sentence. Two payloads that say the same have the
same fingerprint, however numbers, days and spaces are written and in whichever order lines come.
"""

import json
from hashlib import sha256
from typing import NamedTuple

from . import erp_values as read

STATES = (
    "entered",
    "confirmed",
    "in_production",
    "partly_shipped",
    "shipped",
    "invoiced",
    "paid",
    "closed",
    "cancelled",
)
MAX_LINES = 10_000
# So many faults of one order are told; whoever sends rubbish need not get it all back.
MAX_FAULTS = 20
# In front of every fingerprint: another way to build it gets another number.
FINGERPRINT = "e1"

NEWER, UNCHANGED, STALE, CONFLICT, OTHER_KIND = "newer unchanged stale conflict other_kind".split()


class Fault(NamedTuple):
    """What is wrong with a payload.

    :param str code: for programs
    :param str field: path, as in `lines[3].quantity`; empty for the order as a whole
    :param str message: for people
    """

    code: str
    field: str
    message: str


class Field(NamedTuple):
    """How a field is read, and what stands for it where it is not there (null counts as that)."""

    read: object
    required: bool = False
    default: object = None


CUSTOMER_FIELDS = {
    "code": Field(read.text(64)),
    "vat": Field(read.text(64)),
    "name": Field(read.text(200)),
}
LINE_FIELDS = {
    "line": Field(read.integer, required=True),
    "product": Field(read.text(64)),
    "description": Field(read.text(500)),
    "unit": Field(read.text(20)),
    "quantity": Field(read.quantity, required=True),
    "delivered": Field(read.quantity, default="0"),
    "invoiced": Field(read.quantity, default="0"),
    "price": Field(read.number),
    "amount": Field(read.number, required=True),
    "amount_paid": Field(read.number, default="0"),
    "promised_date": Field(read.day),
}
ORDER_FIELDS = {
    "number": Field(read.text(64), required=True),
    "source": Field(read.text(32), required=True),
    "version": Field(read.version, required=True),
    "company": Field(read.integer),
    "state": Field(read.choice(*STATES), required=True),
    "date": Field(read.day),
    "promised_date": Field(read.day),
    "currency": Field(read.currency, required=True),
    "amount_untaxed": Field(read.number),
    "amount_total": Field(read.number, required=True),
    # Empty: what the lines say.
    "amount_invoiced": Field(read.number),
    "amount_paid": Field(read.number),
    "quotation": Field(read.text(64)),
    "task": Field(read.integer),
    "note": Field(read.text(2000)),
}
# Read by functions of their own.
_NESTED = ("customer", "lines")


class _Reader:
    """Collects the faults of one payload."""

    def __init__(self):
        self.faults = []

    @property
    def is_full(self):
        return len(self.faults) >= MAX_FAULTS

    def refuse(self, code, field, message):
        if not self.is_full:
            self.faults.append(Fault(code, field, message))

    def read_fields(self, payload, fields, path, nested=()):
        """The normal values of a JSON object.

        :param dict payload: anything
        :param dict fields: name -> `Field`
        :param str path: in front of the names in faults
        :param nested: names that are read elsewhere
        :return: dict with every name of `fields`
        """
        for name in sorted(payload.keys() - fields.keys() - set(nested)):
            self.refuse("unknown_field", f"{path}{_echo(name)}", "There is no such field.")
        return {
            name: self._read_field(payload.get(name), field, f"{path}{name}")
            for name, field in fields.items()
        }

    def _read_field(self, value, field, path):
        found = None
        if value is not None:
            try:
                found = field.read(value)
            except read.RefusedError as refused:
                self.refuse(refused.code, path, refused.message)
                return None
        if found is not None:
            return found
        if field.required:
            self.refuse("required", path, "It is required.")
        return field.default

    def read_customer(self, payload):
        """Who ordered: code, tax number or both."""
        if payload is None:
            self.refuse("required", "customer", "It is required.")
        elif not isinstance(payload, dict):
            self.refuse("type", "customer", 'An object is expected, as {"code": "K1001"}.')
        else:
            before = len(self.faults)
            customer = self.read_fields(payload, CUSTOMER_FIELDS, "customer.")
            if not customer["code"] and not customer["vat"] and before == len(self.faults):
                self.refuse("required", "customer.code", "A code or a vat is required.")
            return customer
        return None

    def read_lines(self, payload):
        """The lines, by their number."""
        if payload is None:
            payload = []
        if not isinstance(payload, list):
            self.refuse("type", "lines", "A list is expected.")
            return []
        if len(payload) > MAX_LINES:
            self.refuse("too_many", "lines", f"An order has at most {MAX_LINES} lines.")
            return []
        lines = {}
        for index, line in enumerate(payload):
            path = f"lines[{index}]"
            if not isinstance(line, dict):
                self.refuse("type", path, "An object is expected.")
            else:
                found = self.read_fields(line, LINE_FIELDS, f"{path}.")
                if found["line"] in lines:
                    self.refuse("duplicate", f"{path}.line", "Another line has that number.")
                lines[found["line"]] = found
            if self.is_full:
                return []
        return [] if self.faults else [lines[number] for number in sorted(lines)]


def normalise(payload):
    """Read what an ERP says of one order.

    :param payload: anything that the JSON decoder answers
    :return: pair of a dict with every field, None where there is a fault, and a list of `Fault`
    """
    reader = _Reader()
    if not isinstance(payload, dict):
        reader.refuse("type", "", "An order is a JSON object.")
        return None, reader.faults
    order = reader.read_fields(payload, ORDER_FIELDS, "", _NESTED)
    order["customer"] = reader.read_customer(payload.get("customer"))
    order["lines"] = reader.read_lines(payload.get("lines"))
    return (None if reader.faults else order), reader.faults


def fingerprint(order):
    """What an order says, its version apart, and by which company it is known.

    :param dict order: as `normalise` answers it
    :return: str, a version of this function and 64 hexadecimal digits
    """
    content = {name: value for name, value in order.items() if name not in ("version", "company")}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return f"{FINGERPRINT}:{sha256(text.encode()).hexdigest()}"


def compare(old_key, old_fingerprint, new_key, new_fingerprint):
    """What a payload means for an order of which another one is stored.

    The same version with another content is a conflict and changes nothing: whichever came first
    would win, and then repetition in another order would end in another state. The ERP has to send
    a newer version.

    :param str old_key: key of the stored version, see `erp_values.version`
    :param str new_key: key of the version that came
    :return: NEWER, UNCHANGED, STALE, CONFLICT or OTHER_KIND (a number after a time). A time is newer
        than every number, so that an ERP may change over to times, and whatever comes in whichever
        order ends in one state
    """
    if old_key[:1] != new_key[:1]:
        return NEWER if new_key[:1] == "t" else OTHER_KIND
    if new_key != old_key:
        return NEWER if new_key > old_key else STALE
    return UNCHANGED if new_fingerprint == old_fingerprint else CONFLICT


def echo(payload, name):
    """What the sender wrote as number or source, for an answer about a payload with faults.

    :return: str, or False where it is no text
    """
    value = payload.get(name) if isinstance(payload, dict) else None
    return _echo(value) if isinstance(value, str) and value else False


def _echo(name):
    return str(name)[:64].encode(errors="replace").decode()
