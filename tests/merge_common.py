"""What the tests of merging share: links in many tables, and a picture of all of them."""

from odoo.fields import Command

from ..models.duplicate.merge.merge_link import find_links
from .protection_common import ProtectionSetUp


class MergeSetUp(ProtectionSetUp):
    """Mixin: customers with rows in more than 20 tables, as they come about in the work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survivor = cls.add_customer(cls.sales, "Survivor Ltd", phone="0755 1")
        cls.other = cls.add_customer(cls.sales_two, "Other Ltd", email="o@example.com")

    def merge(self, sources=None, survivor=None, user=None, **kwargs):
        """Merge as the back office, or as another person."""
        user = user or self.office
        survivor = self.as_user(survivor or self.survivor, user)
        sources = self.as_user(self.other if sources is None else sources, user)
        log = survivor._merge_customers(sources, **kwargs)
        self.env.invalidate_all()
        return log

    def undo(self, log, user=None):
        log.with_user(user or self.office).with_context(
            allowed_company_ids=self.company_a.ids
        ).action_undo()
        self.env.invalidate_all()

    def picture(self, partners):
        """All rows that link to partners, and the partners' own rows.

        :return: dict (link, partner id) -> set of keys, and dict partner id -> row
        """
        self.env.flush_all()
        links = {
            (link.name, partner.id): set(link.find(self.env, partner.id))
            for link in find_links(self.env, "res.partner")
            for partner in partners
        }
        return links, partners.sudo()._read_rows()

    def assertSamePicture(self, before, after, ignored=("write_date", "write_uid")):
        """Every row hangs where it hung; what merge and undo wrote themselves is new."""
        (links, rows), (links_after, rows_after) = before, after
        for name, keys in links.items():
            with self.subTest(link=name):
                self.assertLessEqual(keys, links_after.get(name, set()))
        written = {"crm_protection_event", "mail_message", "mail_notification", "mail_followers"}
        written |= {"crm_customer_merge_log", "crm_customer_merge_log_source"}
        for name, keys in links_after.items():
            table = name[0][1]
            with self.subTest(link=name, new=True):
                if table not in written and not table.startswith("mail_"):
                    self.assertEqual(keys, links.get(name, set()))
        for partner_id, row in rows.items():
            for column in row.keys() - set(ignored):
                with self.subTest(partner=partner_id, column=column):
                    self.assertEqual(rows_after[partner_id][column], row[column])

    @classmethod
    def fill(cls, customer, count, user=None):
        """About `count` rows of each of the things that hang on a customer, in 20 tables or more."""
        env = cls.env
        user = user or cls.sales
        partner = customer.sudo().with_env(env)
        name = partner.name
        contacts = env["res.partner"].create(
            [{"name": f"{name} {n}", "parent_id": partner.id} for n in range(count)]
        )
        env["crm.lead"].create(
            [
                {"name": f"Deal {n}", "partner_id": partner.id, "company_id": cls.company_a.id}
                for n in range(count)
            ]
        )
        product = env["product.product"].create({"name": "Pump", "list_price": 10})
        orders = env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": cls.company_a.id,
                    "order_line": [Command.create({"product_id": product.id})],
                }
                for __ in range(count)
            ]
        )
        orders[:1].action_confirm()
        events = env["calendar.event"].create(
            [
                {
                    "name": f"Meeting {n}",
                    "start": "2026-11-02 10:00",
                    "stop": "2026-11-02 11:00",
                    "partner_ids": [Command.set(partner.ids)],
                }
                for n in range(count)
            ]
        )
        events[:2].write(
            {"res_id": partner.id, "res_model_id": env.ref("base.model_res_partner").id}
        )
        for n in range(count):
            message = partner.message_post(body=f"Note {n}", author_id=partner.id)
            message.partner_ids = partner
        env["mail.message.reaction"].create(
            {"message_id": message.id, "content": "+", "partner_id": partner.id}
        )
        partner.activity_schedule("mail.mail_activity_data_todo", user_id=user.id, summary="Call")
        env["ir.attachment"].create(
            [
                {"name": f"{n}.txt", "raw": b"x", "res_model": "res.partner", "res_id": partner.id}
                for n in range(count)
            ]
        )
        contacts.message_subscribe(partner.ids)
        partner.message_subscribe((contacts[:3] | user.partner_id).ids)
        tags = env["res.partner.category"].create([{"name": f"{name} {n}"} for n in range(count)])
        partner.category_id = tags
        env["res.partner.bank"].create(
            [{"acc_number": f"{name}{n}", "partner_id": partner.id} for n in range(3)]
        )
        env["product.supplierinfo"].create(
            {"partner_id": partner.id, "product_tmpl_id": product.product_tmpl_id.id, "price": 1}
        )
        plan = env["account.analytic.plan"].search([], limit=1) or env[
            "account.analytic.plan"
        ].create({"name": "P"})
        account = env["account.analytic.account"].create(
            {"name": "A", "plan_id": plan.id, "partner_id": partner.id}
        )
        env["account.analytic.line"].create(
            {"name": "L", "account_id": account.id, "partner_id": partner.id, "amount": 1}
        )
        env["calendar.filters"].create({"user_id": user.id, "partner_id": partner.id})
        channel = env["discuss.channel"].create({"name": name})
        channel.sudo().add_members(partner.ids)
        env["mail.scheduled.message"].create(
            {
                "model": "res.partner",
                "res_id": partner.id,
                "author_id": partner.id,
                "body": "Later",
                "scheduled_date": "2036-01-01 00:00:00",
                "partner_ids": [Command.set(partner.ids)],
            }
        )
        env["mail.mail"].create({"recipient_ids": [Command.set(partner.ids)], "body_html": "x"})
        env["sms.sms"].create({"partner_id": partner.id, "number": "+41446681800", "body": "x"})
        env.flush_all()
        return contacts
