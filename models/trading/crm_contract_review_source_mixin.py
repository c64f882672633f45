"""Quotations and tasks: whether they are in contract review, and who hands them over."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_contract_review import OPEN, STATES


class CrmContractReviewSourceMixin(models.AbstractModel):
    _name = "crm.contract.review.source.mixin"
    _description = "Handed to Contract Review"
    # The field of `crm.contract.review` that links to this model.
    _review_field = "order_id"

    contract_review_id = fields.Many2one(
        "crm.contract.review", "Latest Contract Review", compute="_compute_contract_review"
    )
    contract_review_state = fields.Selection(
        STATES, "Contract Review", compute="_compute_contract_review"
    )
    can_hand_to_review = fields.Boolean(compute="_compute_can_hand_to_review")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_contract_review(self):
        """The latest one that the reader sees."""
        reviews, field = self.env["crm.contract.review"], self._review_field
        found = {}
        if self.env["res.company"]._get_review_company_ids() and reviews.has_access("read"):
            rows = reviews.search_fetch([(field, "in", self.ids)], [field, "state"], order="id")
            found = {row[field].id: row for row in rows}
        for record in self:
            record.contract_review_id = review = found.get(record._origin.id, reviews)
            record.contract_review_state = review.state

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_hand_to_review(self):
        using = self.env["res.company"]._get_review_company_ids()
        for record in self:
            record.can_hand_to_review = bool(
                using and record._origin and not record._origin._why_not_hand_to_review()
            )

    # === WHY NOT === #

    def _get_review_company(self):
        """:return: `res.company` record in sudo, the one that reviews"""
        return (self.sudo()._get_erp_company() or self.env.company).sudo()

    def _get_review_customer(self):
        """:return: `res.partner` record in sudo, may be empty"""
        partner = self.sudo().partner_id
        return partner.managed_customer_id or partner.commercial_partner_id

    def _get_reviews_of_it(self):
        """:return: `crm.contract.review` recordset in sudo, those of exactly this document"""
        reviews = self.env["crm.contract.review"].sudo()
        return reviews.search([(self._review_field, "=", self.id)])

    def _why_not_ready_for_review(self):
        """What this document still has to become, or None. Of each model by itself."""
        raise NotImplementedError

    def _why_not_hand_to_review(self):
        """Why the caller cannot hand this to contract review, or None."""
        self.ensure_one()
        names = {"name": self.sudo().display_name}
        company = self._get_review_company()
        if company.id not in self.env["res.company"]._get_review_company_ids():
            return self.env._(
                "%(name)s: %(company)s has no contract review.", company=company.name, **names
            )
        if not self.has_access("write"):
            return self.env._("%(name)s: only who may change it hands it over.", **names)
        if reason := self._why_not_ready_for_review():
            return reason
        reviews = self._get_reviews_of_it()
        if reviews.filtered(lambda review: review.state in OPEN):
            return self.env._("%(name)s is in contract review already.", **names)
        if reviews.filtered(lambda review: review.state == "ordered"):
            return self.env._("%(name)s was reviewed, and is ordered already.", **names)
        return None

    # === ACTIONS === #

    def action_hand_to_review(self):
        """Open the dialog that says what the ERP needs, and what is missing.

        :return: an `ir.actions.act_window` dict
        :raise UserError: where it cannot be handed over
        """
        self.ensure_one()
        self.check_access("read")
        if reason := self._why_not_hand_to_review():
            raise UserError(reason)
        return self.env["crm.contract.review"]._open_dialog(
            "hand_over",
            self.env._("Hand to Contract Review"),
            {f"default_{self._review_field}": self.id},
        )

    def action_view_contract_reviews(self):
        """Show the reviews, or the only one.

        :return: an `ir.actions.act_window` dict
        """
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_contract_review_action"
        )
        domain = [(self._review_field, "in", self.ids)]
        found = self.env["crm.contract.review"].search(domain)
        if len(found) == 1:
            action.update(res_id=found.id, views=[(False, "form")])
        return action | {"domain": domain, "context": {}}
