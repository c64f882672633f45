"""How people write a Western name that they mean. See `variants_chinese`."""

import re
import unicodedata

from .names import COMMON_STARTS, JOINING, STROKES, fold, join_form, word_bag
from .words_western import ABBREVIATIONS, FORM_SPELLINGS

_SPELLINGS = {
    form: group.split("|") for group in reversed(FORM_SPELLINGS) for form in group.split("|")
}
_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)
_ANDS = JOINING - {"&", "of", "de"}
# The keys beside a key.
_KEYS = {
    key: row[max(i - 1, 0) : i] + row[i + 1 : i + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for i, key in enumerate(row)
}


def _unaccented(text):
    text = unicodedata.normalize("NFKD", text.translate(STROKES))
    return "".join(character for character in text if not unicodedata.combining(character))


def exact(rng, name, table):
    return name.text


def full_width(rng, name, table):
    """As an input method for Chinese writes letters."""
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    return name.text.translate({**wide, 0x20: 0x3000}) if name.text.isascii() else None


def case(rng, name, table):
    text = rng.choice((str.upper, str.lower, str.title, str.swapcase))(name.text)
    return text if text != name.text else None


def punctuation(rng, name, table):
    text = name.text
    choices = [
        text.replace(" ", "-"),
        text.replace(" ", ", ", 1),
        text.replace(".", "").replace(",", "").replace("'", ""),
        f"“{name.core}” {name.form}".strip(),
        text.replace(" ", "  ") + ".",
        text.replace(" ", "/", 1),
        f"{name.core} ({name.form})" if name.form else f"({text})",
    ]
    return rng.choice([choice for choice in choices if choice != text])


def accents(rng, name, table):
    ways = {_unaccented(name.text), name.text.translate(_GERMAN)} - {name.text}
    return rng.choice(sorted(ways)) if ways else None


def ampersand(rng, name, table):
    words = name.text.split()
    for i, word in enumerate(words[1:-1], 1):
        if word == "&" or word in _ANDS:
            words[i] = "and" if word == "&" else "&"
            return " ".join(words)
    return None


def article(rng, name, table):
    """With the leading "The" or without it."""
    if name.core.startswith("The "):
        return name.text[4:]
    return f"The {name.text}" if name.text.isascii() else None


def form_missing(rng, name, table):
    return name.core if name.form else None


def form_swapped(rng, name, table):
    form = name.form.lstrip(", ")
    others = [other for other in _SPELLINGS.get(form, ()) if other != form]
    return join_form(name.core, rng.choice(others)) if others else None


def _words_with_form(name, words):
    return join_form(" ".join(words), name.form)


def abbreviations(rng, name, table):
    words = name.core.split()
    long = [i for i, word in enumerate(words) if word.lower() in ABBREVIATIONS]
    if not long:
        return None
    for i in rng.sample(long, rng.randint(1, len(long))):
        words[i] = rng.choice(ABBREVIATIONS[words[i].lower()].split())
    return _words_with_form(name, words)


def word_order(rng, name, table):
    words = name.core.split()
    if len(words) < 2 or words[0] == "The":
        return None
    if rng.random() < 0.5 and words[0] not in COMMON_STARTS and words[1] not in JOINING:
        return _words_with_form(name, words[1:] + words[:1])
    i = rng.randrange(len(words) - 1)
    if {words[i], words[i + 1]} & JOINING:
        return None
    words[i : i + 2] = words[i + 1], words[i]
    return _words_with_form(name, words)


def _mistyped(rng, core):
    """The core with one mistake of the fingers inside a word of four letters or more."""
    spans = [match.span() for match in re.finditer(r"[^\W\d_]{4,}", core)]
    if not spans:
        return core
    start, end = rng.choice(spans)
    # The first letter is seldom wrong.
    i = rng.randrange(start + (rng.random() < 0.9), end - 1)
    way = rng.randrange(4)
    if way == 0:
        return core[:i] + core[i + 1 :]
    if way == 1:
        return core[:i] + core[i] + core[i:]
    if way == 2:
        return core[:i] + core[i + 1] + core[i] + core[i + 2 :]
    letter = rng.choice(_KEYS.get(core[i].lower()) or "e")
    return core[:i] + letter + core[i + 1 :]


def _typos(rng, name, table, count):
    core = name.core
    for _ in range(count):
        core = _mistyped(rng, core)
    if fold(core) == fold(name.core) or word_bag(core) in table.bags:
        return None
    return core


def one_typo(rng, name, table):
    core = _typos(rng, name, table, 1)
    return core and join_form(core, name.form)


def two_typos(rng, name, table):
    core = _typos(rng, name, table, 2)
    return core and join_form(core, name.form)


def typo_without_form(rng, name, table):
    return _typos(rng, name, table, 1) if name.form else None


def glued(rng, name, table):
    words = name.core.split()
    if len(words) < 2:
        return None
    if rng.random() < 0.4:
        return _words_with_form(name, ["".join(words)])
    i = rng.randrange(len(words) - 1)
    words[i : i + 2] = [words[i] + words[i + 1]]
    return _words_with_form(name, words)


def _shortest_start(name, table, at_least):
    """How many first words mean this firm alone; None where only all of them do."""
    words = fold(name.core).split()
    article = int(words[0] == "the")
    for count in range(at_least + article, len(words)):
        if table.prefixes[" ".join(words[article:count])] == 1 and words[count - 1] not in JOINING:
            return count
    return None


def first_words(rng, name, table):
    count = _shortest_start(name, table, 1)
    if count is None or "&" in name.core:
        return None
    text = " ".join(re.findall(r"[\w'’]+", name.core)[:count])
    return text if fold(text) != fold(name.core) else None


def _shortened(rng, word):
    """A long word as tables and tickers cut it."""
    if word.lower() in ABBREVIATIONS and rng.random() < 0.75:
        return rng.choice(ABBREVIATIONS[word.lower()].split())
    if len(word) < 6 or rng.random() < 0.4:
        return word
    if rng.random() < 0.6:
        return word[: rng.randint(3, 5)] + rng.choice(("", "."))
    return word[0] + re.sub("[aeiouäöüéè]", "", word[1:])


def cut_and_abbreviated(rng, name, table):
    """Several words shortened, the last ones missing: the spelling of lists and old systems."""
    words = name.core.split()
    if len(words) < 2:
        return None
    keep = len(words)
    enough = _shortest_start(name, table, 2)
    if enough and len(words) > 2 and "&" not in name.core and rng.random() < 0.5:
        keep = max(enough, len(words) - 1)
    # The first word is the brand: it is cut last.
    first = _shortened(rng, words[0]) if rng.random() < 0.25 else words[0]
    while words[keep - 1] in JOINING:
        keep -= 1
    result = [first, *(_shortened(rng, word) for word in words[1:keep])]
    return " ".join(result) if result != words else None


def list_spelling(rng, name, table):
    """As lists of securities write: capitals, every long word cut, no joining words, no form."""
    words = [word for word in name.core.split() if word not in JOINING and word != "The"]
    if len(words) < 2 or _shortest_start(name, table, 1) is None:
        return None
    short = [word if rng.random() < 0.15 else _listed(rng, word) for word in words]
    return " ".join(short).upper() if short != words else None


def _listed(rng, word):
    if word.lower() in ABBREVIATIONS:
        return rng.choice(ABBREVIATIONS[word.lower()].split()).rstrip(".")
    if len(word) < 8:
        return word
    # Up to a consonant, often with the last letter: Machs, Amern.
    cut = re.match(r"\w{3,5}?[^\W\daeiouyáéíóúäöü]+(?=[aeiouyáéíóúäöü])", word)
    stem = cut.group() if cut else word[:5]
    return stem + (word[-1] if rng.random() < 0.4 else "")


def cut_at_the_end(rng, name, table):
    """The field was too short: it ends in the middle of a word."""
    size = rng.randint(len(name.core) // 2, len(name.core) - 2)
    text = name.core[:size].rstrip(" &")
    complete = len(fold(name.core[: text.rfind(" ") + 1]).split())
    enough = _shortest_start(name, table, 1)
    if size < 10 or enough is None or complete < enough or text.split()[-1] in JOINING:
        return None
    return text


KINDS = {
    "w exact": exact,
    "w full width": full_width,
    "w case": case,
    "w punctuation": punctuation,
    "w accents": accents,
    "w & and and": ampersand,
    "w leading The": article,
    "w form missing": form_missing,
    "w form swapped": form_swapped,
    "w abbreviations": abbreviations,
    "w word order": word_order,
    "w one typo": one_typo,
    "w two typos": two_typos,
    "w typo without form": typo_without_form,
    "w glued words": glued,
    "w first words only": first_words,
    "w cut and abbreviated": cut_and_abbreviated,
    "w list spelling": list_spelling,
    "w cut at the end": cut_at_the_end,
}
