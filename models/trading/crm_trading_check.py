"""What a company wants to see before a potential customer becomes a trading customer.

Automatic conditions are judged by the server from the data, never by what a client says.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# What each kind needs to be told.
_NEEDED = {"document": "document_kind_id", "field": "field_id"}
# The checklist that most companies begin with: kind, and whether it is required.
_USUAL = (
    ("registered_name", True),
    ("vat", True),
    ("contact", True),
    ("payment_terms", False),
    ("order", True),
    ("manual", False),
)


class CrmTradingCheck(models.Model):
    _name = "crm.trading.check"
    _description = "Condition for Trading"
    _order = "sequence, id"

    name = fields.Char("Condition", required=True, translate=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("registered_name", "The registered name is complete"),
            ("vat", "The VAT number or credit code is valid"),
            ("contact", "A contact with role and phone is known"),
            ("payment_terms", "Payment terms are agreed"),
            ("order", "An order or contract is there"),
            ("document", "A document of a kind is attached"),
            ("field", "A field is filled in"),
            ("manual", "Ticked by hand"),
        ],
        "Judged By",
        required=True,
        default="manual",
        help="By hand: the salesperson ticks it, the back office confirms it. Everything else is "
        "read from the data.",
    )
    is_required = fields.Boolean(
        "Required",
        default=True,
        help="Without it no customer becomes a trading customer on request.",
    )
    document_kind_id = fields.Many2one("crm.document.kind", "Kind of Document", ondelete="restrict")
    field_id = fields.Many2one(
        "ir.model.fields",
        ondelete="cascade",
        domain=[("model", "=", "res.partner"), ("store", "=", True)],
    )
    hint = fields.Char(
        "What to Do",
        translate=True,
        help="What the salesperson reads where it is missing. Empty: a sentence that says so.",
    )

    @api.constrains("kind", *_NEEDED.values())
    def _check_told(self):
        """:raise ValidationError: where a condition does not know what it asks for"""
        for check in self:
            name = _NEEDED.get(check.kind)
            if name and not check[name]:
                raise ValidationError(
                    self.env._(
                        "The condition “%(condition)s” needs: %(field)s.",
                        condition=check.name,
                        field=check._fields[name]._description_string(self.env),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        used = (
            self.env["crm.trading.request.check"]
            .sudo()
            .search([("check_id", "in", self.ids)], limit=1)
        )
        if used:
            raise UserError(
                self.env._(
                    "The condition “%(condition)s” stands in conversion requests. Archive it: new "
                    "requests do without it then.",
                    condition=used.check_id.name,
                )
            )

    # === THE USUAL ONES === #

    @api.model
    def action_add_usual(self):
        """Give the company of the caller the usual checklist, where it has none.

        :return: an action that shows the list anew
        :raise AccessError: for whoever may not set it up
        :raise UserError: where there is a checklist already
        """
        self.check_access("create")
        company = self.env.company
        if self._get_checks(company):
            raise UserError(
                self.env._("%(company)s has a checklist already.", company=company.name)
            )
        self._ensure_usual(company)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _get_checks(self, company):
        """The conditions of a company.

        :param company: `res.company` record
        :return: `crm.trading.check` recordset in sudo
        """
        return self.sudo().search([("company_id", "=", company.id)])

    @api.model
    def _ensure_usual(self, companies):
        """Give companies the usual checklist, where they never had any, in every language.

        :param companies: `res.company` recordset
        """
        checks = self.sudo().with_context(active_test=False, lang="en_US")
        languages = [code for code, __ in self.env["res.lang"].get_installed() if code != "en_US"]
        for company in companies:
            if checks.search_count([("company_id", "=", company.id), ("active", "=", True)]):
                continue
            made = checks.create(
                [dict(values, company_id=company.id) for values in checks._get_usual_values()]
            )
            for code in languages:
                translated = made.with_context(lang=code)
                for check, values in zip(translated, translated._get_usual_values(), strict=True):
                    check.write({name: values[name] for name in ("name", "hint")})

    @api.model
    def _get_usual_values(self):
        """The checklist that most companies begin with, in the language of the context.

        :return: list of dict
        """
        names = [
            self.env._("Full registered name"),
            self.env._("VAT number or credit code"),
            self.env._("Contact with role and phone"),
            self.env._("Payment terms"),
            self.env._("First order or contract"),
            self.env._("Company details checked against the trade register"),
        ]
        hints = [
            self.env._("Enter the full name as the trade register has it, with legal form."),
            self.env._("Enter a valid VAT number or unified social credit code."),
            self.env._("Add a contact with job position or role, and a phone number."),
            self.env._("Choose the payment terms on the page Sales & Purchase."),
            self.env._("Confirm the first order, or attach the contract to the request."),
            self.env._("Compare name, number and address with the public register."),
        ]
        return [
            {"kind": kind, "is_required": required, "name": name, "hint": hint, "sequence": place}
            for place, ((kind, required), name, hint) in enumerate(
                zip(_USUAL, names, hints, strict=True), 1
            )
        ]
