"""A leader reads what the team did and plans (团队工作): by person and day, kind and customer.

Who asks for more than his or her own people gets nothing more, whatever the arguments say. Each number
comes with what makes a domain of it, so that the list behind the number shows what was counted: a
record counts on its `day`, that of the person who works, among the companies that the reader chose.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import get_lang

from ...tools.work_periods import get_columns, get_unit

_LONGEST = 1100
OPEN = ("planned", "in_progress")
MEASURES = frozenset({"done", "open", "overdue", "planned", "kept", "cancelled"})


class CrmWorkRecord(models.Model):
    _inherit = "crm.work.record"

    @api.model
    @api.readonly
    def get_work_summary(self, date_from, date_to, team_id=None, user_id=None, no_contact_days=30):
        """What the people of the caller did and plan in a period.

        Leaders get those whom they lead, the back office and sales administrators everybody, others
        themselves. Of a record count: `done`; `open`, which is planned or in progress; `overdue`,
        which is open after its planned end; `planned`, which had a plan and was not cancelled;
        `kept`, which had a plan and is done; `cancelled`.

        :param str date_from: first day, as `2026-06-15`
        :param str date_to: last day, in the period
        :param int team_id: only people of this `crm.team` and of those below
        :param int user_id: only this person
        :param int no_contact_days: customers count as left alone after so many days
        :return: dict for the client, all of JSON
        :raise UserError: for a period that is none
        """
        self.browse().check_access("read")
        first, last = self._get_summary_period(date_from, date_to)
        columns = get_columns(first, last, int(get_lang(self.env).week_start))
        scope = self._get_summary_scope(team_id)
        user_ids, shown = scope["user_ids"], scope["roster"]
        if user_id:
            person = {user_id} if isinstance(user_id, int) else set()
            user_ids, shown = user_ids & person, shown & person
        now = fields.Datetime.now()
        rows = self._count_work(user_ids, columns, now)
        people = self._get_summary_people(shown | {row["user_id"] for row in rows} - {None})
        domain = [
            ("user_id", "in", people.ids),
            ("day", ">=", fields.Date.to_string(first)),
            ("day", "<=", fields.Date.to_string(last)),
        ]
        return {
            "unit": get_unit(first, last),
            "columns": [[fields.Date.to_string(day) for day in column] for column in columns],
            "today": fields.Date.to_string(self.env.company._get_today()),
            "domain": domain,
            "measures": self._get_summary_measures(now),
            **self._sum_work(rows, people),
            "customers": self._get_summary_customers(user_ids, first, last),
            "quiet": self._get_quiet_customers(people.ids, no_contact_days),
            "teams": scope["teams"],
            "choices": self._get_summary_choices(scope["roster"]),
        }

    @api.model
    def _get_summary_period(self, date_from, date_to):
        try:
            first, last = fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        except (TypeError, ValueError):
            first = last = None
        if not first or not last or not 0 <= (last - first).days < _LONGEST:
            raise UserError(
                self.env._(
                    "From %(first)s to %(last)s is no period for a summary. Choose a first and a "
                    "later last day, not more than three years apart.",
                    first=date_from,
                    last=date_to,
                )
            )
        return first, last

    # === PEOPLE === #

    @api.model
    def _get_summary_scope(self, team_id):
        """Of whom the caller may read the work, and which teams there are to choose from.

        :param team_id: as the client sent it
        :return: dict with `user_ids`, set of those whose records count; `roster`, set of those who
            are shown without a record too; `teams`, list of dicts
        """
        Team = self.env["crm.team"]
        if self._is_writer_for_all():
            companies = [("company_id", "in", [False, *self.env.companies.ids])]
            teams = Team.sudo().search(companies)
            tree = Team._get_tree_user_ids(SQL("top.id = ANY(%s)", teams.ids))
            everybody = self.env["res.users"].sudo().with_context(active_test=False)
            user_ids = set(everybody.search([("share", "=", False)]).ids)
        else:
            teams = Team._get_led_teams().filtered("active")
            tree = user_ids = self._get_my_user_ids()
        if team_id:
            team = teams.filtered(lambda team: team.id == team_id)
            tree = user_ids = user_ids & Team._get_tree_user_ids(SQL("top.id = ANY(%s)", team.ids))
        return {
            "user_ids": user_ids,
            "roster": self._get_summary_roster(tree),
            "teams": [{"id": team.id, "name": team.name} for team in teams.sorted("name")],
        }

    @api.model
    def _get_summary_roster(self, user_ids):
        """Those of these people who work in the chosen companies today.

        :return: set of int
        """
        domain = [("id", "in", list(user_ids)), ("company_ids", "in", self.env.companies.ids)]
        return set(self.env["res.users"].sudo().search(domain).ids)

    @api.model
    def _get_summary_people(self, user_ids):
        """Persons in the order of the summary; those who left only where they worked."""
        users = self.env["res.users"].sudo().with_context(active_test=False)
        return users.search([("id", "in", list(user_ids))]).sorted(lambda user: user.name or "")

    @api.model
    def _get_summary_choices(self, roster):
        return [{"id": user.id, "name": user.name} for user in self._get_summary_people(roster)]

    # === RECORDS === #

    @api.model
    def _get_summary_measures(self, now):
        """The domains of what is counted.

        :param now: datetime in UTC, up to which plans are not overdue
        :return: dict of measure -> list
        """
        return {
            "done": [("state", "=", "done")],
            "open": [("state", "in", OPEN)],
            "overdue": [
                ("state", "in", OPEN),
                ("planned_stop", "<", fields.Datetime.to_string(now)),
            ],
            "planned": [("planned_stop", "!=", False), ("state", "!=", "cancelled")],
            "kept": [("planned_stop", "!=", False), ("state", "=", "done")],
            "cancelled": [("state", "=", "cancelled")],
        }

    @api.model
    def _get_work_sql(self, user_ids, first, last, values, grouping):
        """What a query says of the work of each of some people.

        Person by person, so that PostgreSQL reads that one index in which all stands that is asked
        for: of a year it would rather read the whole table, in twice the time.

        :param user_ids: ids of people
        :param SQL values: what is selected of each group
        :param SQL grouping: by which columns
        :return: SQL query with these values and `user_id`
        """
        self.flush_model()
        return SQL(
            """
            SELECT person.id AS user_id, work.*
              FROM unnest(%(people)s::int[]) AS person(id)
        CROSS JOIN LATERAL (
                SELECT %(values)s
                  FROM crm_work_record
                 WHERE user_id = person.id AND day BETWEEN %(first)s AND %(last)s
                   AND active IS TRUE AND company_id IN %(companies)s
              GROUP BY %(grouping)s) AS work
            """,
            people=sorted(user_ids),
            values=values,
            first=first,
            last=last,
            companies=tuple(self.env.companies.ids),
            grouping=grouping,
        )

    @api.model
    def _count_work(self, user_ids, columns, now):
        """Numbers of records by person and column, and by kind, from one reading of the records.

        :return: list of dicts with the measures and either `user_id` and `column` or `kind_id`
        """
        values = SQL(
            """
            width_bucket(day, %s::date[]) - 1 AS column, kind_id, state, count(*) AS number,
            count(planned_stop) AS plans, count(*) FILTER (WHERE planned_stop < %s) AS past
            """,
            [first for first, _last in columns],
            now,
        )
        counted = self._get_work_sql(
            user_ids, columns[0][0], columns[-1][1], values, SQL("1, 2, 3")
        )
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH counted AS (%s)
                SELECT user_id, counted.column, kind_id, state, SUM(number)::int AS number,
                       SUM(plans)::int AS plans, SUM(past)::int AS past
                  FROM counted
              GROUP BY GROUPING SETS ((user_id, counted.column, state), (kind_id, state))
                """,
                counted,
            )
        )
        return [dict(row, **self._get_row_measures(row)) for row in rows]

    @api.model
    def _get_row_measures(self, row):
        """What the records of one state count for."""
        number, plans = row["number"], row["plans"]
        still = {"open": number, "planned": plans, "overdue": row["past"]}
        values = {
            "planned": still,
            "in_progress": still,
            "done": {"done": number, "planned": plans, "kept": plans},
            "cancelled": {"cancelled": number},
        }[row["state"]]
        return {name: count for name, count in values.items() if count}

    @api.model
    def _sum_work(self, rows, people):
        """Sums by person and column, by column, by kind, and of all.

        :param rows: as of `_count_work`
        :param people: `res.users` recordset in sudo, in the order of the rows of the table
        :return: dict with `people`, `column_totals`, `kinds` and `total`
        """
        cells, totals, by_person, by_kind, total = {}, {}, {}, {}, {}
        for row in rows:
            person, column, kind = row["user_id"], row["column"], row["kind_id"]
            sums = [by_kind.setdefault(kind, {})] if kind else [
                cells.setdefault(person, {}).setdefault(column, {}),
                totals.setdefault(column, {}),
                by_person.setdefault(person, {}),
                total,
            ]  # fmt: skip
            for name in MEASURES & row.keys():
                for each in sums:
                    each[name] = each.get(name, 0) + row[name]
        kinds = self.env["crm.work.kind"].sudo().with_context(active_test=False)
        kinds = kinds.search([("id", "in", list(by_kind))])
        return {
            "people": [
                {
                    "id": user.id,
                    "name": user.name,
                    "active": user.active,
                    "cells": cells.get(user.id, {}),
                    "total": by_person.get(user.id, {}),
                }
                for user in people
            ],
            "column_totals": totals,
            "kinds": [
                {"id": kind.id, "name": kind.name, "icon": kind.icon, "total": by_kind[kind.id]}
                for kind in kinds
            ],
            "total": total,
        }
