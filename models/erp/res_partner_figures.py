"""Orders of the ERP are deals too: last deal and value of a customer count them.

Where the ERP has an order that came of a quotation, its word counts, and the quotation no more: it
may have been split, changed or cancelled there.
"""

from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    erp_order_ids = fields.One2many("crm.erp.order", "partner_id", "ERP Orders")

    @api.depends(
        "erp_order_ids.state",
        "erp_order_ids.amount_untaxed",
        "erp_order_ids.currency_rate",
        "erp_order_ids.date_order",
        "erp_order_ids.order_id",
    )
    def _compute_customer_figures(self):
        return super()._compute_customer_figures()

    def _get_deal_queries(self):
        orders = self.env["crm.erp.order"]
        orders.flush_model(
            ["partner_id", "state", "amount_untaxed", "currency_rate", "date_order", "order_id"]
        )
        return [
            *super()._get_deal_queries(),
            SQL(
                """
                SELECT erp.partner_id,
                       erp.amount_untaxed / COALESCE(NULLIF(erp.currency_rate, 0), 1),
                       COALESCE(erp.date_order + interval '12 hours', erp.create_date)
                  FROM crm_erp_order erp
                 WHERE erp.partner_id = ANY(%s) AND erp.state <> 'cancelled'
                """,
                self.ids,
            ),
        ]

    @api.model
    def _get_sale_deal_condition(self):
        return SQL(
            """%s AND NOT EXISTS (
                SELECT FROM crm_erp_order erp
                 WHERE erp.order_id = sale.id AND erp.partner_id IS NOT NULL)""",
            super()._get_sale_deal_condition(),
        )
