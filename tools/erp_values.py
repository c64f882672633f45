"""Single values of an ERP's payload: each reader answers the normal form, or says what is wrong.

A payload is JSON that somebody else's program made. A reader takes anything that JSON can hold, and
what its Python decoder makes of it besides: NaN, infinity, numbers of any length, halves of surrogate
pairs.
"""

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal

# What a field of numbers in the database holds without loss.
_DECIMALS = Decimal("0.000001")
_LIMIT = Decimal(10) ** 13
_NUMBER = re.compile(r"[+-]?[0-9]{1,13}(\.[0-9]{1,30})?")
_INTEGER = re.compile(r"[0-9]{1,18}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\.([0-9]{1,9}))?"
    r"(?:(Z)|([+-])([0-9]{2}):?([0-9]{2}))"
)
# Control characters but tab, line feed and carriage return, and halves of surrogate pairs: PostgreSQL
# or UTF-8 cannot hold them, or nobody can see them.
_BROKEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MAX_INTEGER = 2**31 - 1
_VERSION_MESSAGE = (
    "A version is a whole number, or a time with its zone like "
    '"2026-03-25T08:00:00Z" or "2026-03-25T16:00:00+08:00".'
)


class RefusedError(ValueError):
    """Why a value is not accepted: a code for programs, a sentence for people."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message


def text(size):
    """A reader of texts; what is blank is as if it were not there.

    :param int size: characters at most
    :return: function value -> str or None
    """

    def read(value):
        if not isinstance(value, str):
            raise RefusedError("type", "A text is expected.")
        # The longest input first: everything else would have to read it.
        if len(value) > size + 100 or len(value.strip()) > size:
            raise RefusedError("too_long", f"At most {size} characters are stored.")
        if _BROKEN.search(value):
            raise RefusedError("characters", "It holds control characters or broken UTF-8.")
        return value.strip() or None

    return read


def number(value):
    """Any finite number, as a JSON number or as text, with a point.

    :return: str without exponent and trailing zeros, rounded to six decimals
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise RefusedError("type", "A number is expected.")
    if isinstance(value, float):
        if not math.isfinite(value):
            raise RefusedError("number", "Neither NaN nor infinity is a number here.")
        value = repr(value)
    elif isinstance(value, str):
        value = value.strip()
        if len(value) > 50 or not _NUMBER.fullmatch(value):
            raise RefusedError("number", 'A number is written like "1234.50".')
    elif abs(value) >= _LIMIT:
        raise RefusedError("too_large", "Numbers have at most 13 digits before the point.")
    found = Decimal(value)
    if abs(found) >= _LIMIT:
        raise RefusedError("too_large", "Numbers have at most 13 digits before the point.")
    plain = f"{found.quantize(_DECIMALS):f}".rstrip("0").rstrip(".")
    return "0" if plain == "-0" else plain


def quantity(value):
    """A number that is not negative: what is sent back is an order of its own in the ERP."""
    plain = number(value)
    if plain.startswith("-"):
        raise RefusedError("negative", "It may not be negative.")
    return plain


def integer(value):
    """A whole number from 1 on, that the database can hold; also as text, as in "000010"."""
    if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise RefusedError("type", "A whole number is expected.")
    if not 0 < value <= _MAX_INTEGER:
        raise RefusedError("out_of_range", f"A whole number from 1 to {_MAX_INTEGER} is expected.")
    return value


def currency(value):
    """An ISO 4217 code; whether it exists only a database knows."""
    if not isinstance(value, str):
        raise RefusedError("type", "A text is expected.")
    code = value[:20].strip().upper()
    if not _CURRENCY.fullmatch(code):
        raise RefusedError("currency", 'A currency is an ISO 4217 code like "CNY".')
    return code


def choice(*values):
    """A reader of one of these texts."""

    def read(value):
        if not isinstance(value, str):
            raise RefusedError("type", "A text is expected.")
        if value not in values:
            raise RefusedError("choice", f"One of {', '.join(values)} is expected.")
        return value

    return read


def day(value):
    """A day, "2026-03-25"; of a time the day is not guessed, since it depends on the time zone."""
    if not isinstance(value, str):
        raise RefusedError("type", "A day is expected as text.")
    message = 'A day is written like "2026-03-25".'
    if not _DAY.fullmatch(value):
        raise RefusedError("date", message)
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise RefusedError("date", message) from error


def version(value):
    """What orders the states of one order in time: a whole number, or a time with its zone.

    :return: [version as text, key]; keys of one kind sort as the versions do
    """
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise RefusedError("type", "A version is a whole number or a time.")
    if isinstance(value, str):
        value = value.strip() if len(value) < 60 else ""
        if not _INTEGER.fullmatch(value):
            moment = _read_moment(value)
            return [moment, f"t{moment}"]
        value = int(value)
    if not 0 <= value < 10**18:
        raise RefusedError("version", "A version has at most 18 digits and is not negative.")
    return [str(value), f"n{value:018d}"]


def _read_moment(value):
    """A time in UTC, with all its digits: "2026-03-25T08:00:00.000000000Z"."""
    match = _MOMENT.fullmatch(value)
    if not match:
        raise RefusedError("version", _VERSION_MESSAGE)
    day_part, time_part, fraction, __, sign, hours, minutes = match.groups()
    try:
        found = datetime.fromisoformat(f"{day_part}T{time_part}")
        found -= _read_offset(sign, hours, minutes)
    except (ValueError, OverflowError) as error:
        raise RefusedError("version", _VERSION_MESSAGE) from error
    return f"{found.isoformat(timespec='seconds')}.{fraction or '':0<9}Z"


def _read_offset(sign, hours, minutes):
    """:raise ValueError: where no zone is so far away"""
    if not sign:
        return timedelta()
    if int(hours) > 23 or int(minutes) > 59:
        raise ValueError(f"{hours}:{minutes}")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return offset if sign == "+" else -offset
