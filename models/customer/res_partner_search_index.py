"""Indexes for searching partners by any part of a name, which the settings offer.

Odoo's search by name looks into five columns at once and reads the whole table unless *each* of them
has a trigram index: seconds at a million partners, for those most who see few of them. Building them
takes a minute there and lets nobody wait; a write of a partner costs a little more with them.
"""

import logging

from odoo import api, models
from odoo.modules.db import FunctionStatus
from odoo.tools import SQL, str2bool

_logger = logging.getLogger(__name__)

PARAMETER = "crm_customer_protection.search_indexes"


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_search_indexes(self):
        """The indexes that are offered.

        :return: dict, name of the index -> name of the column
        """
        return {
            f"res_partner_{name}_search_idx": name
            for name in self._rec_names_search
            if name in self._fields and self._fields[name].store
        }

    @api.model
    def _get_built_search_indexes(self):
        """Which of them stand, by name: True where it is whole, False where building broke off.

        :return: dict
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT class.relname, index.indisvalid
                  FROM pg_class class JOIN pg_index index ON index.indexrelid = class.oid
                 WHERE class.relname = ANY(%s) AND class.relnamespace = current_schema::regnamespace
                """,
                list(self._get_search_indexes()),
            )
        )
        return dict(rows)

    @api.model
    def _are_search_indexes_wanted(self):
        wanted = self.env["ir.config_parameter"].sudo().get_param(PARAMETER)
        return self.env.registry.has_trigram and str2bool(wanted or "", False)

    @api.model
    def _cron_sync_search_indexes(self):
        """Build what the settings ask for, or drop it. Killed in between, it goes on next time."""
        statements = self._get_search_index_statements(SQL("CONCURRENTLY"))
        cron = self.env["ir.cron"]
        # Ends this transaction too: building waits for every one that began before it.
        cron._commit_progress(remaining=len(statements))
        for statement in statements:
            with self.env.registry.cursor() as cr:
                # What PostgreSQL does concurrently it refuses within a transaction.
                cr._cnx.autocommit = True
                cr.execute(statement)
            _logger.info("%s", statement.code)
            cron._commit_progress(1)

    @api.model
    def _get_search_index_statements(self, how):
        """What is to be done so that the indexes are as the settings want them.

        :param SQL how: `CONCURRENTLY` or nothing
        :return: list of SQL
        """
        wanted = self._get_search_indexes() if self._are_search_indexes_wanted() else {}
        built = self._get_built_search_indexes()
        statements = [
            SQL("DROP INDEX %s IF EXISTS %s", how, SQL.identifier(name))
            for name, whole in built.items()
            if name not in wanted or not whole
        ]
        return statements + [
            SQL(
                "CREATE INDEX %s IF NOT EXISTS %s ON res_partner USING gin (%s gin_trgm_ops)",
                how,
                SQL.identifier(name),
                self._get_searched_expression(column),
            )
            for name, column in wanted.items()
            if not built.get(name)
        ]

    @api.model
    def _get_searched_expression(self, column):
        """What `ilike` compares, so that the index is the one that it looks for."""
        expression = SQL.identifier(column)
        if self.env.registry.has_unaccent == FunctionStatus.INDEXABLE:
            expression = self.env.registry.unaccent(expression)
        return expression
