"""Names of companies: which are the same (`normalise`), which are alike (`similarity`).

Nothing here needs a database, Odoo or an optional wheel. pypinyin adds keys by sound,
rapidfuzz only speed.
"""

from . import distance, sound
from .hashing import COUNTED_ONCE, KEY_WEIGHTS, KEYS_VERSION, channel_keys, keys
from .parsing import Parts, parse
from .registered import MAX_KEY_LENGTH, MAX_NAME_LENGTH, display_clean, is_blank, normalise
from .scoring import LISTED, REASONS, THRESHOLD, Similarity, similarity
from .screening import may_be_one

# Optional wheels that are not installed.
MISSING_WHEELS = tuple(
    wheel
    for wheel, found in (("pypinyin", sound.AVAILABLE), ("rapidfuzz", distance.AVAILABLE))
    if not found
)

__all__ = [
    "MISSING_WHEELS",
    "COUNTED_ONCE",
    "KEYS_VERSION",
    "KEY_WEIGHTS",
    "LISTED",
    "MAX_KEY_LENGTH",
    "MAX_NAME_LENGTH",
    "REASONS",
    "Parts",
    "THRESHOLD",
    "Similarity",
    "channel_keys",
    "display_clean",
    "is_blank",
    "keys",
    "may_be_one",
    "normalise",
    "parse",
    "similarity",
]
