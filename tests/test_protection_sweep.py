"""Every model of Odoo that a salesperson can read or fill in: none tells of a hidden customer.

Nobody lists by hand what the next version, or another addon, shows of a partner.
"""

import json
from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests.common import TransactionCase, tagged
from odoo.tools import mute_logger

from .visibility_common import VisibilitySetUp

CONTACT_FIELDS = ("phone", "email", "street", "city", "website", "vat")
# With these a client lets the name of a partner carry its contact data.
TELLING = dict.fromkeys(("show_address", "show_email", "show_vat"), True)
QUIET = (
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_rule",
    "odoo.domains",
    "odoo.sql_db",
)


@tagged("post_install", "-at_install")
class TestSweep(VisibilitySetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The widest rights of which visibility still takes something away.
        cls.spy = cls.new_user(
            "tc_spy",
            "sales_team.group_sale_salesman,base.group_partner_manager,base.group_allow_export,"
            "account.group_account_invoice,mail.group_mail_template_editor",
        )
        cls.hidden, cls.contact = cls.customers["other"], cls.contacts["other"]
        cls.secrets = {
            partner[name]: f"{name} of {partner.name}"
            for kind in ("other", "masked")
            for partner in (cls.customers[kind], cls.contacts[kind])
            for name in CONTACT_FIELDS
            if partner[name]
        }
        cls.add_documents()
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def add_documents(cls):
        """One of everything that its owner makes for a customer."""
        two, hidden, contact = cls.sales_two, cls.hidden, cls.contact
        make = cls.env(user=two.id, su=True)
        lead = make["crm.lead"].create({"name": "Lead", "partner_id": contact.id})
        order = make["sale.order"].create({"partner_id": hidden.id, "user_id": two.id})
        make["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2026-01-05 08:00:00",
                "stop": "2026-01-05 09:00:00",
                "partner_ids": [Command.set([two.partner_id.id, contact.id])],
            }
        )
        journal = {"name": "Sales", "code": "SWP", "type": "sale", "company_id": cls.company_a.id}
        make["account.journal"].create(journal)
        make["account.move"].create({"move_type": "out_invoice", "partner_id": hidden.id})
        make["res.partner.bank"].create({"acc_number": "CH12", "partner_id": hidden.id})
        for document in (lead, order, hidden):
            document.message_subscribe(contact.ids)
            document.activity_schedule("mail.mail_activity_data_todo", user_id=two.id)
            document.message_post(
                body="Call me",
                author_id=contact.id,
                partner_ids=contact.ids,
                message_type="email",
                subtype_xmlid="mail.mt_comment",
            )
        hidden.with_user(two)._ask_extension(5, f"Call {contact.phone}")
        # What the spy was given, and what is the customer's no more.
        kept = make["crm.lead"].create({"name": "Kept", "user_id": cls.spy.id})
        cls.env.flush_all()
        query = "UPDATE crm_lead SET partner_id = %s WHERE id = %s"
        cls.env.cr.execute(query, [contact.id, kept.id])

    @contextmanager
    def undone(self):
        """Take back what a call did, whether or not it failed."""
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.transaction.clear()

    def ask(self, user, model, method, *args, **kwargs):
        """What somebody gets for a call: the answer, or the error."""
        with self.undone(), mute_logger(*QUIET):
            try:
                return self.rpc(user, model, method, *args, **kwargs)
            # Much of it is nonsense to its model. Errors that reach a client are answers too.
            except Exception as error:  # pylint: disable=broad-except
                return str(error)

    def get_told(self, answer):
        """Which secrets stand in an answer.

        :return: sorted list of str
        """
        text = json.dumps(answer, default=str, ensure_ascii=False)
        return sorted(
            label
            for secret, label in self.secrets.items()
            if secret in text or secret.replace(" ", "") in text
        )

    def get_models(self, user, right):
        """Models on which somebody has a right, and that have to do with partners.

        :return: generator of (name, dict of field descriptions)
        """
        for name in sorted(self.env.registry):
            model = self.env[name].with_user(user)
            if model._abstract or not model.has_access(right):
                continue
            try:
                fields = model.fields_get(attributes=["type", "relation", "store"])
            except UserError:
                continue
            partners = [one for one in fields.values() if one.get("relation") == "res.partner"]
            if partners or {*CONTACT_FIELDS} & fields.keys():
                yield name, fields

    def get_specification(self, fields):
        """Every field but files and lines; partners with a name that tells."""
        specification = {}
        for name, field in fields.items():
            if field.get("relation") == "res.partner":
                partner = {"fields": {"display_name": {}}, "context": TELLING}
                specification[name] = partner
            elif field["type"] not in ("binary", "one2many", "many2many"):
                specification[name] = {}
        return specification

    def read_all(self, user):
        """Names of what tells a secret, of all records that somebody finds in all models.

        :return: list of str
        """
        told, everything = [], {"active_test": False}
        for model, fields in self.get_models(user, "read"):
            ids = self.ask(user, model, "search", [], limit=200, context=everything)
            if not isinstance(ids, list) or not ids:
                continue
            specification = self.get_specification(fields)
            answer = self.ask(user, model, "web_read", ids, specification, context=TELLING)
            if isinstance(answer, str):
                # Odoo itself refuses one of the fields: one by one.
                answer = [
                    self.ask(user, model, "web_read", ids, {name: one}, context=TELLING)
                    for name, one in specification.items()
                ]
            told += [f"{model}: {secret}" for secret in self.get_told(answer)]
        return told

    def group_all(self, user):
        """The same, of groups by the contact data of partners."""
        told = []
        for model, fields in self.get_models(user, "read"):
            paths = [name for name in CONTACT_FIELDS if name in fields]
            paths += [
                f"{name}.{path}"
                for name, field in fields.items()
                for path in CONTACT_FIELDS
                if field.get("relation") == "res.partner" and field["store"]
            ]
            for path in paths:
                answer = self.ask(user, model, "formatted_read_group", [], [path], ["__count"])
                told += [f"{model} by {path}: {secret}" for secret in self.get_told(answer)]
        return told

    def link_all(self, user):
        """The same, of forms in which somebody types the id of the hidden customer."""
        told = []
        for model, fields in self.get_models(user, "create"):
            specification = self.get_specification(fields)
            for name, field in fields.items():
                if field.get("relation") != "res.partner":
                    continue
                for partner in (self.hidden, self.contact):
                    value = partner.id if field["type"] == "many2one" else [[6, 0, partner.ids]]
                    given = {name: value}
                    default = {**TELLING, f"default_{name}": value}
                    answers = [
                        self.ask(user, model, "onchange", [], given, [name], specification),
                        self.ask(
                            user, model, "onchange", [], {}, [], specification, context=default
                        ),
                        self.ask(
                            user, model, "web_save", [], {"name": "x", **given}, specification
                        ),
                    ]
                    told += [f"{model}.{name}: {secret}" for secret in self.get_told(answers)]
        return told

    def test_read(self):
        self.assertFalse(self.read_all(self.spy))
        told = self.read_all(self.sales_two)
        for model in ("res.partner", "crm.lead", "sale.order", "res.partner.bank"):
            self.assertTrue([one for one in told if one.startswith(model)], model)

    def test_group(self):
        self.assertFalse(self.group_all(self.spy))
        told = self.group_all(self.sales_two)
        for model in ("res.partner by email", "crm.lead by partner_id.phone"):
            self.assertTrue([one for one in told if one.startswith(model)], model)

    def test_link(self):
        self.assertFalse(self.link_all(self.spy))
        told = self.link_all(self.sales_two)
        for model in ("crm.lead.partner_id", "res.partner.parent_id"):
            self.assertTrue([one for one in told if one.startswith(model)], model)
