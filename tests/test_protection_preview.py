"""What a leader sees beforehand: the preview of the next days, and the dry run of a policy."""

from datetime import date, datetime, timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_customer_protection.tools.protection import initial_until, renewed_until

from .expiry_common import NOW, TODAY, ExpiryCase


@tagged("post_install", "-at_install")
class TestPreview(ExpiryCase):
    def preview(self, user, days=7, **values):
        model = self.env["crm.protection.preview"].with_user(user)
        dialog = model.with_context(allowed_company_ids=self.company_a.ids).create(
            {"days": days, **values}
        )
        action = dialog.action_show()
        return model.env[action["res_model"]].with_user(user).search(action["domain"])

    def test_it_says_what_the_run_does(self):
        self.policy.contact_days = 20
        customers = self.env["res.partner"]
        for days in range(-2, 12):
            customers |= self.add(f"Day {days + 50} Ltd", TODAY + timedelta(days=days))
        self.add("Paused Ltd", paused_on=TODAY)
        claim = date(2026, 3, 1)
        customers |= self.add(
            "Silent Ltd",
            date(2026, 12, 1),
            claim_day=claim,
            last_contact_date=datetime(2026, 3, 29, 1),
        )
        lines = self.preview(self.office, 5)
        foretold = {line.partner_id: (line.free_day, line.reason) for line in lines}
        for offset in range(6):
            self.at(NOW + timedelta(days=offset))
            self.run_job()
        freed = {}
        for customer in customers:
            event = self.last_event(customer)
            if event.cause == "expire":
                freed[customer] = event.day
        self.assertEqual({key: day for key, (day, __) in foretold.items()}, freed)
        self.assertEqual(len(freed), 8)
        self.assertEqual(foretold[customers[-1]], (date(2026, 4, 19), "contact"))

    def test_after_todays_run_the_next_is_tomorrow(self):
        self.run_job()
        late = self.add("Late Ltd")
        [line] = self.preview(self.sales, 1)
        self.assertEqual(
            (line.partner_id, line.free_day, line.days_left), (late, date(2026, 4, 16), 1)
        )

    def test_each_sees_his_tree(self):
        mine = self.add("Mine Ltd")
        two = self.add("Two Ltd", user=self.sales_two)
        strange = self.add("Strange Ltd", user=self.stranger)
        all_three = mine | two | strange
        self.assertEqual(self.preview(self.sales).partner_id, mine)
        self.assertEqual(self.preview(self.leader).partner_id, mine | two)
        self.assertEqual(self.preview(self.office).partner_id, all_three)
        self.assertEqual(self.preview(self.manager).partner_id, all_three)
        persons = {"user_ids": [(6, 0, (self.sales_two | self.stranger).ids)]}
        self.assertEqual(self.preview(self.leader, **persons).partner_id, two)
        teams = {"team_ids": [(6, 0, self.team.ids)]}
        self.assertEqual(self.preview(self.office, **teams).partner_id, mine | two)
        with self.assertRaises(AccessError):
            self.preview(self.reader)

    def test_lines_are_the_own_ones(self):
        self.add("Private Ltd")
        lines = self.preview(self.office)
        self.assertTrue(lines)
        own = lines.with_user(self.sales)
        self.assertFalse(own.search([("id", "in", lines.ids)]))
        with self.assertRaises(AccessError):
            own.read(["partner_id"])
        with self.assertRaises(AccessError):
            lines.preview_id.with_user(self.sales).action_show()

    def test_another_company(self):
        self.add("Here Ltd", company_id=self.company_a.id)
        far = self.new_user(
            "tc_far", "crm_customer_protection.group_customer_admin", self.company_b
        )
        model = self.env["crm.protection.preview"].with_user(far)
        action = model.with_context(allowed_company_ids=self.company_b.ids).action_show_soon()
        self.assertFalse(model.env[action["res_model"]].search(action["domain"]))

    def test_no_days_are_no_preview(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.preview(self.sales, 0)

    # === DRY RUN === #

    def dry_run(self, policy, **values):
        policy = policy.with_user(self.office).with_context(allowed_company_ids=self.company_a.ids)
        action = policy.action_dry_run()
        dialog = policy.env[action["res_model"]].browse(action["res_id"])
        if values:
            dialog.write(values)
            dialog.action_try()
        return dialog

    def test_without_a_change_nothing_would_change(self):
        customer = self.add_customer(self.sales, "Same Ltd").sudo()
        for day, until in ((18, 25), (24, 27), (26, 29)):
            self.at(datetime(2026, 4, day, 2))
            customer._renew_protection("activity")
            self.assertEqual(customer.protected_until, date(2026, 4, until))
        dialog = self.dry_run(self.policy)
        [line] = dialog.line_ids.filtered(lambda line: line.partner_id == customer)
        self.assertEqual((line.now_day, line.then_day, line.shift), (date(2026, 4, 29),) * 2 + (0,))
        self.assertFalse(line.drops)
        self.assertFalse(dialog.drop_count + dialog.earlier_count + dialog.later_count)

    def test_other_days(self):
        customer = self.add_customer(self.sales, "Tried Ltd").sudo()
        claim = customer.claim_day
        self.at(datetime(2026, 4, 24, 2))
        customer._renew_protection("activity")
        for initial, renewal, maximum in (
            (5, 3, 20),
            (2, 40, 20),
            (2, 40, 50),
            (60, 1, 60),
            (0, 0, 0),
        ):
            with self.subTest(initial=initial, renewal=renewal, maximum=maximum):
                dialog = self.dry_run(
                    self.policy,
                    initial_days=initial,
                    renew_days=renewal,
                    maximum_days=maximum,
                )
                terms = type(self.policy._get_terms())(initial, renewal, maximum)
                until = renewed_until(initial_until(claim, terms), claim, date(2026, 4, 24), terms)
                [line] = dialog.line_ids.filtered(lambda line: line.partner_id == customer)
                self.assertEqual(line.then_day, until)
                self.assertEqual(line.drops, until < date(2026, 4, 24))
                self.assertEqual(line.shift, (until - customer.protected_until).days)
        self.assertEqual(customer.protected_until, date(2026, 4, 27))
        self.assertEqual(self.policy.initial_days, 10)

    def test_a_policy_that_is_not_switched_on_yet(self):
        first = self.add("First Ltd", date(2026, 12, 1))
        trading = self.add("Trading Ltd", date(2026, 12, 1), customer_stage="trading")
        exempt = self.add("Exempt Ltd", False, protection_state="exempt", claim_day=False)
        self.add("Free Ltd")
        self.env["res.partner"].browse(self.add("Free Two Ltd").id)._change_owner(
            self.env["res.users"], "release"
        )
        draft = self.policy.copy({"name": "Draft", "active": False, "sequence": 1})
        draft.customer_stage = "potential"
        dialog = self.dry_run(draft)
        self.assertIn(first, dialog.line_ids.partner_id)
        self.assertNotIn(trading, dialog.line_ids.partner_id)
        line = dialog.line_ids.filtered(lambda line: line.partner_id == exempt)
        self.assertEqual((line.now_day, line.then_day), (False, date(2026, 4, 25)))
        self.assertEqual(dialog.match_count, 3)
        # Behind a policy that already matches everything it matches nobody.
        draft.sequence = 99
        self.assertFalse(self.dry_run(draft).match_count)
        # A team's policy takes only what its people own.
        draft.write({"sequence": 1, "team_ids": [(6, 0, self.team.ids)], "customer_stage": False})
        strange = self.add("Strange Ltd", user=self.stranger)
        self.assertNotIn(strange, self.dry_run(draft).line_ids.partner_id)

    def test_what_would_drop_tonight(self):
        customer = self.add("Silent Ltd", date(2026, 12, 1), claim_day=date(2026, 3, 1))
        paused = self.add(
            "Paused Ltd", date(2026, 12, 1), claim_day=date(2026, 3, 1), paused_on=TODAY
        )
        values = {"initial_days": 300, "maximum_days": 400}
        self.assertFalse(self.dry_run(self.policy, **values).drop_count)
        dialog = self.dry_run(self.policy, contact_days=30, **values)
        self.assertEqual(dialog.drop_count, 1)
        line = dialog.line_ids.filtered("drops")
        self.assertEqual((line.partner_id, line.reason), (customer, "contact"))
        self.assertIn(paused, dialog.line_ids.partner_id)
        trading = self.add("Trading Ltd", customer_stage="trading")
        dialog = self.dry_run(self.policy, exempt_trading=True)
        line = dialog.line_ids.filtered(lambda line: line.partner_id == trading)
        self.assertEqual((line.then_day, line.drops), (False, False))
        self.run_job()
        self.assertKept(customer | paused)

    def test_who_tries(self):
        for user in (self.sales, self.leader, self.clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.policy.with_user(user).action_dry_run()

    def test_negative_days_are_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.dry_run(self.policy, contact_days=-1)
