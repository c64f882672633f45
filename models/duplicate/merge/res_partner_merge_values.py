"""Which values of the merged customers stay (invariant 11): chosen by field, or filled in."""

from odoo import api, models
from odoo.tools import SQL, html2plaintext

from ...customer.res_partner import _ADMIN_FIELDS, _SYSTEM_FIELDS
from ...protection.res_partner import PROTECTED_FIELDS

# Types of which a value is a row or a structure of its own.
_OTHER_TYPES = ("one2many", "many2many", "properties", "properties_definition", "json", "reference")
# Technical, or no matter of choice.
_NEVER = frozenset(
    {"active", "calendar_last_notif_ack", "color", "company_id", "company_name", "employee", "id"}
    | {
        "is_managed_customer",
        "merged_into_id",
        "message_bounce",
        "parent_id",
        "signup_type",
        "type",
    }
    | {"user_id", "partner_latitude", "partner_longitude", "autopost_bills"}
)
# An empty field takes these from nobody unless somebody says so.
_NEVER_FILLED = _ADMIN_FIELDS | {"ref", "registered_name", "user_id"}
_NEVER_FILLED_TYPES = ("boolean", "integer", "float")
# What people compare first.
_FIRST = ("name", "registered_name", "ref", "customer_stage", "vat", "company_registry", "phone")


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_merge_fields(self):
        """Names of the fields whose value can be chosen in a merge, those of people first."""
        excluded = PROTECTED_FIELDS | _SYSTEM_FIELDS | _NEVER | set(models.MAGIC_COLUMNS)
        names = [
            name
            for name, field in self._fields.items()
            if field.store
            and not field.readonly
            and field.type not in _OTHER_TYPES
            and name not in excluded
        ]
        return sorted(names, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))

    def _get_differing_fields(self, sources):
        """Names of the fields of which partners have different values, the owner last.

        :return: list of str
        """
        partners = (self | sources).sudo()
        return [
            name
            for name in [*self._get_merge_fields(), "user_id"]
            if len({partner[name] or False for partner in partners}) > 1
        ]

    def _get_merge_text(self, name):
        """A value as people compare it, on one line."""
        field, value = self._fields[name], self.sudo()[name]
        if field.type == "binary":
            return self.env._("a picture") if value else ""
        if field.type in ("html", "text"):
            return " ".join(html2plaintext(value or "").split())[:80]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value) or ""
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        text = field.convert_to_export(value, self) if value else ""
        return str(text or "")

    def _get_merge_origin(self, sources, name):
        """Whose value of a field stays where nobody chooses.

        :return: `res.partner` record: the survivor, or the first one that has a value
        """
        field = self._fields[name]
        address = self._address_fields()
        if name in address and any(self[part] for part in address):
            # Half of one address and half of another is none.
            return self
        if self[name] or name in _NEVER_FILLED or field.type in _NEVER_FILLED_TYPES:
            return self
        return next((source for source in sources if source[name]), self)

    def _write_merge_values(self, sources, choices):
        """Write the values that others give to the survivor.

        :param dict choices: field name -> partner id
        :return: dict field name -> picture in base64, of pictures that are overwritten
        """
        self._fill_company_values(sources, choices)
        self.invalidate_recordset()
        values, pictures = {}, {}
        for name in self._get_merge_fields():
            field = self._fields[name]
            if field.company_dependent:
                continue
            chosen = self.browse(choices.get(name))
            origin = chosen if chosen in sources | self else self._get_merge_origin(sources, name)
            if origin != self and origin[name] != self[name]:
                values[name] = field.convert_to_write(origin[name], origin)
                if field.type == "binary":
                    pictures[name] = self[name]
        for name in self._get_summed_fields():
            values[name] = self[name] + sum(sources.mapped(name))
        if values:
            self.write(values)
        return pictures

    @api.model
    def _get_summed_fields(self):
        """Ranks: how often somebody was a customer or a vendor."""
        wizard = self.env["base.partner.merge.automatic.wizard"]
        return [name for name in wizard._get_summable_fields() if name in self._fields]

    def _fill_company_values(self, sources, choices):
        """Values by company: the survivor's, else the first one's; a chosen one before all."""
        for name, field in self._fields.items():
            if not (field.company_dependent and field.store):
                continue
            chosen = sources.filtered(lambda source, name=name: source.id == choices.get(name))
            # What stands further right wins.
            ranked = [*reversed((sources - chosen).ids), self.id, *chosen.ids]
            column = SQL.identifier(name)
            self.env.execute_query(
                SQL(
                    """
                    WITH given AS (
                        SELECT jsonb_object_agg(each.key, each.value ORDER BY ranked.rank) AS value
                          FROM unnest(%(ids)s) WITH ORDINALITY ranked (id, rank)
                          JOIN res_partner p ON p.id = ranked.id, jsonb_each(p.%(column)s) each)
                    UPDATE res_partner SET %(column)s = given.value FROM given
                     WHERE id = %(id)s AND given.value IS DISTINCT FROM %(column)s RETURNING id
                    """,
                    ids=ranked,
                    column=column,
                    id=self.id,
                )
            )
