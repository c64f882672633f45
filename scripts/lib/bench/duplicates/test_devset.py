"""The development set and its figures: python -m unittest duplicates.test_devset, without Odoo.

Proved with the simplest engine (bigrams), so that a failure is one of the harness.
"""

import io
import unittest
from collections import Counter
from contextlib import redirect_stdout
from types import SimpleNamespace

from . import bigrams, evaluate, measure, words_chinese
from .index import Hit, KeyIndex, Settings
from .names import Name, fold, generate, word_bag
from .queries import FIT, HELD_OUT, Query, all_kinds, build, build_set, select_kinds
from .table import Table


class TestNames(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.names = list(generate(4000, seed=3))

    def test_same_seed_same_names_and_a_longer_table_begins_with_the_shorter(self):
        self.assertEqual(list(generate(1500, seed=3)), self.names[:1500])
        self.assertNotEqual(list(generate(1500, seed=4)), self.names[:1500])

    def test_no_name_twice_and_ids_count(self):
        self.assertEqual([name.id for name in self.names], list(range(1, 4001)))
        self.assertEqual(len({name.text for name in self.names}), 4000)
        bags = [word_bag(name.core) for name in self.names if not name.chinese]
        self.assertEqual(len(set(bags)), len(bags))

    def test_three_fifths_are_chinese(self):
        self.assertAlmostEqual(sum(name.chinese for name in self.names) / 4000, 0.6, delta=0.02)

    def test_there_are_chains_branches_groups_and_neighbours(self):
        chinese = [name for name in self.names if name.chinese]
        products = Counter((name.brand, name.trade) for name in chinese)
        self.assertGreaterEqual(max(products.values()), 10)
        self.assertTrue(any(name.branch for name in chinese))
        self.assertTrue(any("集团" in name.form for name in chinese))
        firms = {(name.city, name.trade, name.brand) for name in chinese}
        holes = Counter(
            (city, trade, brand[:i], brand[i + 1 :])
            for city, trade, brand in firms
            for i in range(len(brand))
        )
        self.assertGreater(sum(count > 1 for count in holes.values()), 30)

    def test_every_character_of_a_brand_has_its_syllable(self):
        characters = {c for name in self.names if name.chinese for c in name.brand}
        self.assertLessEqual(characters, set(words_chinese.SYLLABLE_OF))

    def test_fold(self):
        self.assertEqual(fold("Müller & Söhne, Łódź"), "muller and sohne lodz")
        self.assertEqual(word_bag("The Summit Steel"), word_bag("Steel Summit"))


class TestQueries(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.table, cls.queries = build_set(bigrams.normalise, names=6000, count=2500, seed=2)

    def test_every_kind_has_its_share(self):
        counts = Counter(query.kind for query in self.queries)
        kinds = set(all_kinds()) if counts["zh pinyin"] else set(all_kinds()) - {"zh pinyin"}
        self.assertEqual(set(counts), kinds)
        self.assertGreater(min(counts.values()), 30)

    def test_same_seed_same_queries(self):
        self.assertEqual(build(self.table, 2500, seed=2), self.queries)

    def test_no_name_serves_to_fit_and_to_report(self):
        halves = {
            half: {query.near for query in self.queries if query.split == half}
            for half in (FIT, HELD_OUT)
        }
        self.assertFalse(halves[FIT] & halves[HELD_OUT])
        self.assertGreater(min(map(len, halves.values())), 700)

    def test_no_query_is_the_very_name_of_another(self):
        for query in self.queries:
            self.assertIn(self.table.owner(query.text), (None, query.answer), query)

    def test_negatives_mean_nobody_and_positives_their_name(self):
        for query in self.queries:
            expected = None if " not: " in query.kind else query.near
            self.assertEqual(query.answer, expected, query)

    def test_what_is_left_out_does_not_make_two_firms_one(self):
        chinese = [name for name in self.table.names if name.chinese and not name.branch]
        brands = Counter(name.brand for name in chinese)
        products = Counter(name.brand + name.trade for name in chinese)
        for query in self.queries:
            if query.kind == "zh brand only":
                self.assertEqual(brands[query.text], 1, query)
            elif query.kind == "zh brand and trade only":
                self.assertEqual(products[query.text], 1, query)

    def test_first_words_begin_one_name_only(self):
        cores = [fold(name.core).removeprefix("the ") for name in self.table.names if name.core]
        for query in self.queries:
            if query.kind == "w first words only":
                start = fold(query.text).removeprefix("the ") + " "
                self.assertEqual(sum(f"{core} ".startswith(start) for core in cores), 1, query)

    def test_the_article_makes_no_other_beginning(self):
        cores = ["The Cascade Orion Company", "Cascade Orion Equipment"]
        names = [Name(i, core, False, core=core) for i, core in enumerate(cores, 1)]
        self.assertEqual(Table(names, bigrams.normalise).prefixes["cascade orion"], 2)

    def test_a_kind_that_is_not_there_is_named(self):
        self.assertEqual(set(select_kinds(["pinyin"])), {"zh pinyin"})
        with self.assertRaisesRegex(ValueError, "'klingon'"):
            select_kinds(["klingon"])


def answer(meant, first, score, split=HELD_OUT):
    hits = [] if first is None else [Hit(first, score), Hit(99, score / 2)]
    return measure.Answer(Query("kind", "text", meant, 1, split), hits, 1.0)


class TestMeasure(unittest.TestCase):
    def test_recall(self):
        answers = [answer(1, 1, 0.9), answer(99, 1, 0.9), answer(5, 1, 0.9), answer(None, 1, 0.9)]
        self.assertAlmostEqual(measure.recall(answers, 1), 1 / 3)
        self.assertAlmostEqual(measure.recall(answers, 10), 2 / 3)
        self.assertIsNone(measure.recall([answer(None, 1, 0.9)], 1))

    def test_decision(self):
        answers = [answer(1, 1, 0.9), answer(2, 2, 0.4), answer(3, 4, 0.8), answer(None, 5, 0.7)]
        precision, found, f1 = measure.decide(answers, 0.5)
        self.assertAlmostEqual(precision, 1 / 3)
        self.assertAlmostEqual(found, 1 / 3)
        self.assertAlmostEqual(f1, 1 / 3)
        self.assertAlmostEqual(measure.false_alarms(answers, 0.5), 1 / 2)

    def test_threshold(self):
        answers = [answer(1, 1, 0.9), answer(2, 2, 0.8), answer(None, 3, 0.7), answer(4, None, 0)]
        self.assertEqual(measure.best_threshold(answers), 0.8)
        # What has one score is said together or not at all.
        answers = [answer(1, 1, 0.9), answer(2, 2, 0.5), *[answer(None, 3, 0.5)] * 5]
        self.assertEqual(measure.best_threshold(answers), 0.9)

    def test_percentile(self):
        self.assertEqual(measure.percentile(range(1, 101), 50), 51)
        self.assertEqual(measure.percentile([7], 95), 7)


class TestHarness(unittest.TestCase):
    def test_a_simple_engine_finds_most_and_a_useless_one_nothing(self):
        table, queries = build_set(bigrams.normalise, names=2000, count=600)
        summary, *_rest = evaluate.evaluate(bigrams, table, queries)
        self.assertGreater(summary["r10"], 0.8)
        self.assertGreaterEqual(summary["r10"], summary["r1"])
        self.assertEqual(summary["kinds"]["zh exact"]["r1"], 1.0)
        self.assertIsNone(summary["kinds"]["zh not: branch office"]["r1"])
        blind = SimpleNamespace(
            parse=bigrams.parse, keys=lambda parts: {}, similarity=bigrams.similarity
        )
        summary, *_rest = evaluate.evaluate(blind, table, queries)
        self.assertEqual(summary["r10"], 0.0)
        self.assertEqual(summary["f1"], 0.0)

    def test_a_key_of_everybody_is_dropped_and_negative_keys_are_found(self):
        engine = SimpleNamespace(
            parse=lambda text: text,
            keys=lambda text: {-1: "everybody", -hash(text[:2]) % 1000 - 2000: "start"},
            similarity=lambda a, b: bigrams.Similarity(float(a == b)),
        )
        names = Table(generate(50), bigrams.normalise).names
        index = KeyIndex(engine, names, Settings(max_shared=49))
        text = names[20].text
        self.assertEqual(index.search(text)[0].id, 21)
        self.assertLess(len(index.candidates(text)), 49)

    def test_the_command_prints_the_table(self):
        output = io.StringIO()
        with redirect_stdout(output):
            evaluate.main(
                "--engine duplicates.bigrams --names 1000 --queries 60 --kind homophone --errors 1".split()
            )
        self.assertIn("zh homophone, no region, no form", output.getvalue())
        self.assertIn("equality of normalise", output.getvalue())


if __name__ == "__main__":
    unittest.main()
