"""What the tests of quotation approval share: a team with its leader, a director above, orders."""

from odoo.fields import Command

from .common import CustomerSetUp


class QuoteSetUp(CustomerSetUp):
    """Mixin: company A has every quotation approved by the leader of the team, company B none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).use_quote_approval = False
        cls.leader = cls.new_user("tq_leader", "sales_team.group_sale_salesman")
        cls.deputy = cls.new_user("tq_deputy", "sales_team.group_sale_salesman")
        cls.director = cls.new_user("tq_director", "sales_team.group_sale_salesman")
        cls.top_team = cls.env["crm.team"].create(
            {"name": "All", "company_id": cls.company_a.id, "user_id": cls.director.id}
        )
        cls.team.write({"user_id": cls.leader.id, "parent_id": cls.top_team.id})
        cls.product = cls.env["product.product"].create(
            {"name": "Pump", "list_price": 100.0, "standard_price": 60.0, "taxes_id": False}
        )
        cls.other_product = cls.env["product.product"].create(
            {"name": "Valve", "list_price": 20.0, "standard_price": 5.0, "taxes_id": False}
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Pumpwerk", "is_company": True, "email": "buyer@pumpwerk.example"}
        )
        cls.company_a.use_quote_approval = True
        cls.rule = cls.env["sale.approval.rule"].search([("company_id", "=", cls.company_a.id)])

    @classmethod
    def add_order(cls, user=None, lines=((2, 100.0),), company=None, **values):
        """A quotation as its salesperson enters it.

        :param lines: pairs of quantity and price
        """
        user = user or cls.sales
        company = company or user.company_id
        orders = cls.env["sale.order"].with_user(user).with_company(company)
        return orders.create(
            {
                "partner_id": cls.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                        }
                    )
                    for quantity, price in lines
                ],
                **values,
            }
        )

    @classmethod
    def approved_order(cls, **values):
        order = cls.add_order(**values)
        order.action_submit_approval()
        order.with_user(cls.leader).action_approve()
        return order

    @classmethod
    def add_rule(cls, steps, company=None, **values):
        """The only rule of the company: its levels as lists of values.

        :param steps: list of dict, of `sale.approval.rule.step`
        """
        company = company or cls.company_a
        rules = cls.env["sale.approval.rule"]
        rules.search([("company_id", "=", company.id)]).active = False
        return rules.create(
            {
                "name": "Test",
                "company_id": company.id,
                "step_ids": [Command.create(step) for step in steps],
                **values,
            }
        )

    def kinds(self, order):
        """What happened, oldest first."""
        return order.sudo().approval_step_ids.sorted("id").mapped("kind")

    def run_job(self, name):
        """A scheduled job, as the scheduler runs it.

        :param str name: external id without the module
        """
        with self.enter_registry_test_mode():
            self.env.ref(f"crm_customer_protection.{name}").method_direct_trigger()
        self.env.invalidate_all()
