"""How far a quotation lies below the list price, and what margin it leaves.

Plain functions of numbers, so that the arithmetic can be tested without a database. Rates are
fractions: 0.1 is ten percent.
"""

from typing import NamedTuple


class Row(NamedTuple):
    """A line of a quotation, in the currency of the quotation.

    `discount` is a percentage as the line has it, `list_price` of the unit of the line.
    """

    quantity: float
    price_unit: float
    discount: float = 0.0
    list_price: float = 0.0

    @property
    def net_price(self):
        """What the customer pays for one unit."""
        return self.price_unit * (1 - self.discount / 100)

    @property
    def reference_price(self):
        """What one unit would cost without any discount.

        The list price, or the price itself where the product has none; where more than the list
        price is paid, what is paid, so that a dear line hides no discount of another one.
        """
        return max(self.list_price or self.price_unit, self.net_price)

    @property
    def is_deduction(self):
        """Whether the line takes something off the whole quotation, as a global discount does."""
        return self.quantity * self.price_unit < 0 or self.price_unit < 0


class Discount(NamedTuple):
    """What a quotation gives away against its list prices."""

    list_amount: float = 0.0
    net_amount: float = 0.0
    rate: float = 0.0
    # Of the line that gives most, whatever its quantity is: the customer can order it.
    worst_line_rate: float = 0.0

    @property
    def amount(self):
        """What is given away, never below zero."""
        return max(self.list_amount - self.net_amount, 0.0)


def get_line_rate(row):
    """The discount of one line against the list price.

    :param Row row: any line
    :return: float, 0 for a line that is no dearer on the list, and for a deduction
    """
    reference = row.reference_price
    if row.is_deduction or reference <= 0:
        return 0.0
    return max(1 - row.net_price / reference, 0.0)


def get_discount(rows):
    """The discount of a whole quotation against the list prices.

    :param rows: iterable of `Row`
    :return: `Discount`; a rate above 1 means that the customer gets money
    """
    list_amount = net_amount = worst = 0.0
    for row in rows:
        net = row.quantity * row.net_price
        # Whatever is entered on it, a deduction makes nothing dearer.
        net_amount += min(net, 0.0) if row.is_deduction else net
        if not row.is_deduction:
            list_amount += row.quantity * row.reference_price
            worst = max(worst, get_line_rate(row))
    return Discount(list_amount, net_amount, _get_rate(list_amount, net_amount), worst)


def _get_rate(list_amount, net_amount):
    if list_amount > 0:
        return max(1 - net_amount / list_amount, 0.0)
    return 1.0 if net_amount < 0 else 0.0


def get_margin_rate(net_amount, cost_amount):
    """What is left of the price once the goods are paid for.

    :param float net_amount: untaxed price of the quotation
    :param float cost_amount: cost of everything in it
    :return: float, the share of the price; -1 where the price pays for nothing of the cost
    """
    if net_amount > 0:
        return (net_amount - cost_amount) / net_amount
    return -1.0 if cost_amount > 0 or net_amount < 0 else 0.0
