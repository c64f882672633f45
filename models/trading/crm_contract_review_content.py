"""What the ERP needs of a contract: read through the quotation or the task, not copied.

What is missing is said before anything is handed over.
"""

from odoo import api, fields, models
from odoo.fields import Domain


class CrmContractReview(models.Model):
    _inherit = "crm.contract.review"

    customer_code = fields.Char(related="partner_id.ref", string="Customer Code")
    registered_name = fields.Char(related="partner_id.registered_name")
    customer_vat = fields.Char(compute="_compute_customer_vat", string="Tax or Credit Code")
    customer_stage = fields.Selection(related="partner_id.customer_stage")
    currency_id = fields.Many2one("res.currency", compute="_compute_amount_total")
    amount_total = fields.Monetary("Total", compute="_compute_amount_total")
    payment_term_id = fields.Many2one(
        "account.payment.term", "Payment Terms", compute="_compute_terms"
    )
    delivery_address = fields.Char(compute="_compute_terms")
    line_ids = fields.Many2many("sale.order.line", compute="_compute_line_ids", string="Lines")
    document_count = fields.Integer("Documents", compute="_compute_document_count")
    missing = fields.Text("Missing for the ERP", compute="_compute_missing")

    @api.depends("partner_id.vat", "partner_id.company_registry")
    def _compute_customer_vat(self):
        for review in self:
            customer = review.sudo().partner_id
            review.customer_vat = customer.vat or customer.company_registry

    @api.depends("order_id.amount_total", "lead_id.expected_revenue")
    def _compute_amount_total(self):
        for review in self:
            order, task = review.sudo().order_id, review.sudo().lead_id
            review.currency_id = order.currency_id or task.company_currency
            review.amount_total = order.amount_total if order else task.expected_revenue

    @api.depends("order_id.payment_term_id", "order_id.partner_shipping_id", "stated_address_id")
    def _compute_terms(self):
        for review in self:
            source = review.sudo()
            terms, address = source._get_terms(source.order_id)
            review.payment_term_id = terms or source.stated_term_id
            address = address or source.stated_address_id
            review.delivery_address = self._format_address(address) if address else False

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_line_ids(self):
        """Nothing of a quotation that the reader may not read: then the total alone shows."""
        orders = self.sudo().order_id.sudo(False)._filtered_access("read")
        for review in self:
            order = review.sudo().order_id
            lines = order.order_line if order.id in orders._ids else order.order_line.browse()
            review.line_ids = lines.filtered(lambda line: not line.display_type)

    @api.depends_context("uid")
    def _compute_document_count(self):
        documents = self.env["ir.attachment"].sudo()
        for review in self:
            domain = review._get_documents_domain(review.order_id, review.lead_id)
            review.document_count = documents.search_count(domain)

    @api.depends("partner_id", "order_id", "lead_id", "document_count", "state")
    @api.depends_context("lang")
    def _compute_missing(self):
        for review in self:
            missing = review._get_missing(
                review.order_id or review.lead_id,
                review.payment_term_id,
                review.sudo()._get_address(),
                review._has_document(review.order_id, review.lead_id),
            )
            review.missing = (
                "\n".join(missing) if review.state in ("to_review", "in_review") else ""
            )

    # === PARTS === #

    @api.model
    def _get_terms(self, order):
        """:return: (`account.payment.term`, `res.partner`) of a quotation, in sudo"""
        return order.payment_term_id, order.partner_shipping_id

    def _get_address(self):
        return self.order_id.partner_shipping_id or self.stated_address_id

    @api.model
    def _format_address(self, partner):
        """:return: str, in one line"""
        parts = [partner.name, *partner._display_address(without_company=True).split("\n")]
        return ", ".join(dict.fromkeys(part.strip() for part in parts if part and part.strip()))

    def _get_documents_domain(self, order, task, kind=None):
        """Files of the review, of its quotation and of its task.

        :param kind: `crm.document.kind` record, may be empty
        :return: Domain
        """
        sources = [source for source in (self, order, task) if source]
        domain = Domain.OR(
            Domain("res_model", "=", source._name) & Domain("res_id", "in", source.ids)
            for source in sources
        ) & Domain("res_field", "=", False)
        return domain & Domain("document_kind_id", "=", kind.id) if kind else domain

    def _has_document(self, order, task):
        """Whether there is the document that the company requires, or it requires none.

        :return: bool
        """
        company = (order or task)._get_review_company()
        if not company.contract_review_document_required:
            return True
        kind = company.contract_review_document_kind_id
        domain = self._get_documents_domain(order, task, kind)
        return bool(self.env["ir.attachment"].sudo().search_count(domain, limit=1))

    @api.model
    def _get_missing(self, document, term, address, has_document):
        """What the ERP needs and does not get yet.

        :param document: `sale.order` or `crm.lead` record
        :param term: `account.payment.term` record, may be empty
        :param address: `res.partner` record in sudo, may be empty
        :param bool has_document: whether the required document is there
        :return: list of sentences
        """
        customer = document._get_review_customer()
        if not customer:
            return [self.env._("There is no customer. Choose one.")]
        names = {"customer": customer.display_name}
        missing = self._get_missing_of_customer(customer, names)
        if not term:
            missing.append(self.env._("No payment terms are agreed. Choose them."))
        if not address.street or not address.city:
            missing.append(
                self.env._("The delivery address has no street or no city. Complete it.")
            )
        if not has_document:
            kind = document._get_review_company().contract_review_document_kind_id.name
            missing.append(
                self.env._("A document of the kind %(kind)s is missing. Attach it.", kind=kind)
                if kind
                else self.env._("The contract document is missing. Attach it.")
            )
        return missing

    @api.model
    def _get_missing_of_customer(self, customer, names):
        """:return: list of sentences"""
        missing = []
        if not customer.ref:
            missing.append(
                self.env._("%(customer)s has no customer code. Enter it at the customer.", **names)
            )
        if not (customer.registered_name or customer.name):
            missing.append(self.env._("%(customer)s has no registered name.", **names))
        if not customer.vat and not customer.company_registry:
            missing.append(
                self.env._(
                    "%(customer)s has neither a tax number nor a credit code. Enter it at the "
                    "customer.",
                    **names,
                )
            )
        return missing

    # === DOCUMENTS === #

    def action_view_documents(self):
        """Open the files of the review, its quotation and its task.

        New ones go to the quotation or the task: these are the salesperson's to change.

        :return: an `ir.actions.act_window` dict
        """
        action = super().action_view_documents()
        source = self.order_id or self.lead_id
        domain = self._get_documents_domain(self.order_id, self.lead_id)
        context = {"document_model": source._name, "document_id": source.id}
        return dict(action, domain=list(domain), context=context)
