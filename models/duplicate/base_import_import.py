"""Odoo's import of a file, for customers: the suspicious rows first, then what was decided of them."""

import hashlib
import json

from odoo import models

from odoo.addons.base_import.models.base_import import ImportValidationError

from .import_file import ImportFile, get_import_file, importing

# What of the options says how a file is read.
_READING = ("encoding", "separator", "quoting", "sheet", "has_headers")


class BaseImportImport(models.TransientModel):
    _inherit = "base_import.import"

    def find_suspicious_rows(self, fields, columns, options):
        """Look for rows of the file that are like a customer or like a row further up.

        Nothing is written. Takes what `execute_import` takes, `skip` and `limit` included.

        :param fields: list of field paths, False for a column that is not imported
        :param columns: list of the titles of the columns
        :param dict options: options of the import
        :return: dict of `rows` (list of dict: `row` in the file, from 0 and without title; `name`;
            `needed`: `drop`, `reason` or `nothing`; `kind`; `reason` that the file gives; `matches` as
            `find_duplicates` gives them, or with `row` instead of an owner for a row of the file)
            and `nextrow`, where to go on, 0 at the end
        :raise AccessError: for whoever may not create customers
        """
        self.ensure_one()
        partners = self.env["res.partner"]
        partners.check_access("create")
        if self.res_model != partners._name or not partners._is_import_judged():
            return {"rows": [], "nextrow": 0}
        file = self._get_customer_file(fields, dict(options), reporting=True)
        result = importing(self, file).execute_import(fields, columns, dict(options), dryrun=True)
        partners._log_import(file)
        return {"rows": file.rows, "nextrow": result.get("nextrow", 0)}

    def execute_import(self, fields, columns, options, dryrun=False):
        """Import the file; `duplicate_decisions` of the options says what becomes of its rows."""
        partners = self.env["res.partner"]
        if (
            self.res_model != partners._name
            or get_import_file(self.env)
            or not partners._is_import_judged()
        ):
            return super().execute_import(fields, columns, options, dryrun=dryrun)
        options = dict(options)
        file = self._get_customer_file(fields, options)
        imported = importing(self, file)
        result = super(BaseImportImport, imported).execute_import(
            fields, columns, options, dryrun=dryrun
        )
        # After a test has taken back everything else.
        partners._log_import(file)
        return result

    def _get_customer_file(self, fields, options, reporting=False):
        """The file of this import.

        :param dict options: options of the import; the decisions are taken out of it
        :return: `ImportFile`
        """
        decisions = options.pop("duplicate_decisions", None)
        skip = int(options.get("skip") or 0)
        above = self._get_rows_above(fields, options, skip) if skip else []
        reading = [fields, *map(options.get, _READING)]
        return ImportFile(
            lambda: self._get_asked_by_file(reading), skip, decisions, above, reporting
        )

    def _get_asked_by_file(self, reading):
        """How the file stands in the log of searches: read in another way it is another one."""
        digest = hashlib.sha1(json.dumps(reading, default=str).encode(), usedforsecurity=False)
        digest.update(self.file or b"")
        return self.env["res.partner"]._get_asked_for_file(self.file_name or "", digest.hexdigest())

    def _get_rows_above(self, fields, options, skip):
        """The first rows of the file, as texts.

        :return: list of dict field path -> text
        """
        try:
            rows, names = self._convert_import_data(fields, {**options, "skip": 0})
        except ImportValidationError:
            return []
        return [dict(zip(names, row, strict=False)) for row in rows[:skip]]
