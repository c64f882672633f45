from odoo import models


class PaymentLinkWizard(models.TransientModel):
    _inherit = "payment.link.wizard"

    def _prepare_url(self, base_url, related_document):
        """:raise UserError: where the link would open a quotation that is not approved"""
        if related_document._name == "sale.order":
            related_document._check_may_leave()
        return super()._prepare_url(base_url, related_document)
