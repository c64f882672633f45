"""What the tests of contract review share: a team that sells, a back office that reviews."""

from .quote_common import QuoteSetUp

VAT = "DE811128135"


class ContractReviewSetUp(QuoteSetUp):
    """Mixin: company A reviews contracts, company B does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).use_contract_review = False
        cls.company_a.write({"use_contract_review": True, "contract_review_days": 3})
        cls.office_two = cls.new_user(
            "tc_office_two", "crm_customer_protection.group_customer_admin"
        )
        cls.client = cls.add_customer(
            cls.sales, "Falke GmbH", vat=VAT, street="Werkstr. 1", city="Aachen"
        )
        cls.term = cls.env["account.payment.term"].create({"name": "30 days"})
        cls.won_stage = cls.env["crm.stage"].create({"name": "Won it", "is_won": True})

    @classmethod
    def add_contract(cls, approved=True, **values):
        """A quotation of the salesperson with everything that the ERP needs."""
        values = {"partner_id": cls.client.id, "payment_term_id": cls.term.id, **values}
        return (cls.approved_order if approved else cls.add_order)(**values)

    @classmethod
    def add_task(cls, won=True, user=None, **values):
        """A task of the salesperson, won by default."""
        values = {
            "name": "Pumps for Aachen",
            "type": "opportunity",
            "partner_id": cls.client.id,
            "user_id": (user or cls.sales).id,
            "team_id": cls.team.id,
            "expected_revenue": 5000,
            **values,
        }
        task = cls.env["crm.lead"].with_user(user or cls.sales).create(values)
        if won:
            task.sudo().stage_id = cls.won_stage
        return task

    @classmethod
    def dialog(cls, user, **values):
        """The dialog as the screen opens it, for a person."""
        return cls.env["crm.contract.review.dialog"].with_user(user).create(values)

    @classmethod
    def hand_over(cls, document, user=None, **values):
        """
        :return: `crm.contract.review` record of the caller
        """
        user = user or cls.sales
        field = "order_id" if document._name == "sale.order" else "lead_id"
        if field == "lead_id":
            values = {"stated_term_id": cls.term.id, **values}
        cls.dialog(user, kind="hand_over", **{field: document.id}, **values).action_apply()
        reviews = cls.env["crm.contract.review"].with_user(user)
        return reviews.search([(field, "=", document.id)], limit=1)

    def kinds(self, review):
        """What happened, oldest first."""
        return review.sudo().step_ids.sorted("id").mapped("kind")

    def todos(self, review):
        """Who has to do something now."""
        return review.sudo().activity_ids.user_id

    @classmethod
    def passed(cls, document, user=None):
        review = cls.hand_over(document).with_user(user or cls.office)
        review.action_take()
        review.action_pass()
        return review
