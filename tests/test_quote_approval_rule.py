"""Which rule asks for the approval of a quotation."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tests.common import tagged
from odoo.tools import mute_logger

from ..hooks import post_init_hook
from .quote_rule_common import QuoteRuleCase


@tagged("post_install", "-at_install")
class TestQuoteApprovalRule(QuoteRuleCase):
    def assertConditions(self, order, other, **values):
        """A rule with these values asks for the approval of the order and not of the other."""
        rule = self.new_rule(**values)
        with self.subTest(values=list(values)):
            self.assertRule(order, rule)
            self.assertRule(other, None)
        rule.active = False
        self.assertRule(order, None)

    def test_preset(self):
        self.assertFalse(self.rules.search([("company_id", "=", self.company_b.id)]))
        self.company_b.use_quote_approval = True
        rule = self.rules.search([("company_id", "=", self.company_b.id)])
        self.assertEqual(rule.step_ids.mapped("kind"), ["leader"])
        self.company_b.use_quote_approval = False
        rule.active = False
        self.company_b.use_quote_approval = True
        found = self.rules.with_context(active_test=False)
        self.assertEqual(found.search([("company_id", "=", self.company_b.id)]), rule)
        company = self.env["res.company"].create({"name": "New", "use_quote_approval": True})
        self.assertTrue(self.rules.search([("company_id", "=", company.id)]))

    def test_off_matches_nothing(self):
        rule = self.new_rule()
        order = self.new_order()
        self.assertRule(order, rule)
        self.company_a.use_quote_approval = False
        self.assertRule(order, None)

    def test_first_one_decides(self):
        order = self.new_order()
        later = self.new_rule("Later", sequence=20)
        first = self.new_rule("First", sequence=5)
        self.assertRule(order, first)
        first.sequence = 30
        self.assertRule(order, later)
        exempt = self.new_rule("Free", sequence=1, is_exempt=True, steps=())
        self.assertRule(order, None)
        exempt.unlink()
        self.assertRule(order, later)

    def test_rule_of_another_company(self):
        self.rules.create(
            {
                "name": "B",
                "company_id": self.company_b.id,
                "step_ids": [Command.create({"kind": "leader"})],
            }
        )
        self.assertRule(self.new_order(), None)

    def test_teams_with_those_below(self):
        order = self.new_order()
        self.other_team.member_ids = self.sales_two
        other = self.new_order(user=self.sales_two, team_id=self.other_team.id)
        for team in (self.team, self.region, self.country):
            self.assertConditions(order, other, team_ids=team.ids)
        no_team = self.new_order()
        no_team.team_id = False
        self.assertConditions(no_team, other, team_ids=self.region.ids)

    def test_approvers_can_open_quotations(self):
        rule = self.new_rule()
        for values in ({"user_ids": self.plain.ids}, {"escalation_user_id": self.plain.id}):
            with self.assertRaisesRegex(ValidationError, "no right to sales"):
                rule.step_ids.write({"kind": "users", "user_ids": self.leader.ids, **values})

    def test_team_of_others_changes_nothing(self):
        """Whoever writes another team on the quotation is still asked by the rule of the own one."""
        rule = self.new_rule(team_ids=self.team.ids)
        self.assertRule(self.new_order(team_id=self.other_team.id), rule)

    def test_archived_team_widens_nothing(self):
        rule = self.new_rule(team_ids=self.other_team.ids)
        order = self.new_order()
        self.assertRule(order, None)
        self.other_team.active = False
        self.env.registry.clear_cache()
        self.assertRule(order, None)
        self.assertTrue(rule.active)

    def test_customer(self):
        category = self.env["crm.customer.category"].create({"name": "Maker"})
        grade = self.env["crm.customer.grade"].create({"name": "X"})
        managed = self.add_customer(
            self.sales, "Managed", customer_category_id=category.id, customer_grade_id=grade.id
        )
        contact = self.add_contact(self.sales, managed, "Contact")
        order = self.new_order(partner_id=contact.id)
        other = self.new_order()
        self.assertConditions(order, other, category_ids=category.ids)
        self.assertConditions(order, other, grade_ids=grade.ids)
        self.assertConditions(order, other, customer_stage="potential")

    def test_terms_currency_and_filter(self):
        term = self.env["account.payment.term"].create(
            {"name": "90 days", "company_id": self.company_a.id}
        )
        currency = self.env["res.currency"].create({"name": "QQQ", "symbol": "Q"})
        pricelist = self.env["product.pricelist"].create(
            {"name": "Q", "currency_id": currency.id, "company_id": self.company_a.id}
        )
        other = self.new_order(payment_term_id=False)
        order = self.new_order(
            payment_term_id=term.id, pricelist_id=pricelist.id, client_order_ref="Tender 7"
        )
        self.assertEqual(order.currency_id, currency)
        self.assertConditions(order, other, payment_term_ids=term.ids)
        self.assertConditions(order, other, currency_ids=currency.ids)
        self.assertConditions(order, other, domain="[('client_order_ref', 'ilike', 'tender')]")

    def test_limits(self):
        plain, cheap = self.new_order(), self.new_order([{"price_unit": 90.0}])
        dear = self.new_order([{"product_uom_qty": 50}])
        self.assertConditions(dear, plain, min_amount=5000.0)
        self.assertConditions(cheap, plain, min_line_discount=10.0)
        self.assertConditions(cheap, plain, min_discount=10.0)
        self.assertConditions(cheap, plain, use_min_margin=True, min_margin=39.0)
        mixed = self.new_order([{"discount": 10.0}, {"product_uom_qty": 9}])
        self.assertConditions(mixed, plain, min_line_discount=10.0)
        self.assertConditions(cheap, mixed, min_discount=5.0)

    def test_one_limit_is_enough(self):
        rule = self.new_rule(min_amount=5000.0, min_discount=10.0)
        self.assertRule(self.new_order(), None)
        self.assertRule(self.new_order([{"discount": 10.0}]), rule)
        self.assertRule(self.new_order([{"product_uom_qty": 50}]), rule)

    def test_zero_and_full_discount(self):
        rule = self.new_rule(min_discount=100.0)
        self.assertRule(self.new_order([{"price_unit": 0.0}]), rule)
        self.assertRule(self.new_order([{"discount": 100.0}]), rule)
        self.assertRule(self.new_order([{"product_uom_qty": 0.0}]), None)
        self.assertRule(self.new_order([]), None)
        rule.write({"min_discount": 0.0, "min_amount": 0.01})
        self.assertRule(self.new_order([{"price_unit": 0.0}]), None)

    def test_unknown_margin_asks_nothing(self):
        self.new_rule(use_min_margin=True, min_margin=90.0)
        gift = self.new_product("No cost", 100.0)
        self.assertRule(self.new_order([{"product_id": gift.id}]), None)
        self.assertTrue(self.new_order()._get_approval_rule())

    def test_amount_in_foreign_currency(self):
        currency = self.env["res.currency"].create(
            {
                "name": "QQQ",
                "symbol": "Q",
                "rate_ids": [
                    Command.create(
                        {"name": "2020-01-01", "rate": 10.0, "company_id": self.company_a.id}
                    )
                ],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Q", "currency_id": currency.id, "company_id": self.company_a.id}
        )
        self.new_rule(min_amount=1000.0)
        order = self.new_order([{"price_unit": 5000.0}], pricelist_id=pricelist.id)
        self.assertEqual(order.currency_rate, 10.0)
        self.assertRule(order, None)
        order.order_line.price_unit = 10000.0
        self.assertTrue(order._get_approval_rule())

    def test_rate_of_the_order(self):
        """A rate of tomorrow changes nothing for what is quoted today."""
        self.new_rule(min_amount=1000.0)
        order = self.new_order([{"price_unit": 999.0}])
        self.assertRule(order, None)

    def test_broken_filter(self):
        for domain in ("[('no_such_field', '=', 1)]", "[(", "uid"):
            with self.assertRaisesRegex(ValidationError, "cannot be read"):
                self.new_rule(domain=domain)

    def test_filter_that_broke_later(self):
        rule = self.new_rule(domain="[('client_order_ref', '=', 'x')]")
        free = self.new_rule(
            is_exempt=True, sequence=1, steps=(), domain="[('client_order_ref', '=', 'x')]"
        )
        order = self.new_order()
        self.assertRule(order, None)
        self.env.cr.execute(
            "UPDATE sale_approval_rule SET domain = %s WHERE id = ANY(%s)",
            ["[('gone_field', '=', 'x')]", [rule.id, free.id]],
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.assertRule(order, rule)

    def test_needs_a_level(self):
        with self.assertRaisesRegex(ValidationError, "Add a level"):
            self.new_rule(steps=())
        rule = self.new_rule()
        with self.assertRaisesRegex(ValidationError, "Add a level"):
            rule.step_ids = [Command.clear()]
        free = self.new_rule(is_exempt=True, steps=())
        with self.assertRaisesRegex(ValidationError, "Add a level"):
            free.is_exempt = False

    def test_exempt_without_limits(self):
        with self.assertRaisesRegex(ValidationError, "Take the limits out"):
            self.new_rule(is_exempt=True, steps=(), min_discount=5.0)
        rule = self.new_rule(min_discount=5.0, use_min_margin=True)
        with self.assertRaisesRegex(ValidationError, "Take the limits out"):
            rule.is_exempt = True
        with Form(rule) as form:
            form.is_exempt = True
        self.assertFalse(rule.min_discount or rule.use_min_margin)

    def test_level_that_lost_its_last_row(self):
        rule = self.new_rule()
        order = self.new_order()
        rule.step_ids.unlink()
        self.assertRule(order, rule)
        with self.assertRaisesRegex(UserError, "has no level"):
            rule._get_plan(order, self.sales)

    def test_incomplete_levels(self):
        for step in (
            {"kind": "users"},
            {"kind": "group"},
            {"kind": "leader", "on_deadline": "user"},
        ):
            with self.assertRaisesRegex(ValidationError, "needs"):
                self.new_rule(steps=(step,))

    def test_impossible_values(self):
        for values in ({"own": "allow"}, {"min_amount": -1.0}, {"min_discount": -1.0}):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                self.new_rule(**values)

    def test_no_queries_for_the_preset(self):
        self.new_rule()
        orders = self.env["sale.order"].union(*(self.new_order() for _ in range(10)))
        orders[0]._get_approval_rule()
        with self.assertQueryCount(0):
            for order in orders:
                self.assertTrue(order._get_approval_rule())

    def test_batch(self):
        """Twenty quotations cost as many queries as two."""
        self.new_rule(
            min_discount=90.0, use_min_margin=True, min_margin=1.0, team_ids=self.region.ids
        )
        few = self.env["sale.order"].union(*(self.new_order() for _ in range(2)))
        many = self.env["sale.order"].union(*(self.new_order([{}] * 3) for _ in range(20)))

        def cost(orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for order in orders:
                order._get_approval_rule()
            return self.env.cr.sql_log_count - before

        cost(few)
        self.assertLessEqual(cost(many) - cost(few), 1)

    def test_rights(self):
        rule = self.new_rule()
        for user in (self.sales, self.leader):
            as_user = rule.with_user(user).with_context(allowed_company_ids=self.company_a.ids)
            self.assertEqual(as_user.name, "Rule")
            self.assertEqual(as_user.step_ids.display_name, "Team leader")
            for call in (
                lambda as_user=as_user: as_user.write({"name": "Mine"}),
                lambda as_user=as_user: as_user.step_ids.write({"kind": "leader_above"}),
                lambda as_user=as_user: as_user.unlink(),
            ):
                with self.assertRaises(AccessError):
                    call()
        for user in (self.plain, self.clerk, self.portal):
            with self.assertRaises(AccessError):
                rule.with_user(user).read(["name"])
        for user in (self.office, self.manager):
            rule.with_user(user).write({"name": "Theirs"})

    def test_rights_in_another_company(self):
        rule = self.new_rule()
        stranger = self.new_user(
            "tc_stranger_b", "sales_team.group_sale_manager", companies=self.company_b
        )
        for records in (rule, rule.step_ids):
            with self.assertRaises(AccessError):
                records.with_user(stranger).read(["sequence"])
        self.assertFalse(self.rules.with_user(stranger).search([("id", "=", rule.id)]))

    def test_nothing_is_slipped_into_another_company(self):
        office = self.office.with_context(allowed_company_ids=self.company_a.ids)
        rule = self.new_rule().with_user(office)
        theirs = self.rules.create(
            {
                "name": "B",
                "company_id": self.company_b.id,
                "step_ids": [Command.create({"kind": "leader"})],
            }
        )
        with self.assertRaises(AccessError):
            rule.company_id = self.company_b
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            rule.step_ids.rule_id = theirs
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.rules.with_user(office).create(
                {"name": "Free", "company_id": self.company_b.id, "is_exempt": True}
            )

    def test_fresh_database_begins_with_the_preset(self):
        self.delete_leads()
        post_init_hook(self.env)
        self.assertTrue(self.company_b.use_quote_approval)
        rule = self.rules.search([("company_id", "=", self.company_b.id)])
        self.assertEqual(rule.step_ids.mapped("kind"), ["leader"])
        self.assertFalse(rule._has_limits() or rule.is_exempt)

    def test_settings(self):
        settings = self.env["res.config.settings"].with_company(self.company_b).create({})
        self.assertFalse(settings.use_quote_approval)
        settings.write({"use_quote_approval": True, "quote_attachment_required": True})
        settings.execute()
        self.assertTrue(self.company_b.quote_attachment_required)
        self.assertTrue(self.rules.search([("company_id", "=", self.company_b.id)]))
