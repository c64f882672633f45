"""Pairs and relations of customers follow a merge, but nobody is a pair with, or related to, itself."""

from odoo import models
from odoo.tools import SQL

# The two columns of a table whose rows join two partners.
_SIDES = ("partner_id", "other_partner_id")
# Another row has, or gets, the same two sides: the survivor's own one, else that which came first.
_TWIN = """
    SELECT FROM {table} twin
     WHERE twin.id <> {table}.id AND twin.{inner} = ANY(%(ids)s) AND twin.{outer} = {table}.{outer}
       AND (twin.{inner} = %(survivor)s OR {table}.{inner} <> %(survivor)s AND twin.id < {table}.id)
"""


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_merge_conditions(self, sources):
        """Rows between those that are merged stay, and those that would stand twice."""
        conditions = super()._get_merge_conditions(sources)
        for table in ("crm_duplicate_pair", "crm_customer_relation"):
            conditions[table] = self._get_side_condition(table, sources)
        # What was decided counts, even where the survivor's own pair is still open.
        conditions["crm_duplicate_pair"] = SQL(
            "(%s OR decision <> 'open' AND NOT %s)",
            conditions["crm_duplicate_pair"],
            self._is_between(sources),
        )
        return conditions

    def _is_between(self, sources, sides=_SIDES):
        one, other = map(SQL.identifier, sides)
        ids = (self | sources).ids
        return SQL("(%s = ANY(%s) AND %s = ANY(%s))", one, ids, other, ids)

    def _get_side_condition(self, table, sources, sides=_SIDES):
        """Which rows of a table with two sides may move.

        :param str table: with two columns of partners
        :param sides: their names
        :return: SQL
        """
        twins = (
            SQL(
                "%s = ANY(%s) AND EXISTS (%s)",
                SQL.identifier(table, inner),
                (self | sources).ids,
                SQL(
                    _TWIN.format(table=table, inner=inner, outer=outer),
                    ids=(self | sources).ids,
                    survivor=self.id,
                ),
            )
            for inner, outer in (sides, sides[::-1])
        )
        return SQL("NOT (%s OR %s)", self._is_between(sources, sides), SQL(" OR ").join(twins))
