"""The arithmetic of customer protection (invariant 3), without a database.

Days are calendar days (`datetime.date`) of the company: a customer that is protected until the 14th
is protected through the whole of the 14th and falls free on the 15th.

Source: the deal registration rule of invariant 3 in the design. With initial days D, renewal days R
and maximum M, claimed on day c:

    until(claim)    = c + D
    until(activity) = max(until, activity + R)
    and never past c + M (no limit where M is None)

Extensions that a leader grants move the limit by as many days as they give; days during which the
clock stood still (a request was pending) move both the limit and the date.
"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Terms:
    """What a policy says about days.

    :param int initial: D, days from the claim on
    :param int renewal: R, days from an activity on
    :param int | None maximum: M, days from the claim on that nothing but an extension passes
    """

    initial: int
    renewal: int
    maximum: int | None = None

    def __str__(self) -> str:
        maximum = "-" if self.maximum is None else self.maximum
        return f"D={self.initial} R={self.renewal} M={maximum}"

    def problems(self) -> list[str]:
        """Names of what is wrong: `negative`, `initial_over_maximum`, `renewal_over_maximum`."""
        found = []
        if min(self.initial, self.renewal, self.maximum or 0) < 0:
            found.append("negative")
        if self.maximum is not None:
            if self.initial > self.maximum:
                found.append("initial_over_maximum")
            if self.renewal > self.maximum:
                found.append("renewal_over_maximum")
        return found


def add_days(day: date, days: int) -> date:
    """`day + days`, at the end of the calendar where it would pass it."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max


def limit_of(claimed: date, terms: Terms, extra_days: int = 0) -> date:
    """The last day that protection can ever reach.

    :param claimed: day of the claim
    :param extra_days: days granted by extensions, and days during which the clock stood still
    """
    if terms.maximum is None:
        return date.max
    return add_days(claimed, terms.maximum + extra_days)


def initial_until(claimed: date, terms: Terms) -> date:
    """Last protected day after a claim on this day."""
    return min(add_days(claimed, terms.initial), limit_of(claimed, terms))


def renewed_until(
    until: date, claimed: date, activity: date, terms: Terms, extra_days: int = 0
) -> date:
    """Last protected day after an activity.

    Never earlier than before, never past the limit. The order in which activities arrive does not
    matter: `max` is commutative and associative.

    :param until: last protected day so far
    :param claimed: day of the claim
    :param activity: day of the activity
    :param extra_days: see `limit_of`
    """
    limit = limit_of(claimed, terms, extra_days)
    return max(until, min(add_days(activity, terms.renewal), limit))


def extended_until(until: date, days: int) -> date:
    """Last protected day after an extension of so many days, counted from the old date.

    :raise ValueError: for a negative number
    """
    if days < 0:
        raise ValueError("an extension cannot be negative")
    return add_days(until, days)


def resumed_until(until: date, paused: date, resumed: date) -> tuple[date, int]:
    """Last protected day after the clock stood still, and for how many days it did.

    :param paused: day on which the clock stopped
    :param resumed: day on which it goes on
    :return: (day, number of days)
    """
    days = max((resumed - paused).days, 0)
    return add_days(until, days), days


def days_left(until: date, today: date) -> int:
    """Days until the customer falls free: 0 on the last protected day, negative when overdue."""
    return (until - today).days
