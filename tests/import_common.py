"""What the tests of suspicious rows in an import share: a file, as the web client sends it."""

from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch

from ..models.duplicate.crm_duplicate_search import CrmDuplicateSearch
from .common import IMPORT_OPTIONS
from .test_duplicate_rules import RuleCase

FIELDS = ["name", "is_company", "website"]
WEB = "https://{}.test"
_ENTRY_POINT = "odoo.addons.crm_customer_protection.models.duplicate.entry_point.request"


@contextmanager
def from_outside(path="/web/dataset/call_kw"):
    """What is called in here counts as called by a client, without the way through HTTP.

    A transaction of its own would not see the test's data.
    """
    request = SimpleNamespace(httprequest=SimpleNamespace(path=path))
    with (
        patch(_ENTRY_POINT, request),
        patch.object(CrmDuplicateSearch, "_log_apart", CrmDuplicateSearch._log),
    ):
        yield


class ImportCase(RuleCase):
    """Customers come as a file of `tc_sales`, over HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_import_rule("reason")

    @classmethod
    def set_import_rule(cls, action, **values):
        values = {"company_id": cls.company_a.id, "min_kind": "likely", **values}
        rules = cls.env["crm.duplicate.rule"]
        rules.search([("company_id", "=", values["company_id"])]).unlink()
        rule = rules.create({"entry_point": "import", "action": action, **values})
        cls.env.flush_all()
        return rule

    def setUp(self):
        super().setUp()
        self.authenticate("tc_sales", "tc_sales")

    def add_file(self, names, fields=FIELDS, rows=None):
        """A file with a row for each name, each with a website of its own.

        :return: id of the `base_import.import`
        """
        if rows is None:
            rows = [[name, "1", WEB.format(f"row{no}")] for no, name in enumerate(names)]
        lines = [",".join(fields), *(",".join(f'"{cell}"' for cell in row) for row in rows)]
        values = {
            "res_model": "res.partner",
            "file": "\n".join(lines),
            "file_name": "customers.csv",
            "file_type": "text/csv",
        }
        record, error = self.call("base_import.import", "create", values)
        self.assertFalse(error)
        return record

    def run_import(self, method, record, fields=FIELDS, context=None, dryrun=None, **options):
        more = {} if dryrun is None else {"dryrun": dryrun}
        context = {"allowed_company_ids": self.company_a.ids, **(context or {})}
        options = {**IMPORT_OPTIONS, **options}
        result, error = self.call(
            "base_import.import", method, [record], fields, fields, options, context=context, **more
        )
        self.assertFalse(error)
        self.env.invalidate_all()
        return result

    def report(self, record, **more):
        return self.run_import("find_suspicious_rows", record, **more)["rows"]

    def execute(self, record, decisions=None, dryrun=False, **more):
        if decisions is not None:
            more["duplicate_decisions"] = decisions
        return self.run_import("execute_import", record, dryrun=dryrun, **more)

    def customers(self):
        return self.env["res.partner"].search([("is_managed_customer", "=", True)])
