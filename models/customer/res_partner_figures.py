"""What orders and talks say of a customer: last contact, last deal, value."""

from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    last_contact_date = fields.Datetime(
        "Last Contact",
        copy=False,
        readonly=True,
        help="The last message to or from the customer, call, meeting or other activity done.",
    )
    last_deal_date = fields.Datetime(
        "Last Deal", compute="_compute_customer_figures", store=True, copy=False
    )
    customer_value = fields.Monetary(
        compute="_compute_customer_figures",
        store=True,
        copy=False,
        currency_field="customer_currency_id",
        help="Untaxed total of all confirmed orders, in the currency of the company.",
    )
    customer_currency_id = fields.Many2one("res.currency", compute="_compute_customer_currency_id")

    @api.depends("company_id.currency_id")
    @api.depends_context("company")
    def _compute_customer_currency_id(self):
        for partner in self:
            partner.customer_currency_id = (partner.company_id or self.env.company).currency_id

    @api.depends(
        "is_managed_customer",
        "sale_order_ids.state",
        "sale_order_ids.amount_untaxed",
        "sale_order_ids.date_order",
        "child_ids.sale_order_ids.state",
        "child_ids.sale_order_ids.amount_untaxed",
        "child_ids.sale_order_ids.date_order",
    )
    def _compute_customer_figures(self):
        customers = self.filtered("is_managed_customer")
        (self - customers).update({"last_deal_date": False, "customer_value": 0.0})
        figures = customers._get_order_figures() if customers else {}
        for customer in customers:
            customer.customer_value, customer.last_deal_date = figures.get(
                customer.id, (0.0, False)
            )

    def _get_order_figures(self):
        """Total and last date of the confirmed orders of these customers and their contacts.

        :return: dict customer id -> (float untaxed amount in company currency, datetime in UTC)
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT deal.partner_id, COALESCE(SUM(deal.value), 0), MAX(deal.date)
                  FROM (%s) deal (partner_id, value, date)
              GROUP BY deal.partner_id
                """,
                SQL(" UNION ALL ").join(self._get_deal_queries()),
            )
        )
        return {partner_id: (float(value), date) for partner_id, value, date in rows}

    def _get_deal_queries(self):
        """What counts as a deal of these customers; for heirs that know other orders.

        :return: list of SQL, each of (customer id, untaxed amount in company currency, datetime)
        """
        self.env["sale.order"].flush_model(
            ["partner_id", "state", "amount_untaxed", "currency_rate", "date_order"]
        )
        self.env["res.partner"].flush_model(["managed_customer_id", "commercial_partner_id"])
        return [
            SQL(
                """
                SELECT partner.commercial_partner_id,
                       sale.amount_untaxed / COALESCE(NULLIF(sale.currency_rate, 0), 1),
                       sale.date_order
                  FROM sale_order sale
                  JOIN res_partner partner ON partner.id = sale.partner_id
                 WHERE partner.commercial_partner_id = ANY(%s) AND %s
                """,
                self.ids,
                self._get_sale_deal_condition(),
            )
        ]

    @api.model
    def _get_sale_deal_condition(self):
        """Which of Odoo's orders count.

        :return: SQL condition on `sale_order`, known as `sale`
        """
        return SQL("sale.state = 'sale'")

    def _register_customer_contact(self, event, date=None):
        """Note that somebody talked with the customers of these partners.

        :param str event: `activity`, `email` or `meeting`
        :param date: datetime in UTC, now where not given
        """
        date = date or fields.Datetime.now()
        customers = self.sudo().managed_customer_id.filtered(
            lambda customer: not customer.last_contact_date or customer.last_contact_date < date
        )
        if customers:
            customers.last_contact_date = date

    def _message_post_after_hook(self, message, msg_vals):
        result = super()._message_post_after_hook(message, msg_vals)
        event = message._get_customer_contact()
        if event:
            self._register_customer_contact(event, message.date)
        return result
