from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["crm.partner.link.mixin", "crm.customer.document.mixin", "sale.order"]
    _partner_link_fields = ("partner_id", "partner_invoice_id", "partner_shipping_id")
