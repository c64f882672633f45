"""Who falls free in a night's run, who does not, and what it leaves behind."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from psycopg2 import errors

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_customer_protection.models.protection.guard import unlocked

from .expiry_common import NOW, TODAY, ExpiryCase


@tagged("post_install", "-at_install")
class TestExpiry(ExpiryCase):
    # === WHO === #

    def test_the_last_day_is_protected_through_its_end(self):
        over = self.add("Yesterday Ltd", date(2026, 4, 14))
        last = self.add("Today Ltd", date(2026, 4, 15))
        self.run_job()
        self.assertFree(over)
        self.assertKept(last)
        self.at(NOW + timedelta(days=1))
        self.run_job()
        self.assertFree(last)

    def test_what_a_release_writes(self):
        customer = self.add(
            "Written Ltd",
            extension_count=1,
            lock_count=1,
            protection_extra_days=3,
            locked_until=date(2026, 4, 10),
        )
        contact = self.add_contact(self.sales, customer, "Ann")
        archived = self.add_contact(self.sales, customer, "Bob", active=False)
        expected = customer._prepare_public_values(self.company_a, self.pool)
        self.run_job()
        self.assertFree(customer)
        for name, value in expected.items():
            with self.subTest(field=name):
                field = customer._fields[name]
                self.assertEqual(field.convert_to_write(customer[name], customer), value)
        self.assertFalse(contact.user_id | archived.user_id)
        self.assertEqual(archived.protection_state, "public")
        self.assertEqual(customer.pool_date, NOW)
        event = self.last_event(customer)
        run = self.last_run()
        self.assertEqual((event.cause, event.run_id, event.day), ("expire", run, TODAY))
        self.assertEqual((event.old_owner_id, event.old_until), (self.sales, date(2026, 4, 14)))
        self.assertEqual((event.old_state, event.new_state), ("protected", "public"))
        self.assertEqual((event.policy_id, event.terms), (self.policy, "D=10 R=3 M=20"))
        self.assertEqual((event.team_id, event.new_pool_id), (self.team, self.pool))
        self.assertIn("2026-04-14", event.note)
        note = customer.message_ids[0]
        self.assertTrue(note.is_internal)
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertEqual(note.author_id, self.env.ref("base.partner_root"))
        for text in ("Pool A", "2026-04-14", self.sales.name):
            self.assertIn(text, note.body)
        self.assertEqual((run.state, run.release_count, run.skip_count), ("done", 1, 0))

    def test_a_name_is_text_in_the_chatter(self):
        self.sales.name = "<b>Bold</b> %(x)s"
        customer = self.add("<script>alert(1)</script> 100%")
        self.run_job()
        self.assertIn("&lt;b&gt;Bold&lt;/b&gt; %(x)s", customer.message_ids[0].body)
        self.assertNotIn("<script>", self.inbox(self.sales)[0].body)

    def test_masking_follows_the_pool_and_the_company(self):
        self.company_a.use_visibility = True
        masked = self.add("Masked Ltd")
        self.pool.write({"mask_phone": True})
        self.run_job()
        self.assertEqual(masked.visible_user_id, self.env.ref("base.user_root"))
        open_pool = {"mask_phone": False, "mask_email": False}
        self.pool.write(open_pool)
        self.at(NOW + timedelta(days=1))
        seen = self.add("Seen Ltd")
        self.run_job()
        self.assertFree(seen)
        self.assertEqual(seen.visible_user_id, self.env.ref("base.public_user"))

    def test_what_stops_it(self):
        locked = self.add("Locked Ltd", locked_until=TODAY)
        paused = self.add("Paused Ltd", paused_on=date(2026, 4, 10))
        exempt = self.add("Exempt Ltd", protection_state="exempt")
        inactive = self.add("Inactive Ltd", active=False)
        other = self.env["res.partner"].create({"name": "No Customer", "user_id": self.sales.id})
        self.run_job()
        self.assertKept(locked | paused | inactive)
        self.at(NOW + timedelta(days=1))
        self.run_job()
        self.assertFree(locked)
        self.assertKept(paused | inactive)
        self.assertEqual((exempt | other).user_id, self.sales)
        self.assertEqual(exempt.protection_state, "exempt")

    def test_days_without_contact(self):
        self.policy.contact_days = 30
        far = date(2026, 12, 31)
        claim = {"claim_day": date(2026, 1, 1)}
        silent = self.add("Silent Ltd", far, last_contact_date=datetime(2026, 3, 15, 9), **claim)
        # Ten past midnight of the 16th in Shanghai: a day later than in UTC.
        talked = self.add(
            "Talked Ltd", far, last_contact_date=datetime(2026, 3, 15, 16, 10), **claim
        )
        fresh = self.add("Fresh Ltd", far, last_contact_date=datetime(2025, 1, 1))
        never = self.add("Never Ltd", far, claim_day=date(2026, 3, 15))
        self.run_job()
        self.assertFree(silent | never)
        self.assertKept(talked | fresh)
        self.assertIn("30", self.last_event(silent).note)
        self.assertIn("2026-04-14", self.last_event(silent).note)

    def test_days_without_deal(self):
        self.policy.deal_days = 90
        far = date(2026, 12, 31)
        claim = {"claim_day": date(2025, 1, 1)}
        idle = self.add("Idle Ltd", far, last_deal_date=datetime(2026, 1, 14, 9), **claim)
        buying = self.add("Buying Ltd", far, last_deal_date=datetime(2026, 1, 15, 9), **claim)
        self.run_job()
        self.assertFree(idle)
        self.assertKept(buying)

    def test_an_open_order_exempts(self):
        self.policy.exempt_open_order = True
        customers = self.env["res.partner"]
        for status in ("no", "to invoice", "upselling", "invoiced"):
            customer = self.add(f"Order {status} Ltd")
            self.add_order(self.add_contact(self.sales, customer, "Ann"), status)
            customers |= customer
        draft = self.add("Draft Ltd")
        self.add_order(draft, "no", state="draft")
        self.run_job()
        self.assertKept(customers[:2])
        self.assertFree(customers[2:] | draft)

    def add_order(self, partner, status, state="sale"):
        order = self.env["sale.order"].create(
            {"partner_id": partner.id, "company_id": self.company_a.id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET state = %s, invoice_status = %s WHERE id = %s",
            [state, status, order.id],
        )
        order.invalidate_recordset()

    def test_a_trading_customer_exempts(self):
        trading = self.add("Trading Ltd", customer_stage="trading")
        self.policy.exempt_trading = True
        self.run_job()
        self.assertKept(trading)
        self.policy.exempt_trading = False
        self.at(NOW + timedelta(days=1))
        self.run_job()
        self.assertFree(trading)

    def test_the_form_says_why(self):
        self.policy.write({"contact_days": 30})
        customer = self.add("Why Ltd", claim_day=date(2026, 1, 1))
        self.assertEqual(len(customer._get_due_reasons(TODAY)), 2)
        self.assertIn("2026-04-14", customer._get_due_reasons(TODAY)[0])
        self.assertEqual(customer._get_due_reasons(date(2026, 1, 31)), [])
        unlocked(customer).write({"locked_until": TODAY})
        self.assertEqual(customer._get_due_reasons(TODAY), [])

    # === COMPANIES AND DAYS === #

    def test_each_company_has_its_own_day(self):
        self.company_b.write({"use_protection": True})
        self.company_b.protection_tz = "America/Los_Angeles"
        self.policy.copy({"company_id": self.company_b.id, "pool_id": False})
        seller = self.new_user("tc_west", "sales_team.group_sale_salesman", self.company_b)
        # At this moment it is the 15th in Shanghai and the 14th in Los Angeles.
        east = self.add("East Ltd", company_id=self.company_a.id)
        west = self.add("West Ltd", user=seller, company_id=self.company_b.id)
        self.run_job()
        self.assertFree(east)
        self.assertKept(west, seller)
        self.assertEqual(self.last_run(self.company_b).date, date(2026, 4, 14))
        self.at(datetime(2026, 4, 15, 6, 59))
        self.run_job()
        self.assertKept(west, seller)
        self.at(datetime(2026, 4, 15, 7, 1))
        self.run_job()
        self.assertFree(west)
        self.assertEqual(west.pool_id.company_id, self.company_b)
        self.assertEqual(self.last_event(west).day, date(2026, 4, 15))
        self.assertEqual(self.last_event(west).company_id, self.company_b)

    def test_clock_at_midnight(self):
        customer = self.add("Midnight Ltd", date(2026, 4, 15))
        self.at(datetime(2026, 4, 15, 15, 59, 59))
        self.run_job()
        self.assertKept(customer)
        self.at(datetime(2026, 4, 15, 16, 0, 0))
        self.run_job()
        self.assertFree(customer)

    def test_leap_day(self):
        self.at(datetime(2028, 2, 19, 2, 0))
        customer = self.add_customer(self.sales, "Leap Ltd").sudo()
        self.assertEqual(customer.protected_until, date(2028, 2, 29))
        self.at(datetime(2028, 2, 29, 2, 0))
        self.run_job()
        self.assertKept(customer)
        self.at(datetime(2028, 3, 1, 2, 0))
        self.run_job()
        self.assertFree(customer)

    def test_a_shared_customer_belongs_to_the_company_of_its_policy(self):
        self.company_b.write({"use_protection": True})
        shared = self.add("Shared Ltd", company_id=False)
        self.run_job()
        self.assertFree(shared)
        self.assertEqual(self.last_event(shared).run_id.company_id, self.company_a)

    def test_once_a_day_unless_somebody_asks(self):
        self.run_job()
        late = self.add("Late Ltd")
        self.at(NOW + timedelta(hours=3))
        self.run_job()
        self.assertKept(late)
        self.env["crm.protection.run"].with_user(self.office).with_context(
            allowed_company_ids=self.company_a.ids
        ).action_run_now()
        self.run_job()
        self.assertFree(late)
        self.assertEqual(self.last_event(late).user_id, self.office)

    def test_a_company_that_switched_it_off_is_left_alone(self):
        customer = self.add("Off Ltd")
        self.company_a.use_protection = False
        self.run_job()
        self.assertKept(customer)
        self.assertFalse(self.last_run())

    # === BAD INPUT === #

    def test_an_archived_policy_still_ends_what_it_began(self):
        customer = self.add("Archived Policy Ltd")
        self.policy.active = False
        self.run_job()
        self.assertFree(customer)
        self.assertEqual(customer.pool_id, self.pool)

    def test_a_policy_in_use_cannot_be_deleted(self):
        self.add("Policy Ltd")
        with mute_logger("odoo.sql_db"), self.assertRaises(errors.ForeignKeyViolation):
            self.policy.unlink()

    def test_an_archived_pool_takes_nobody(self):
        other = self.env["crm.customer.pool"].create(
            {"name": "Other", "company_id": self.company_a.id, "sequence": 1}
        )
        customer = self.add("Archived Pool Ltd")
        self.pool.active = False
        self.run_job()
        self.assertFree(customer)
        self.assertEqual(customer.pool_id, other)

    def test_a_company_without_any_pool_gets_one(self):
        self.policy.pool_id = False
        pools = self.env["crm.customer.pool"].search([("company_id", "=", self.company_a.id)])
        customer = self.add("First Pool Ltd")
        pools.active = False
        self.run_job()
        self.assertFree(customer)
        self.assertEqual(customer.pool_id.company_id, self.company_a)

    def test_a_pool_without_members_takes_customers_all_the_same(self):
        empty = self.env["crm.team"].create({"name": "Empty", "company_id": self.company_a.id})
        self.pool.team_ids = [Command.set(empty.ids)]
        customer = self.add("Memberless Ltd")
        self.run_job()
        self.assertFree(customer)

    def test_the_customers_of_an_archived_owner_fall_free_too(self):
        customer = self.add("Orphan Ltd", user=self.sales_two)
        self.sales_two.active = False
        self.run_job()
        self.assertFree(customer)
        self.assertFalse(self.inbox(self.sales_two))

    def test_a_meeting_held_yesterday_comes_before_the_release(self):
        self.policy.write({"renew_on_meeting": True, "maximum_days": 60})
        customer = self.add("Met Ltd")
        self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2026-04-14 06:00:00",
                "stop": "2026-04-14 07:00:00",
                "partner_ids": [(6, 0, customer.ids)],
            }
        )
        self.run_job()
        self.assertKept(customer)
        self.assertEqual(customer.protected_until, date(2026, 4, 17))
        event = self.last_event(customer)
        self.assertEqual((event.cause, event.trigger), ("renew", "meeting"))

    def test_what_was_renewed_meanwhile_stays(self):
        """Between the list of who is due and its batch a user's renewal comes in."""
        renewed, other = self.add("Renewed Ltd"), self.add("Other Ltd")
        runs = type(self.env["crm.protection.run"])
        find = runs._find_due

        def find_and_renew(run):
            ids = find(run)
            customer = run.env["res.partner"].browse(renewed.id)
            unlocked(customer).write({"protected_until": TODAY})
            run.env.flush_all()
            return ids

        with patch.object(runs, "_find_due", find_and_renew):
            self.run_job()
        self.assertKept(renewed)
        self.assertFree(other)
        self.assertEqual((self.last_run().release_count, self.last_run().skip_count), (1, 0))

    # === RESTART === #

    def run_job_to_its_kill(self):
        """Odoo's `assertRaises` would take back what the job committed."""
        try:
            self.run_job()
        except KeyboardInterrupt:
            self.env.invalidate_all()
        else:
            self.fail("the job was not cut off")

    def test_a_run_that_was_cut_off_goes_on(self):
        customers = self.env["res.partner"]
        for number in range(5):
            customers |= self.add(f"Batch {number} Ltd")
        runs = type(self.env["crm.protection.run"])
        release = runs._release_batch
        calls = []

        def break_off(run, ids):
            calls.append(ids)
            if len(calls) == 3:
                raise KeyboardInterrupt
            return release(run, ids)

        path = "odoo.addons.crm_customer_protection.models.protection.crm_protection_run.BATCH_SIZE"
        with patch(path, 2), patch.object(runs, "_release_batch", break_off):
            self.run_job_to_its_kill()
        run = self.last_run()
        self.assertEqual((run.state, run.release_count), ("running", 4))
        self.assertFalse(self.inbox(self.sales))
        self.run_job()
        self.assertEqual(self.last_run(), run)
        self.assertEqual((run.state, run.release_count), ("done", 5))
        self.assertFree(customers)
        self.assertEqual(len(customers.protection_event_ids.filtered("run_id")), 5)
        [message] = self.inbox(self.sales)
        self.assertIn("5", message.subject)

    def test_cut_off_between_two_persons_tells_nobody_twice(self):
        self.add("One Ltd")
        self.add("Two Ltd", user=self.sales_two)
        runs = type(self.env["crm.protection.run"])
        send = runs._send_summary
        persons = []

        def break_off(run, kind, person, mentions):
            if persons:
                raise KeyboardInterrupt
            persons.append(person)
            return send(run, kind, person, mentions)

        module = "odoo.addons.crm_customer_protection.models.protection.crm_protection_run_notice"
        with patch(f"{module}._PERSONS", 1), patch.object(runs, "_send_summary", break_off):
            self.run_job_to_its_kill()
        told = [len(self.inbox(user)) for user in (self.sales, self.sales_two)]
        self.assertEqual(sorted(told), [0, 1])
        self.run_job()
        self.assertEqual([len(self.inbox(user)) for user in (self.sales, self.sales_two)], [1, 1])
        self.assertEqual(self.last_run().told_count, 2)

    def test_a_company_that_fails_harms_no_other(self):
        self.company_b.write({"use_protection": True})
        self.policy.copy({"company_id": self.company_b.id, "pool_id": False})
        seller = self.new_user("tc_west", "sales_team.group_sale_salesman", self.company_b)
        bad = self.add("Bad Ltd", company_id=self.company_a.id)
        good = self.add("Good Ltd", user=seller, company_id=self.company_b.id)
        runs = type(self.env["crm.protection.run"])
        find = runs._find_due

        def fail(run):
            if run.company_id == self.company_a:
                raise ValueError("broken")
            return find(run)

        self.company_b.protection_tz = "Asia/Shanghai"
        cron = self.env.ref("crm_customer_protection.ir_cron_protection")
        with (
            patch.object(runs, "_find_due", fail),
            self.enter_registry_test_mode(),
            mute_logger(
                "odoo.addons.base.models.ir_cron",
                "odoo.addons.crm_customer_protection.models.protection.crm_protection_run",
            ),
        ):
            cron.method_direct_trigger()
        self.assertFree(good)
        self.assertKept(bad)
        self.run_job()
        self.assertFree(bad)

    # === RIGHTS === #

    def test_who_starts_and_changes_a_run(self):
        self.run_job()
        run = self.last_run()
        for user in (self.sales, self.leader, self.clerk):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.env["crm.protection.run"].with_user(user).action_run_now()
                with self.assertRaises(AccessError):
                    run.with_user(user).read(["release_count"])
        office = run.with_user(self.office).with_context(crm_protection_token=True)
        for call in (
            lambda: office.write({"state": "running"}),
            lambda: office.write({"release_count": 9}),
            lambda: office.sudo().create({"company_id": self.company_a.id, "date": TODAY}),
            lambda: run.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                call()
        office.write({"undo_grace_days": 3})

    def test_a_run_of_another_company_is_out_of_reach(self):
        self.run_job()
        other = self.new_user(
            "tc_far", "crm_customer_protection.group_customer_admin", self.company_b
        )
        runs = self.env["crm.protection.run"].with_user(other)
        self.assertFalse(runs.search([]))
        with self.assertRaises(UserError):
            runs.with_context(allowed_company_ids=self.company_b.ids).action_run_now()
