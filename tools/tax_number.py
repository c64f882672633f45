"""Tax numbers (VAT, credit code) as people write them, with and without separators."""

import re

_SEPARATORS = re.compile(r"[\W_]")


def clean_tax_number(text: str | None) -> str:
    """Return a tax number in one writing: "de 129-443 " and "DE129443" are one.

    :param text: as it was entered; None and False are empty
    """
    return _SEPARATORS.sub("", text or "").upper()


def tell_apart(one: str | None, other: str | None) -> bool:
    """Whether two cleaned numbers are of different legal entities.

    None and empty: not known. Of different lengths they may be two kinds of numbers of one.
    """
    return bool(one and other and one != other and len(one) == len(other))
