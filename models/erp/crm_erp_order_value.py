"""What an order is worth in the currency of its company, at the rate of its day."""

from odoo import fields, models


class CrmErpOrder(models.Model):
    _inherit = "crm.erp.order"

    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    currency_rate = fields.Float(
        digits=0,
        readonly=True,
        aggregator=None,
        help="How much of the order's currency the company's currency was on the day of the order.",
    )

    def _prepare_order_values(self, entry, currency_ids, links):
        values = super()._prepare_order_values(entry, currency_ids, links)
        company = self.env["res.company"].browse(entry.company_id)
        values["currency_rate"] = self.env["res.currency"]._get_conversion_rate(
            company.currency_id,
            self.env["res.currency"].browse(values["currency_id"]),
            company,
            values["date_order"] or company._get_today(),
        )
        return values
