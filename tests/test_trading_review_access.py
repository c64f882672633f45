"""Who sees a contract review: whoever sees the customer, in the companies of the review."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests.common import HttpCase, TransactionCase, tagged
from odoo.tools import mute_logger

from ..models.protection.guard import unlocked
from .contract_review_common import VAT, ContractReviewSetUp
from .forgery_common import FORGED_CONTEXTS, QUIET, ForgerySetUp
from .visibility_common import VisibilitySetUp


@tagged("post_install", "-at_install")
class TestReviewAccess(ContractReviewSetUp, VisibilitySetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Protected, which the other one is not.
        cls.client = cls.add_customer(cls.sales, "Cramer GmbH", vat=VAT, street="Weg 1", city="Ulm")

    def test_who_sees_it(self):
        review = self.hand_over(self.add_contract())
        review.flush_recordset()
        for user, sees in (
            (self.sales, True),
            (self.sales_two, False),
            (self.office, True),
            (self.manager, True),
        ):
            reviews = self.env["crm.contract.review"].with_user(user)
            with self.subTest(user=user.login):
                found = reviews.search([("id", "=", review.id)])
                self.assertEqual(bool(found), sees)
                steps = reviews.env["crm.contract.review.step"]
                self.assertEqual(bool(steps.search([("review_id", "=", review.id)])), sees)
                if not sees:
                    with self.assertRaises(AccessError):
                        reviews.browse(review.id).read(["name"])
                    with self.assertRaises(AccessError):
                        reviews.browse(review.id).action_take()

    def test_another_company(self):
        review = self.hand_over(self.add_contract())
        stranger = self.new_user(
            "tc_office_b", "crm_customer_protection.group_customer_admin", self.company_b
        )
        reviews = self.env["crm.contract.review"].with_user(stranger)
        self.assertFalse(reviews.search([("id", "=", review.id)]))
        with self.assertRaises(AccessError):
            reviews.browse(review.id).action_take()
        self.assertNotIn(stranger, self.company_a._get_contract_reviewers())
        with self.assertRaises(UserError):
            review.with_user(self.office)._give(stranger)

    def test_named_reviewer_reads_the_quotation(self):
        reviewer = self.new_user(
            "tc_legal",
            "sales_team.group_sale_salesman,crm_customer_protection.group_customer_reader",
        )
        order = self.add_contract()
        self.hand_over(order)
        orders = self.env["sale.order"].with_user(reviewer)
        self.assertFalse(orders.search([("id", "=", order.id)]))
        self.company_a.contract_review_user_ids = [Command.set(reviewer.ids)]
        self.env.invalidate_all()
        self.assertTrue(orders.search([("id", "=", order.id)]))
        with self.assertRaises(AccessError):
            orders.browse(order.id).write({"client_order_ref": "x"})

    def test_lines_that_one_may_not_read(self):
        """A colleague with whom the customer is shared sees the review, and not the lines."""
        review = self.hand_over(self.add_contract())
        self.client.with_user(self.sales)._share(self.sales_two, "read", False, "Help me")
        self.env.invalidate_all()
        by_two = review.with_user(self.sales_two)
        by_two.web_read({"name": {}, "line_ids": {"fields": {"name": {}}}, "missing": {}})
        with self.assertRaises(UserError):
            by_two.action_take()

    def test_hidden_quotation_in_the_dialog(self):
        order = self.add_contract()
        for user in (self.sales_two,):
            dialog = self.dialog(user, kind="hand_over", order_id=order.id)
            self.assertFalse(dialog.customer_name)
            self.assertFalse(dialog.missing)
            self.assertFalse(dialog.delivery_address)

    def test_dialogs_are_ones_own(self):
        dialog = self.dialog(self.sales, kind="hand_over", order_id=self.add_contract().id)
        with self.assertRaises(AccessError):
            dialog.with_user(self.sales_two).action_apply()


@tagged("post_install", "-at_install")
class TestReviewForgery(ForgerySetUp, HttpCase):
    """Over real HTTP: the state is written by the course alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.use_contract_review = True
        cls.own = cls.customers["own"]
        values = {
            "name": "Forged",
            "partner_id": cls.own.id,
            "company_id": cls.company_a.id,
            "user_id": cls.sales.id,
        }
        lead = {"name": "T", "partner_id": cls.own.id, "company_id": cls.company_a.id}
        values["lead_id"] = cls.env["crm.lead"].create(lead | {"user_id": cls.sales.id}).id
        cls.review = unlocked(cls.env["crm.contract.review"]).create(values)
        cls.review._log_step("handed", False, 0.0, None)
        cls.env.flush_all()

    def snapshot(self):
        self.env.invalidate_all()
        return (
            self.review.read(["state", "reviewer_id", "user_id", "round", "fingerprint"]),
            self.review.step_ids.read(["kind", "note", "user_id"]),
        )

    def test_json(self):
        before = self.snapshot()
        step = self.review.step_ids
        for role, user in self.roles.items():
            for context in ({}, FORGED_CONTEXTS[0], FORGED_CONTEXTS[3]):
                with self.subTest(role=role):
                    for vals in ({"state": "passed"}, {"reviewer_id": user.id}, {"round": 7}):
                        self.assertRefused(
                            self.post(
                                user,
                                "crm.contract.review",
                                "write",
                                ids=self.review.ids,
                                vals=vals,
                                context=context,
                            )
                        )
                    values = {"name": "x", "partner_id": self.own.id, "state": "passed"}
                    self.assertRefused(
                        self.post(
                            user,
                            "crm.contract.review",
                            "create",
                            vals_list=[values],
                            context=context,
                        )
                    )
                    for model, ids in (
                        ("crm.contract.review", self.review.ids),
                        ("crm.contract.review.step", step.ids),
                    ):
                        self.assertRefused(
                            self.post(user, model, "unlink", ids=ids, context=context)
                        )
        self.assertEqual(self.snapshot(), before)

    def test_actions_of_others(self):
        before = self.snapshot()
        for role in ("sales", "leader", "clerk", "erp", "plain", "accountant", "portal"):
            for method in ("action_take", "action_pass"):
                with self.subTest(role=role, method=method):
                    answer = self.post(
                        self.roles[role], "crm.contract.review", method, ids=self.review.ids
                    )
                    self.assertRefused(answer)
        self.assertEqual(self.snapshot(), before)

    def test_the_way_that_is_open(self):
        answer = self.post(self.office, "crm.contract.review", "action_take", ids=self.review.ids)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.env.invalidate_all()
        self.assertEqual(self.review.reviewer_id, self.office)
        with mute_logger(*QUIET):
            answer = self.post(
                self.office, "crm.contract.review", "action_pass", ids=self.review.ids
            )
        self.assertEqual(answer.status_code, 200, answer.text)
        self.env.invalidate_all()
        self.assertEqual(self.review.state, "passed")
