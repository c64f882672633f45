"""What the key of the ERP reaches beyond rights on models: names, dotted paths, public methods."""

import inspect
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests.common import TransactionCase, tagged
from odoo.tools import mute_logger

from .erp_common import ErpSetUp

ORDER, LINE = "crm.erp.order", "crm.erp.order.line"
ADDON = "odoo.addons.crm_customer_protection"
# Contact data of the customer of an order: found in an answer, it is a leak.
SECRETS = {
    "phone": "+41 44 668 18 07",
    "email": "secret@hidden.test",
    "street": "Hidden Lane 7",
    "city": "Hiddenville",
    "website": "https://hidden.test",
    "comment": "Hidden note",
}
TELLING = {"show_address": True, "show_email": True, "show_vat": True}
# What answers the ERP, each after asking who calls: these and no others.
DOCUMENTED = {(ORDER, "upsert"), (ORDER, "changes"), (ORDER, "acknowledge")}
# What a window is opened with holds no data; its content is read with the rights of the caller.
WINDOWS = ("ir.actions.act_window", "ir.actions.client")
NO_ID = 2_000_000_000


@tagged("post_install", "-at_install")
class TestErpReach(ErpSetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.sudo().write(SECRETS)
        cls.quotation = cls.env["sale.order"].create(
            {"partner_id": cls.customer.id, "company_id": cls.company_a.id}
        )
        cls.task = cls.env["crm.lead"].create(
            {
                "name": "Hidden task",
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "company_id": cls.company_a.id,
            }
        )
        __, cls.stored = cls.push(quotation=cls.quotation.name, task=cls.task.id)

    def ask(self, method, *args, model=ORDER, ids=None, **kwargs):
        """Call as the ERP.

        :return: pair of the answer, or the error, as text, and the answer or None
        """
        loggers = ("odoo.sql_db", "odoo.addons.base.models.ir_model", "py.warnings")
        try:
            with self.env.cr.savepoint(), mute_logger(*loggers):
                found = self.call(self.key_user, method, *args, model=model, ids=ids, **kwargs)
        # Whatever it is: the question is what the caller gets to know.
        except Exception as error:  # pylint: disable=broad-except
            return f"{type(error).__name__} {error}", None
        return str(found), found

    def assertTellsNothing(self, text, *label):
        for secret in (*SECRETS.values(), "DE136695976", "Hidden task"):
            self.assertNotIn(secret, text, label)

    def assertRefused(self, method, *args, **kwargs):
        text, found = self.ask(method, *args, **kwargs)
        self.assertIsNone(found, (method, args, text))
        self.assertTellsNothing(text, method, args)

    # === PATHS FROM AN ORDER TO OTHERS === #

    def test_dotted_paths(self):
        """A search answers yes or no: asked often enough, that is a phone number."""
        for path in ("partner_id.phone", "partner_id.email", "partner_id.street", "partner_id.vat"):
            for operator in ("ilike", "not ilike", "=", "!=", "in", "=like"):
                value = ["4"] if operator == "in" else "4"
                self.assertRefused("search", [[path, operator, value]])
                self.assertRefused("search_count", [["line_ids.erp_order_id." + path, "!=", "4"]])
            for model, way in ((ORDER, path), (LINE, f"erp_order_id.{path}")):
                self.assertRefused("search", [[way, "!=", "4"]], model=model)
                self.assertRefused("formatted_read_group", [], [way], ["__count"], model=model)
                self.assertRefused("web_read_group", [], [way], ["__count"], model=model)
                self.assertRefused("read_group", [], ["number"], [way], model=model)
                self.assertRefused("search", [], order=way, model=model)
            self.assertRefused("formatted_read_group", [], [], [f"{path}:array_agg"])
        for path, operator, value in (
            ("partner_id", "ilike", "secret@hidden.test"),
            ("partner_id", "any", [["phone", "ilike", "44"]]),
            ("partner_id", "not any", [["phone", "ilike", "44"]]),
            ("partner_id", "any!", [["phone", "ilike", "44"]]),
            ("partner_id", "child_of", [self.customer.id]),
            ("order_id.amount_total", ">", 0),
            ("lead_id.expected_revenue", ">", 0),
            ("create_uid.login", "ilike", "a"),
            ("chosen_by_id.login", "ilike", "a"),
            ("company_id.phone", "ilike", "4"),
            ("payload", "ilike", "Adler"),
        ):
            self.assertRefused("search", [[path, operator, value]])
        self.assertRefused("name_search", "SO", [["partner_id.phone", "ilike", "44"]])
        self.assertRefused("search_panel_select_range", "partner_id")

    def test_specifications(self):
        ids = self.stored.ids
        for field, inner in (
            ("partner_id", "phone"),
            ("partner_id", "email"),
            ("order_id", "amount_total"),
            ("lead_id", "expected_revenue"),
            ("company_id", "phone"),
        ):
            specification = {field: {"fields": {inner: {}}}}
            self.assertRefused("web_read", specification, ids=ids)
            self.assertRefused("web_search_read", [], specification)
            specification = {"line_ids": {"fields": {"erp_order_id": {"fields": specification}}}}
            self.assertRefused("web_read", specification, ids=ids)
        self.assertRefused("export_data", ["partner_id/phone"], ids=ids)
        self.assertRefused("copy_data", ids=ids)
        for name in ("payload:array_agg", "payload:max"):
            self.assertRefused("formatted_read_group", [], [], [name])
        for method in ("mapped", "filtered", "sorted", "grouped", "filtered_domain"):
            self.assertRefused(method, "partner_id.phone", ids=ids)

    def test_names(self):
        """The name of the customer, of the quotation and of the task, and nothing with it."""
        names = {"partner_id": "Adler GmbH", "order_id": self.quotation.name}
        ids = self.stored.ids
        [row] = self.call(self.key_user, "read", [*names], ids=ids, context=TELLING)
        for field, name in names.items():
            self.assertEqual(row[field][1], name)
        specification = {"partner_id": {"fields": {"display_name": {}}, "context": TELLING}}
        for method, args in (
            ("web_read", [ids, specification]),
            ("web_search_read", [[], specification]),
            ("formatted_read_group", [[], ["partner_id"], ["__count"]]),
            ("web_name_search", ["SO", specification]),
            ("search_panel_select_multi_range", ["partner_id"]),
        ):
            text, found = self.ask(method, *args, context=TELLING)
            self.assertIn("Adler GmbH", text, method)
            self.assertTellsNothing(text, method)
            self.assertTrue(found)

    def test_no_messages(self):
        """It tells nobody anything in the name of the company."""
        before = self.env["mail.message"].search_count([]), self.env["mail.mail"].search_count([])
        partners = {"partner_ids": self.customer.ids, "body": "Pay here"}
        self.assertRefused("message_notify", model="mail.thread", **partners)
        for record in (self.customer, self.quotation, self.task):
            model, ids = record._name, record.ids
            self.assertRefused("message_notify", model=model, ids=ids, **partners)
            self.assertRefused("message_post", model=model, ids=ids, **partners)
            self.assertRefused("message_subscribe", self.customer.ids, model=model, ids=ids)
        after = self.env["mail.message"].search_count([]), self.env["mail.mail"].search_count([])
        self.assertEqual(after, before)

    # === PUBLIC METHODS OF THIS ADDON === #

    def test_public_methods(self):
        """Each one on every model: refused, or a window without data; nothing is written."""
        answered = set()
        for name, method, is_model in self.get_public_methods():
            ids = None if is_model else self.get_example(name)
            with self.subTest(model=name, method=method):
                text, found, writes = self.watch(name, method, ids)
                self.assertTellsNothing(text, name, method)
                self.assertEqual(writes, [])
                if found is None:
                    self.assertNotIn(self.quotation.name, text)
                    self.assertNotIn("Adler", text)
                elif not isinstance(found, dict) or found.get("type") not in WINDOWS:
                    answered.add((name, method))
        self.assertEqual(answered, DOCUMENTED)

    def watch(self, model, method, ids):
        """Call it, and look at what it writes.

        :return: text, answer or None, list of statements that write
        """
        writes, cursor = [], type(self.env.cr)
        execute = cursor.execute

        def watched(cr, query, *args, **kwargs):
            words = str(getattr(query, "code", query)).split(None, 2)
            if words and words[0].upper() in ("INSERT", "UPDATE", "DELETE"):
                writes.append(" ".join(words[:3]))
            return execute(cr, query, *args, **kwargs)

        args = self.get_arguments(model, method)
        with patch.object(cursor, "execute", watched):
            text, found = self.ask(method, *args, model=model, ids=ids)
            self.env.flush_all()
        return text, found, writes

    def get_public_methods(self):
        """:return: list of (model, method, whether it is called without records)"""
        found = []
        for name, model in sorted(self.env.registry.items()):
            for method in dir(model):
                owners = [vars(base)[method] for base in model.mro() if method in vars(base)]
                modules = [base.__module__ for base in model.mro() if method in vars(base)]
                if (
                    not method.startswith("_")
                    and inspect.isfunction(owners[0])
                    # The one that introduced it: what extends a method of Odoo is asked as Odoo's.
                    and modules[-1].startswith(ADDON)
                    and not any(getattr(owner, "_api_private", False) for owner in owners)
                    and not model._abstract
                ):
                    is_model = any(getattr(owner, "_api_model", False) for owner in owners)
                    found.append((name, method, is_model))
        self.assertGreater(len(found), 100)
        return found

    def get_example(self, name):
        """Ids of a record that tells something, or of none that there is."""
        records = {record._name: record for record in (self.customer, self.quotation, self.task)}
        records[ORDER] = self.stored
        found = records.get(name) or self.env[name].sudo().search([], limit=1)
        return found.ids or [NO_ID]

    def get_arguments(self, name, method):
        """Something for each argument that is required."""
        parameters = inspect.signature(getattr(self.env.registry[name], method)).parameters
        return [
            []
            for parameter in list(parameters.values())[1:]
            if parameter.default is parameter.empty
            and parameter.kind == parameter.POSITIONAL_OR_KEYWORD
        ]

    def test_extended_methods(self):
        """Odoo's own that this addon extends: on what is another's, each is still refused."""
        for record in (self.customer, self.quotation, self.task):
            for method, args in (
                ("write", [{"name": "Forged"}]),
                ("unlink", []),
                ("copy", []),
                ("copy_data", []),
                ("read", [["name"]]),
                ("web_read", [{"name": {}}]),
                ("action_archive", []),
                ("message_post", []),
            ):
                ids = record.ids
                self.assertRefused(method, *args, model=record._name, ids=ids)
        with self.assertRaises(AccessError):
            self.call(self.key_user, "find_or_create", "secret@hidden.test", model="res.partner")
