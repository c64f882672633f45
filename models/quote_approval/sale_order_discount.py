"""What a quotation gives away against the list prices, and what it earns: for internal eyes."""

from odoo import api, fields, models

from ...tools.quote_discount import get_discount, get_margin_rate

_DEPENDS = (
    "currency_id",
    "currency_rate",
    "fiscal_position_id",
    "order_line.product_id",
    "order_line.product_uom_id",
    "order_line.product_uom_qty",
    "order_line.price_unit",
    "order_line.discount",
)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # Never stored: the list price and the cost are those of today, as the approver sees them.
    quote_list_amount = fields.Monetary(
        "At List Prices",
        compute="_compute_quote_discount",
        compute_sudo=True,
        groups="base.group_user",
    )
    quote_discount_rate = fields.Float(
        "Discount Against List",
        compute="_compute_quote_discount",
        compute_sudo=True,
        groups="base.group_user",
        help="Of the whole quotation, against the list prices of today.",
    )
    quote_line_discount_rate = fields.Float(
        "Highest Discount on a Line",
        compute="_compute_quote_discount",
        compute_sudo=True,
        groups="base.group_user",
    )
    quote_margin_rate = fields.Float(
        "Expected Margin",
        compute="_compute_quote_margin",
        compute_sudo=True,
        groups="base.group_user",
        help="Share of the untaxed price that is left when the goods are paid for.",
    )
    quote_margin_known = fields.Boolean(
        compute="_compute_quote_margin",
        compute_sudo=True,
        groups="base.group_user",
        help="Whether the cost of every line is known.",
    )

    @api.depends(*_DEPENDS)
    def _compute_quote_discount(self):
        for order in self:
            discount = get_discount(order._get_discount_rows())
            order.quote_list_amount = discount.list_amount
            order.quote_discount_rate = discount.rate
            order.quote_line_discount_rate = discount.worst_line_rate

    @api.depends(*_DEPENDS, "order_line.price_subtotal")
    def _compute_quote_margin(self):
        for order in self:
            costs = order._get_line_costs()
            known = bool(costs) and None not in costs
            net = sum(order._get_offered_lines().mapped("price_subtotal"))
            order.quote_margin_known = known
            order.quote_margin_rate = get_margin_rate(net, sum(costs)) if known else 0.0

    def _get_offered_lines(self):
        """The lines that have a price: no sections, notes and down payments.

        :return: `sale.order.line` recordset
        """
        lines = self.order_line
        offered = lines.filtered(lambda line: not line.display_type and not line.is_downpayment)
        # What is read of one line is read for the lines of all orders at hand.
        return offered.with_prefetch(lines._prefetch_ids)

    # === DISCOUNT === #

    def _get_discount_rows(self):
        """The lines for the arithmetic of discounts, with the list prices of today.

        The parts of a combo are one row, since only the whole has a price of its own.

        :return: list of `Row`
        """
        self.ensure_one()
        order = self.with_company(self.company_id)
        factors = {}
        return [
            line._get_discount_row(factors)
            for line in order._get_offered_lines()
            if not (line.combo_item_id and line._get_linked_line())
        ]

    def _get_currency_factor(self, currency):
        """What one unit of a currency is in this quotation, at the rate of the quotation.

        :param currency: `res.currency` record, of a list price or of a cost
        :return: float
        """
        if not currency or currency == self.currency_id:
            return 1.0
        if currency == self.company_id.currency_id:
            return self.currency_rate or 1.0
        date = (self.date_order or fields.Datetime.now()).date()
        return self.env["res.currency"]._get_conversion_rate(
            currency, self.currency_id, self.company_id, date
        )

    # === MARGIN === #

    def _get_line_costs(self):
        """What the goods of each line cost, in the currency of the quotation.

        :return: list of floats, None for a line whose cost nobody entered
        """
        self.ensure_one()
        order = self.with_company(self.company_id)
        factors = {}
        return [
            line._get_cost(factors)
            for line in order._get_offered_lines()
            if line.product_uom_qty > 0 and line.price_unit >= 0 and line.product_type != "combo"
        ]
