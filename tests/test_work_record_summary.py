"""The figures of the summary: as slow Python counts them, and as the list behind each number shows."""

from datetime import date, datetime, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_protection.tools.work_periods import get_columns, get_unit

from .property_common import examples
from .work_record_common import at
from .work_summary_common import WEEK, WorkSummaryCase

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
NOW = datetime(2026, 6, 15, 12)
ROW = st.fixed_dictionaries(
    {
        "user": st.integers(0, 2),
        "kind": st.integers(0, 1),
        "partner": st.integers(0, 2),
        "state": st.sampled_from(["planned", "in_progress", "done", "cancelled"]),
        "plan": st.booleans(),
        "active": st.sampled_from([True, True, True, False]),
        "other_company": st.sampled_from([False, False, False, True]),
        "hours": st.integers(-24 * 20, 24 * 20),
    }
)
LENGTHS = st.sampled_from([0, 6, 13, 14, 30, 119, 120, 400])


@tagged("post_install", "-at_install")
class TestWorkPeriods(BaseCase):
    @examples(200)
    @given(DAYS, st.integers(0, 1100), st.integers(1, 7))
    def test_columns_cover_the_period(self, first, length, week_start):
        last = first + timedelta(days=length)
        columns = get_columns(first, last, week_start)
        days = [
            one + timedelta(days=n) for one, two in columns for n in range((two - one).days + 1)
        ]
        self.assertEqual(days, [first + timedelta(days=n) for n in range(length + 1)])
        self.assertLessEqual(len(columns), 38)
        for begins, _ends in columns[1:]:
            if get_unit(first, last) == "week":
                self.assertEqual(begins.isoweekday(), week_start)
            elif get_unit(first, last) == "month":
                self.assertEqual(begins.day, 1)

    def test_units(self):
        units = [get_unit(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=n - 1)) for n in
                 (1, 14, 15, 120, 121)]  # fmt: skip
        self.assertEqual(units, ["day", "day", "week", "week", "month"])

    def test_backwards(self):
        with self.assertRaises(ValueError):
            get_columns(date(2026, 1, 2), date(2026, 1, 1))


@tagged("post_install", "-at_install")
class TestWorkSummary(WorkSummaryCase):
    def count(self, records, now=NOW):
        """The measures of some records, counted one by one."""
        sums = dict.fromkeys(("done", "open", "overdue", "planned", "kept", "cancelled"), 0)
        for record in records:
            is_open = record.state in ("planned", "in_progress")
            sums["done"] += record.state == "done"
            sums["open"] += is_open
            sums["overdue"] += is_open and record.planned_stop < now
            sums["planned"] += bool(record.planned_stop) and record.state != "cancelled"
            sums["kept"] += bool(record.planned_stop) and record.state == "done"
            sums["cancelled"] += record.state == "cancelled"
        return {name: number for name, number in sums.items() if number}

    def assertAgrees(self, user, summary, expected):
        """Each number is that of the slow count, and that of the list behind it."""
        base, measures = summary["domain"], summary["measures"]
        kinds = {kind["id"]: kind for kind in summary["kinds"]}
        numbers = [([], summary["total"], expected)]
        for kind_id, kind in kinds.items():
            of_kind = expected.filtered(
                lambda record, kind_id=kind_id: record.kind_id.id == kind_id
            )
            numbers.append(([("kind_id", "=", kind_id)], kind["total"], of_kind))
        for number, (first, last) in enumerate(summary["columns"]):
            inside = [("day", ">=", first), ("day", "<=", last)]
            of_column = expected.filtered_domain(inside)
            numbers.append((inside, summary["column_totals"].get(number, {}), of_column))
            for person in summary["people"]:
                of_cell = of_column.filtered_domain([("user_id", "=", person["id"])])
                cell = person["cells"].get(number, {})
                numbers.append(([*inside, ("user_id", "=", person["id"])], cell, of_cell))
        for person in summary["people"]:
            theirs = [("user_id", "=", person["id"])]
            numbers.append((theirs, person["total"], expected.filtered_domain(theirs)))
        for domain, found, records in numbers:
            self.assertEqual(found, self.count(records), domain)
            for measure in found:
                shown = self.find(user, [*base, *domain, *measures[measure]])
                self.assertEqual(len(shown), found[measure], (domain, measure))
        self.assertEqual(set(kinds), set(expected.kind_id.ids))

    @examples(12)
    @given(st.lists(ROW, max_size=25), LENGTHS, st.sampled_from(["leader", "office", "sales"]))
    def test_against_slow_count(self, rows, length, reader):
        users, kinds = [self.sales, self.mate, self.sales_two], [self.call, self.email]
        reader = getattr(self, reader)
        partners = [self.customer, self.contact, self.env["res.partner"]]
        with self.cr.savepoint() as savepoint:
            records = self.env["crm.work.record"]
            for row in rows:
                records |= self.insert(
                    users[row["user"]],
                    kind_id=kinds[row["kind"]].id,
                    partner_id=partners[row["partner"]].id or None,
                    lead_id=None if partners[row["partner"]] else self.lead.id,
                    state=row["state"],
                    plan=row["plan"],
                    active=row["active"],
                    company_id=(self.company_b if row["other_company"] else self.company_a).id,
                    start=NOW + timedelta(hours=row["hours"]),
                )
            first = date(2026, 6, 15) - timedelta(days=length // 2)
            last = first + timedelta(days=length)
            mine = {
                self.leader: self.sales | self.mate,
                self.office: self.sales | self.mate | self.sales_two,
                self.sales: self.sales,
            }[reader]
            expected = records.filtered(
                lambda record: record.active
                and record.company_id == self.company_a
                and record.user_id in mine
                and first <= record.day <= last
            )
            summary = self.summary(reader, str(first), str(last))
            self.assertAgrees(reader, summary, expected)
            counted = {row["id"]: (row["done"], row["open"]) for row in summary["customers"]}
            for partner in expected.partner_id:
                sums = self.count(expected.filtered_domain([("partner_id", "=", partner.id)]))
                if sums.get("done") or sums.get("open"):
                    found = counted.pop(partner.id)
                    self.assertEqual(found, (sums.get("done", 0), sums.get("open", 0)))
            self.assertFalse(counted)
            savepoint.rollback()

    def test_period_without_records(self):
        summary = self.summary(first="2020-01-01", last="2020-01-07")
        self.assertEqual(summary["total"], {})
        self.assertEqual(self.names(summary), {"Tc Sales", "Tc Mate", "Tc Leader"})
        self.assertFalse(summary["kinds"] or summary["customers"] or summary["column_totals"])

    def test_no_period(self):
        for first, last in (
            ("2026-06-21", "2026-06-15"),
            ("2020-01-01", "2026-01-01"),
            ("nonsense", "2026-01-01"),
            (False, False),
            (7, "2026-01-01"),
        ):
            with self.assertRaisesRegex(UserError, "no period for a summary"):
                self.summary(first=first, last=last)

    def test_day_of_the_zone(self):
        """23:30 in Shanghai is 15:30 of the same day in UTC, and 00:30 is the day before."""
        self.company_a.protection_tz = "Asia/Shanghai"
        self.sales.tz = False
        for clock, day in (("15:30", "2026-06-15"), ("16:30", "2026-06-16")):
            record = self.add(start=at(clock), duration=0.25, state="planned")
            self.assertEqual(str(record.day), day)
        summary = self.summary()
        (sales,) = [one for one in summary["people"] if one["id"] == self.sales.id]
        self.assertEqual(
            {column: cell["open"] for column, cell in sales["cells"].items()}, {0: 1, 1: 1}
        )
        late = self.summary(first="2026-06-16", last="2026-06-16")
        self.assertEqual(late["total"]["open"], 1)

    def test_today_of_the_company(self):
        self.company_a.protection_tz = "Pacific/Kiritimati"
        self.assertEqual(self.summary()["today"], "2026-06-16")

    def test_archived_person(self):
        self.insert(self.mate)
        self.mate.action_archive()
        self.assertIn("Tc Mate", self.names(self.summary()))
        self.assertNotIn(self.mate.id, [one["id"] for one in self.summary()["choices"]])
        self.assertIn("Tc Mate", self.names(self.summary(self.office)))
        self.assertNotIn(
            "Tc Mate", self.names(self.summary(self.office, "2020-01-01", "2020-01-02"))
        )

    def test_nobody_in_the_team(self):
        empty = self.env["crm.team"].create(
            {"name": "Empty", "company_id": self.company_a.id, "user_id": False}
        )
        summary = self.summary(self.office, team_id=empty.id)
        self.assertEqual((summary["people"], summary["total"]), ([], {}))
        self.assertEqual(summary["quiet"]["count"], 0)

    def test_team_and_person(self):
        self.insert()
        self.insert(self.mate)
        self.insert(self.sales_two)
        self.assertEqual(self.summary(self.office)["total"]["done"], 3)
        team = self.summary(self.office, team_id=self.team.id)
        self.assertEqual((team["total"]["done"], self.names(team)), (
            2, {"Tc Sales", "Tc Mate", "Tc Leader"}))  # fmt: skip
        person = self.summary(self.office, user_id=self.sales_two.id)
        self.assertEqual((person["total"]["done"], self.names(person)), (1, {"Tc Sales Two"}))
        self.assertEqual(self.summary(self.office, WEEK[0], WEEK[1], user_id=10**9)["people"], [])

    def test_who_left_the_teams_still_worked(self):
        self.insert(self.reader)
        self.assertIn("Tc Reader", self.names(self.summary(self.office)))
        self.assertEqual(self.summary(self.office, team_id=self.team.id)["total"], {})


@tagged("post_install", "-at_install")
class TestWorkSummaryRights(WorkSummaryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.insert()
        cls.insert(cls.mate)
        cls.insert(cls.sales_two)

    def test_who_gets_whom(self):
        for user, number in (
            (self.sales, 1),
            (self.leader, 2),
            (self.office, 3),
            (self.manager, 3),
            (self.clerk, None),
        ):
            self.assertEqual(self.summary(user)["total"].get("done"), number, user.login)

    def test_without_any_right(self):
        for user in (self.reader, self.portal):
            with self.assertRaises(AccessError):
                self.summary(user)

    def test_forged_arguments(self):
        for team, user in product(
            (None, self.team.id, self.other_team.id, [self.team.id], {"id": 1}, "1", -1, True),
            (None, self.sales_two.id, self.mate.id, [self.mate.id], "x"),
        ):
            for reader, allowed in (
                (self.sales, self.sales),
                (self.leader, self.sales | self.mate),
            ):
                summary = self.summary(reader, team_id=team, user_id=user)
                ids = {person["id"] for person in summary["people"]}
                self.assertLessEqual(ids, {reader.id, *allowed.ids})
                self.assertLessEqual(summary["total"].get("done", 0), len(allowed))
                names = {team["name"] for team in summary["teams"]}
                self.assertLessEqual(names, {"Team A"})

        for user in ([self.mate.id], "x", {}, 10**15):
            self.assertLessEqual(self.summary(self.office, user_id=user)["total"].get("done", 0), 3)

    def test_salesperson_has_nothing_to_choose(self):
        summary = self.summary(self.sales)
        self.assertEqual((summary["teams"], len(summary["choices"])), ([], 1))

    def test_other_company(self):
        self.insert(company_id=self.company_b.id)
        self.assertEqual(self.summary()["total"]["done"], 2)
        self.assertEqual(self.summary(self.office)["total"]["done"], 3)
        both = self.company_a | self.company_b
        (self.leader | self.office).company_ids = both
        self.assertEqual(self.summary(company=both)["total"]["done"], 3)
        self.assertEqual(self.summary(self.office, company=self.company_b)["total"]["done"], 1)
        team_b = self.env["crm.team"].create(
            {"name": "Team B", "company_id": self.company_b.id, "user_id": False}
        )
        names = [team["name"] for team in self.summary(self.office)["teams"]]
        self.assertNotIn(team_b.name, names)
        self.assertEqual(self.summary(self.office, team_id=team_b.id)["people"], [])

    def test_hidden_customer(self):
        """A leader reads that somebody was there, and nothing of a customer that went to others."""
        self.company_a.use_visibility = True
        gone = self.add_customer(self.sales_two, "Fort AG", phone="+41 44 668 18 77")
        gone.sudo().last_contact_date = at("08:00")
        self.insert(partner_id=gone.id)
        (row,) = [row for row in self.summary()["customers"] if row["id"] == gone.id]
        self.assertEqual((row["hidden"], row["last_contact"], row["owner"]), (True, False, False))
        (row,) = [row for row in self.summary(self.office)["customers"] if row["id"] == gone.id]
        self.assertEqual((row["hidden"], row["last_contact"]), (False, "2026-06-15"))


@tagged("post_install", "-at_install")
class TestQuietCustomers(WorkSummaryCase):
    def quiet(self, user=None, days=30, **kwargs):
        quiet = self.summary(user, no_contact_days=days, **kwargs)["quiet"]
        shown = self.find(user or self.leader, quiet["domain"], "res.partner")
        self.assertEqual(len(shown), quiet["count"])
        self.assertLessEqual({row["id"] for row in quiet["customers"]}, set(shown.ids))
        return shown & (self.customer | self.second | self.third)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.add_customer(cls.mate, "Zweite AG")
        cls.third = cls.add_customer(cls.sales_two, "Dritte AG")

    def test_by_days(self):
        self.customer.sudo().last_contact_date = at("23:59", 1)
        self.second.sudo().last_contact_date = at("00:00", 2)
        self.assertEqual(self.quiet(days=14), self.customer)
        self.assertEqual(self.quiet(days=13), self.customer | self.second)
        self.assertFalse(self.quiet(days=15))

    def test_by_days_in_the_zone(self):
        self.company_a.protection_tz = "Asia/Shanghai"
        self.customer.sudo().last_contact_date = at("15:59", 1)
        self.second.sudo().last_contact_date = at("16:00", 1)
        self.assertEqual(self.quiet(days=14), self.customer)

    def test_never_any_contact(self):
        everyone = self.customer | self.second | self.third
        everyone.sudo().last_contact_date = False
        self.assertFalse(self.quiet(self.office))
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = ANY(%s)",
            [at("08:00") - timedelta(days=40), everyone.ids],
        )
        self.env.invalidate_all()
        self.assertEqual(self.quiet(self.office), everyone)
        self.assertEqual(self.quiet(), self.customer | self.second)
        self.assertEqual(self.quiet(self.sales), self.customer)
        self.assertEqual(self.quiet(user_id=self.mate.id), self.second)

    def test_days_that_are_none(self):
        for days, used in ((0, 1), (-5, 1), (10**9, 3650), ("x", 30), (None, 30)):
            self.assertEqual(self.summary(no_contact_days=days)["quiet"]["days"], used)
