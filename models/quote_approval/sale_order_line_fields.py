from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_amount_before_discount(self):
        """What the line would cost without its discount. A line that is a discount costs nothing.

        :return: float, without taxes, in the currency of the order
        """
        subtotal, discount = self.price_subtotal, self.discount
        if subtotal < 0 and (self._is_discount_line() or self._is_global_discount()):
            return 0.0
        if not discount:
            return subtotal
        if discount != 100:
            return subtotal * 100 / (100 - discount)
        return self.tax_ids.compute_all(
            self.price_unit,
            currency=self.currency_id,
            quantity=self.product_uom_qty,
            product=self.product_id,
            partner=self.order_id.partner_shipping_id,
        )["total_excluded"]
