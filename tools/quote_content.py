"""What a quotation says, and whether it still says it (invariant 7): pure functions.

Content is a dict that JSON can hold:

    {"header": {field: value}, "lines": [{"id": 7, field: value}, …]}

A value is a text, a bool, a number (as `number` writes it), a day or a time in ISO form, a record as
`[id, name]`, or a list of such records. Names are for people, ids of lines for pairing old and new:
neither is part of what is approved. What is empty is the same as what is not there, so that an app
that brings a field of its own voids no approval by that. The order of lines and of records in a list
does not matter.
"""

import json
import math
from collections import Counter
from hashlib import sha256
from typing import NamedTuple

# In front of every fingerprint: another way to build it gets another number.
VERSION = "q1"

# Numbers differ where people could tell the difference: Odoo's prices and quantities have less.
_DECIMALS = 6


class Change(NamedTuple):
    """One difference between two contents.

    :param str kind: `header`, `changed` (a field of a line), `added` or `removed` (a line)
    :param str field: name of the field; empty for a line as a whole
    :param str label: what people call the line; empty for the header
    :param old: value of the field, or the whole line; None where there is none
    :param new: the same
    """

    kind: str
    field: str
    label: str
    old: object
    new: object


def number(value):
    """A number as one text, whatever it came as: no exponent, no minus zero, no trailing zeros.

    :param int | float value: any finite number
    :return: str
    :raise ValueError: for what is no number or not finite
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number for a quotation")
    if isinstance(value, int):
        return str(int(value))
    text = f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def fingerprint(content):
    """What an approval belongs to: equal for two contents if and only if they say the same.

    :param dict content: header and lines
    :return: str, a version and 64 hexadecimal digits
    :raise ValueError: for numbers that are not finite
    """
    header = _dumps(_normal_fields(content.get("header") or {}))
    lines = sorted(_dumps(_normal_fields(line)) for line in content.get("lines") or ())
    text = f"{header}\n" + "\n".join(lines)
    return f"{VERSION}:{sha256(text.encode()).hexdigest()}"


def compare(old, new):
    """What changed: nothing if and only if the fingerprints are equal.

    Lines that say the same are left aside first, whichever id they carry; the others are paired by
    id, then by equal product.

    :param dict old: content
    :param dict new: content
    :return: list of `Change`: header, lines in the order of `new`, then lines that are gone
    """
    changes = _compare_fields("header", "", old.get("header") or {}, new.get("header") or {})
    pairs, added, removed = _pair(old.get("lines") or (), new.get("lines") or ())
    for before, after in pairs:
        changes += _compare_fields("changed", label(before), before, after)
    changes += [Change("added", "", label(line), None, line) for line in added]
    changes += [Change("removed", "", label(line), line, None) for line in removed]
    return changes


def label(line):
    """
    :param dict line: of a content
    :return: str, what people call it: its product, or the first line of its description
    """
    product = line.get("product_id")
    if product and product[1]:
        return product[1]
    return str(line.get("name") or "").strip().partition("\n")[0]


def _compare_fields(kind, name, old, new):
    before, after = _normal_fields(old), _normal_fields(new)
    fields = [*old, *(field for field in new if field not in old)]
    return [
        Change(kind, field, name, old.get(field), new.get(field))
        for field in fields
        if before.get(field) != after.get(field)
    ]


def _pair(old_lines, new_lines):
    """
    :return: tuple of pairs (old, new) that differ, lines that are new, lines that are gone
    """
    old, new = _leave_equal_aside(old_lines, new_lines)
    found, taken = {}, set()
    for key in (_get_id, _get_product):
        waiting = {}
        for position, line in enumerate(old):
            if position not in taken and key(line):
                waiting.setdefault(key(line), []).append(position)
        for position, line in enumerate(new):
            if position not in found and waiting.get(key(line)):
                found[position] = waiting[key(line)].pop(0)
                taken.add(found[position])
    pairs = [(old[found[position]], new[position]) for position in sorted(found)]
    added = [line for position, line in enumerate(new) if position not in found]
    return pairs, added, [line for position, line in enumerate(old) if position not in taken]


def _leave_equal_aside(old, new):
    """Without lines that say the same; among equal ones those with the same id go first."""
    old, new = ([(_dumps(_normal_fields(line)), line) for line in lines] for lines in (old, new))
    for key in (lambda text, line: (text, line.get("id")), lambda text, line: text):
        both = Counter(key(*item) for item in old) & Counter(key(*item) for item in new)
        old, new = _without(old, key, both), _without(new, key, both)
    return [line for _text, line in old], [line for _text, line in new]


def _without(items, key, counter):
    left, rest = Counter(counter), []
    for item in items:
        if left[key(*item)]:
            left[key(*item)] -= 1
        else:
            rest.append(item)
    return rest


def _get_id(line):
    return line.get("id")


def _get_product(line):
    product = line.get("product_id")
    return product and product[0]


def _dumps(normal):
    return json.dumps(normal, sort_keys=True, separators=(",", ":"))


def _normal_fields(values):
    """What a header or line says: without its id, and without what is empty."""
    normal = {field: _normal(value) for field, value in values.items() if field != "id"}
    return {field: value for field, value in normal.items() if value is not None}


def _normal(value):
    """A value without what is only for people; None for nothing."""
    if value is None or value is False or value == "":
        return None
    if value is True or isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, dict):
        return {key: _normal(item) for key, item in value.items()}
    if _is_record(value):
        return [value[0]]
    return sorted(item[0] for item in value) or None


def _is_record(value):
    return len(value) == 2 and not isinstance(value[0], list | tuple)
