"""The summary of the team's work over a million records, and what its parts cost in plain SQL.

The database with the addon is filled by `fill_work.py` besides.
"""

from datetime import timedelta

from case import Case
from environment import LEADER_LOGIN
from fill_work import DAYS, PEOPLE, RECORDS

OFFICE_LOGIN = "bench_office"
WORKER_LOGIN = "worker_0"


def period(env, days):
    from odoo import fields

    last = fields.Date.context_today(env.user)
    return last - timedelta(days=days - 1), last


def summary(days, expected):
    def prepare(env, _has_addon):
        first, last = map(str, period(env, days))

        def call():
            answer = env["crm.work.record"].get_work_summary(first, last)
            counted = sum(answer["total"].get(name, 0) for name in ("done", "open", "cancelled"))
            assert counted >= expected, counted

        return call

    return prepare


def read_group(env, _has_addon):
    """One of the tables of the summary as Odoo's own pivot makes it."""
    first, last = period(env, 365)
    domain = [("day", ">=", first), ("day", "<=", last)]
    return lambda: env["crm.work.record"]._read_group(
        domain, ["user_id", "day:month", "state"], ["__count"]
    )


def count(env, _has_addon):
    first, last = period(env, 365)

    def call():
        env.cr.execute(
            "SELECT count(*) FROM crm_work_record WHERE day BETWEEN %s AND %s", [first, last]
        )
        assert env.cr.fetchone()[0] == DAYS * PEOPLE * RECORDS

    return call


ALL = DAYS * PEOPLE * RECORDS
CASES = [
    Case("work_count", "plain SQL: count the records of the year", count, addon_only=True),
    Case("work_read_group", "one `read_group` of the year by person, month and state", read_group,
         addon_only=True, user=OFFICE_LOGIN, repeat=3),
    Case("work_year_office", "summary of the year, back office", summary(365, ALL),
         addon_only=True, user=OFFICE_LOGIN),
    Case("work_year_leader", f"summary of the year, leader of {PEOPLE}", summary(365, ALL),
         addon_only=True, user=LEADER_LOGIN),
    Case("work_quarter_leader", f"summary of 90 days, leader of {PEOPLE}", summary(90, 1),
         addon_only=True, user=LEADER_LOGIN),
    Case("work_week_leader", f"summary of a week, leader of {PEOPLE}", summary(7, 1),
         addon_only=True, user=LEADER_LOGIN),
    Case("work_year_person", "summary of the year, salesperson", summary(365, DAYS * RECORDS),
         addon_only=True, user=WORKER_LOGIN),
]  # fmt: skip
