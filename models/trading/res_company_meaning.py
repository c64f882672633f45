"""What a trading customer is more than a potential one: off in a running Odoo (invariant 12)."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    trading_only_orders = fields.Boolean(
        "Orders for Trading Customers Only",
        help="Potential customers get quotations. An order is confirmed by no way before the back "
        "office made the customer a trading customer. Orders that are there stay.",
    )
    trading_propose = fields.Boolean(
        "Propose the Conversion",
        help="With the first order of a potential customer its conversion is proposed by itself. "
        "Where orders are for trading customers only, it is when the customer signs or pays the "
        "quotation.",
    )
    trading_back_months = fields.Integer(
        "Potential Again After",
        help="Months without an order, after which a trading customer is potential again. 0: never.",
    )

    _trading_back_months_not_negative = models.Constraint(
        "CHECK (trading_back_months >= 0)", "Months without an order cannot be negative."
    )
