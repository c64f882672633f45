"""Import of customers: every row is either in, or reported with its line and reason."""

from psycopg2 import IntegrityError
from psycopg2.errors import DeadlockDetected

from odoo import api, models
from odoo.exceptions import ConcurrencyError

from ...tools.company_name import normalise
from .entry_point import entering
from .import_file import get_import_file
from .res_partner import NAME_CONSTRAINTS


class _Progress:
    """How an import goes: in the context, where no client can put an object of Python."""

    # The last row that was read, from 0.
    last_row = -1
    # Whether somebody entered one of the file's names in the meantime.
    lost_race = False


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def load(self, fields, data):
        """Import, and go on behind the last row even where it was left out.

        Odoo takes the last row that was imported for the last one that was read, and ends the
        import of a file in batches where that is not the end of the batch.
        """
        progress = _Progress()
        imported = entering(self.with_context(_customer_import=progress), "import")
        result = super(ResPartner, imported).load(fields, data)
        if progress.lost_race:
            # This transaction cannot see who it was. Begun again, it can: those rows are reported,
            # the others are in.
            raise ConcurrencyError("a name of the file was entered at the same time")
        limit = self.env.context.get("_import_limit")
        if limit is not None and progress.last_row >= 0:
            result["nextrow"] = progress.last_row + 1 if progress.last_row + 1 >= limit else 0
        return result

    @api.model
    def _load_records(self, data_list, update=False):
        """Note a lost race for a name: Odoo goes on row by row and would refuse the whole file."""
        progress = self._get_import_progress()
        if progress.lost_race:
            raise ConcurrencyError
        try:
            return super()._load_records(data_list, update)
        except DeadlockDetected:
            # Two files with the same names in another order: the other one is in first.
            progress.lost_race = True
            raise
        except IntegrityError as error:
            progress.lost_race = error.diag.constraint_name in NAME_CONSTRAINTS
            raise

    @api.model
    def _get_import_progress(self):
        progress = self.env.context.get("_customer_import")
        return progress if isinstance(progress, _Progress) else _Progress()

    @api.model
    def _convert_records(self, records, *, log=lambda a: None, savepoint):
        """Drop the rows that cannot become customers, and say why of each.

        The rows that are dropped are reported as warnings: an error would take back the good rows
        with them, and Odoo stops reading after ten errors.
        """
        records = list(records)
        seen, taken = {}, None
        file = get_import_file(self.env)
        for dbid, xid, record, info in super()._convert_records(
            records, log=log, savepoint=savepoint
        ):
            self._get_import_progress().last_row = info["rows"]["to"]
            reason, new = None, not dbid and not (xid and self._find_imported(xid))
            if new:
                if taken is None:
                    taken = self._get_names_taken_before(records)
                reason = self._get_import_refusal(record, seen, taken)
            if reason:
                log(dict(info, type="warning", message=reason, field="name", skipped=True))
            elif (
                not new or self._is_row_let_in(records, record, info, log)
            ) and not file.reporting:
                yield dbid, xid, record, info

    @api.model
    def _find_imported(self, xid):
        """The record that an external id of the file stands for already, or none."""
        module = self.env.context.get("_import_current_module", "__import__")
        return self.env.ref(xid if "." in xid else f"{module}.{xid}", raise_if_not_found=False)

    @api.model
    def _get_names_taken_before(self, records):
        """The customers whose names the file holds, in one query for all rows.

        :param records: list of (dict of raw values, dict), as `_extract_records` gives them
        :return: dict key -> `res.partner` recordset in sudo
        """
        names = {
            record.get(field) for record, __ in records for field in ("name", "registered_name")
        }
        return self._get_taken_names({normalise(name) for name in names if isinstance(name, str)})

    @api.model
    def _get_import_refusal(self, record, seen, taken):
        """Why this row cannot become a customer.

        :param dict record: values of the row, as `create` takes them
        :param dict seen: key -> companies of the rows above with that name; added to
        :param dict taken: key -> customers that have the name since before the import
        :return: a sentence, or None where nothing speaks against it
        """
        if not self._is_customer_entry(dict(record)):
            return None
        name = record.get("registered_name") or record.get("name")
        refusal = self._get_name_refusal(name)
        if refusal:
            return refusal
        key, company_id = normalise(name), record.get("company_id") or False
        if any(not other or not company_id or other == company_id for other in seen.get(key, ())):
            return self._get_doubled_message(name)
        holder = self._find_name_holder(taken.get(key, ()), company_id)
        if holder:
            return holder._get_name_taken_message(name)
        missing = self._get_missing_in_import(record)
        if missing:
            return missing
        seen.setdefault(key, []).append(company_id)
        return None

    @api.model
    def _get_doubled_message(self, name):
        return self.env._(
            "%(name)s: the same registered name appears already further up in the file.", name=name
        )

    @api.model
    def _get_missing_in_import(self, record):
        """Say what the team requires and this row lacks, or None.

        A field with a default of its own counts as filled in.
        """
        user = self.env["res.users"].browse(record.get("user_id") or self.env.uid).sudo()
        required = user.sale_team_id._get_customer_required_fields()
        # What the server adds counts as filled in.
        given = {**record, **self._prepare_managed_customer_values(record), "ref": True}
        absent = [name for name in required if name in self._fields and not given.get(name)]
        if not absent or self.env.su:
            return None
        defaults = self.default_get(absent)
        missing = [name for name in absent if not defaults.get(name)]
        if not missing:
            return None
        return self.new({"name": given["name"]})._get_required_message(missing)
