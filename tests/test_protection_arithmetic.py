"""The arithmetic of invariant 3: its test vector, then properties over any days."""

from datetime import date, timedelta

from hypothesis import assume, example, given
from hypothesis import strategies as st

from odoo.tests.common import BaseCase, tagged

from odoo.addons.crm_customer_protection.tools.protection import (
    Terms,
    add_days,
    days_left,
    extended_until,
    initial_until,
    limit_of,
    renewed_until,
    resumed_until,
)

from .property_common import examples

any_days = examples(300)

DAYS = st.dates(date(1990, 1, 1), date(2200, 12, 31))
# The ends of the calendar too: a policy of a million days is a mistake, not a crash.
ANY_DAYS = st.one_of(DAYS, st.dates())
NUMBERS = st.one_of(st.integers(0, 400), st.integers(0, 10**7))
TERMS = st.builds(Terms, NUMBERS, NUMBERS, st.one_of(st.none(), NUMBERS)).filter(
    lambda terms: not terms.problems()
)
OFFSETS = st.lists(st.integers(-400, 4000), max_size=12)


def renew_all(claimed, activities, terms, extra=0):
    until = initial_until(claimed, terms)
    for activity in activities:
        until = renewed_until(until, claimed, activity, terms, extra)
    return until


@tagged("post_install", "-at_install")
class TestArithmetic(BaseCase):
    VECTOR = Terms(10, 3, 20)
    CLAIMED = date(2026, 3, 25)

    def test_vector(self):
        until = initial_until(self.CLAIMED, self.VECTOR)
        self.assertEqual(until, date(2026, 4, 4))
        for activity, expected in (
            (date(2026, 3, 28), date(2026, 4, 4)),
            (date(2026, 4, 2), date(2026, 4, 5)),
            (date(2026, 4, 5), date(2026, 4, 8)),
            (date(2026, 4, 8), date(2026, 4, 11)),
            (date(2026, 4, 11), date(2026, 4, 14)),
            (date(2026, 4, 14), date(2026, 4, 14)),
            (date(2026, 4, 30), date(2026, 4, 14)),
        ):
            until = renewed_until(until, self.CLAIMED, activity, self.VECTOR)
            self.assertEqual(until, expected, activity)

    def test_no_maximum(self):
        terms = Terms(10, 3)
        self.assertEqual(limit_of(self.CLAIMED, terms), date.max)
        until = renewed_until(date(2026, 4, 4), self.CLAIMED, date(2030, 1, 1), terms)
        self.assertEqual(until, date(2030, 1, 4))

    def test_zero_days(self):
        terms = Terms(0, 0, 0)
        self.assertEqual(initial_until(self.CLAIMED, terms), self.CLAIMED)
        self.assertEqual(renew_all(self.CLAIMED, [self.CLAIMED], terms), self.CLAIMED)

    def test_leap_days(self):
        self.assertEqual(initial_until(date(2028, 2, 19), self.VECTOR), date(2028, 2, 29))
        self.assertEqual(initial_until(date(2027, 2, 19), self.VECTOR), date(2027, 3, 1))
        self.assertEqual(initial_until(date(2028, 2, 29), Terms(365, 0)), date(2029, 2, 28))
        self.assertEqual(limit_of(date(2028, 2, 9), self.VECTOR), date(2028, 2, 29))

    def test_problems(self):
        self.assertEqual(Terms(10, 3, 20).problems(), [])
        self.assertEqual(Terms(10, 3).problems(), [])
        self.assertEqual(Terms(-1, 3, 20).problems(), ["negative"])
        self.assertEqual(Terms(10, -3).problems(), ["negative"])
        self.assertIn("negative", Terms(0, 0, -1).problems())
        self.assertEqual(Terms(21, 3, 20).problems(), ["initial_over_maximum"])
        self.assertEqual(Terms(10, 21, 20).problems(), ["renewal_over_maximum"])
        self.assertEqual(len(Terms(30, 30, 20).problems()), 2)

    def test_days_left(self):
        self.assertEqual(days_left(self.CLAIMED, self.CLAIMED), 0)
        self.assertEqual(days_left(self.CLAIMED, self.CLAIMED + timedelta(days=1)), -1)

    def test_a_negative_extension_is_refused(self):
        with self.assertRaises(ValueError):
            extended_until(self.CLAIMED, -1)

    # === PROPERTIES === #

    @any_days
    @given(ANY_DAYS, TERMS, OFFSETS, st.integers(0, 1000))
    @example(date.max, Terms(1, 1, 1), [0], 0)
    def test_never_past_the_limit(self, claimed, terms, offsets, extra):
        activities = [add_days(claimed, offset) for offset in offsets if offset >= 0]
        until = renew_all(claimed, activities, terms, extra)
        self.assertLessEqual(until, limit_of(claimed, terms, extra))

    @any_days
    @given(DAYS, TERMS, OFFSETS)
    def test_never_earlier_after_an_activity(self, claimed, terms, offsets):
        until = initial_until(claimed, terms)
        for offset in offsets:
            before = until
            until = renewed_until(until, claimed, claimed + timedelta(days=offset), terms)
            self.assertGreaterEqual(until, before)

    @any_days
    @given(DAYS, TERMS, OFFSETS, st.randoms(use_true_random=False), st.integers(0, 100))
    def test_the_order_of_events_does_not_matter(self, claimed, terms, offsets, random, extra):
        activities = [claimed + timedelta(days=offset) for offset in offsets]
        shuffled = activities[:]
        random.shuffle(shuffled)
        self.assertEqual(
            renew_all(claimed, activities, terms, extra), renew_all(claimed, shuffled, terms, extra)
        )

    @any_days
    @given(DAYS, TERMS, OFFSETS)
    def test_the_same_event_twice_changes_nothing(self, claimed, terms, offsets):
        activities = [claimed + timedelta(days=offset) for offset in offsets]
        self.assertEqual(
            renew_all(claimed, activities * 2, terms), renew_all(claimed, activities, terms)
        )

    @any_days
    @given(DAYS, TERMS, OFFSETS)
    def test_it_is_the_latest_of_all_within_the_limit(self, claimed, terms, offsets):
        """The rule as the manual has it, written another way."""
        assume(terms.initial + terms.renewal < 10**5)
        activities = [claimed + timedelta(days=offset) for offset in offsets]
        ends = [claimed + timedelta(terms.initial)]
        ends += [activity + timedelta(terms.renewal) for activity in activities]
        expected = min(max(ends), limit_of(claimed, terms))
        self.assertEqual(renew_all(claimed, activities, terms), expected)

    @any_days
    @given(DAYS, TERMS, st.integers(-4000, 4000))
    def test_an_activity_before_the_claim_gives_no_more_than_one_on_it(self, claimed, terms, days):
        assume(days < 0)
        early = renew_all(claimed, [claimed + timedelta(days=days)], terms)
        self.assertLessEqual(early, renew_all(claimed, [claimed], terms))

    @any_days
    @given(ANY_DAYS, st.integers(0, 10**7))
    def test_an_extension_adds_its_days_to_the_end_of_the_calendar_at_most(self, until, days):
        extended = extended_until(until, days)
        self.assertGreaterEqual(extended, until)
        self.assertIn((extended - until).days, {days, (date.max - until).days})

    @any_days
    @given(DAYS, DAYS, st.integers(-50, 500), TERMS)
    def test_the_clock_goes_on_with_as_many_days_as_it_had(self, until, paused, days, terms):
        resumed = paused + timedelta(days=days)
        later, stood = resumed_until(until, paused, resumed)
        self.assertEqual(stood, max(days, 0))
        self.assertEqual(days_left(later, max(resumed, paused)), days_left(until, paused))

    @any_days
    @given(DAYS, TERMS, OFFSETS, st.integers(0, 100))
    def test_granted_days_never_shorten(self, claimed, terms, offsets, extra):
        activities = [claimed + timedelta(days=offset) for offset in offsets]
        self.assertGreaterEqual(
            renew_all(claimed, activities, terms, extra), renew_all(claimed, activities, terms)
        )
