"""One line of an ERP order: what is ordered, delivered, invoiced and paid."""

from odoo import fields, models

# Of the database: whole and decimal places.
QUANTITY_DIGITS = (19, 6)


class CrmErpOrderLine(models.Model):
    _name = "crm.erp.order.line"
    _description = "ERP Order Line"
    _inherit = ["crm.system.record.mixin"]
    _order = "erp_order_id desc, number"
    _rec_name = "description"

    erp_order_id = fields.Many2one(
        "crm.erp.order", "ERP Order", required=True, readonly=True, ondelete="cascade"
    )
    number = fields.Integer("Line", required=True, readonly=True, aggregator=None)
    product_code = fields.Char("Product", readonly=True)
    description = fields.Char(readonly=True)
    unit = fields.Char(readonly=True)
    quantity = fields.Float("Ordered", digits=QUANTITY_DIGITS, readonly=True)
    quantity_delivered = fields.Float("Delivered", digits=QUANTITY_DIGITS, readonly=True)
    quantity_invoiced = fields.Float("Invoiced", digits=QUANTITY_DIGITS, readonly=True)
    price = fields.Float("Unit Price", digits=QUANTITY_DIGITS, readonly=True, aggregator=None)
    amount = fields.Monetary(readonly=True)
    amount_paid = fields.Monetary("Paid", readonly=True)
    currency_id = fields.Many2one(related="erp_order_id.currency_id")
    promised_date = fields.Date("Promised", readonly=True)

    _number_uniq = models.UniqueIndex(
        "(erp_order_id, number)", "This line of the order is there already."
    )

    def _get_locked_message(self):
        return self.env["crm.erp.order"]._get_locked_message()
