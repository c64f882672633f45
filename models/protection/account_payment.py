from odoo import models


class AccountPayment(models.Model):
    """Its receipt prints the address, also for a salesperson who books payments."""

    _name = "account.payment"
    _inherit = ["crm.partner.link.mixin", "account.payment"]
