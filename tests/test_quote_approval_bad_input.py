"""Odd quotations and odd words go through the whole course of an approval, and many at once do."""

from odoo.exceptions import MissingError, UserError
from odoo.fields import Command, Date
from odoo.tests.common import TransactionCase, tagged

from ..tools.quote_content import compare, fingerprint
from .quote_common import QuoteSetUp

WORDS = "报价审核 ✅ “quoted” <b>bold</b> עברית 👩‍💼 %(name)s {0} \\ ' ;--"


@tagged("post_install", "-at_install")
class TestQuoteApprovalBadInput(QuoteSetUp, TransactionCase):
    def run_course(self, order):
        """Refused before, approved, void by an edit, approved again, confirmed."""
        with self.assertRaisesRegex(UserError, "needs approval"):
            order.action_confirm()
        for _round in range(2):
            order.action_submit_approval()
            self.assertTrue(order.with_user(self.leader).can_decide_approval)
            order.with_user(self.leader).action_approve()
            self.assertTrue(order._may_leave())
            if _round == 0:
                order.order_line[-1:].name = "Another text"
                self.assertFalse(order._may_leave())
        order.action_confirm()
        self.assertEqual((order.state, order.approval_state), ("sale", "approved"))
        kinds = ["submitted", "approved", "voided", "submitted", "approved"]
        self.assertEqual(self.kinds(order), kinds)

    def test_five_hundred_lines(self):
        order = self.add_order(lines=[(1 + number % 9, number) for number in range(500)])
        self.run_course(order)
        self.assertEqual(order.sudo().approval_step_ids[0].amount_total, order.amount_total)

    def test_nothing_to_pay(self):
        for lines in (((1, 0.0),), ((1, 100.0), (-1, 100.0)), ((0, 100.0),), ((-3, 50.0),)):
            with self.subTest(lines=lines):
                self.run_course(self.add_order(lines=lines))

    def test_full_discount(self):
        order = self.add_order()
        order.order_line.discount = 100
        self.assertEqual(order.amount_total, 0)
        self.run_course(order)

    def test_full_discount_passes_every_limit_but_the_amount(self):
        """A quotation of nothing is no small one where discounts are asked."""
        self.rule.write({"min_amount": 1000, "min_discount": 30, "min_line_discount": 50})
        order = self.add_order()
        self.assertTrue(order._may_leave())
        order.order_line.discount = 100
        self.assertFalse(order._may_leave())
        self.run_course(order)

    def test_without_lines(self):
        order = self.add_order(lines=())
        order.action_submit_approval()
        order.with_user(self.leader).action_approve()
        self.assertTrue(order._may_leave())
        order.write({"order_line": [Command.create({"product_id": self.product.id})]})
        self.assertFalse(order._may_leave())

    def test_foreign_currency(self):
        """The limit is the company's money: 600 of it are 1,200 of theirs."""
        currency = self.env["res.currency"].create({"name": "XQB", "symbol": "X"})
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "rate": 2.0,
                "name": "2020-01-01",
                "company_id": self.company_a.id,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": currency.id, "company_id": self.company_a.id}
        )
        self.rule.min_amount = 600
        order = self.add_order(lines=((1, 1199.0),), pricelist_id=pricelist.id)
        self.assertEqual((order.currency_id, order.approval_state), (currency, "none"))
        self.assertTrue(order._may_leave())
        order.order_line.price_unit = 1200
        self.assertEqual(order.approval_state, "draft")
        self.run_course(order)
        self.assertEqual(order.sudo().approval_step_ids[0].currency_id, currency)

    def test_price_list_of_another_currency_voids(self):
        currency = self.env["res.currency"].create({"name": "XQC", "symbol": "C"})
        pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": currency.id, "company_id": self.company_a.id}
        )
        order = self.approved_order()
        order.pricelist_id = pricelist
        self.assertFalse(order._may_leave())
        self.assertIn("XQC", order.sudo().approval_step_ids[0].changes)

    def test_words(self):
        for words in (WORDS, WORDS * 2000, "\n" * 50 + "x", "\u202e\u0000".strip("\0") + "x"):
            with self.subTest(len(words)):
                order = self.add_order()
                order._submit(words)
                order.with_user(self.leader)._reject(words)
                steps = order.sudo().approval_step_ids
                self.assertEqual(steps.mapped("note"), [words, words])
                self.assertNotIn("<b>", order.message_ids[:1].body)

    def test_words_in_lines(self):
        order = self.add_order()
        order.order_line.name = WORDS * 500
        order.note = f"<p>{WORDS}</p>"
        self.run_course(order)
        self.assertIn("Another text", order.sudo().approval_step_ids[2].changes)

    def test_fingerprint_needs_no_names(self):
        order = self.add_order()
        named, unnamed = (order._get_quotation_content(named=named) for named in (True, False))
        self.assertIn("Pump", str(named))
        self.assertNotIn(self.product.display_name, str(unnamed["lines"][0]["product_id"]))
        self.assertEqual(fingerprint(named), order._get_quotation_fingerprint())
        self.assertEqual(compare(named, unnamed), [])

    def test_no_reason(self):
        order = self.add_order()
        order.action_submit_approval()
        for note in (None, "", " \n\t ", "\u3000"):
            with self.assertRaisesRegex(UserError, "Say why"):
                order.with_user(self.leader)._reject(note)

    def test_people_who_are_gone(self):
        """Neither salesperson nor submitter has to be there when it is decided."""
        order = self.add_order()
        order.action_submit_approval()
        self.sales.active = False
        order.with_user(self.leader).action_approve()
        self.assertTrue(order.with_user(self.manager)._may_leave())
        order = self.add_order(user=self.manager, user_id=False)
        order.action_submit_approval()
        self.assertTrue(order.approval_user_ids - self.manager)

    def test_archived_customer_and_product(self):
        order = self.add_order()
        order.action_submit_approval()
        self.customer.active = False
        self.product.active = False
        order.with_user(self.leader).action_approve()
        self.env.invalidate_all()
        self.assertTrue(order._may_leave())

    def test_nothing_chosen(self):
        orders = self.env["sale.order"].with_user(self.leader)
        for action in ("action_approve", "action_submit_approval", "action_withdraw"):
            getattr(orders, action)()
        orders._check_may_leave()
        self.assertFalse(orders._filter_may_leave())

    def test_deleted_meanwhile(self):
        order = self.add_order()
        other = self.add_order()
        order.with_user(self.manager).unlink()
        for records in (order, order | other):
            with self.assertRaisesRegex(MissingError, "deleted it meanwhile"):
                records.action_submit_approval()

    def test_list_of_all_kinds(self):
        """Who marks all of a list approves those that wait for him, and hears of the others."""
        kinds = [self.add_order() for _number in range(6)]
        waiting, cancelled, draft, confirmed, mine, rejected = kinds
        mine.sudo().user_id = self.leader
        for order in (waiting, cancelled, confirmed, mine, rejected):
            order.sudo().with_user(self.sales).sudo(False)
        (waiting | cancelled | confirmed | rejected).action_submit_approval()
        mine.with_user(self.manager).action_submit_approval()
        cancelled._action_cancel()
        rejected.with_user(self.leader)._reject("No")
        confirmed.with_user(self.leader).action_approve()
        confirmed.action_confirm()
        orders = self.env["sale.order"].union(*kinds).with_user(self.leader)
        answer = orders.action_approve()
        states = [order.approval_state for order in kinds]
        self.assertEqual(
            states, ["approved", "withdrawn", "draft", "approved", "submitted", "rejected"]
        )
        self.assertIn(mine.name, answer["params"]["message"])

    def test_absent_person_deleted(self):
        """The deputy's delegation goes with the person, and no cache remembers it."""
        person = self.new_user("tq_absent", "sales_team.group_sale_salesman")
        self.env["sale.approval.delegation"].create(
            {"user_id": person.id, "delegate_id": self.deputy.id, "date_from": Date.today()}
        )
        order = self.add_order(user=self.deputy)
        orders = order.with_user(self.deputy)
        self.assertEqual(orders._get_my_principals(), person)
        self.env.flush_all()
        self.cr.execute("DELETE FROM sale_approval_delegation WHERE user_id = %s", [person.id])
        self.env.invalidate_all()
        self.assertFalse(orders._get_my_principals())
        self.assertTrue(orders.search_count([("id", "=", order.id)]))

    # === LINES THAT GO FROM ONE TO THE OTHER === #

    def test_line_taken_by_another_quotation(self):
        ways = {
            "link": lambda line, to: to.write({"order_line": [Command.link(line.id)]}),
            "set": lambda line, to: to.write({"order_line": [Command.set(line.ids)]}),
            "moved": lambda line, to: line.write({"order_id": to.id}),
            "given": lambda line, to: line.order_id.write(
                {"order_line": [Command.update(line.id, {"order_id": to.id})]}
            ),
        }
        for name, move in ways.items():
            for sent in (False, True):
                with self.subTest(name, sent=sent):
                    source, target = self.approved_order(), self.approved_order()
                    if sent:
                        (source | target).action_quotation_sent()
                    move(source.order_line, target)
                    self.assertFalse(source.order_line)
                    for order in (source, target):
                        self.assertEqual((order.state, order.approval_state), ("draft", "draft"))
                        self.assertEqual(self.kinds(order)[-1], "voided")

    def test_line_taken_from_what_is_confirmed(self):
        source, target = self.approved_order(), self.approved_order()
        source.action_confirm()
        for move in (
            lambda: target.write({"order_line": [Command.link(source.order_line.id)]}),
            lambda: source.order_line.write({"order_id": target.id}),
        ):
            with self.assertRaisesRegex(UserError, "confirmed as it was approved"):
                move()
            self.env.invalidate_all()
            self.assertTrue(source.order_line)

    # === MANY === #

    def count_queries(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def add_orders(self, count):
        orders = [self.add_order() for _number in range(count)]
        return self.env["sale.order"].union(*orders).with_user(self.sales)

    def measure_growth(self, do, few=2, many=22):
        """How many queries one more quotation costs."""
        do(self.add_orders(1))
        counts = []
        for count in (few, many):
            orders = self.add_orders(count)
            counts.append(self.count_queries(lambda orders=orders: do(orders)))
        return (counts[1] - counts[0]) / (many - few)

    def submit_and(self, do):
        def both(orders):
            orders.action_submit_approval()
            self.env.flush_all()
            do(orders)

        return both

    def test_growth_of_submission(self):
        self.assertLess(self.measure_growth(lambda orders: orders.action_submit_approval()), 3)

    def test_growth_of_decisions(self):
        for name in ("leader", "deputy"):
            with self.subTest(name):
                user = getattr(self, name)
                if name == "deputy":
                    self.env["sale.approval.delegation"].create(
                        {
                            "user_id": self.leader.id,
                            "delegate_id": user.id,
                            "date_from": Date.today(),
                        }
                    )
                whole = self.measure_growth(
                    self.submit_and(
                        lambda orders, user=user: orders.with_user(user).action_approve()
                    )
                )
                submission = self.measure_growth(lambda orders: orders.action_submit_approval())
                self.assertLess(whole - submission, 0.5)
