"""A collision case in the browser, from its opening to the final decision."""

from odoo.tests import HttpCase, tagged

from .collision_common import CollisionSetUp
from .common import CustomerSetUp


@tagged("post_install", "-at_install")
class TestCollisionTours(CollisionSetUp, CustomerSetUp, HttpCase):
    def test_course(self):
        self.company_a.use_visibility = False
        url = "/odoo/crm-customers"
        self.start_tour(url, "collision_open_tour", login="tc_sales_two")
        case = self.env["crm.collision.case"].search([("partner_id", "=", self.customer.id)])
        self.start_tour(url, "collision_propose_tour", login="tc_office")
        self.assertEqual(case.state, "proposed")
        self.assertEqual(len(case.claim_ids), 3)
        self.start_tour(url, "collision_decide_tour", login="tc_office")
        self.assertOwner(self.customer, self.sales_two)
        self.assertEqual(case.state, "decided")
        self.start_tour(url, "collision_dispute_tour", login="tc_sales")
        self.assertEqual(case.state, "disputed")
        self.start_tour(url, "collision_decide_tour", login="tc_office")
        self.assertEqual(case.state, "final")
