"""Who should have a customer for which several people quarrel, without a database.

The rule of the sales floor: the accurate full registered name wins; of several claims with it, or of
several without it, the one that was registered earlier. Where that does not decide, nobody is
proposed, and the back office decides on the rest of the evidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

# Why a claim is proposed, or why none is.
NAME = "name"
NAME_AND_DATE = "name_and_date"
DATE = "date"
ALONE = "alone"
TIE = "tie"


@dataclass(frozen=True, slots=True)
class Claim:
    """What the rule looks at.

    :param bool accurate: whether the full registered name that the claim states is the right one
    :param datetime | None registered: since when the customer is registered for the claimant
        without a break (UTC); None where it never was, which is later than any moment
    """

    accurate: bool
    registered: datetime | None


def propose(claims: Sequence[Claim]) -> tuple[int | None, str]:
    """Say which claim wins by the rule. The order of the claims does not matter.

    :return: (index of the claim, reason): `alone` where there is but one claim, `name` where one
        alone has the accurate name, `name_and_date` where several have and one of them is earlier,
        `date` where none has and one is earlier. (None, `tie`) where the rule does not decide.
    """
    accurate = [index for index, claim in enumerate(claims) if claim.accurate]
    candidates = accurate or range(len(claims))
    if len(candidates) == 1:
        return candidates[0], ALONE if len(claims) == 1 else NAME
    first = min((claims[index].registered or datetime.max for index in candidates), default=None)
    winners = [index for index in candidates if claims[index].registered == first]
    if len(winners) != 1:
        return None, TIE
    return winners[0], NAME_AND_DATE if accurate else DATE
