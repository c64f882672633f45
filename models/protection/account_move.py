from odoo import models


class AccountMove(models.Model):
    """Its report prints the address, also for a salesperson who writes invoices."""

    _name = "account.move"
    _inherit = ["crm.partner.link.mixin", "account.move"]
    _partner_link_fields = ("partner_id", "partner_shipping_id")
