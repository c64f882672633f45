"""Reading a snapshot of a partner back (invariant 11)."""

import json

from odoo import models
from odoo.tools import SQL

from ...protection.res_partner import PROTECTED_FIELDS


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _read_snapshot(self, values, name):
        """A value of a snapshot as `write` takes it.

        :param dict values: column -> value, as `_read_rows` gives it
        :param str name: of a field
        """
        value = values.get(name)
        if value is None:
            return False
        if self._fields[name].type == "datetime":
            return value.replace("T", " ")[:19]
        return value

    def _read_protection(self, values):
        """The protected fields of a snapshot, and the owner.

        :return: dict of `write` values
        """
        return {name: self._read_snapshot(values, name) for name in (*PROTECTED_FIELDS, "user_id")}

    def _write_company_values(self, name, value):
        """Put back what a field holds for each company.

        :param str name: of a company-dependent field
        :param value: dict company id -> value, or None
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET %s = %s::jsonb WHERE id = %s",
                SQL.identifier(name),
                None if value is None else json.dumps(value),
                self.id,
            )
        )
        self.invalidate_recordset([name])

    def _post_each(self, body):
        """Post the same note on each of the partners."""
        for partner in self:
            partner.message_post(body=body)
