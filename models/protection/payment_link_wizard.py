from odoo import models


class PaymentLinkWizard(models.TransientModel):
    _name = "payment.link.wizard"
    _inherit = ["crm.partner.link.mixin", "payment.link.wizard"]
