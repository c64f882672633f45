"""One owner, one door, an explainable date (invariants 1 and 2)."""

from datetime import date

from psycopg2 import IntegrityError
from psycopg2.errors import RestrictViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .protection_common import ProtectionCase


@tagged("post_install", "-at_install")
class TestOwner(ProtectionCase):
    def setUp(self):
        super().setUp()
        self.customer = self.add_customer(self.sales, "Owned Ltd")
        self.contact = self.add_contact(self.sales, self.customer, "Ann")

    def release(self):
        self.as_user(self.customer, self.sales).write({"user_id": False})

    # === REGISTER === #

    def test_what_a_salesperson_enters_is_protected(self):
        today = self.company_a._get_today()
        self.assertOwner(self.customer, self.sales)
        self.assertEqual(self.customer.protection_state, "protected")
        self.assertEqual((self.customer.protected_until - today).days, 10)
        event = self.last_event(self.customer)
        self.assertEqual(event.cause, "register")
        self.assertFalse(event.old_owner_id)
        self.assertEqual(event.terms, "D=10 R=3 M=20")

    def test_what_a_clerk_enters_without_owner_is_public(self):
        customer = self.add_customer(self.clerk, "Ownerless Ltd")
        self.assertOwner(customer, self.env["res.users"])
        self.assertEqual(customer.pool_id, self.pool)

    def test_without_protection_an_owned_customer_is_exempt(self):
        self.company_a.use_protection = False
        customer = self.add_customer(self.sales, "Unprotected Ltd")
        self.assertEqual(customer.protection_state, "exempt")
        self.assertFalse(customer.protected_until)

    def test_without_a_policy_that_matches_a_customer_is_exempt(self):
        self.policy.customer_stage = "trading"
        self.env["crm.protection.policy"].search(
            [("company_id", "=", self.company_a.id), ("id", "!=", self.policy.id)]
        ).active = False
        customer = self.add_customer(self.sales, "Unmatched Ltd")
        self.assertEqual(customer.protection_state, "exempt")

    def test_for_whom_customers_are_entered(self):
        gone = self.new_user("tc_gone", "sales_team.group_sale_salesman", active=False)
        people = self.sales | self.sales_two | self.leader | self.stranger
        allowed = {
            self.sales: self.sales,
            self.leader: self.sales | self.sales_two | self.leader,
            self.clerk: people,
            self.office: people,
            self.manager: people,
        }
        for user, owners in allowed.items():
            for owner in people | gone | self.portal:
                name = f"{user.name} for {owner.name} Ltd"
                with self.subTest(name):
                    if owner in owners:
                        customer = self.add_customer(user, name, user_id=owner.id)
                        self.assertOwner(customer.sudo(), owner)
                    else:
                        with self.assertRaisesRegex(AccessError, owner.name):
                            self.add_customer(user, name, user_id=owner.id)

    def test_other_partners_stay_out(self):
        partner = self.partners(self.sales).create({"name": "Somebody"})
        self.assertFalse(partner.protection_state)
        partner.write({"user_id": self.sales_two.id})
        self.assertFalse(partner.protection_state)
        self.assertFalse(partner.protection_event_ids)

    # === FORGERY === #

    def test_protected_fields_are_nobodys(self):
        for user in (self.sales, self.leader, self.office, self.manager):
            for name, value in (
                ("protected_until", "2099-01-01"),
                ("protection_state", "exempt"),
                ("protection_owner_id", user.id),
                ("claim_day", "2099-01-01"),
                ("lock_count", 0),
                ("locked_until", "2099-01-01"),
                ("pool_id", self.pool.id),
                ("visible_user_id", user.id),
            ):
                with self.subTest(user=user.login, field=name), self.assertRaises(AccessError):
                    self.as_user(self.customer, user).write({name: value})
        with self.assertRaises(AccessError):
            self.customer.sudo().write({"protected_until": "2099-01-01"})

    def test_a_forged_context_opens_nothing(self):
        from ..models.protection import guard

        for value in (True, 1, "object", {}, [], None):
            forged = self.as_user(self.customer, self.sales).with_context(**{guard._KEY: value})
            with self.subTest(value=value), self.assertRaises(AccessError):
                forged.write({"protected_until": "2099-01-01"})

    def test_nobody_takes_or_gives_what_is_not_theirs(self):
        for user, owner in (
            (self.sales_two, self.sales_two),
            (self.sales, self.sales_two),
            (self.stranger, self.stranger),
            (self.stranger, self.env["res.users"]),
            (self.clerk, self.sales_two),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.as_user(self.customer, user).write({"user_id": owner.id})
        self.assertOwner(self.customer, self.sales)

    # === BY A PLAIN WRITE === #

    def test_leader_assigns_and_the_clock_goes_on(self):
        until = self.customer.protected_until
        self.as_user(self.customer, self.leader).write({"user_id": self.sales_two.id})
        self.assertOwner(self.customer, self.sales_two)
        self.assertEqual(self.customer.protected_until, until)
        self.assertEqual(self.last_event(self.customer).cause, "assign")
        self.assertEqual(self.last_event(self.customer).user_id, self.leader)

    def test_leader_of_another_team_does_not_assign(self):
        with self.assertRaises(AccessError):
            self.as_user(self.customer, self.leader).write({"user_id": self.stranger.id})

    def test_leader_above_leads_the_team_below(self):
        chief = self.new_user("tc_chief", "sales_team.group_sale_salesman")
        above = self.env["crm.team"].create(
            {"name": "Above", "company_id": self.company_a.id, "manager_ids": [(4, chief.id)]}
        )
        self.team.parent_id = above
        self.as_user(self.customer, chief).write({"user_id": self.sales_two.id})
        self.assertOwner(self.customer, self.sales_two)

    def test_server_code_is_logged_too(self):
        self.customer.sudo().write({"user_id": self.stranger.id})
        self.assertOwner(self.customer, self.stranger)
        self.assertEqual(self.last_event(self.customer).cause, "other")

    def test_owner_of_a_contact_follows_its_customer(self):
        self.contact.with_user(self.office).write({"user_id": self.stranger.id})
        self.assertEqual(self.contact.user_id, self.sales)
        late = self.add_contact(self.sales, self.customer, "Late")
        self.assertEqual(late.protection_owner_id, self.sales)
        self.assertEqual(late.protected_until, self.customer.protected_until)

    def test_all_below_a_moved_contact_follow(self):
        other = self.add_customer(self.sales_two, "Other Ltd")
        contact = self.add_contact(self.sales, self.customer, "Site")
        below = self.env["res.partner"].create(
            {"name": "Gate", "parent_id": contact.id, "type": "delivery"}
        )
        self.assertEqual(below.user_id, self.sales)
        contact.sudo().parent_id = other
        for partner in contact | below:
            self.assertEqual(partner.managed_customer_id, other)
            self.assertEqual(partner.user_id, self.sales_two)
            self.assertEqual(partner.protection_owner_id, self.sales_two)
            self.assertEqual(partner.protected_until, other.protected_until)
        contact.sudo().parent_id = False
        for partner in contact | below:
            self.assertFalse(partner.managed_customer_id)
            self.assertFalse(partner.protection_state)
            self.assertFalse(partner.visible_user_id)

    def test_lead_conversion_does_not_take_the_customer(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Lead",
                "type": "lead",
                "partner_id": self.customer.id,
                "user_id": self.stranger.id,
            }
        )
        lead.convert_opportunity(self.customer, user_ids=self.stranger.ids)
        self.assertOwner(self.customer, self.sales)

    def test_a_user_who_owns_customers_is_not_deleted(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.sales.unlink()
        self.assertOwner(self.customer, self.sales)

    def test_an_archived_user_keeps_the_customers(self):
        self.sales.active = False
        self.assertOwner(self.customer, self.sales)

    def test_copy_starts_its_own_history(self):
        copy = self.as_user(self.customer, self.office).copy({"name": "Copied Ltd"})
        self.assertEqual(copy.protection_event_ids.mapped("cause"), ["register"])
        self.assertNotIn(copy, self.customer.protection_event_ids.partner_id)

    # === LEDGER === #

    def test_ledger_is_append_only_for_everybody(self):
        event = self.last_event(self.customer)
        for user in (self.sales, self.office, self.manager, self.env.ref("base.user_root")):
            with self.subTest(user=user.login):
                with self.assertRaises(UserError):
                    event.with_user(user).write({"note": "x"})
                with self.assertRaises(UserError):
                    event.with_user(user).unlink()
                with self.assertRaises(UserError):
                    event.with_user(user).create(
                        {"partner_id": self.customer.id, "cause": "claim", "day": date.today()}
                    )
        with self.assertRaises(UserError):
            event.sudo().write({"note": "x"})

    @mute_logger("odoo.sql_db")
    def test_ledger_refuses_raw_sql(self):
        self.env.flush_all()
        for query in (
            "UPDATE crm_protection_event SET note = 'x'",
            "DELETE FROM crm_protection_event",
            "UPDATE crm_protection_event SET new_owner_id = NULL",
        ):
            with self.subTest(query), self.assertRaises(RestrictViolation):
                self.env.cr.execute(query)

    def test_ledger_may_move_to_the_survivor_of_a_merge(self):
        other = self.add_customer(self.sales, "Survivor Ltd")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_protection_event SET partner_id = %s WHERE partner_id = %s",
            [other.id, self.customer.id],
        )
        self.assertTrue(self.env.cr.rowcount)

    def test_the_form_says_why(self):
        self.as_user(self.customer, self.leader).action_lock()
        text = str(self.as_user(self.customer, self.sales).protection_explanation)
        self.assertIn("Registered", text)
        self.assertIn("no activity protects past", text)

    # === POLICY === #

    def test_policies_with_impossible_days_are_refused(self):
        for values in (
            {"initial_days": 30},
            {"renew_days": 21},
            {"maximum_days": 5},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.policy.write(values)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.policy.write({"initial_days": -1})
            self.env.flush_all()

    def test_first_policy_wins_and_the_hidden_one_says_so(self):
        hidden = self.policy.copy({"sequence": self.policy.sequence + 1, "name": "Hidden"})
        self.assertIn(self.policy.name, hidden.overlap_note)
        self.assertFalse(self.policy.overlap_note)
        customer = self.add_customer(self.sales, "First Wins Ltd")
        self.assertEqual(customer.protection_policy_id, self.policy)
        grade = self.env["crm.customer.grade"].create({"name": "Z"})
        self.policy.grade_ids = grade
        hidden.invalidate_recordset(["overlap_note"])
        self.assertFalse(hidden.overlap_note)
