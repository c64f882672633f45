from odoo import models


class PaymentLinkWizard(models.TransientModel):
    _inherit = "payment.link.wizard"

    def _prepare_url(self, base_url, related_document):
        """:raise UserError: where the quotation that it would open cannot become an order"""
        if related_document._name == "sale.order":
            related_document._check_may_confirm()
        return super()._prepare_url(base_url, related_document)
