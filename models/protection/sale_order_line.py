from odoo import models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "crm.customer.document.mixin"]
    _document_partner_field = "order_partner_id"
    _document_user_field = "salesman_id"
    _document_gives_customer = False
