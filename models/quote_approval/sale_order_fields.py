"""What the trade expects on a quotation: its sales task, the rate of the day, the discount."""

from odoo import api, fields, models
from odoo.tools.misc import format_date, formatLang


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # Whether the company uses any of this: elsewhere the form is Odoo's own (invariant 12).
    shows_trade_fields = fields.Boolean(compute="_compute_shows_trade_fields", compute_sudo=True)
    currency_rate_text = fields.Char(
        "Exchange Rate",
        compute="_compute_currency_rate_text",
        help="What the currency of the quotation was worth on the day of the quotation.",
    )
    # Of all lines together, without taxes.
    amount_before_discount = fields.Monetary("Before Discount", compute="_compute_amount_discount")
    amount_discount = fields.Monetary("Discount", compute="_compute_amount_discount")

    @api.depends("company_id.use_customer_management", "company_id.use_quote_approval")
    def _compute_shows_trade_fields(self):
        for order in self:
            company = order.company_id
            order.shows_trade_fields = company.use_customer_management or company.use_quote_approval

    @api.depends("currency_id", "company_id", "currency_rate", "date_order")
    @api.depends_context("lang")
    def _compute_currency_rate_text(self):
        for order in self:
            order.currency_rate_text = order._get_currency_rate_text()

    @api.depends(
        "amount_untaxed",
        "order_line.price_subtotal",
        "order_line.price_unit",
        "order_line.discount",
        "order_line.product_uom_qty",
        "order_line.product_id",
    )
    def _compute_amount_discount(self):
        for order in self:
            before = sum(line._get_amount_before_discount() for line in order.order_line)
            before = order.currency_id.round(before) if order.currency_id else before
            order.amount_before_discount = before
            order.amount_discount = before - order.amount_untaxed

    @api.onchange("opportunity_id")
    def _onchange_opportunity_id(self):
        """Choosing the opportunity says who the customer is, and whose quotation it is."""
        if not self.shows_trade_fields or self.partner_id:
            return
        for name, value in self._prepare_values_of_opportunity(self.opportunity_id).items():
            self[name] = value

    @api.onchange("partner_id")
    def _onchange_partner_id_opportunity(self):
        """Choosing a customer with one open opportunity of mine says what the quotation is for."""
        for order in self:
            if order.shows_trade_fields and order.partner_id and not order.opportunity_id:
                order.opportunity_id = order._find_my_opportunity()

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._with_customer_of_opportunity(vals) for vals in vals_list]
        return super().create(vals_list)

    @api.model
    def _with_customer_of_opportunity(self, vals):
        """
        :param dict vals: values of `create`
        :return: dict, with the customer of the opportunity where they name none
        """
        context = self.env.context
        lead_id = vals.get("opportunity_id", context.get("default_opportunity_id"))
        if not lead_id or vals.get("partner_id", context.get("default_partner_id")):
            return vals
        values = self._prepare_values_of_opportunity(self.env["crm.lead"].browse(lead_id))
        for name, value in values.items():
            if name == "partner_id" or (name not in vals and f"default_{name}" not in context):
                vals = {**vals, name: value}
        return vals

    @api.model
    def _prepare_values_of_opportunity(self, opportunity):
        """What an opportunity says of its quotation; nothing where the caller may not see it.

        :param opportunity: `crm.lead`, may be empty
        :return: dict of ids; the customer comes first, since the others depend on it
        """
        opportunity = opportunity._origin._filtered_access("read")
        if not opportunity.partner_id or opportunity.partner_id._filter_hidden():
            return {}
        names = ("partner_id", "user_id", "team_id")
        return {name: opportunity[name].id for name in names if opportunity[name]}

    def _find_my_opportunity(self):
        """
        :return: `crm.lead`, the caller's open one for the customer; none where there are several
        """
        found = self.env["crm.lead"].search(self._get_my_opportunities_domain(), limit=2)
        return found if len(found) == 1 else found.browse()

    def _get_my_opportunities_domain(self):
        """Open opportunities of the caller for the quotation's customer."""
        self.ensure_one()
        return [
            ("type", "=", "opportunity"),
            ("won_status", "=", "pending"),
            ("user_id", "=", self.env.uid),
            ("partner_id", "child_of", self.partner_id.commercial_partner_id._origin.ids),
            ("company_id", "in", [False, self.company_id.id]),
        ]

    def _get_currency_rate_text(self):
        """
        :return: str such as "1 USD = 7.1234 CNY (23/11/2026)"; False in the company's currency
        """
        self.ensure_one()
        foreign, own = self.currency_id, self.company_id.currency_id
        if not foreign or not own or foreign == own:
            return False
        if not self._has_currency_rate():
            return self.env._("No rate of %(currency)s is known", currency=foreign.name)
        # The way in which it is quoted: one of the dearer makes more than one of the other.
        rate, one, other = self.currency_rate, own, foreign
        if rate <= 1:
            rate, one, other = 1 / rate, foreign, own
        return self.env._(
            "1 %(currency)s = %(rate)s %(other)s (%(day)s)",
            currency=one.name,
            rate=formatLang(self.env, rate, digits=4),
            other=other.name,
            day=format_date(self.env, self.date_order or fields.Date.today()),
        )

    def _has_currency_rate(self):
        """Whether anybody entered a rate: Odoo counts one to one where nobody did."""
        if not self.currency_rate:
            return False
        if self.currency_rate != 1:
            return True
        currencies = self.currency_id | self.company_id.currency_id
        return bool(
            self.env["res.currency.rate"]
            .sudo()
            .search_count(
                [
                    ("currency_id", "in", currencies.ids),
                    ("company_id", "in", [False, self.company_id.root_id.id]),
                ],
                limit=1,
            )
        )
