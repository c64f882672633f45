"""What must be known of a whole table of names, to say which answer to a query is the right one."""

from collections import Counter

from . import words_chinese as zh
from .names import fold, word_bag


def sounds(brand):
    """The syllables of a brand; a character that the lists do not know stands for itself."""
    return " ".join(zh.SYLLABLE_OF.get(character, character) for character in brand)


class Table:
    """The names, and how many firms bear each part. Branches are no firms of their own."""

    def __init__(self, names, normalise):
        self.names = list(names)
        self.normalise = normalise
        self.owners = {normalise(name.text): name.id for name in self.names}
        self.brands, self.products, self.sounding, self.prefixes = (Counter() for _ in range(4))
        self.firms, self.bags = set(), set()
        for name in self.names:
            if not name.chinese:
                self.bags.add(word_bag(name.core))
                words = fold(name.core).removeprefix("the ").split()
                self.prefixes.update(" ".join(words[:end]) for end in range(1, len(words) + 1))
            elif not name.branch:
                self.brands[name.brand] += 1
                self.products[name.brand, name.trade] += 1
                self.sounding[sounds(name.brand)] += 1
                self.sounding[sounds(name.brand), name.trade] += 1
                self.firms.add((name.city, name.brand, name.trade))

    def owner(self, text):
        """The id of the name that is written like this, None where none is."""
        return self.owners.get(self.normalise(text))

    def is_free(self, city, brand, trade):
        """Whether no firm has this region, or none, with this brand and trade."""
        return not {(city, brand, trade), ("", brand, trade)} & self.firms

    def is_only_product(self, name):
        """Whether brand and trade, without the region, mean this firm."""
        if not name.trade:
            return self.brands[name.brand] == 1
        return self.products[name.brand, name.trade] == 1

    def is_only_sound(self, name):
        if not name.trade:
            return self.sounding[sounds(name.brand)] == 1
        return self.sounding[sounds(name.brand), name.trade] == 1
