"""What follows from an order of the ERP: steps, messages, figures and protection of its customer."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests.common import TransactionCase, tagged

from ..models.protection.guard import unlocked
from .erp_common import ErpSetUp
from .erp_payloads import order

DAY = "2026-03-25 08:00:00"


class FollowCase(ErpSetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Nobody has been told of the demo data's orders yet.
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE crm_erp_order_step SET is_told = TRUE")

    def tell(self):
        """Let the job run.

        :return: dict person -> list of the messages that he or she got
        """
        self.env.flush_all()
        last = self.env["mail.message"].search([], order="id desc", limit=1).id
        mails = self.env["mail.mail"].search_count([])
        with self.enter_registry_test_mode():
            self.env.ref("crm_customer_protection.ir_cron_erp_step").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.env["mail.mail"].search_count([]), mails, "never by e-mail")
        found = {}
        for message in self.env["mail.message"].search([("id", ">", last)], order="id"):
            persons = message.notified_partner_ids
            if message.model == "discuss.channel":
                channel = self.env["discuss.channel"].browse(message.res_id)
                persons = channel.channel_member_ids.partner_id - message.author_id
            for user in persons.with_context(active_test=False).user_ids:
                found.setdefault(user, []).append(str(message.body))
        return found


@tagged("post_install", "-at_install")
class TestErpSteps(FollowCase):
    def get_steps(self, stored):
        return [(step.from_state, step.to_state) for step in stored.step_ids.sorted("id")]

    def test_history(self):
        __, stored = self.push()
        self.push(version=2, state="shipped")
        self.push(version=2, state="shipped")
        self.push(version=1, state="entered")
        self.push(version=3, state="shipped", note="On its way")
        self.push(version=4, state="paid")
        self.assertEqual(
            self.get_steps(stored),
            [(False, "confirmed"), ("confirmed", "shipped"), ("shipped", "paid")],
        )
        self.assertEqual(stored.step_ids.sorted("id").mapped("version"), ["1", "2", "4"])

    def test_append_only(self):
        __, stored = self.push()
        for user in (self.sales, self.office, self.manager):
            step = stored.step_ids.with_user(user)
            self.assertEqual(step.to_state, "confirmed")
            for method, args in (("write", [{"to_state": "paid"}]), ("unlink", [])):
                with self.assertRaises(UserError):
                    self.call(user, method, *args, model=step._name, ids=step.ids)
        with self.assertRaises(UserError):
            stored.step_ids.sudo().unlink()
        with self.assertRaises(UserError):
            stored.step_ids.sudo().with_context(crm_protection_token=True).is_told = True

    def test_seen_with_the_order(self):
        __, stored = self.push(customer={"code": "nobody"})
        steps = self.env["crm.erp.order.step"]
        domain = [("erp_order_id", "=", stored.id)]
        self.assertFalse(steps.with_user(self.sales).search(domain))
        self.assertTrue(steps.with_user(self.office).search(domain))
        stranger = self.new_user("tc_b", "sales_team.group_sale_salesman_all_leads", self.company_b)
        __, known = self.push("SO-2")
        self.assertFalse(steps.with_user(stranger).search([("erp_order_id", "=", known.id)]))

    def test_one_message(self):
        """For everything that came meanwhile, of one's own customers; then no more."""
        self.upsert(*(order(f"SO-{number:03}", promised_date=None) for number in range(40)))
        self.push("SO-900", customer={"code": "ERP-K2"})
        self.push("SO-039", 2, state="in_production")
        self.push("SO-039", 3, state="shipped")
        self.push("SO-001", 2, state="cancelled")
        told = self.tell()
        self.assertEqual(set(told), {self.sales, self.sales_two})
        (body,) = told[self.sales]
        self.assertIn("SO-039", body)
        self.assertIn("new, Shipped", body)
        self.assertLess(body.index("SO-001"), body.index("SO-039"), "cancelled ones first")
        self.assertIn("And 10 more", body)
        self.assertNotIn("SO-900", body)
        self.assertIn("SO-900", told[self.sales_two][0])
        self.assertEqual(self.tell(), {})
        self.push("SO-039", 4, state="paid")
        ((body,),) = self.tell().values()
        self.assertIn("Shipped → Paid", body)
        self.push("SO-039", 5, state="paid", note="Thanks")
        self.assertEqual(self.tell(), {})

    def test_whom(self):
        """The salesperson of the quotation too, where he or she sees the order; not who said no."""
        self.sales_two.notification_type = "inbox"
        quotation = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company_a.id,
                "user_id": self.sales_two.id,
            }
        )
        self.push(quotation=quotation.name)
        self.assertEqual(set(self.tell()), {self.sales, self.sales_two})
        own = self.env(user=self.sales.id)["res.users"].browse(self.sales.id)
        own.use_order_notices = False
        self.push(version=2, state="shipped", quotation=quotation.name)
        self.assertEqual(set(self.tell()), {self.sales_two})
        self.push(version=3, state="paid")
        self.assertEqual(self.tell(), {})

    def test_hidden_customer(self):
        self.company_a.write({"use_protection": True, "use_visibility": True})
        quotation = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company_a.id,
                "user_id": self.sales_two.id,
            }
        )
        shares = self.customer.sudo().share_ids
        self.assertEqual(shares.user_id, self.sales_two, "a quotation gives its customer")
        unlocked(shares).unlink()
        self.push(quotation=quotation.name)
        self.assertEqual(set(self.tell()), {self.sales})

    def test_no_news(self):
        """Old orders that are loaded, and those whose customer nobody knows until one does."""
        self.push("SO-1", state="closed")
        self.push("SO-2", state="cancelled")
        __, parked = self.push("SO-3", customer={"code": "X1"})
        self.assertEqual(self.tell(), {})
        parked.with_user(self.office)._choose_customer(self.customer.with_user(self.office))
        ((body,),) = self.tell().values()
        self.assertIn("SO-3", body)

    def test_late(self):
        """Told once for each promise, from the day after on."""
        promised = {"promised_date": "2026-03-25"}
        with freeze_time(DAY):
            self.push(**promised)
            self.push("SO-2", state="shipped", **promised)
            self.tell()
            self.assertEqual(self.tell(), {})
        with freeze_time("2026-03-26 08:00:00"):
            ((body,),) = self.tell().values()
            self.assertIn("late, promised for", body)
            self.assertNotIn("SO-2", body)
            self.assertEqual(self.tell(), {})
            self.push(version=2, promised_date="2026-03-27")
            self.assertEqual(self.tell(), {})
        with freeze_time("2026-03-28 08:00:00"):
            self.assertEqual(len(self.tell()), 1)


@tagged("post_install", "-at_install")
class TestErpFigures(FollowCase):
    def assertFigures(self, customer, value, day):
        self.env.flush_all()
        customer.invalidate_recordset()
        self.assertAlmostEqual(customer.customer_value, value)
        found = customer.last_deal_date
        self.assertEqual(found and found.date(), day and date.fromisoformat(day))

    def add_sale(self, amount=500):
        product = self.env["product.product"].create({"name": "Pump", "taxes_id": False})
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company_a.id,
                "order_line": [(0, 0, {"product_id": product.id, "price_unit": amount})],
            }
        )
        with freeze_time(DAY):
            sale.action_confirm()
        return sale

    def test_orders_count(self):
        self.company_a.currency_id = self.env.ref("base.EUR")
        self.push("SO-1", date="2026-03-02")
        self.push("SO-2", date="2026-05-02", amount_untaxed=100)
        self.assertFigures(self.customer, 2100, "2026-05-02")
        self.push("SO-2", 2, state="cancelled", amount_untaxed=100)
        self.assertFigures(self.customer, 2000, "2026-03-02")
        self.push("SO-1", 2, amount_untaxed=1500)
        self.assertFigures(self.customer, 1500, "2026-03-02")

    def test_foreign_currency(self):
        """At the rate of the day of the order, whatever it is when it is sent."""
        self.company_a.currency_id = self.env.ref("base.EUR")
        currency = self.env["res.currency"].create({"name": "TCX", "symbol": "x"})
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": currency.id,
                    "rate": rate,
                    "name": day,
                    "company_id": self.company_a.id,
                }
                for day, rate in (("2026-01-01", 4), ("2026-04-01", 5))
            ]
        )
        with freeze_time("2026-06-01 08:00:00"):
            self.push(currency="TCX", date="2026-03-02", amount_untaxed=400)
        self.assertFigures(self.customer, 100, "2026-03-02")
        self.push("SO-2", currency="TCX", date="2026-04-02", amount_untaxed=400)
        self.assertFigures(self.customer, 180, "2026-04-02")

    def test_once_with_its_quotation(self):
        self.company_a.currency_id = self.env.ref("base.EUR")
        sale = self.add_sale()
        self.assertFigures(self.customer, 500, "2026-03-25")
        self.push(quotation=sale.name, amount_untaxed=480, date="2026-03-26")
        self.assertFigures(self.customer, 480, "2026-03-26")
        self.push(version=2, quotation=sale.name, state="cancelled")
        self.assertFigures(self.customer, 0, False)

    def test_moved_and_chosen(self):
        self.company_a.currency_id = self.env.ref("base.EUR")
        self.push()
        self.push(version=2, customer={"code": "ERP-K2"})
        self.assertFigures(self.customer, 0, False)
        self.assertFigures(self.other, 2000, "2026-03-02")
        __, parked = self.push("SO-2", customer={"code": "X1"})
        self.assertFigures(self.customer, 0, False)
        parked.with_user(self.office)._choose_customer(self.customer.with_user(self.office))
        self.assertFigures(self.customer, 2000, "2026-03-02")

    def test_merge_and_undo(self):
        self.company_a.currency_id = self.env.ref("base.EUR")
        self.push()
        self.push("SO-2", customer={"code": "ERP-K2"}, date="2026-03-09")
        office = self.customer.with_user(self.office)
        log = office._merge_customers(self.other.with_user(self.office), reason="Same house")
        self.assertFigures(self.customer, 4000, "2026-03-09")
        log = log or self.env["crm.customer.merge.log"].search([], order="id desc", limit=1)
        log.with_user(self.office).action_undo()
        self.assertFigures(self.customer, 2000, "2026-03-02")
        self.assertFigures(self.other, 2000, "2026-03-09")

    def test_two_companies(self):
        """An order of company B says nothing to a customer of company A."""
        self.company_b.use_erp_orders = True
        self.key_user.company_ids += self.company_b
        self.customer.sudo().company_id = self.company_a
        self.push(company=self.company_b.id)
        self.assertFigures(self.customer, 0, False)


@tagged("post_install", "-at_install")
class TestErpRenewal(FollowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env["crm.protection.policy"].create(
            {
                "name": "Ten and five",
                "company_id": cls.company_a.id,
                "initial_days": 10,
                "renew_days": 5,
                "maximum_days": 60,
                "renew_on_order": True,
            }
        )
        cls.company_a.use_protection = True
        with freeze_time(DAY):
            cls.mine = cls.add_customer(cls.sales, "Renewed Ltd")
            cls.mine.sudo().ref = "R1"
        cls.env.flush_all()

    def push_at(self, moment, *args, **values):
        with freeze_time(moment):
            return self.push(*args, customer={"code": "R1"}, **values)

    def assertUntil(self, day):
        self.mine.invalidate_recordset()
        self.assertEqual(self.mine.protected_until, date.fromisoformat(day))

    def test_renewed_once(self):
        self.assertUntil("2026-04-04")
        self.push_at("2026-04-03 08:00:00", "SO-1", date="2026-04-02")
        self.assertUntil("2026-04-07")
        event = self.mine.sudo().protection_event_ids[:1]
        self.assertEqual(
            (event.cause, event.trigger, event.user_id), ("renew", "order", self.key_user)
        )
        before = self.mine.sudo().protection_event_ids
        self.push_at("2026-04-06 08:00:00", "SO-1", 2, date="2026-04-06", state="shipped")
        self.push_at("2026-04-06 08:00:00", "SO-1", 2, date="2026-04-06", state="shipped")
        self.push_at("2026-04-06 08:00:00", "SO-1", 1, date="2026-04-02")
        self.assertUntil("2026-04-07")
        self.assertEqual(self.mine.sudo().protection_event_ids, before)
        self.push_at("2026-04-06 08:00:00", "SO-2", date="2026-04-06")
        self.assertUntil("2026-04-11")

    def test_by_the_day_of_the_order(self):
        """Old orders renew nothing, and those of next month no more than those of today."""
        self.push_at("2026-04-03 08:00:00", "SO-1", date="2025-04-02")
        self.push_at("2026-04-03 08:00:00", "SO-2", date="2026-04-02", state="cancelled")
        self.assertUntil("2026-04-04")
        self.push_at("2026-04-03 08:00:00", "SO-3", date="2026-05-30")
        self.assertUntil("2026-04-08")

    def test_one_row_for_many(self):
        with freeze_time("2026-04-03 08:00:00"):
            before = self.mine.sudo().protection_event_ids
            days = ("2026-04-01", "2026-04-03", "2026-04-02")
            self.upsert(*(order(f"SO-{day}", date=day, customer={"code": "R1"}) for day in days))
        self.assertUntil("2026-04-08")
        self.assertEqual(len(self.mine.sudo().protection_event_ids - before), 1)

    def test_policy_and_state(self):
        self.policy.renew_on_order = False
        self.push_at("2026-04-03 08:00:00", "SO-1", date="2026-04-03")
        self.assertUntil("2026-04-04")
        self.policy.renew_on_order = True
        with freeze_time(DAY):
            self.mine.with_user(self.sales)._release("No need")
            self.push("SO-2", customer={"code": "R1"}, date="2026-03-25")
        self.mine.invalidate_recordset()
        self.assertEqual(self.mine.protection_state, "public")
        self.assertFalse(self.mine.protected_until)

    def test_chosen_later(self):
        """A parked order renews the customer of whom it is said to be, also the right one after."""
        with freeze_time("2026-04-03 08:00:00"):
            __, parked = self.push("SO-1", date="2026-04-03", customer={"code": "X"})
            office = parked.with_user(self.office)
            office._choose_customer(self.other.with_user(self.office))
            self.assertUntil("2026-04-04")
            office._choose_customer(self.mine.with_user(self.office))
        self.assertUntil("2026-04-08")

    def test_many(self):
        """One batch of many customers costs no query for each."""
        with freeze_time(DAY):
            customers = [self.add_customer(self.sales, f"Many {n}") for n in range(22)]
            for number, customer in enumerate(customers):
                customer.sudo().ref = f"M{number}"
        self.env.flush_all()

        def count(numbers):
            orders = [
                order(f"SO-{n}", date="2026-04-03", customer={"code": f"M{n}"}) for n in numbers
            ]
            before = self.env.cr.sql_log_count
            self.upsert(*orders)
            return self.env.cr.sql_log_count - before

        with freeze_time("2026-04-03 08:00:00"):
            self.push_at("2026-04-03 08:00:00", "SO-warm", date="2026-04-03")
            few, many = count(range(2)), count(range(2, 22))
        self.assertLess(many, few + 12)
        self.assertEqual({customer.protected_until for customer in customers}, {date(2026, 4, 8)})


@tagged("post_install", "-at_install")
class TestErpProposal(FollowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.write({"trading_propose": True, "use_trading_request": True})

    def get_requests(self):
        return self.env["crm.trading.request"].search([("partner_id", "=", self.customer.id)])

    def test_first_order(self):
        """One request for the customer, however many orders and versions of them come."""
        __, stored = self.push()
        request = self.get_requests()
        self.assertEqual(len(request), 1)
        self.assertEqual(request.origin, stored.display_name)
        self.push(version=2, state="shipped")
        self.push("SO-2")
        self.assertEqual(self.get_requests(), request)

    def test_nothing_to_propose(self):
        self.push("SO-1", state="cancelled")
        self.push("SO-2", customer={"code": "nobody"})
        self.assertFalse(self.get_requests())
        self.company_a.trading_propose = False
        self.push("SO-3")
        self.assertFalse(self.get_requests())

    def test_trading_customer(self):
        office = self.customer.with_user(self.office)
        office.customer_stage = "trading"
        self.push()
        self.assertFalse(self.get_requests())
