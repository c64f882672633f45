"""What the tests of trading customers share: one potential and one trading customer, with quotations."""

from odoo.fields import Command


class MeaningSetUp:
    """Mixin: company A asks nothing yet; tests switch on what they need."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).write(
            {
                "use_quote_approval": False,
                "trading_only_orders": False,
                "trading_propose": False,
                "use_trading_request": False,
                "trading_back_months": 0,
            }
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Pump", "list_price": 100.0, "taxes_id": False}
        )
        cls.potential = cls.add_customer(cls.sales, "Pumpwerk Nord")
        cls.trading = cls.add_customer(cls.sales, "Pumpwerk Sued")
        cls.trading.with_user(cls.office).customer_stage = "trading"
        cls.outsider = cls.env["res.partner"].create({"name": "No customer of ours"})

    @classmethod
    def add_quotation(cls, customer, user=None, company=None, **values):
        user = user or cls.sales
        orders = cls.env["sale.order"].with_user(user).with_company(company or user.company_id)
        return orders.create(
            {
                "partner_id": customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "product_uom_qty": 2,
                            "price_unit": 100.0,
                        }
                    )
                ],
                **values,
            }
        )

    @classmethod
    def set_stage(cls, customers, stage):
        customers.with_user(cls.office).write({"customer_stage": stage})

    def events(self, customer):
        """What happened to the stage of a customer, oldest first."""
        return customer.sudo().trading_event_ids.sorted("id").mapped("kind")
