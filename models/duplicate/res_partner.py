"""One name (invariant 5): whoever enters it, wherever it comes from.

The database has the last word, by a unique index; what stands here answers before it, in words.
"""

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...tools.company_name import display_clean, normalise

# How many names of one call wait for each other; see `_queue_for_names`.
_MAX_QUEUED_NAMES = 20
NAME_CONSTRAINTS = (
    "res_partner_registered_name_uniq",
    "res_partner_registered_name_shared_excl",
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    registered_name_key = fields.Char(
        compute="_compute_registered_name_key",
        store=True,
        precompute=True,
        copy=False,
        help="The registered name without width, case, spaces, brackets and punctuation: equal "
        "for all spellings of one name.",
    )

    _registered_name_uniq = models.UniqueIndex(
        "(registered_name_key, COALESCE(company_id, 0)) WHERE is_managed_customer IS TRUE",
        "A customer of this registered name already exists.",
    )
    # A customer without company belongs to all companies, so that it also meets those of one
    # company. int4range(NULL, NULL) is the range of everything. The unique index above is older
    # and therefore checked first, which keeps simultaneous inserts of one name from deadlock.
    _registered_name_shared_excl = models.Constraint(
        "EXCLUDE USING gist ("
        "int8range(hashtextextended(registered_name_key, 0), "
        "hashtextextended(registered_name_key, 0), '[]') WITH =, "
        "int4range(company_id, company_id, '[]') WITH &&) "
        "WHERE (is_managed_customer IS TRUE AND registered_name_key IS NOT NULL)",
        "A customer of this registered name already exists in another company.",
    )

    # Odoo has none on this column, and the collision analysis asks for it. It is empty at first, so
    # that it costs the installation nothing.
    _customer_email_idx = models.Index("(email_normalized) WHERE managed_customer_id IS NOT NULL")

    @api.depends("registered_name", "is_managed_customer")
    def _compute_registered_name_key(self):
        for partner in self:
            name = partner.is_managed_customer and partner.registered_name
            partner.registered_name_key = normalise(name) or False if name else False

    @api.model_create_multi
    def create(self, vals_list):
        self._check_new_registered_names(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        names = {"registered_name", "is_managed_customer", "company_id"}
        if names.intersection(vals) and (
            vals.get("is_managed_customer") or self.filtered("is_managed_customer")
        ):
            vals = dict(vals)
            self._clean_customer_names(vals)
            self._check_written_registered_names(vals)
        return super().write(vals)

    # === ONE NAME === #

    @api.model
    def _check_new_registered_names(self, vals_list):
        """Refuse new customers whose name already exists, in the table or among themselves.

        :param vals_list: list of dict, values of `create`
        :raise ValidationError: that says who has the name and until when
        """
        entries = []
        for vals in vals_list:
            if self._is_customer_entry(dict(vals)):
                name = vals.get("registered_name") or vals.get("name")
                key = normalise(name) if isinstance(name, str) else ""
                if key:
                    entries.append((key, vals.get("company_id") or False, name))
        self._check_registered_names(entries)

    def _check_written_registered_names(self, vals):
        entries = []
        for partner in self:
            if not vals.get("is_managed_customer", partner.is_managed_customer):
                continue
            name = vals.get("registered_name", partner.registered_name) or partner.name
            company_id = vals.get("company_id", partner.company_id.id) or False
            entries.append((normalise(name or ""), company_id, name))
        self._check_registered_names(entries, exclude=self)

    @api.model
    def _check_registered_names(self, entries, exclude=()):
        """Compare names with the table and with each other.

        :param entries: list of (key, company id or False, name as typed)
        :param exclude: records that are being written themselves
        :raise ValidationError: for the first name that already exists
        """
        if not entries:
            return
        self._queue_for_names({key for key, __, __ in entries})
        taken = self._get_taken_names({key for key, __, __ in entries}, exclude)
        seen = {}
        for key, company_id, name in entries:
            holder = self._find_name_holder(taken.get(key, ()), company_id)
            if holder:
                raise ValidationError(holder._get_name_taken_message(name))
            if any(
                not other or not company_id or other == company_id for other in seen.get(key, ())
            ):
                raise ValidationError(
                    self.env._("%(name)s: the same registered name appears twice.", name=name)
                )
            seen.setdefault(key, []).append(company_id)

    @api.model
    def _queue_for_names(self, keys):
        """Let those who enter the same name at the same time come one after the other.

        The constraints keep a name single without this. But a customer of all companies and one of
        a single company meet in the second constraint only, where each waits for the other:
        PostgreSQL resolves such a deadlock a second later, and Odoo tries again up to 60 seconds.

        :param keys: set of str, as `normalise` gives them
        """
        # An import would fill the server's table of locks, and hold up everybody else.
        if len(keys) <= _MAX_QUEUED_NAMES:
            self.env.execute_query(
                SQL(
                    "SELECT pg_advisory_xact_lock(hashtextextended(key, 0))"
                    " FROM unnest(%s::varchar[]) AS key",
                    sorted(keys),
                )
            )

    @api.model
    def _get_taken_names(self, keys, exclude=()):
        """Managed customers, archived ones too, by the key of their registered name.

        :param keys: set of str, as `normalise` gives them
        :return: dict key -> `res.partner` recordset in sudo
        """
        partners = (
            self.sudo()
            .with_context(active_test=False)
            .search([("registered_name_key", "in", list(keys)), ("is_managed_customer", "=", True)])
        )
        if exclude:
            partners -= exclude.sudo()
        return partners.grouped("registered_name_key")

    @api.model
    def _find_name_holder(self, partners, company_id):
        """The one of these customers that a customer of this company would meet, or none."""
        for partner in partners:
            if not company_id or not partner.company_id or partner.company_id.id == company_id:
                return partner
        return self.browse()

    def _get_name_taken_message(self, typed):
        """What a refused person may know: that it stands, whose it is, until when. Nothing else.

        :param str typed: the name as the person wrote it
        """
        customer, typed = self.sudo(), display_clean(typed)
        name = customer.registered_name or customer.name
        if not customer.active:
            return self.env._(
                "%(typed)s already exists as %(name)s, which was deactivated. Ask the back office "
                "to reactivate it.",
                typed=typed,
                name=name,
            )
        until = customer._get_protected_until()
        if customer.user_id and until:
            return self.env._(
                "%(typed)s already exists as %(name)s. It belongs to %(owner)s and is protected "
                "until %(until)s. Talk with %(owner)s or ask the back office.",
                typed=typed,
                name=name,
                owner=customer.user_id.name,
                until=fields.Date.to_string(until),
            )
        if customer.user_id:
            return self.env._(
                "%(typed)s already exists as %(name)s. It belongs to %(owner)s. Talk with "
                "%(owner)s or ask the back office.",
                typed=typed,
                name=name,
                owner=customer.user_id.name,
            )
        return self.env._(
            "%(typed)s already exists as %(name)s and belongs to nobody. Do not enter it again: "
            "ask the back office to give it to you.",
            typed=typed,
            name=name,
        )

    @api.model
    def _sql_error_to_message(self, exc):
        """Name the winner to whoever lost the race for a registered name.

        The transaction was rolled back before, so that the winner's row is visible by now.
        """
        if exc.diag.constraint_name in NAME_CONSTRAINTS:
            holder = self._find_race_winner(exc.diag)
            if holder:
                return holder._get_name_taken_message(holder.registered_name)
        return super()._sql_error_to_message(exc)

    @api.model
    def _find_race_winner(self, diag):
        """The customer that stood in the way of a row, after what PostgreSQL says of the error.

        :param diag: `diag` of the psycopg2 error of one of `NAME_CONSTRAINTS`
        :return: `res.partner` record in sudo, or none
        """
        detail = diag.message_detail or ""
        if diag.constraint_name == NAME_CONSTRAINTS[1]:
            # It tells the hash of the key only, as a range.
            match = re.search(r"=\(\[(-?\d+),", detail)
            return self._find_by_name_hash(int(match[1])) if match else self.browse()
        match = re.match(r"Key \(.*?\)=\((.*), (\d+)\) ", detail, re.S)
        taken = self._get_taken_names({match[1]}) if match else {}
        for customers in taken.values():
            return self._find_name_holder(customers, int(match[2]))
        return self.browse()

    @api.model
    def _find_by_name_hash(self, number):
        """A customer by the hash of its name's key, as the exclusion constraint's index has it."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM res_partner
                 WHERE is_managed_customer IS TRUE
                   AND int8range(hashtextextended(registered_name_key, 0),
                                 hashtextextended(registered_name_key, 0), '[]')
                       = int8range(%s, %s, '[]')
                 LIMIT 1
                """,
                number,
                number,
            )
        )
        return self.sudo().browse(partner_id for (partner_id,) in rows)
