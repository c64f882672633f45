"""List price and cost of one line, in the unit of the line and the currency of the quotation."""

from odoo import models

from ...tools.quote_discount import Row


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_discount_row(self, factors):
        """This line for the arithmetic of discounts; a combo with what its parts cost together.

        :param dict factors: rates that were asked already, by currency; filled here
        :return: `Row`
        """
        quantity, list_price = self.product_uom_qty, self._get_list_price(factors)
        if self.product_type != "combo":
            return Row(quantity, self.price_unit, self.discount, list_price)
        parts = self._get_linked_lines().filtered("combo_item_id")
        if not quantity or not parts:
            return Row(quantity, self.price_unit)
        total = sum(
            part.product_uom_qty * part.price_unit * (1 - part.discount / 100) for part in parts
        )
        return Row(quantity, total / quantity, 0.0, list_price)

    def _get_list_price(self, factors):
        """What the product costs on the list today, without any price list.

        No query for each line: the products of all lines are read at once.

        :param dict factors: as for `_get_discount_row`
        :return: float, 0 for a line without product or for a deduction
        """
        product = self.product_id
        if not product or self.price_unit < 0:
            return 0.0
        price = product.list_price + product.price_extra
        price += sum(self.product_no_variant_attribute_value_ids.mapped("price_extra"))
        if self.product_uom_id and self.product_uom_id != product.uom_id:
            price = product.uom_id._compute_price(price, self.product_uom_id)
        return self._adapt_to_taxes(price) * self._get_factor(product.currency_id, factors)

    def _adapt_to_taxes(self, price):
        """A list price with taxes in it, as the fiscal position of the quotation has it."""
        position = self.order_id.fiscal_position_id
        if not position:
            return price
        taxes = self.product_id.taxes_id._filter_taxes_by_company(self.order_id.company_id)
        if not any(taxes.mapped("price_include")):
            return price
        return self.product_id._get_tax_included_unit_price_from_price(
            price, taxes, fiscal_position=position
        )

    def _get_cost(self, factors):
        """What the goods of this line cost.

        :param dict factors: as for `_get_discount_row`
        :return: float; None where nobody entered a cost
        """
        product = self.product_id
        cost = product.standard_price
        if self.product_uom_id and self.product_uom_id != product.uom_id:
            cost = product.uom_id._compute_price(cost, self.product_uom_id)
        cost *= self._get_factor(product.cost_currency_id, factors)
        # Of Odoo's own module for margins. The salesperson may write it, so that it only adds.
        if "purchase_price" in self._fields:
            cost = max(cost, self.purchase_price)
        return cost * self.product_uom_qty if cost else None

    def _get_factor(self, currency, factors):
        if currency not in factors:
            factors[currency] = self.order_id._get_currency_factor(currency)
        return factors[currency]
