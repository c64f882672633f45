"""The rules on duplicates in an import: each row is let in, left out, or an error of its own.

They are kept in `load` itself, so that no client goes around them: whoever imports without the
report of suspicious rows is told of each of them as an error, and nothing is written.
"""

import hashlib
import json
from datetime import timedelta

from odoo import api, fields, models

from ...tools.company_name import display_clean, normalise
from .crm_duplicate_search import ASKED
from .entry_point import get_entry_point
from .import_file import ImportFile, Verdict, get_import_file, importing

_STRICTEST = ("refuse", "reason", "log")
# So long an import of many batches may take.
_IMPORT_TIME = timedelta(hours=1)
# What a row shows of what it is like.
_SHOWN = 3


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def load(self, fields, data):
        """Import, as the rules allow, and note it in the log as one search."""
        known = get_import_file(self.env)
        file = known or ImportFile(lambda: self._get_asked_by_load(fields, data))
        result = super(ResPartner, importing(self, file)).load(fields, data)
        if not known:
            self._log_import(file)
        if file.judged:
            result["duplicates"] = {"accepted": file.accepted, "dropped": file.dropped}
        return result

    @api.model
    def _get_asked_by_load(self, fields, data):
        """How a call of `load` stands in the log of searches."""
        digest = hashlib.sha1(
            json.dumps([fields, data], default=str).encode(), usedforsecurity=False
        ).hexdigest()
        return self._get_asked_for_file(self.env._("Rows over an interface"), digest)

    @api.model
    def _get_asked_for_file(self, name, fingerprint):
        """See `ImportFile`.

        :param str name: what the log shows
        :param str fingerprint: the same for the same file only: it counts once a day
        """
        return {**self._get_asked(name, *[None] * (len(ASKED) - 1)), "fingerprint": fingerprint}

    @api.model
    def _log_import(self, file):
        """Note a file in the log, also where its import is taken back."""
        # Beyond the limit nothing was told: noted as asked, it would be told the next time.
        if not file.told:
            return
        best = max(
            (match for row in file.rows for match in row["matches"] if "owner" in match),
            key=lambda match: match["score"],
            default=None,
        )
        searches = self.env["crm.duplicate.search"]
        # A file is read in parts, and again when it is imported.
        known = searches._find_session(file.asked).match_count
        count = len(file.rows) + known * bool(file.skip) if file.reporting else known
        searches._log_apart(
            file.asked,
            [best] if best else [],
            "searched",
            match_count=max(count, len(file.rows)),
            entry_point="import",
        )

    @api.model
    def _is_import_judged(self):
        """Whether some rule of the caller's companies is about imports."""
        companies = self.env.companies._get_searched_companies()
        rules = self.env["crm.duplicate.rule"]
        return self._is_search_logged() and any(
            rules._get_rules(company, "import") for company in companies
        )

    # === ONE ROW === #

    @api.model
    def _is_row_let_in(self, records, record, info, log):
        """Whether a row for a new customer is created; if not it is dropped, reported or refused.

        :param records: list of (raw values, dict), all rows of this call
        :param dict record: converted values of the row; the verdict is put into it
        :param dict info: the place of the row, as `_extract_records` gives it
        :param log: takes a message of `load`
        """
        file, row = get_import_file(self.env), info["rows"]["from"]
        reason = record.pop("duplicate_reason", None)
        rules = self._get_import_rules(file, record)
        # So that `create` does not judge the row once more.
        record["duplicate_reason"] = Verdict()
        if not rules:
            return True
        asked, matches = self._get_suspicions(file, records)[row]
        if any(match["kind"] == "same" and "row" in match for match in matches):
            # Its twin stands in a batch before, and may have been dropped there.
            text = self._get_doubled_message(asked["name"])
            log(dict(info, type="warning", message=text, field="name", skipped=True))
            return False
        accepted, why = file.get_decision(row, asked["name"])
        is_dropped = accepted is False and not file.reporting
        file.dropped += is_dropped
        actions = {some._get_action(matches) for some in rules}
        action = next((each for each in _STRICTEST if each in actions), None)
        # The same name is refused in words of its own, or stands in another company.
        if not action or any(match["kind"] == "same" for match in matches):
            return not is_dropped
        needed = self._get_needed(action)
        why = (why or (display_clean(reason) if isinstance(reason, str) else ""))[:500]
        told = matches[:_SHOWN] if file.told else []
        file.rows.append(
            {
                "row": file.skip + row,
                "name": asked["name"],
                "needed": needed,
                "kind": matches[0]["kind"],
                "matches": told,
                "reason": why,
            }
        )
        if is_dropped:
            return False
        if needed == "nothing" or needed == "reason" and why:
            file.accepted += 1
            outcome = "anyway" if needed == "reason" else "noted"
            judgement = asked, told, outcome, why if needed == "reason" else None
            record["duplicate_reason"] = Verdict(judgement)
            return True
        if not file.reporting:
            text = self._get_refusal_text(asked, told, action)
            log(dict(info, type="error", message=text, field="name", matches=told))
        return False

    @api.model
    def _get_needed(self, action):
        """What the caller has to do for a row: `drop` it, give a `reason`, or `nothing`."""
        if action == "log":
            return "nothing"
        return "reason" if action == "reason" or self._is_customer_admin() else "drop"

    @api.model
    def _get_import_rules(self, file, record):
        """The rules for a row: those of imports, and where a program imports those of programs too.

        :return: list of `crm.duplicate.rule` recordsets, empty where the row is not judged
        """
        if not self._is_search_logged() or not self._is_customer_entry(dict(record)):
            return []
        company = self.env["res.company"].browse(record.get("company_id")) or self.env.company
        if company not in file.rules:
            ways = ["import", "api"] if get_entry_point(self.env) == "api" else ["import"]
            rules = [self.env["crm.duplicate.rule"]._get_rules(company, way) for way in ways]
            file.rules[company] = list(filter(None, rules))
        return file.rules[company]

    # === WHAT THE ROWS ARE LIKE === #

    @api.model
    def _get_suspicions(self, file, records):
        """What each row of this call is like, looked up for all of them at once.

        :return: dict row number -> (texts of `ASKED`, list of matches, the strongest first)
        """
        if file.suspicions is None:
            file.judged = True
            file.told = not self._why_not_told(file.asked)
            rows = [info["rows"]["from"] for __, info in records]
            questions = [self._get_asked_by_row(record) for record, __ in records]
            raw = [*file.above, *(record for record, __ in records)]
            above = [self._get_asked_by_row(record) for record in file.above]
            found = self._find_duplicates_of_many(questions, self._search_from_above(above))
            for number, twins in enumerate(self._find_twins(above, questions)):
                matches, record = found[number], raw[len(above) + number]
                matches += [twin for twin in twins if not self._is_of_another(record, raw, twin)]
                matches.sort(key=lambda match: -match["score"])
            file.suspicions = dict(zip(rows, zip(questions, found, strict=True), strict=True))
        return file.suspicions

    @api.model
    def _is_of_another(self, record, raw, twin):
        """Whether a row of the same name is of another company, where the name is free."""
        if twin["kind"] != "same":
            return False
        mine, others = map(self._get_raw_company, (record, raw[twin["row"]]))
        return bool(mine and others and mine != others)

    @api.model
    def _get_raw_company(self, record):
        """What stands for the company in a row that is not converted yet.

        :return: set of str
        """
        cells = [record[key] for key in record if key.partition("/")[0] == "company_id"]
        parts = [part for cell in cells for part in (cell if isinstance(cell, list) else [cell])]
        texts = [
            text for part in parts for text in (part.values() if isinstance(part, dict) else [part])
        ]
        return {str(text) for text in texts if text}

    @api.model
    def _get_asked_by_row(self, record):
        """The texts of a row that is not converted yet, by the names of `ASKED`."""
        texts = [record.get(name) for name in ASKED if name != "name"]
        name = record.get("registered_name")
        return self._get_asked(name if normalise(name) else record.get("name"), *texts)

    @api.model
    def _search_from_above(self, above):
        """The customers that the caller just imported from the rows further up.

        As rows of the file they were compared with these before anything was written.

        :param above: list of dict, see `_get_asked`
        :return: `res.partner` recordset in sudo
        """
        keys = {normalise(asked["name"]) for asked in above} - {""}
        if not keys:
            return self.sudo().browse()
        since = fields.Datetime.now() - _IMPORT_TIME
        domain = [("registered_name_key", "in", list(keys)), ("is_managed_customer", "=", True)]
        domain += [("create_uid", "=", self.env.uid), ("create_date", ">=", since)]
        return self._search_customers(domain, limit=None)

    @api.model
    def _find_duplicates_of_many(self, questions, left_out):
        """As `find_duplicates`, for many customers, the most telling of each.

        :param questions: list of dict, see `_get_asked`
        :param left_out: `res.partner` recordset in sudo, of whom nothing is said
        :return: list of lists of dict, in the same order
        """
        left_out = set(left_out._ids)
        ranked = [
            [each for each in self._rank_evidence(found) if each[0].id not in left_out][:_SHOWN]
            for found in self._find_evidence_of_many(questions)
        ]
        customers = self.browse({customer.id for found in ranked for customer, __ in found})
        hints = customers._get_hints()
        return [
            [{**evidence.values, **hints[customer.id]} for customer, evidence in found]
            for found in ranked
        ]

    # === LOG === #

    @api.model
    def _note_imported_anyway(self, judgements):
        """Keep in the log, and with a reason in the chatter, what imported customers look like.

        :param judgements: dict `res.partner` record -> (asked, matches, outcome, reason)
        """
        if not judgements:
            return
        self.env["crm.duplicate.search"]._log_imported(
            [(*judgement, partner.id) for partner, judgement in judgements.items()]
        )
        bodies = {
            partner.id: self._get_anyway_note(matches, reason)
            for partner, (__, matches, __, reason) in judgements.items()
            if reason
        }
        if bodies:
            self.sudo().browse(bodies)._message_log_batch(
                bodies, author_id=self.env.user.partner_id.id
            )
