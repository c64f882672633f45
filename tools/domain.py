"""The domain that a company has registered, from an e-mail address or a website."""

import re

from .company_name.hashing import text_key

_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^@/?#]*@)?([^/?#:]+)", re.I)
_LABEL = re.compile(r"[\w-]{1,63}")
# Second levels under which firms register in many countries: kinlong.com.cn, acme.co.uk.
_SECOND_LEVELS = frozenset(
    "ac co com edu firm gob gov gv ind ltd me mil ne net nom or org plc sch".split()
)
_MAX_LENGTH = 253


def registered_domain(text: str | None) -> str:
    """Return the registered domain of an address: "www.shop.acme.co.uk/de" gives "acme.co.uk".

    :param text: an e-mail address, a host or a URL; None and False are empty
    :return: in small letters, empty where there is none (an IP address, one label)
    """
    found = _HOST.match((text or "").strip().rpartition(" ")[2].strip("<>"))
    if not found or len(found[1]) > _MAX_LENGTH:
        return ""
    labels = found[1].casefold().strip(".").split(".")
    if len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdigit():
        return ""
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS:
        return ".".join(labels[-3:])
    return ".".join(labels[-2:])


def domain_key(domain: str) -> int:
    """Return the key of a domain, beside those of `company_name.keys`.

    :return: a signed 32-bit integer, the same on every machine
    """
    return text_key("@", domain)
