"""What the tests of the decision tree share: a customer with four contacts, another with one."""

from odoo.fields import Command

from .common import CustomerSetUp


def use_sales_tasks(env, company, team):
    """Let opportunities of a team, and those of a company without a team, be sales tasks."""
    if "crm.stage.scheme" not in env:
        return
    stages = [{"name": "Open", "sequence": 1}, {"name": "Won", "sequence": 2, "is_won": True}]
    scheme = env["crm.stage.scheme"].create(
        {"name": "Tree Scheme", "stage_ids": [Command.create(values) for values in stages]}
    )
    team.stage_scheme_id = company.stage_scheme_id = scheme


class DecisionSetUp(CustomerSetUp):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        use_sales_tasks(cls.env, cls.company_a, cls.team)
        cls.customer = cls.add_customer(cls.sales, "Tree Works Ltd")
        cls.boss, cls.head, cls.buyer, cls.user = (
            cls.add_contact(cls.sales, cls.customer, name)
            for name in ("Bea Boss", "Hans Head", "Bob Buyer", "Uma User")
        )
        cls.other_customer = cls.add_customer(cls.sales, "Other Forest Inc")
        cls.stranger = cls.add_contact(cls.sales, cls.other_customer, "Stan Stranger")
        cls.people = cls.boss | cls.head | cls.buyer | cls.user

    @classmethod
    def add_influence(cls, source, target, strength="medium", **values):
        return source.env["crm.contact.influence"].create(
            {"source_id": source.id, "target_id": target.id, "strength": strength, **values}
        )

    @classmethod
    def add_task(cls, user=None, partner=None, name="Tree task", **values):
        """A sales task, as a salesperson enters it; its team is set up where teams can be."""
        user = user or cls.sales
        partner = cls.customer if partner is None else partner
        leads = cls.partners(user).env["crm.lead"]
        values = {"name": name, "type": "opportunity", "partner_id": partner.id, **values}
        return leads.create({"user_id": user.id, "team_id": cls.team.id, **values})

    @classmethod
    def add_task_contact(cls, task, partner, **values):
        return task.env["crm.lead.contact"].create(
            {"lead_id": task.id, "partner_id": partner.id, **values}
        )
