"""Merging customers and taking it back: every row, every value, every table."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CustomerCase
from .merge_common import MergeSetUp


@tagged("post_install", "-at_install")
class TestMergeRows(MergeSetUp, CustomerCase):
    def test_a_thousand_rows_in_twenty_tables(self):
        self.fill(self.survivor, 5)
        self.fill(self.other, 60, self.sales_two)
        partners = self.survivor | self.other
        before = self.picture(partners)
        others = {name: keys for name, keys in before[0].items() if name[1] == self.other.id and keys}
        self.assertGreaterEqual(sum(map(len, others.values())), 1000)
        self.assertGreaterEqual(len({name[0][1] for name in others}), 20)
        log = self.merge(reason="The same")
        after = self.picture(partners)[0]
        kept = {
            (line._get_link().name, key)
            for line in log.sudo().line_ids
            for key in line.kept_keys
        }
        moved = {
            (line._get_link().name, key) for line in log.sudo().line_ids for key in line.moved_keys
        }
        for (name, partner_id), keys in others.items():
            own = {name[2] in ("commercial_partner_id", "managed_customer_id") and partner_id}
            for key in keys - own:
                if (name, key) in kept or name[1] == "crm_customer_merge_log_source":
                    self.assertIn(key, after[name, self.other.id])
                    continue
                self.assertIn((name, key), moved, "every row that hung on it was moved")
                self.assertIn(key, after[name, self.survivor.id])
        self.undo(log)
        self.assertFalse(log.sudo().undo_note)
        self.assertSamePicture(before, self.picture(partners))

    def test_twins_stay(self):
        """What the survivor has already is not deleted."""
        tag = self.env["res.partner.category"].create({"name": "Both"})
        (self.survivor | self.other).category_id = tag
        (self.survivor | self.other).message_subscribe(self.office.partner_id.ids)
        log = self.merge()
        self.assertEqual(self.survivor.category_id, tag)
        self.assertEqual(self.other.category_id, tag)
        self.assertIn(self.office.partner_id, self.other.message_partner_ids)
        kept = log.sudo().line_ids.filtered("kept_count")
        self.assertLessEqual(
            {"mail_followers", "res_partner_res_partner_category_rel"}, {*kept.mapped("table_name")}
        )
        before = log.kept_count
        self.undo(log)
        self.assertEqual((self.survivor | self.other).mapped("category_id"), tag)
        self.assertEqual(log.kept_count, before)

    def test_bank_account_of_both(self):
        accounts = self.env["res.partner.bank"].create(
            [
                {"acc_number": "DE 12", "partner_id": partner.id}
                for partner in (self.survivor, self.other)
            ]
        )
        attachment = self.env["ir.attachment"].create(
            {"name": "a", "raw": b"a", "res_model": "res.partner.bank", "res_id": accounts[1].id}
        )
        log = self.merge()
        self.assertEqual(accounts[1].partner_id, self.other)
        self.assertEqual(attachment.res_id, accounts[0].id)
        self.undo(log)
        self.assertEqual(attachment.res_id, accounts[1].id)

    def test_what_happened_since(self):
        contacts = self.fill(self.other, 3)
        log = self.merge()
        contacts[0].unlink()
        contacts[1].sudo().parent_id = False
        lead = self.env["crm.lead"].create({"name": "New", "partner_id": self.survivor.id})
        self.undo(log)
        self.assertIn("1 deleted since", log.sudo().undo_note)
        self.assertIn("1 moved on since", log.sudo().undo_note)
        self.assertEqual(lead.partner_id, self.survivor)
        self.assertEqual(contacts[2].parent_id, self.other)
        self.assertFalse(contacts[1].parent_id)

    def test_three_and_in_a_row(self):
        third = self.add_customer(self.stranger, "Third Ltd")
        last = self.add_customer(self.stranger, "Last Ltd")
        everybody = self.survivor | self.other | third | last
        for customer in everybody:
            self.fill(customer, 2)
        before = self.picture(everybody)
        first = self.merge(self.other | third)
        self.assertEqual((self.other | third).merged_into_id, self.survivor)
        second = self.merge(self.survivor, last)
        self.assertEqual((self.other | third | self.survivor).merged_into_id, last)
        with self.assertRaisesRegex(UserError, "Undo that merge first"):
            self.undo(first)
        self.undo(second)
        self.assertEqual((self.other | third).merged_into_id, self.survivor)
        self.undo(first)
        self.assertSamePicture(before, self.picture(everybody))

    def test_a_new_owner_of_the_name(self):
        log = self.merge()
        self.add_customer(self.sales, "Other Ltd", website="https://o.example.com")
        with self.assertRaisesRegex(Exception, "already exists"):
            self.undo(log)
        self.assertEqual(log.state, "done")

    def test_twice(self):
        log = self.merge()
        with self.assertRaisesRegex(UserError, f"{self.office.name} merged them on"):
            self.merge(user=self.manager)
        self.undo(log)
        with self.assertRaisesRegex(UserError, "took this merge back already"):
            self.undo(log)
