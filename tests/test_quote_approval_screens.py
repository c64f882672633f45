"""What people see of an approval: words, levels, the desk; and nothing where nothing is approved."""

from datetime import timedelta

from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.tests import tagged
from odoo.tests.common import TransactionCase

from .quote_common import QuoteSetUp


class ScreensCase(QuoteSetUp, TransactionCase):
    def assertNews(self, order, headline, detail=False):
        order.invalidate_recordset()
        self.assertRegex(order.approval_headline, headline)
        if detail:
            self.assertIn(detail, order.approval_detail)
        else:
            self.assertFalse(order.approval_detail)

    def course(self, order):
        """(state, name of the level, people) of each level."""
        order.invalidate_recordset()
        levels = order.sudo()._get_approval_course()
        return [(level["state"], level["name"], level["people"]) for level in levels]


@tagged("post_install", "-at_install")
class TestQuoteApprovalNews(ScreensCase):
    def test_to_be_submitted(self):
        order = self.add_order()
        self.assertNews(order, "needs approval before it leaves the house")
        self.assertEqual(self.course(order), [("next", "Team leader", ["Tq Leader"])])

    def test_waiting(self):
        self.rule.step_ids.deadline_hours = 24
        order = self.add_order()
        with freeze_time("2026-05-04 10:00:00"):
            order._submit("As last year")
        self.assertNews(order, r"Waits for Tq Leader since 5/4/26.* until 5/5/26", "As last year")
        [(state, _name, people)] = self.course(order)
        self.assertEqual((state, people), ("now", ["Tq Leader"]))
        self.assertEqual(order.approval_note, "As last year")

    def test_approved(self):
        order = self.approved_order()
        self.assertNews(order, "Approved by Tq Leader")
        self.assertFalse(order.is_held_back)
        [(state, _name, [who])] = self.course(order)
        self.assertEqual(state, "done")
        self.assertRegex(who, "^Tq Leader, ")

    def test_rejected(self):
        order = self.add_order()
        order._submit()
        order.with_user(self.leader)._reject("Too low")
        self.assertNews(order, "Rejected by Tq Leader", "Too low")
        self.assertTrue(order.is_held_back)
        self.assertEqual(self.course(order)[0][0], "rejected")

    def test_withdrawn(self):
        order = self.add_order()
        order._submit()
        order._withdraw()
        self.assertNews(order, "Withdrawn by Tc Sales")

    def test_void(self):
        order = self.approved_order()
        order.order_line.price_unit = 80
        self.assertNews(order, "The approval is void: Tc Sales changed", "100.00 → 80.00")
        self.assertTrue(order.is_held_back)
        self.assertTrue(order.can_submit_approval)

    def test_before(self):
        self.company_a.use_quote_approval = False
        order = self.add_order()
        order.write({"state": "sent"})
        self.company_a.use_quote_approval = True
        self.assertNews(order, "Sent before approvals began")

    def test_two_levels_with_a_deputy(self):
        self.add_rule([{"kind": "leader"}, {"kind": "leader_above", "sequence": 20}])
        order = self.add_order()
        order._submit()
        states = [state for state, _name, _people in self.course(order)]
        self.assertEqual(states, ["now", "next"])
        self.env["sale.approval.delegation"].create(
            {
                "user_id": self.leader.id,
                "delegate_id": self.deputy.id,
                "date_from": fields.Date.today() - timedelta(days=1),
            }
        )
        order.with_user(self.deputy)._approve("All right")
        (state, _name, [who]), (then, _above, _people) = self.course(order)
        self.assertEqual((state, then), ("done", "now"))
        self.assertRegex(who, "^Tq Deputy for Tq Leader, ")
        self.assertEqual(order.approval_step_ids[0].detail, "In place of Tq Leader.\nAll right")
        self.assertIn("o_approval_now", order.approval_course)

    def test_what_people_wrote_is_no_html(self):
        self.rule.step_ids.name = "<b>Boss</b>"
        self.assertIn("&lt;b&gt;Boss&lt;/b&gt;", self.add_order().approval_course)

    def test_nobody_would_decide(self):
        self.rule.no_approver = "refuse"
        self.team.user_id = False
        order = self.add_order()
        self.assertIn("text-danger", order.approval_course)


@tagged("post_install", "-at_install")
class TestQuoteApprovalDesk(ScreensCase):
    def test_customer(self):
        grade = self.env["crm.customer.grade"].search([], limit=1)
        customer = self.add_customer(self.sales, "Walzwerk", customer_grade_id=grade.id)
        order = self.add_order(partner_id=customer.id)
        order._submit()
        seen = order.with_user(self.leader)
        self.assertEqual(seen.approval_customer_grade_id, grade)
        self.assertEqual(seen.approval_customer_stage, "potential")

    def test_an_order_that_is_not_saved_tells_nothing_of_a_customer(self):
        customer = self.add_customer(self.sales, "Walzwerk")
        orders = self.env["sale.order"].with_user(self.sales_two)
        order = orders.new({"partner_id": customer.id})
        self.assertFalse(order.approval_customer_stage)
        self.assertFalse(order.approval_earlier_ids)

    def test_earlier(self):
        mine = self.add_order()
        others = self.add_order(user=self.sales_two, company=self.company_a)
        elsewhere = self.add_order(user=self.sales, company=self.company_a)
        elsewhere.sudo().state = "cancel"
        order = self.add_order()
        order._submit()
        self.assertTrue(others.has_access("read"))
        self.assertEqual(order.approval_earlier_ids, mine)
        many = self.env["sale.order"].union(*(self.add_order() for _number in range(6)))
        order.invalidate_recordset()
        self.assertEqual(order.approval_earlier_ids, many.sorted("id", reverse=True)[:5])

    def test_lines(self):
        order = self.add_order(lines=((2, 90.0), (1, 120.0)))
        cheap, dear = order.order_line
        self.assertEqual(cheap.approval_list_price, 100.0)
        self.assertAlmostEqual(cheap.approval_discount_rate, 0.1)
        self.assertEqual(dear.approval_discount_rate, 0.0)

    def test_actions(self):
        order = self.add_order()
        action = order.action_ask_submit()
        self.assertEqual(action["context"]["default_kind"], "submit")
        order._submit()
        seen = order.with_user(self.leader)
        self.assertEqual(seen.action_ask_approve()["context"]["default_kind"], "approve")
        self.assertEqual(seen.action_open_quotation()["res_id"], order.id)


@tagged("post_install", "-at_install")
class TestQuoteApprovalUnused(ScreensCase):
    """Where a company does not approve quotations, everything is as it was (invariant 12)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outsider = cls.new_user("tq_outsider", "sales_team.group_sale_salesman", cls.company_b)

    def names(self, user, kind, view):
        orders = self.env["sale.order"].with_user(user)
        arch = orders.with_context(allowed_company_ids=user.company_ids.ids).get_view(
            self.env.ref(view).id, kind
        )["arch"]
        return {node.get("name") for node in etree.fromstring(arch).iter() if node.get("name")}

    def test_lists(self):
        views = {
            "list": "sale.view_quotation_tree",
            "search": "sale.sale_order_view_search_inherit_quotation",
        }
        for kind, view in views.items():
            added = self.names(self.sales, kind, view) - self.names(self.outsider, kind, view)
            wanted = {
                "list": {"approval_state", "action_ask_submit", "action_approve", "action_reject"},
                "search": {"approval_waiting_for_me", "approval_my_submitted"},
            }[kind]
            self.assertLessEqual(wanted, added)
            left = self.names(self.outsider, kind, view)
            self.assertFalse([name for name in left if "approv" in name])

    def test_menus(self):
        menu = self.env.ref("crm_customer_protection.quote_approval_menu_desk")
        menus = self.env["ir.ui.menu"]
        self.assertIn(menu.id, menus.with_user(self.outsider)._load_menus_blacklist())
        self.assertNotIn(menu.id, menus.with_user(self.sales)._load_menus_blacklist())

    def test_order_costs_nothing(self):
        order = self.add_order(user=self.outsider)
        names = [
            "approval_course",
            "approval_detail",
            "approval_headline",
            "approval_shown_step_ids",
            "can_decide_approval",
            "can_submit_approval",
            "can_withdraw_approval",
            "has_approval",
            "is_held_back",
        ]
        order.read(["state", "name"])
        with self.assertQueryCount(0):
            self.assertFalse(any(order.mapped(lambda order: [order[name] for name in names])[0]))

    def test_new_order(self):
        new = {
            user: self.env["sale.order"]
            .with_user(user)
            .with_company(user.company_id)
            .new({"company_id": user.company_id.id})
            for user in (self.sales, self.outsider)
        }
        self.assertTrue(new[self.sales].is_held_back, "whether it may leave is not known yet")
        self.assertFalse(new[self.outsider].is_held_back)


@tagged("post_install", "-at_install")
class TestQuoteApprovalScale(ScreensCase):
    def count_queries(self, orders, names):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        orders.with_user(self.leader).web_read({name: {} for name in names})
        return self.env.cr.sql_log_count - before

    def test_desk(self):
        """The list of the desk costs no query per quotation."""
        orders = self.env["sale.order"].union(*(self.add_order() for _number in range(12)))
        orders._submit()
        view = self.env.ref("crm_customer_protection.sale_order_view_list_desk")
        arch = etree.fromstring(view.arch)
        names = [node.get("name") for node in arch.xpath("//field")]
        names.remove("company_id")
        self.count_queries(orders, names)
        few, many = (self.count_queries(some, names) for some in (orders[:2], orders))
        self.assertLessEqual(many, few + 2)
