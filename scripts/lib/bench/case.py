"""One step that is measured. A suite is a module `suite_NAME` with a list CASES of these."""

import time
from collections.abc import Callable
from typing import NamedTuple

from environment import SALES_LOGIN


class Samples(list):
    """Milliseconds of several calls, which a step measured by itself."""


class Case(NamedTuple):
    key: str
    # As it stands in the table.
    name: str
    # prepare(env, has_addon) returns the function that is measured: as a whole, or where it returns
    # `Samples` by itself.
    prepare: Callable
    addon_only: bool = False
    # Who does it; the superuser where None.
    user: str | None = SALES_LOGIN
    # More than the usual number is never taken of what lasts long.
    repeat: int = 100
    # How many records one step makes, for the time of one.
    records: int = 1

    def describe(self):
        values = self._asdict()
        del values["prepare"]
        return values


def timed(calls):
    """Carry out functions one by one, and return the milliseconds of each."""
    samples = Samples()
    for call in calls:
        start = time.perf_counter()
        call()
        samples.append((time.perf_counter() - start) * 1000)
    return samples
