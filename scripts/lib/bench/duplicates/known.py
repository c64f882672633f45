"""Known firms, as people and stock lists write them: names that nobody here made up."""

from pathlib import Path
from typing import NamedTuple

from .queries import HELD_OUT, Query

_FILE = Path(__file__).with_name("known_firms.txt")


class Firm(NamedTuple):
    text: str
    said: str


def read_firms():
    """The firms, each with the registered name and another spelling.

    :return: list of `Firm`
    """
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return [Firm(*line.split(" | ")) for line in lines if not line.startswith("#")]


def make_queries(firms, after):
    """A query for each firm.

    :param int after: how many names stand before the firms
    :return: list of `Query`
    """
    return [
        Query("known firms", firm.said, after + number, after + number, HELD_OUT)
        for number, firm in enumerate(firms, 1)
    ]
