"""A contract's way in the browser; the steps stand in `static/tests/tours`."""

from odoo.tests import HttpCase, tagged

from .contract_review_common import ContractReviewSetUp
from .erp_common import ErpSetUp
from .erp_payloads import order as payload


@tagged("post_install", "-at_install")
class TestReviewTours(ContractReviewSetUp, ErpSetUp, HttpCase):
    def test_from_hand_over_to_order(self):
        self.client.sudo().ref = "ERP-C9"
        order = self.add_contract()
        url = f"/odoo/sale.order/{order.id}"
        self.start_tour(url, "contract_review_hand_over_tour", login="tc_sales")
        review = order.contract_review_id.sudo()
        self.assertEqual((review.state, review.user_id), ("to_review", self.sales))
        self.start_tour("/odoo/crm-customers", "contract_review_refuse_tour", login="tc_office")
        self.assertEqual(review.state, "refused")
        self.start_tour(url, "contract_review_again_tour", login="tc_sales")
        self.assertEqual((review.state, review.round), ("to_review", 2))
        self.start_tour("/odoo/crm-customers", "contract_review_pass_tour", login="tc_office")
        self.assertEqual((review.state, review.reviewer_id), ("passed", self.office))
        self.upsert(payload("SO-77", quotation=order.name, customer={"code": "ERP-C9"}))
        self.env.invalidate_all()
        self.assertEqual(review.state, "ordered")
        self.start_tour(url, "contract_review_ordered_tour", login="tc_sales")
