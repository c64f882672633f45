"""Who reviews a contract reads its quotation, wherever it is from."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# An array that is made once for a query, so that the primary key is used.
_OF_REVIEWER = """%s = ANY(ARRAY(
    SELECT review.order_id FROM crm_contract_review review
     WHERE review.order_id IS NOT NULL
       AND (review.reviewer_id = %s
            OR review.company_id = ANY(%s) AND review.state IN ('to_review', 'in_review'))))"""


class SaleOrder(models.Model):
    _inherit = "sale.order"

    is_mine_to_review = fields.Boolean(
        compute="_compute_is_mine_to_review", search="_search_is_mine_to_review", compute_sudo=True
    )

    @api.depends_context("uid")
    def _compute_is_mine_to_review(self):
        domain = Domain("id", "in", self._origin.ids) & self._get_reviewer_domain("id")
        mine = set(self.sudo().search(domain, order="id")._ids)
        for order in self:
            order.is_mine_to_review = order._origin.id in mine

    def _search_is_mine_to_review(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return self._get_reviewer_domain("id")

    @api.model
    def _get_reviewer_domain(self, column):
        """Domain of what belongs to quotations that the caller, named as a reviewer, reviews.

        :param str column: that holds the id of the order
        """
        companies = self.env["res.company"]._get_named_review_company_ids(self.env.uid)
        if not companies:
            return Domain.FALSE
        self.env["crm.contract.review"].flush_model(["order_id", "reviewer_id", "state"])
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                _OF_REVIEWER, SQL.identifier(alias, column), self.env.uid, list(companies)
            )
        )
