"""Many customers become trading ones at once, and the history takes it back."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CustomerCase
from .trading_meaning_common import MeaningSetUp


@tagged("post_install", "-at_install")
class TestTradingBulk(MeaningSetUp, CustomerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ordered = cls.add_customer(cls.sales, "Ordered Once")
        cls.add_quotation(cls.ordered).action_confirm()
        cls.env.flush_all()

    def bulk(self, user=None, **values):
        bulks = self.partners(user or self.office).env["crm.trading.bulk"]
        return bulks.create({"reason": "Of the old system", **values})

    def test_those_who_ordered(self):
        bulk = self.bulk(since="2020-01-01")
        self.assertIn(self.ordered, bulk.preview_ids)
        self.assertNotIn(self.potential, bulk.preview_ids)
        self.assertNotIn(self.trading, bulk.preview_ids)
        bulk.action_convert()
        self.assertEqual(self.ordered.customer_stage, "trading")
        self.assertEqual(self.potential.customer_stage, "potential")
        event = self.ordered.sudo().trading_event_ids[:1]
        self.assertEqual((event.kind, event.note), ("direct", "Of the old system"))
        self.assertEqual(event.user_id, self.office)
        with self.assertRaisesRegex(UserError, "No potential customer"):
            self.bulk(since="2020-01-01").action_convert()

    def test_since(self):
        self.assertFalse(self.bulk(since="2999-01-01").count)

    def test_selected_one_by_one(self):
        action = (self.potential | self.trading).with_user(self.office).action_set_trading()
        context = action["context"]
        bulk = self.bulk(
            source=context["default_source"],
            partner_ids=[Command.set(context["default_partner_ids"])],
        )
        self.assertEqual((bulk.count, bulk.left_count), (1, 1))
        result = bulk.action_convert()
        self.assertEqual(self.potential.customer_stage, "trading")
        shown = self.env[result["res_model"]].browse(result["res_id"])
        self.assertEqual((shown.done_count, shown.refused_count), (1, 1))
        self.assertIn("already", shown.line_ids.reason)

    def test_four_eyes(self):
        """Who requested it converts it by no button; somebody else of the back office does."""
        self.company_a.use_trading_request = True
        self.potential.sudo()._open_trading_request(requester=self.office)
        values = {"source": "selected", "partner_ids": [Command.set(self.potential.ids)]}
        with self.assertRaisesRegex(UserError, "requested this yourself"):
            self.bulk(**values).action_convert()
        self.assertEqual(self.potential.customer_stage, "potential")
        self.bulk(self.manager, **values).action_convert()
        self.assertEqual(self.potential.customer_stage, "trading")

    def test_reason_is_asked(self):
        for reason in (False, "", "  "):
            with self.assertRaisesRegex(UserError, "Say why"):
                self.bulk(reason=reason).action_convert()

    def test_who(self):
        for user in (self.sales, self.clerk, self.plain, self.portal, self.erp):
            with self.assertRaises(AccessError):
                self.bulk(user)
        self.assertTrue(self.bulk(self.manager).action_convert())

    def test_other_company(self):
        user = self.new_user(
            "tc_office_b", "crm_customer_protection.group_customer_admin", self.company_b
        )
        # What companies share is everybody's.
        self.assertIn(self.ordered, self.bulk(user).preview_ids)
        self.ordered.sudo().company_id = self.company_a
        self.assertNotIn(self.ordered, self.bulk(user).preview_ids)

    def test_taken_back_from_the_history(self):
        self.bulk(since="2020-01-01").action_convert()
        event = self.ordered.trading_event_ids[:1]
        with self.assertRaisesRegex(UserError, "only the back office"):
            event.with_user(self.sales).action_undo()
        event.with_user(self.office).action_undo()
        self.assertEqual(self.ordered.customer_stage, "potential")
        self.assertEqual(self.events(self.ordered)[-1], "undo")
        with self.assertRaisesRegex(UserError, "changed again"):
            event.with_user(self.office).action_undo()

    def test_only_the_last_change(self):
        self.set_stage(self.potential, "trading")
        first = self.potential.sudo().trading_event_ids[:1]
        self.set_stage(self.potential, "potential")
        last = self.potential.sudo().trading_event_ids[:1]
        with self.assertRaisesRegex(UserError, "Take the last"):
            first.with_user(self.office).action_undo()
        last.with_user(self.office).action_undo()
        self.assertEqual(self.potential.customer_stage, "trading")
