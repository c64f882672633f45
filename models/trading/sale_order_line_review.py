from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    is_mine_to_review = fields.Boolean(
        compute="_compute_is_mine_to_review", search="_search_is_mine_to_review", compute_sudo=True
    )

    @api.depends("order_id")
    @api.depends_context("uid")
    def _compute_is_mine_to_review(self):
        for line in self:
            line.is_mine_to_review = line.order_id.is_mine_to_review

    def _search_is_mine_to_review(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return self.env["sale.order"]._get_reviewer_domain("order_id")
