"""What an import of customers knows of its file while it runs.

Both classes travel in the context and in values, where a client's JSON never holds an object of
Python: what one of them says was said by the server.
"""

_KEY = "crm_import_file"


class ImportFile:
    """A file of customers, or the rows of one call.

    :param get_asked: function without arguments: how the file stands in the log of searches, see
        `ASKED`; called only where some row is compared
    :param int skip: rows of the file before those of this call
    :param decisions: row number in the file -> dict of `name`, `accept`, `reason`, as it came
    :param above: list of dict, texts of the rows that are skipped
    :param bool reporting: only look at the rows, and let none in
    """

    def __init__(self, get_asked, skip=0, decisions=None, above=(), reporting=False):
        self._get_asked, self._asked = get_asked, None
        self.skip, self.above, self.reporting = skip, above, reporting
        self.decisions = decisions if isinstance(decisions, dict) else {}
        # What `find_suspicious_rows` gives.
        self.rows = []
        self.accepted = self.dropped = 0
        # The rows were compared, and the caller may be told with what.
        self.judged, self.told = False, False
        self.suspicions, self.rules = None, {}

    @property
    def asked(self):
        if self._asked is None:
            self._asked = self._get_asked()
        return self._asked

    def get_decision(self, row, name):
        """What was decided of a row, if it still has the name that it had then.

        :param int row: number in the call, from 0
        :return: (True to accept, False to drop, None where nothing was decided; reason or "")
        """
        decision = self.decisions.get(str(self.skip + row))
        if not isinstance(decision, dict) or decision.get("name") != name:
            return None, ""
        reason = decision.get("reason")
        return decision.get("accept") is True, reason.strip() if isinstance(reason, str) else ""


class Verdict:
    """Of one row: it may be created; `judgement` is what is to be noted then, or None."""

    def __init__(self, judgement=None):
        self.judgement = judgement


def importing(records, file):
    """The same records, whose `load` is one of this file.

    :param records: any recordset
    :param file: `ImportFile`
    """
    return records.with_context(**{_KEY: file})


def get_import_file(env):
    """The file that is being imported, or None.

    :param env: `odoo.api.Environment`
    """
    file = env.context.get(_KEY)
    return file if isinstance(file, ImportFile) else None
