"""What a line gives away against the list price, for the approver's desk."""

from odoo import api, fields, models

from ...tools.quote_discount import get_line_rate


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    approval_list_price = fields.Monetary(
        "List Price",
        compute="_compute_approval_discount",
        compute_sudo=True,
        groups="base.group_user",
    )
    approval_discount_rate = fields.Float(
        "Against List",
        compute="_compute_approval_discount",
        compute_sudo=True,
        groups="base.group_user",
    )

    @api.depends("product_id", "product_uom_id", "product_uom_qty", "price_unit", "discount")
    def _compute_approval_discount(self):
        factors = {}
        for line in self:
            company = line.order_id.company_id
            row = line.with_company(company)._get_discount_row(
                factors.setdefault((company, line.currency_id), {})
            )
            line.approval_list_price = row.list_price
            line.approval_discount_rate = get_line_rate(row)
