"""What ends when an owner goes: shares, wherever the customer falls; and what an undo gives back."""

from odoo.tests import tagged

from .expiry_common import ExpiryCase


@tagged("post_install", "-at_install")
class TestSharesEnd(ExpiryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.add_customer(cls.sales, "Helped Ltd").sudo()
        cls.add_contact(cls.sales, cls.customer, "Ann")
        helpers = cls.sales_two | cls.stranger
        cls.as_user(cls, cls.customer, cls.sales)._share(helpers, "write", False, "Help")

    def causes(self):
        return self.customer.protection_event_ids.sorted("id").mapped("cause")

    def test_release(self):
        self.as_user(self.customer, self.sales)._release("No need")
        self.assertFalse(self.customer.share_ids)
        self.assertEqual(self.causes()[-3:], ["unshare", "unshare", "release"])
        ended = self.customer.protection_event_ids.filtered(lambda event: event.cause == "unshare")
        self.assertEqual(ended.shared_user_id, self.sales_two | self.stranger)
        self.assertOwner(self.customer, self.env["res.users"])

    def test_a_new_owner_keeps_the_colleagues(self):
        self.as_user(self.customer, self.leader)._assign(self.sales_two, "Knows them")
        self.assertEqual(self.customer.share_ids.user_id, self.stranger)
        self.assertEqual(self.causes()[-2:], ["unshare", "assign"])

    def test_by_a_plain_write(self):
        self.customer.user_id = False
        self.assertFalse(self.customer.share_ids)

    def test_nightly_run_and_its_undo(self):
        self.at("2027-01-04 02:00:00")
        self.run_job()
        self.assertFree(self.customer)
        self.assertFalse(self.customer.share_ids)
        self.assertEqual(self.causes()[-3:], ["unshare", "unshare", "expire"])
        self.stranger.active = False
        run = self.last_run().with_user(self.office)
        run.with_context(allowed_company_ids=self.company_a.ids).action_undo()
        self.run_job()
        self.assertKept(self.customer)
        self.assertRecordValues(
            self.customer.share_ids,
            [
                {
                    "user_id": self.sales_two.id,
                    "mode": "write",
                    "until": False,
                    "shared_by_id": self.sales.id,
                    "note": "Help",
                }
            ],
        )
        self.assertEqual(self.causes()[-2:], ["share", "undo"])
        self.assertEqual(self.customer.protection_event_ids[1].user_id, self.office)

    def test_undo_of_what_was_never_shared(self):
        alone = self.add("Alone Ltd")
        self.run_job()
        self.last_run().with_user(self.office).action_undo()
        self.run_job()
        self.assertKept(alone)
        self.assertFalse(alone.share_ids)
