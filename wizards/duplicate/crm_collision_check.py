"""Adding a customer in two steps: first judge whether it already exists, then the details."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.company_name import display_clean, is_blank
from ...tools.credit_code import check_credit_code, is_credit_code_like


class CrmCollisionCheck(models.TransientModel):
    _name = "crm.collision.check"
    _description = "Collision Analysis"

    registered_name = fields.Char(help="The full name as the trade register has it.")
    vat = fields.Char(
        "VAT or Credit Code",
        help="Tax number, or the unified social credit code (统一社会信用代码).",
    )
    phone = fields.Char()
    email = fields.Char("E-mail")
    website = fields.Char()
    verdict = fields.Selection(
        [
            ("empty", "Nothing typed yet"),
            ("free", "Free"),
            ("possible", "Possibly the same"),
            ("taken", "Taken"),
            ("limit", "No more today"),
        ],
        compute="_compute_verdict",
    )
    notice = fields.Char("Why No Answer", compute="_compute_verdict")
    matches = fields.Json("Customers Found", compute="_compute_verdict")
    vat_warning = fields.Char("VAT Warning", compute="_compute_vat_warning")
    last_customer_id = fields.Many2one(
        "res.partner", "Entered Last", default=lambda self: self._get_default_last_customer()
    )

    def web_read(self, specification):
        """Read, and note the search in the log: not to be done in a transaction that only reads."""
        return super().web_read(specification)

    web_read._readonly = False

    @api.model
    def _get_default_last_customer(self):
        """The customer of the round before. The context is the client's: only what it may read."""
        customer = self.env["res.partner"].browse(self.env.context.get("last_customer_id") or [])
        return customer.exists()._filtered_access("read")

    @api.depends("registered_name", "vat", "phone", "email", "website")
    def _compute_verdict(self):
        for check in self:
            check.notice = False
            evidence = check.vat, check.phone, check.email
            if is_blank(check.registered_name) and not any((*evidence, check.website)):
                check.verdict, check.matches = "empty", []
                continue
            try:
                matches = self.env["res.partner"].find_duplicates(
                    check.registered_name, *evidence, website=check.website
                )
            except AccessError:
                raise
            except UserError as error:
                # Asked too often today. The customer can be entered all the same.
                check.verdict, check.matches, check.notice = "limit", [], str(error)
                continue
            kinds = {match["kind"] for match in matches}
            check.matches = matches
            check.verdict = "taken" if "same" in kinds else "possible" if kinds else "free"

    @api.depends("vat")
    def _compute_vat_warning(self):
        for check in self:
            wrong = is_credit_code_like(check.vat) and not check_credit_code(check.vat)
            check.vat_warning = wrong and self.env._(
                "This is not a valid unified social credit code: the check digit does not fit. "
                "Compare it with the business licence."
            )

    def action_check(self):
        """Judge, and stay in the dialog.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        return self._reopen()

    def action_details(self):
        """Go on to the details of a customer that is free.

        :return: an `ir.actions.act_window` dict of the second step
        :raise UserError: where the name already exists, or none was typed
        """
        self.ensure_one()
        if is_blank(self.registered_name):
            raise UserError(self.env._("Type the registered name first."))
        if self.vat_warning:
            raise ValidationError(self.vat_warning)
        if self.verdict == "taken":
            raise UserError(self.env._("This customer already exists and cannot be entered again."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add a Customer: Details"),
            "res_model": "res.partner",
            "views": [
                (self.env.ref("crm_customer_protection.res_partner_view_form_entry").id, "form")
            ],
            "target": "new",
            "context": self._get_details_context(),
        }

    def _get_details_context(self):
        """Defaults of the second step from what was judged in the first."""
        name = display_clean(self.registered_name)
        return {
            "default_is_managed_customer": True,
            "default_is_company": True,
            "default_company_type": "company",
            "default_name": name,
            "default_registered_name": name,
            "default_vat": self.vat,
            "default_phone": self.phone,
            "default_email": self.email,
            "default_website": self.website,
            "dialog_size": "large",
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add a Customer: Check"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
