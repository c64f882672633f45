"""The rule by which a collision case proposes a winner, without a database."""

import random
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.collision import ALONE, DATE, NAME, NAME_AND_DATE, TIE, Claim, propose
from .property_common import examples

EARLY = datetime(2025, 3, 25, 9, 0)
LATE = datetime(2025, 3, 28, 9, 0)
# Few moments, so that equal ones occur.
moments = st.none() | st.integers(0, 4).map(lambda days: EARLY + timedelta(days=days))
claims_lists = st.lists(st.builds(Claim, st.booleans(), moments), max_size=6)


@tagged("post_install", "-at_install")
class TestCollisionRule(BaseCase):
    def test_examples(self):
        for claims, expected in (
            ([], (None, TIE)),
            ([Claim(False, None)], (0, ALONE)),
            ([Claim(False, EARLY), Claim(True, LATE)], (1, NAME)),
            ([Claim(False, EARLY), Claim(True, None)], (1, NAME)),
            ([Claim(True, LATE), Claim(True, EARLY)], (1, NAME_AND_DATE)),
            ([Claim(True, LATE), Claim(True, None), Claim(False, EARLY)], (0, NAME_AND_DATE)),
            ([Claim(False, EARLY), Claim(False, LATE)], (0, DATE)),
            ([Claim(False, None), Claim(False, LATE)], (1, DATE)),
            ([Claim(False, EARLY), Claim(False, EARLY)], (None, TIE)),
            ([Claim(True, EARLY), Claim(True, EARLY), Claim(False, None)], (None, TIE)),
            ([Claim(False, None), Claim(False, None)], (None, TIE)),
        ):
            with self.subTest(claims=claims):
                self.assertEqual(propose(claims), expected)

    @examples(200)
    @given(claims_lists, st.randoms())
    def test_order_does_not_matter(self, claims, rng: random.Random):
        order = list(range(len(claims)))
        rng.shuffle(order)
        index, reason = propose(claims)
        shuffled, same_reason = propose([claims[position] for position in order])
        self.assertEqual(same_reason, reason)
        self.assertEqual(None if shuffled is None else order[shuffled], index)

    @examples(200)
    @given(claims_lists)
    def test_nobody_beats_the_winner(self, claims):
        index, reason = propose(claims)
        if index is None:
            self.assertEqual(reason, TIE)
            return
        winner = claims[index]
        for position, other in enumerate(claims):
            if position != index:
                ahead = (not winner.accurate, winner.registered or datetime.max)
                self.assertLess(ahead, (not other.accurate, other.registered or datetime.max))

    @examples(200)
    @given(claims_lists)
    def test_a_tie_is_a_tie(self, claims):
        """Nobody is proposed only where the best two are equal in both respects."""
        ranks = sorted((not claim.accurate, claim.registered or datetime.max) for claim in claims)
        index, __ = propose(claims)
        self.assertEqual(index is None, not ranks or ranks[:1] == ranks[1:2])

    @examples(200)
    @given(claims_lists)
    def test_more_evidence_never_harms_the_winner(self, claims):
        index, __ = propose(claims)
        if index is not None:
            better = list(claims)
            better[index] = Claim(True, EARLY - timedelta(days=1))
            self.assertEqual(propose(better)[0], index)
