from odoo import models


class ResPartnerBank(models.Model):
    _name = "res.partner.bank"
    _inherit = ["crm.partner.link.mixin", "res.partner.bank", "crm.visible.partner.mixin"]
