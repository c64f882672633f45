"""What the tests of sales tasks share: Team A runs through a scheme, Team B is Odoo's own."""

from odoo.fields import Command
from odoo.tests.common import TransactionCase

from ..models.protection.guard import unlocked
from .common import CustomerSetUp

STAGES = ("First contact", "Needs", "Offer", "Closed")


class SalesTaskSetUp:
    """Mixin that stands before one with users and a team."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        unlocked(cls.env["crm.team"].search([])).stage_scheme_id = False
        cls.env["res.company"].search([]).stage_scheme_id = False
        cls.scheme = cls.env["crm.stage.scheme"].create(
            {
                "name": "Test Scheme",
                "stage_ids": [
                    Command.create({"name": name, "sequence": number, "is_won": number == 3})
                    for number, name in enumerate(STAGES)
                ],
            }
        )
        cls.team.stage_scheme_id = cls.scheme
        cls.plain_team = cls.env["crm.team"].create(
            {"name": "Plain Team", "company_id": cls.company_a.id, "user_id": False}
        )
        cls.pump, cls.valve = cls.env["product.product"].create(
            [{"name": "Pump P7"}, {"name": "Valve V3"}]
        )
        cls.reason = cls.env["crm.lost.reason"].create({"name": "Too expensive"})

    @classmethod
    def tasks(cls, user, **context):
        """`crm.lead` as a user of company A has it."""
        companies = user.company_ids.ids
        return cls.env(user=user.id, context=dict(allowed_company_ids=companies, **context))[
            "crm.lead"
        ]

    @classmethod
    def add_task(cls, user, **values):
        """A sales task of the user, in Team A."""
        values = {"type": "opportunity", "team_id": cls.team.id, "user_id": user.id, **values}
        return cls.tasks(user).create(values)


class SalesTaskCase(SalesTaskSetUp, CustomerSetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.add_customer(cls.sales, "Adler Ltd")
        cls.contact = cls.add_contact(cls.sales, cls.customer, "Ms Falk")
