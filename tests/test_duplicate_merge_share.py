"""What a merge with another owner does to shares, and that an undo brings exactly these back."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CustomerCase
from .merge_common import MergeSetUp


@tagged("post_install", "-at_install")
class TestMergeShare(MergeSetUp, CustomerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        survivor = cls.as_user(cls, cls.survivor, cls.sales)
        survivor._share(cls.sales_two, "write", False, "Visits the plant")
        survivor._share(cls.stranger, "read", False, "Knows the buyer")
        cls.shares = cls.survivor.sudo().share_ids
        cls.both = cls.survivor | cls.other

    def causes(self, user):
        """What the ledger of the survivor says of shares with a person, oldest first."""
        events = self.survivor.sudo().protection_event_ids.sorted("id")
        return events.filtered(lambda event: event.shared_user_id == user).mapped("cause")

    def test_a_new_owner_keeps_no_share(self):
        before = self.picture(self.both)
        log = self.merge(values={"user_id": self.other.id})
        self.assertOwner(self.survivor, self.sales_two)
        self.assertEqual(self.survivor.sudo().share_ids.user_id, self.stranger)
        self.assertEqual(self.causes(self.sales_two), ["share", "unshare"])
        self.undo(log)
        self.assertFalse(log.sudo().undo_note)
        self.assertOwner(self.survivor, self.sales)
        self.assertEqual(self.survivor.sudo().share_ids, self.shares)
        self.assertEqual(self.causes(self.sales_two), ["share", "unshare", "share"])
        self.assertEqual(self.causes(self.stranger), ["share"])
        self.assertSamePicture(before, self.picture(self.both))

    def test_nobody_is_chosen(self):
        self.as_user(self.other, self.sales_two)._share(self.leader, "read", False, "Help")
        self.as_user(self.other, self.sales_two)._release("Enough")
        before = self.picture(self.both)
        log = self.merge(values={"user_id": self.other.id})
        self.assertOwner(self.survivor, self.env["res.users"])
        self.assertFalse(self.survivor.sudo().share_ids)
        self.undo(log)
        self.assertEqual(self.survivor.sudo().share_ids, self.shares)
        self.assertSamePicture(before, self.picture(self.both))

    def test_a_public_survivor_gets_no_share(self):
        self.as_user(self.survivor, self.sales)._release("Enough")
        self.as_user(self.other, self.sales_two)._share(self.leader, "read", False, "Help")
        before = self.picture(self.both)
        log = self.merge()
        self.assertFalse(self.survivor.sudo().share_ids)
        self.undo(log)
        self.assertEqual(self.other.sudo().share_ids.user_id, self.leader)
        self.assertSamePicture(before, self.picture(self.both))

    def test_what_others_did_since(self):
        """Whoever owns it by now has no share of it, whatever the merge ended."""
        log = self.merge(values={"user_id": self.other.id})
        self.as_user(self.survivor, self.office)._assign(self.stranger, "Fair")
        self.as_user(self.survivor, self.office)._share(self.leader, "read", False, "New")
        self.as_user(self.survivor, self.office)._assign(self.sales_two, "Back", restart=True)
        claimed = self.survivor.sudo().claim_day
        self.survivor.sudo().flush_recordset()
        self.env.cr.execute(
            "UPDATE res_partner SET claim_day = claim_day - 1 WHERE id = %s", [self.survivor.id]
        )
        self.survivor.invalidate_recordset()
        self.assertNotEqual(self.survivor.sudo().claim_day, claimed)
        self.undo(log)
        self.assertOwner(self.survivor, self.sales_two)
        self.assertEqual(self.survivor.sudo().share_ids.user_id, self.leader)
        self.assertIn(self.sales_two.name, log.sudo().undo_note)

    def test_only_the_merged_ones_can_be_chosen(self):
        third = self.add_customer(self.stranger, "Third Ltd")
        for name in ("city", "user_id"):
            with self.subTest(name=name), self.assertRaisesRegex(UserError, "Choose again"):
                self.merge(values={name: third.id})
        for name in ("protected_until", "merged_into_id", "no_such_field"):
            with self.subTest(name=name), self.assertRaisesRegex(UserError, "Choose again"):
                self.merge(values={name: self.other.id})
