from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _is_quotation_approved(self):
        """Whether the quotation may leave the house.

        Without rules of approval: it was sent or confirmed.

        :return: bool
        """
        self.ensure_one()
        return self.state in ("sent", "sale")
