"""The columns of a summary of work: days, weeks or months, by the length of the period."""

from datetime import date, timedelta

_DAYS_BY_DAY = 14
_DAYS_BY_WEEK = 120


def get_unit(first, last):
    """What one column of a period stands for, so that some dozen columns are enough.

    :param date first: first day
    :param date last: last day, in the period
    :return: `day`, `week` or `month`
    """
    days = (last - first).days + 1
    if days <= _DAYS_BY_DAY:
        return "day"
    return "week" if days <= _DAYS_BY_WEEK else "month"


def get_columns(first, last, week_start=1):
    """Cut a period into its columns. The first and the last one may be shorter than the others.

    :param date first: first day
    :param date last: last day, in the period
    :param int week_start: 1 for Monday to 7 for Sunday
    :return: list of pairs of dates, the first and the last day of a column
    :raise ValueError: when the period ends before it starts
    """
    if last < first:
        raise ValueError("the period ends before it starts")
    starts = [first]
    while (following := _get_next(starts[-1], get_unit(first, last), week_start)) <= last:
        starts.append(following)
    ends = [start - timedelta(days=1) for start in starts[1:]]
    return list(zip(starts, [*ends, last], strict=True))


def _get_next(day, unit, week_start):
    if unit == "day":
        return day + timedelta(days=1)
    if unit == "week":
        return day + timedelta(days=7 - (day.isoweekday() - week_start) % 7)
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
