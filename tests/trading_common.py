"""What the tests of conversion requests share: a company with the usual checklist, a customer."""

from odoo.fields import Command

from .protection_common import ProtectionSetUp

# A valid code (GB 32100-2015) of nobody.
CREDIT_CODE = "91110000600037341L"


class TradingSetUp(ProtectionSetUp):
    """Mixin: `sales` owns `customer`, which meets what the data are asked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.write({"use_trading_request": True, "trading_user_id": cls.office.id})
        cls.office_two = cls.new_user(
            "tc_office_two", "crm_customer_protection.group_customer_admin"
        )
        cls.checks = cls.env["crm.trading.check"].search([("company_id", "=", cls.company_a.id)])
        cls.manual = cls.checks.filtered(lambda check: check.kind == "manual")
        cls.customer = cls.add_ready("Wandel Maschinen GmbH")

    @classmethod
    def add_ready(cls, name, owner=None, **values):
        """A customer that lacks nothing but an order."""
        owner = owner or cls.sales
        customer = cls.add_customer(
            owner,
            name,
            company_id=cls.company_a.id,
            **{"vat": "DE129273398", "country_id": cls.env.ref("base.de").id, **values},
        )
        cls.add_contact(owner, customer, f"Buyer of {name}")
        return customer

    @classmethod
    def add_file(cls, user, name="contract.pdf", **values):
        return (
            cls.env["ir.attachment"]
            .with_user(user)
            .create({"name": name, "raw": b"contract", **values})
        )

    @classmethod
    def add_order(cls, customer, user=None, state="sale"):
        """A confirmed order, past approval, as the system has it."""
        product = cls.env["product.product"].create({"name": "Machine", "list_price": 100})
        order = (
            cls.env["sale.order"]
            .with_company(cls.company_a)
            .create(
                {
                    "partner_id": customer.id,
                    "company_id": cls.company_a.id,
                    "user_id": (user or cls.sales).id,
                    "order_line": [Command.create({"product_id": product.id})],
                }
            )
        )
        if state == "sale":
            order.action_confirm()
        return order

    def request(self, customer=None, user=None, **kwargs):
        """A request of the owner, with the contract.

        :return: `crm.trading.request` record of the user
        """
        user = user or self.sales
        customer = self.as_user(customer or self.customer, user)
        kwargs.setdefault("documents", self.add_file(user).with_env(customer.env))
        return customer._request_trading(kwargs.pop("note", "They signed"), **kwargs)

    def events(self, customer=None):
        rows = (customer or self.customer).sudo().trading_event_ids.sorted("id")
        return rows.mapped("kind")

    def activities(self, request, user):
        return request.sudo().activity_ids.filtered(lambda activity: activity.user_id == user)
