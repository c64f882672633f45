"""Names of companies: which are the same (`normalise`), which are alike (`similarity`).

Nothing here needs a database, Odoo or an optional wheel. pypinyin adds keys by sound,
rapidfuzz only speed.
"""

from .hashing import keys
from .parsing import Parts, parse
from .registered import MAX_KEY_LENGTH, MAX_NAME_LENGTH, display_clean, is_blank, normalise
from .scoring import LISTED, REASONS, THRESHOLD, Similarity, similarity

__all__ = [
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
