"""Names of companies: which are the same (`normalise`), which are alike (`similarity`).

Nothing here needs a database, Odoo or an optional wheel. pypinyin adds keys by sound,
rapidfuzz only speed.
"""

from . import distance, sound
from .hashing import KEY_WEIGHTS, KEYS_VERSION, keys
from .parsing import Parts, parse
from .registered import MAX_KEY_LENGTH, MAX_NAME_LENGTH, display_clean, is_blank, normalise
from .scoring import LISTED, REASONS, THRESHOLD, Similarity, similarity

# Optional wheels that are not installed.
MISSING_WHEELS = tuple(
    wheel
    for wheel, found in (("pypinyin", sound.AVAILABLE), ("rapidfuzz", distance.AVAILABLE))
    if not found
)

__all__ = [
    "MISSING_WHEELS",
    "KEYS_VERSION",
    "KEY_WEIGHTS",
    "LISTED",
    "MAX_KEY_LENGTH",
    "MAX_NAME_LENGTH",
    "REASONS",
    "Parts",
    "THRESHOLD",
    "Similarity",
    "display_clean",
    "is_blank",
    "keys",
    "normalise",
    "parse",
    "similarity",
]
