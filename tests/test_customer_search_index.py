"""The indexes for searching by a part of a name: offered, built, used, dropped."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from .common import CustomerCase


@tagged("post_install", "-at_install")
class TestSearchIndexes(CustomerCase):
    def setUp(self):
        super().setUp()
        if not self.env.registry.has_trigram:
            self.skipTest("this database has no pg_trgm")
        self.Partner = self.env["res.partner"]

    def choose(self, wanted):
        """Save the settings, and do within this transaction what the job does beside it."""
        trigger = patch.object(type(self.env["ir.cron"]), "_trigger", autospec=True)
        with trigger as triggered:
            self.env["res.config.settings"].create({"customer_search_indexes": wanted}).execute()
        for statement in self.Partner._get_search_index_statements(SQL()):
            self.env.cr.execute(statement)
        return triggered.called

    def test_nothing_is_built_unasked(self):
        self.assertFalse(self.Partner._get_search_index_statements(SQL()))
        self.assertFalse(self.choose(False))
        self.assertFalse(self.Partner._get_built_search_indexes())

    def test_built_and_dropped(self):
        self.assertTrue(self.choose(True))
        self.assertEqual(
            set(self.Partner._get_built_search_indexes()), set(self.Partner._get_search_indexes())
        )
        self.assertEqual(len(self.Partner._get_search_indexes()), 5)
        settings = self.env["res.config.settings"].create({})
        self.assertIn("5 of 5", settings.customer_search_index_note)
        self.assertFalse(self.choose(True), "chosen already")
        self.assertTrue(self.choose(False))
        self.assertFalse(self.Partner._get_built_search_indexes())

    def test_what_broke_off_is_built_anew(self):
        self.choose(True)
        [first, *__] = self.Partner._get_search_indexes()
        built = dict.fromkeys(self.Partner._get_search_indexes(), True) | {first: False}
        with patch.object(type(self.Partner), "_get_built_search_indexes", lambda partner: built):
            statements = self.Partner._get_search_index_statements(SQL())
        self.assertEqual([s.code.split()[0] for s in statements], ["DROP", "CREATE"])
        self.assertTrue(all(first in s.code for s in statements))
