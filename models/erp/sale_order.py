from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "crm.erp.execution.mixin"]
    _erp_order_field = "order_id"
