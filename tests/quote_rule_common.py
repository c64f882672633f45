"""What the tests of approval rules share: three tiers of teams, a product, orders of a salesperson."""

from odoo.fields import Command

from .common import CustomerCase

SALESMAN = "sales_team.group_sale_salesman"


class QuoteRuleCase(CustomerCase):
    """The chief leads the country, the director the region in it, the leader the team of `sales`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("leader", "director", "chief", "finance", "outsider"):
            setattr(cls, name, cls.new_user(f"tc_{name}", SALESMAN))
        teams = cls.env["crm.team"]
        cls.country = teams.create(
            {"name": "Country", "company_id": cls.company_a.id, "user_id": cls.chief.id}
        )
        cls.region = teams.create(
            {
                "name": "Region",
                "company_id": cls.company_a.id,
                "user_id": cls.director.id,
                "parent_id": cls.country.id,
            }
        )
        cls.team.write({"user_id": cls.leader.id, "parent_id": cls.region.id})
        cls.other_team = teams.create(
            {"name": "Other Team", "company_id": cls.company_a.id, "user_id": False}
        )
        cls.company_a.use_quote_approval = True
        cls.rules = cls.env["sale.approval.rule"]
        cls.rules.search([("company_id", "=", cls.company_a.id)]).unlink()
        cls.customer = cls.env["res.partner"].create(
            {"name": "Buyer AG", "is_company": True, "company_id": cls.company_a.id}
        )
        cls.product = cls.new_product("Pump", 100.0, 60.0)

    @classmethod
    def new_product(cls, name, list_price, cost=0.0, **values):
        product = (
            cls.env["product.product"]
            .with_company(cls.company_a)
            .create({"name": name, "list_price": list_price, "taxes_id": False, **values})
        )
        product.standard_price = cost
        return product

    @classmethod
    def new_rule(cls, name="Rule", steps=({"kind": "leader"},), **values):
        return cls.rules.create(
            {
                "name": name,
                "company_id": cls.company_a.id,
                "step_ids": [Command.create(step) for step in steps],
                **values,
            }
        )

    @classmethod
    def new_order(cls, lines=({},), user=None, **values):
        """An order of `sales` in the team, with a line of the pump for each dict."""
        user = cls.sales if user is None else user
        return (
            cls.env["sale.order"]
            .with_company(cls.company_a)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "company_id": cls.company_a.id,
                    "user_id": user.id,
                    "team_id": cls.team.id,
                    "order_line": [
                        Command.create({"product_id": cls.product.id, "price_unit": 100.0, **line})
                        for line in lines
                    ],
                    **values,
                }
            )
        )

    def assertRule(self, order, rule):
        self.assertEqual(order._get_approval_rule(), rule or self.rules)

    def level_users(self, order, rule, submitter=None, level=0):
        """Who decides on a level of the plan."""
        plan = rule._get_plan(order, submitter or self.sales)
        return self.env["res.users"].browse(plan["levels"][level]["user_ids"])
