"""The dialog: whoever chose customers hears of each of them what became of it."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .protection_common import ProtectionCase


@tagged("post_install", "-at_install")
class TestProtectionDialog(ProtectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.use_visibility = True
        cls.mine, cls.also_mine = (
            cls.add_customer(cls.sales, name) for name in ("Meine AG", "Auch Meine AG")
        )

    def open_dialog(self, action, customers, user=None, **values):
        """The dialog as the web client makes it: with the context of the action."""
        customers = self.as_user(customers, user or self.sales)
        context = getattr(customers, action)()["context"]
        dialog = customers.env["crm.protection.dialog"].with_context(**context)
        return dialog.create({"note": "No need", **values})

    def take_away(self, customer):
        """Somebody else has it by now, and the caller sees it no more."""
        self.as_user(customer, self.office)._assign(self.stranger, "Moved")
        self.env.flush_all()

    def result(self, action):
        self.assertEqual(action["res_model"], "crm.protection.result")
        return self.env["crm.protection.result"].browse(action["res_id"])

    def test_after_a_release_into_a_masked_pool_to_my_customers(self):
        self.assertTrue(self.pool._is_masking())
        action = self.open_dialog("action_release", self.mine).action_apply()
        self.assertFalse(self.as_user(self.mine, self.sales).has_access("read"))
        mine = self.env.ref("crm_customer_protection.res_partner_my_customer_action")
        self.assertEqual((action["id"], action["target"]), (mine.id, "main"))

    def test_after_a_release_into_an_open_pool_it_stays(self):
        self.pool.write(dict.fromkeys(("mask_phone", "mask_email"), False))
        action = self.open_dialog("action_release", self.mine).action_apply()
        self.assertTrue(self.as_user(self.mine, self.sales).has_access("read"))
        self.assertEqual(action["tag"], "soft_reload")

    def test_what_vanished_while_the_dialog_was_open_is_reported(self):
        dialog = self.open_dialog("action_release", self.mine | self.also_mine)
        self.take_away(self.also_mine)
        result = self.result(dialog.action_apply())
        self.assertEqual((result.done_count, result.refused_count), (1, 1))
        self.assertEqual(result.line_ids.name, "Auch Meine AG")
        self.assertIn("belongs to", result.line_ids.reason)
        self.assertIn(self.stranger.name, result.line_ids.reason)
        self.assertOwner(self.mine.with_env(self.env), self.env["res.users"])
        self.assertOwner(self.also_mine.with_env(self.env), self.stranger)

    def test_what_vanished_before_the_dialog_opened_is_reported(self):
        both = self.mine | self.also_mine
        self.take_away(self.also_mine)
        context = self.as_user(both, self.sales).action_release()["context"]
        model = self.env["crm.protection.dialog"].with_user(self.sales)
        with Form(model.with_context(**context, allowed_company_ids=self.company_a.ids)) as form:
            self.assertEqual(form.partner_ids.ids, self.mine.ids)
            form.note = "No need"
        result = self.result(form.record.action_apply())
        self.assertEqual((result.done_count, result.refused_count), (1, 1))
        self.assertIn(self.stranger.name, result.line_ids.reason)

    def test_vanished_beside_several(self):
        third = self.add_customer(self.sales, "Dritte AG")
        public = self.add_customer(self.sales_two, "Vierte AG")
        public._change_owner(self.env["res.users"], "release", pool=self.pool)
        chosen = self.mine | self.also_mine | third | public
        dialog = self.open_dialog("action_release", chosen)
        self.take_away(self.also_mine)
        result = self.result(dialog.action_apply())
        self.assertEqual((result.done_count, result.refused_count), (2, 2))
        reasons = dict(result.line_ids.mapped(lambda line: (line.name, line.reason)))
        self.assertIn("belongs to", reasons["Auch Meine AG"])
        self.assertIn("lies in the public pool", reasons["Vierte AG"])

    def test_what_vanished_before_the_dialog_is_saved_is_reported(self):
        both = self.mine | self.also_mine
        context = self.as_user(both, self.sales).action_release()["context"]
        self.take_away(self.also_mine)
        model = self.env["crm.protection.dialog"].with_user(self.sales).with_context(**context)
        for commands in (
            [Command.link(customer.id) for customer in both],
            [Command.set(both.ids)],
        ):
            dialog = model.create({"note": "No need", "partner_ids": commands})
            self.assertEqual(dialog.sudo().partner_ids, self.mine.sudo())
            self.assertEqual({*dialog.chosen}, {*both.ids})
        result = self.result(dialog.action_apply())
        self.assertIn(self.stranger.name, result.line_ids.reason)

    def test_without_the_context_of_the_action(self):
        self.take_away(self.also_mine)
        dialog = (
            self.env["crm.protection.dialog"]
            .with_user(self.sales)
            .create(
                {
                    "kind": "release",
                    "note": "By an API client",
                    "partner_ids": [Command.set((self.mine | self.also_mine).ids)],
                }
            )
        )
        result = self.result(dialog.action_apply())
        self.assertEqual((result.done_count, result.refused_count), (1, 1))

    def test_none_left(self):
        dialog = self.open_dialog("action_release", self.mine)
        self.take_away(self.mine)
        with self.assertRaisesRegex(UserError, "Meine AG belongs to"):
            dialog.action_apply()

    def test_what_is_left_is_refused_too(self):
        dialog = self.open_dialog(
            "action_assign", self.mine | self.also_mine, self.leader, owner_id=self.stranger.id
        )
        self.take_away(self.also_mine)
        with self.assertRaises(UserError) as caught:
            dialog.action_apply()
        self.assertIn("is in none of your teams", str(caught.exception))
        self.assertIn("Auch Meine AG belongs to", str(caught.exception))

    def test_deleted_customers_and_foreign_ids_tell_nothing(self):
        gone = self.env["res.partner"].create({"name": "Gone"})
        vendor = self.env["res.partner"].create(
            {"name": "Secret Vendor", "company_id": self.company_b.id}
        )
        dialog = self.open_dialog("action_release", self.mine | gone | vendor)
        gone.unlink()
        result = self.result(dialog.action_apply())
        self.assertEqual((result.done_count, result.refused_count), (1, 2))
        told = " ".join(f"{line.name or ''} {line.reason}" for line in result.line_ids)
        self.assertIn("deleted or merged", told)
        self.assertIn("out of your sight", told)
        self.assertNotIn("Secret", told)

    def test_nothing_chosen(self):
        with self.assertRaisesRegex(UserError, "Choose customers first"):
            self.open_dialog("action_release", self.env["res.partner"]).action_apply()

    def test_blank_reason(self):
        for note in (False, "", "  \n "):
            with self.subTest(note), self.assertRaisesRegex(UserError, "Say why"):
                self.open_dialog("action_release", self.mine, note=note).action_apply()

    def test_missing_choice(self):
        with self.assertRaisesRegex(UserError, "New Owner"):
            self.open_dialog("action_assign", self.mine, self.leader).action_apply()

    def test_whose_dialog(self):
        dialog = self.open_dialog("action_release", self.mine)
        with self.assertRaises(AccessError):
            dialog.with_user(self.stranger).action_apply()


@tagged("post_install", "-at_install")
class TestSharedWithMe(ProtectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company_a._get_today()
        cls.customer = cls.add_customer(cls.sales, "Gemeinsam AG")

    def find(self, user):
        return self.as_user(self.customer, user).search(
            [("is_shared_with_me", "=", True), ("id", "=", self.customer.id)]
        )

    def test_by_whom_for_what_until_when(self):
        self.as_user(self.customer, self.sales)._share(
            self.stranger, "write", self.today, "Speaks Italian"
        )
        self.assertTrue(self.find(self.stranger))
        self.assertFalse(self.find(self.sales))
        self.assertRecordValues(
            self.as_user(self.customer, self.stranger),
            [
                {
                    "is_shared_with_me": True,
                    "my_share_by_id": self.sales.id,
                    "my_share_mode": "write",
                    "my_share_until": self.today,
                    "my_share_note": "Speaks Italian",
                }
            ],
        )
        self.assertFalse(self.as_user(self.customer, self.leader).my_share_mode)

    def test_what_ended_is_not_shared(self):
        yesterday = self.today.replace(year=self.today.year - 1)
        self.as_user(self.customer, self.sales)._share(self.stranger, "read", yesterday, False)
        self.assertFalse(self.find(self.stranger))
        self.assertFalse(self.as_user(self.customer, self.stranger).is_shared_with_me)


@tagged("post_install", "-at_install")
class TestExtensionVisibility(ProtectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.add_customer(cls.sales, "Gefragt AG")
        cls.as_user(cls, cls.customer, cls.sales)._ask_extension(5, "Budget in May")
        cls.request = cls.customer.extension_ids

    def seen(self, user):
        return self.request.with_user(user).search([("id", "=", self.request.id)])

    def test_requests_of_others_are_seen_by_whoever_sees_the_customer(self):
        self.assertTrue(self.seen(self.stranger), "visibility is not restricted yet")
        self.company_a.use_visibility = True
        for user in (self.sales, self.leader, self.office):
            self.assertTrue(self.seen(user), user.login)
        for user in (self.stranger, self.sales_two):
            self.assertFalse(self.seen(user), user.login)
        with self.assertRaises(AccessError):
            self.request.with_user(self.stranger).read(["reason"])

    def test_who_lost_the_customer_keeps_the_request_and_learns_no_more(self):
        self.company_a.use_visibility = True
        mine = self.as_user(self.request, self.sales)
        self.assertEqual(mine.owner_id, self.sales)
        self.as_user(self.customer, self.office)._assign(self.stranger, "Moved")
        self.assertTrue(self.seen(self.sales))
        self.env.invalidate_all()
        self.assertFalse(mine.owner_id or mine.policy_id or mine.last_contact_date)

    def test_a_leader_asks_back(self):
        self.company_a.use_visibility = True
        request = self.as_user(self.request, self.leader)
        self.assertTrue(request.message_post(body="Which budget?"))
        with self.assertRaises(UserError):
            request.write({"days": 50})

    def test_a_request_ends_with_the_ownership(self):
        self.as_user(self.customer, self.sales)._release("No need")
        self.assertRecordValues(self.request, [{"state": "cancelled", "new_until": False}])
        self.assertIn("changed hands", self.request.decision_note)
        self.assertFalse(self.request.activity_ids)
        self.as_user(self.customer, self.sales_two)._claim()
        self.as_user(self.customer, self.sales_two)._ask_extension(5, "Mine now")
        self.assertEqual(len(self.customer.extension_ids), 2)

    def test_a_request_goes_on_with_the_clock(self):
        self.as_user(self.customer, self.leader)._assign(self.sales_two, "New district")
        self.assertEqual(self.request.state, "pending")
        self.as_user(self.customer, self.leader)._assign(self.sales, "Anew", restart=True)
        self.assertEqual(self.request.state, "cancelled")

    def test_an_approval_is_no_change_of_hands(self):
        self.as_user(self.request, self.leader).action_approve()
        self.assertEqual(self.request.state, "approved")
