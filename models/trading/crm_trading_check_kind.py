"""How each kind of condition is judged, from the data alone, and what is said where it is not met."""

from odoo import models

from ...tools.company_name import parse
from ...tools.credit_code import check_credit_code, is_credit_code_like
from ...tools.tax_number import clean_tax_number

# Shorter than this nothing is a tax number, of whatever country.
_MIN_TAX_NUMBER = 5


class CrmTradingCheck(models.Model):
    _inherit = "crm.trading.check"

    def _is_met(self, customer, documents):
        """Whether a customer meets an automatic condition.

        Judged by what there is, whether or not the caller may read it.

        :param customer: `res.partner` record
        :param documents: `ir.attachment` recordset of the request
        :return: bool
        """
        self.ensure_one()
        judge = getattr(self.sudo(), f"_is_met_{self.sudo().kind}")
        customer = customer.sudo().with_company(self.sudo().company_id)
        return bool(judge(customer, documents.sudo()))

    def _get_sentence(self):
        """What to do, in words.

        :return: str
        """
        self.ensure_one()
        check = self.sudo()
        return check.hint or getattr(check, f"_say_{check.kind}")()

    # One pair of methods for each kind: whether it is met, and what is said where it is not.

    def _is_met_registered_name(self, customer, documents):
        """A person has no legal form, a company has one."""
        name = customer.registered_name
        if not name or not customer.is_company:
            return bool(name)
        parts = parse(name)
        return parts.form or parts.branch

    def _say_registered_name(self):
        return self.env._("Enter the full registered name, with its legal form.")

    def _is_met_vat(self, customer, documents):
        """Eighteen characters like those of a credit code are judged as one; in China all are.

        Any other number is judged by Odoo, as closely as what is installed there knows it.
        """
        country = customer.country_id
        for number in filter(None, (customer.vat, customer.company_registry)):
            if is_credit_code_like(number) or country.code == "CN":
                if check_credit_code(number):
                    return True
                continue
            checked, __ = customer._run_vat_checks(country, number, validation="setnull")
            if len(clean_tax_number(checked)) >= _MIN_TAX_NUMBER:
                return True
        return False

    def _say_vat(self):
        return self.env._("Enter a valid VAT number or unified social credit code.")

    def _is_met_contact(self, customer, documents):
        people = customer.child_ids if customer.is_company else customer | customer.child_ids
        return people.filtered(
            lambda contact: contact.active
            and contact.phone
            and (contact.function or contact.decision_role)
        )

    def _say_contact(self):
        return self.env._("Add a contact with job position or role, and a phone number.")

    def _is_met_payment_terms(self, customer, documents):
        return customer.property_payment_term_id

    def _say_payment_terms(self):
        return self.env._("Choose the payment terms of the customer.")

    def _is_met_order(self, customer, documents):
        """A confirmed order, one of the ERP, or a document of the request."""
        company = ("company_id", "=", self.company_id.id)
        of_customer = ("partner_id.managed_customer_id", "=", customer.id)
        return (
            documents
            or self.env["sale.order"].search_count(
                [of_customer, company, ("state", "=", "sale")], limit=1
            )
            or self.env["crm.erp.order"].search_count(
                [("partner_id", "=", customer.id), company, ("state", "!=", "cancelled")], limit=1
            )
        )

    def _say_order(self):
        return self.env._("Confirm the first order, or attach the contract.")

    def _is_met_document(self, customer, documents):
        kind = self.document_kind_id
        if kind in documents.document_kind_id:
            return True
        domain = [
            ("res_model", "=", "res.partner"),
            ("res_id", "=", customer.id),
            ("res_field", "=", False),
            ("document_kind_id", "=", kind.id),
        ]
        return self.env["ir.attachment"].search_count(domain, limit=1)

    def _say_document(self):
        return self.env._(
            "Attach a document of this kind: %(kind)s.", kind=self.document_kind_id.name
        )

    def _is_met_field(self, customer, documents):
        return customer[self.field_id.name] if self.field_id.name in customer._fields else True

    def _say_field(self):
        return self.env._("Fill in: %(field)s.", field=self.field_id.field_description)

    def _is_met_manual(self, customer, documents):
        """Nothing in the data says so; see the ticks of the request."""
        return False

    def _say_manual(self):
        return self.env._("Tick it when it is done; the back office confirms it.")
