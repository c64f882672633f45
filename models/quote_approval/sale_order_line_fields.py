from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_amount_before_discount(self):
        """What the line would cost without its discount. A line that is a discount costs nothing.

        :return: float, without taxes, in the currency of the order
        """
        self.ensure_one()
        if not self.discount and self.price_subtotal >= 0:
            return self.price_subtotal
        if self.display_type or self._is_discount_line() or self._is_global_discount():
            return 0.0
        if self.discount != 100:
            return self.price_subtotal * 100 / (100 - self.discount)
        return self.tax_ids.compute_all(
            self.price_unit,
            currency=self.currency_id,
            quantity=self.product_uom_qty,
            product=self.product_id,
            partner=self.order_id.partner_shipping_id,
        )["total_excluded"]
