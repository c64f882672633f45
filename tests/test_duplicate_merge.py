"""Merging customers and taking it back: every row, every value, every table."""

import random

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import CustomerCase
from .merge_common import MergeSetUp


@tagged("post_install", "-at_install")
class TestMergeRows(MergeSetUp, CustomerCase):
    def test_a_thousand_rows_in_twenty_tables(self):
        self.fill(self.survivor, 5)
        self.fill(self.other, 70, self.sales_two)
        partners = self.survivor | self.other
        before = self.picture(partners)
        others = {
            name: keys for name, keys in before[0].items() if name[1] == self.other.id and keys
        }
        self.assertGreaterEqual(sum(map(len, others.values())), 1000)
        self.assertGreaterEqual(len({name[0][1] for name in others}), 20)
        log = self.merge(reason="The same")
        after = self.picture(partners)[0]
        kept = {
            (line._get_link().name, key)
            for line in log.sudo().line_ids
            for key in line.kept_keys or []
        }
        moved = {
            (line._get_link().name, key)
            for line in log.sudo().line_ids
            for key in line.moved_keys or []
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
        with self.assertRaisesRegex(ValidationError, "already exists"):
            self.undo(log)
        self.assertEqual(log.state, "done")

    def test_twice(self):
        log = self.merge()
        with self.assertRaisesRegex(UserError, f"{self.office.name} merged them on"):
            self.merge(user=self.manager)
        self.undo(log)
        with self.assertRaisesRegex(UserError, "took this merge back already"):
            self.undo(log)


@tagged("post_install", "-at_install")
class TestMergeValues(MergeSetUp, CustomerCase):
    def test_chosen_and_filled_in(self):
        self.survivor.sudo().write({"vat": False, "city": "Bern", "website": "https://s.ch"})
        self.other.sudo().write(
            {"vat": "CHE123456788TVA", "city": "Basel", "comment": "Since 1999"}
        )
        pictures = self.picture(self.survivor | self.other)
        log = self.merge(values={"city": self.other.id, "registered_name": self.other.id})
        self.assertRecordValues(
            self.survivor,
            [{"vat": "CHE123456788TVA", "city": "Basel", "registered_name": "Other Ltd"}],
        )
        self.assertEqual((self.survivor.name, self.survivor.phone), ("Survivor Ltd", "0755 1"))
        self.assertIn("1999", self.survivor.comment)
        self.assertIn("City: Bern → Basel", log.changes)
        self.undo(log)
        self.assertSamePicture(pictures, self.picture(self.survivor | self.other))

    def test_one_address(self):
        """No address is put together from two."""
        state = self.env.ref("base.state_de_nw")
        self.other.sudo().write({"city": "Köln", "state_id": state.id, "zip": "50667"})
        self.survivor.sudo().write({"city": "Wien", "state_id": False, "zip": False})
        log = self.merge()
        self.assertFalse(self.survivor.state_id or self.survivor.zip)
        self.undo(log)
        self.survivor.sudo().city = False
        self.merge()
        self.assertRecordValues(
            self.survivor, [{"city": "Köln", "state_id": state.id, "zip": "50667"}]
        )

    def test_changed_since(self):
        log = self.merge(values={"name": self.other.id})
        self.survivor.sudo().name = "Third name"
        self.survivor.sudo().city = "Genf"
        self.undo(log)
        self.assertEqual((self.survivor.name, self.survivor.city), ("Third name", "Genf"))
        self.assertIn("Name: changed since", log.sudo().undo_note)

    def test_values_of_companies(self):
        for partner, company, code in (
            (self.survivor, self.company_a, "A of survivor"),
            (self.other, self.company_a, "A of other"),
            (self.other, self.company_b, "B of other"),
        ):
            partner.sudo().with_company(company).barcode = code
        before = self.picture(self.survivor | self.other)
        log = self.merge()
        self.assertEqual(self.survivor.sudo().with_company(self.company_a).barcode, "A of survivor")
        self.assertEqual(self.survivor.sudo().with_company(self.company_b).barcode, "B of other")
        self.undo(log)
        self.assertSamePicture(before, self.picture(self.survivor | self.other))

    def test_picture(self):
        red, blue = (
            self.env.ref(f"base.{name}").image_1920 for name in ("main_partner", "user_admin")
        )
        red = red or self.env.ref("base.main_company").logo
        self.survivor.sudo().image_1920 = red
        self.other.sudo().image_1920 = blue or red
        red, blue = (partner.sudo().image_1920 for partner in (self.survivor, self.other))
        log = self.merge(values={"image_1920": self.other.id})
        self.assertEqual(self.survivor.sudo().image_1920, blue)
        self.undo(log)
        self.assertEqual(self.survivor.sudo().image_1920, red)
        self.assertEqual(self.other.sudo().image_1920, blue)

    def test_owner_stays(self):
        until = self.survivor.sudo().protected_until
        log = self.merge()
        self.assertOwner(self.survivor, self.sales)
        self.assertEqual(self.survivor.sudo().protected_until, until)
        self.assertEqual(self.other.sudo().visible_user_id, self.survivor.sudo().visible_user_id)
        last = self.last_event(self.survivor)
        self.assertEqual((last.cause, last.user_id), ("merge", self.office))
        self.assertIn(self.sales_two.name, last.note)
        told = self.env["mail.message"].search([("subject", "like", "Customers of yours")], limit=1)
        self.assertEqual(told.notified_partner_ids, self.sales_two.partner_id)
        self.undo(log)
        self.assertOwner(self.survivor, self.sales)
        self.assertOwner(self.other, self.sales_two)
        for customer in (self.survivor, self.other):
            self.assertEqual(self.last_event(customer).cause, "undo")
            self.assertEqual(self.last_event(customer).user_id, self.office)

    def test_owner_chosen(self):
        contact = self.add_contact(self.sales, self.survivor, "Ann")
        log = self.merge(values={"user_id": self.other.id}, reason="Who knows them")
        self.assertOwner(self.survivor, self.sales_two)
        causes = self.survivor.sudo().protection_event_ids.mapped("cause")[:2]
        self.assertEqual(causes, ["merge", "assign"])
        self.undo(log)
        self.assertOwner(self.survivor, self.sales)
        self.assertEqual(contact.user_id, self.sales)

    def test_a_request_of_the_source(self):
        self.as_user(self.other, self.sales_two)._ask_extension(3, "Trade fair")
        request = self.other.sudo().extension_ids
        log = self.merge()
        self.assertEqual(request.partner_id, self.survivor)
        request.with_user(self.leader).action_approve()
        self.undo(log)
        self.assertEqual(request.partner_id, self.other)
        self.assertFalse(self.other.sudo().paused_on, "the clock goes on")

    def test_the_wider_share_stays(self):
        self.as_user(self.other, self.sales_two)._share(self.stranger, "write", False, "Help")
        self.as_user(self.survivor, self.sales)._share(self.stranger, "read", False, "Help")
        self.as_user(self.other, self.sales_two)._share(self.sales, "write", False, "Help")
        shares = (self.survivor | self.other).sudo().share_ids
        before = self.picture(self.survivor | self.other)
        log = self.merge()
        self.assertRecordValues(
            self.survivor.sudo().share_ids, [{"user_id": self.stranger.id, "mode": "write"}]
        )
        self.assertEqual(shares.exists(), shares)
        self.undo(log)
        self.assertSamePicture(before, self.picture(self.survivor | self.other))

    def test_no_customer_of_ours(self):
        """A partner that is no customer goes into one, and comes back as it was."""
        partner = self.env["res.partner"].create({"name": "Plain", "comment": "Known"})
        contact = self.env["res.partner"].create({"name": "Bob", "parent_id": partner.id})
        before = self.picture(partner | self.survivor)
        log = self.merge(partner)
        self.assertEqual(contact.managed_customer_id, self.survivor)
        self.assertEqual(contact.user_id, self.sales)
        self.undo(log)
        self.assertFalse(contact.managed_customer_id or contact.protection_state)
        self.assertSamePicture(before, self.picture(partner | self.survivor))


@tagged("post_install", "-at_install")
class TestMergeAtRandom(MergeSetUp, CustomerCase):
    def test_merges_and_undos_in_any_order(self):
        """Whatever is merged into whatever: taken back in turn, everything is as it was."""
        for seed in range(6):
            chance = random.Random(seed)
            customers = self.survivor.browse()
            for number in range(5):
                owner = chance.choice([self.sales, self.sales_two, self.stranger])
                customer = self.add_customer(
                    owner,
                    f"Random {seed} {number}",
                    city=chance.choice(["Bern", "Basel", False]),
                    vat=False,
                )
                customers |= customer.sudo().with_env(self.env)
                self.fill(customer, chance.randrange(1, 3), owner)
            tags = self.env["res.partner.category"].create([{"name": f"T{n}"} for n in range(3)])
            for customer in customers:
                customer.category_id |= tags[: chance.randrange(4)]
            before = self.picture(customers)
            logs, standing = [], list(customers)
            while len(standing) > 1 and (len(logs) < 3 or chance.random() < 0.5):
                chosen = chance.sample(standing, min(len(standing), chance.choice([2, 2, 3])))
                sources = self.survivor.browse([customer.id for customer in chosen[1:]])
                names = chance.sample(["name", "city", "ref", "registered_name", "user_id"], 2)
                values = {name: chance.choice(chosen).id for name in names}
                logs.append(self.merge(sources, chosen[0], values=values))
                standing = [customer for customer in standing if customer not in sources]
            for log in reversed(logs):
                self.undo(log)
                self.assertFalse(log.sudo().undo_note)
            with self.subTest(seed=seed):
                self.assertSamePicture(before, self.picture(customers))
