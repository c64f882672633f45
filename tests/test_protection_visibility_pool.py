"""The public pool: what is hidden stays hidden until somebody claims, and views are counted."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests.common import TransactionCase, tagged
from odoo.tools import mute_logger

from .visibility_common import VisibilitySetUp

CLAIMED = [("cause", "=", "claim")]
CONTACT = ["phone", "fax", "email", "website", "vat", "street", "street2", "zip"]


@tagged("post_install", "-at_install")
class TestPoolCustomer(VisibilitySetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.masked, cls.public = cls.customers["masked"], cls.customers["public"]
        cls.pair = (cls.masked | cls.public).ids
        (cls.open_pool | cls.masked_pool).cooldown_days = 0

    def pool_read(self, user, ids, names=(*CONTACT, "city", "name")):
        return self.rpc(user, "crm.pool.customer", "read", ids, list(names))

    def test_masked_in_the_server(self):
        for user in (self.sales, self.sales_two, self.leader, self.clerk):
            [values] = self.pool_read(user, self.masked.ids)
            self.assertEqual(values["name"], self.masked.name)
            for name in (*CONTACT, "city"):
                self.assertFalse(values[name], name)
            [values] = self.pool_read(user, self.public.ids)
            self.assertEqual(values["phone"], self.public.phone)
            self.assertEqual(values["city"], self.public.city)

    def test_each_switch(self):
        names = {
            "mask_phone": {"phone"},
            "mask_email": {"email"},
            "mask_address": {"street", "city"},
            "mask_website": {"website"},
            "mask_vat": {"vat"},
        }
        given = set().union(*names.values())
        for switch, hidden in names.items():
            self.masked_pool.write({one: one == switch for one in names})
            self.assertTrue(self.masked.visible_user_id)
            [values] = self.pool_read(self.sales, self.masked.ids)
            self.assertEqual({name for name in given if not values[name]}, hidden)

    def test_no_search_no_group_no_order_tells(self):
        model = "crm.pool.customer"
        for name in CONTACT:
            with self.assertRaises(ValueError, msg=name), mute_logger("odoo.domains"):
                self.rpc(self.sales, model, "search", [(name, "ilike", "1")])
            with self.assertRaises(ValueError, msg=name):
                self.rpc(self.sales, model, "formatted_read_group", [], [name], ["__count"])
        city = [("city", "=", self.masked.city)]
        self.assertFalse(self.rpc(self.sales, model, "search", city))
        self.assertTrue(self.rpc(self.sales, model, "search", [("city", "=", self.public.city)]))
        groups = self.rpc(self.sales, model, "formatted_read_group", [], ["city"], ["__count"])
        self.assertNotIn(self.masked.city, {group["city"] for group in groups})

    def test_export(self):
        self.sales.sudo().group_ids |= self.env.ref("base.group_allow_export")
        data = self.rpc(
            self.sales, "crm.pool.customer", "export_data", self.pair, ["name", "phone", "email"]
        )["datas"]
        self.assertIn([self.masked.name, "", ""], [[cell or "" for cell in row] for row in data])
        self.assertIn([self.public.name, self.public.phone, self.public.email], data)

    def test_only_what_is_public(self):
        ids = self.rpc(self.sales, "crm.pool.customer", "search", [])
        self.assertEqual({*ids} & {*self.everything.ids}, {*self.pair})
        self.masked.sudo().active = False
        self.assertNotIn(self.masked.id, self.rpc(self.sales, "crm.pool.customer", "search", []))

    def test_members(self):
        self.masked_pool.team_ids = self.team

        def find(user):
            domain = [("id", "=", self.masked.id)]
            return self.rpc(user, "crm.pool.customer", "search", domain)

        self.assertTrue(find(self.sales))
        self.assertFalse(find(self.sales_two))
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.pool_read(self.sales_two, self.masked.ids)
        self.masked_pool.team_ids = self.region
        self.assertTrue(find(self.sales), "the team below the member team")
        self.masked_pool.write({"team_ids": [Command.clear()], "user_ids": self.sales_two.ids})
        self.assertFalse(find(self.sales))
        self.assertTrue(find(self.sales_two))
        self.assertTrue(find(self.office))
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            find(self.plain)

    def test_manager_of_a_pool_sees_it(self):
        domain = [("id", "in", (self.masked | self.contacts["masked"]).ids)]
        self.assertFalse(self.rpc(self.leader, "res.partner", "search", domain))
        self.masked_pool.manager_ids = self.leader
        self.assertEqual(len(self.rpc(self.leader, "res.partner", "search", domain)), 2)
        [values] = self.rpc(self.leader, "res.partner", "read", self.masked.ids, ["phone"])
        self.assertEqual(values["phone"], self.masked.phone)

    def test_claim(self):
        action = self.rpc(self.sales, "crm.pool.customer", "action_claim", self.masked.ids)
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", self.masked.id))
        self.assertEqual(self.masked.user_id, self.sales)
        [values] = self.rpc(self.sales, "res.partner", "read", self.masked.ids, ["phone"])
        self.assertEqual(values["phone"], self.masked.phone)
        contact = self.contacts["masked"]
        self.rpc(self.sales, "res.partner", "read", contact.ids, ["phone"])
        self.assertFalse(
            self.rpc(self.sales, "crm.pool.customer", "search", [("id", "=", self.masked.id)])
        )

    def test_a_second_press_of_the_winner_opens_the_customer(self):
        claim = (self.sales, "crm.pool.customer", "action_claim", self.masked.ids)
        self.rpc(*claim)
        with self.assertRaisesRegex(UserError, "belongs to"):
            self.rpc(*claim)
        action = self.rpc(*claim, context={"pressed": True})
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", self.masked.id))
        self.assertEqual(len(self.masked.protection_event_ids.filtered_domain(CLAIMED)), 1)
        with self.assertRaisesRegex(UserError, "belongs to"):
            self.rpc(self.sales_two, "crm.pool.customer", "action_claim", self.masked.ids)

    def test_claim_many(self):
        self.masked_pool.user_ids = self.sales_two
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.rpc(self.sales, "crm.pool.customer", "action_claim", self.pair)
        self.masked_pool.user_ids = False
        self.rpc(self.sales, "crm.pool.customer", "action_claim", self.pair)
        self.assertEqual((self.masked | self.public).user_id, self.sales)

    def test_claim_over_the_limit(self):
        (self.open_pool | self.masked_pool).capacity = 2
        action = self.rpc(self.sales, "crm.pool.customer", "action_claim", self.pair)
        result = self.env["crm.protection.result"].browse(action["res_id"])
        self.assertEqual((result.done_count, result.refused_count), (1, 1))

    def test_view_by_form(self):
        views = self.rpc(self.sales, "crm.pool.customer", "get_views", [(False, "form")])
        fields = views["models"]["crm.pool.customer"]["fields"]
        spec = {name: {} for name in fields}
        [values] = self.rpc(self.sales, "crm.pool.customer", "web_read", self.masked.ids, spec)
        self.assertEqual(
            values["hidden_note"],
            "Hidden until you claim: "
            "Phone and Fax · E-mail · Street and City · Website · Tax Number",
        )
        self.assertFalse(values["claim_refusal"])
        self.assertEqual(values["last_owner_id"], self.sales_two.id)
        self.rpc(self.sales, "crm.pool.customer", "action_open", self.masked.ids)

    def test_nothing_is_written(self):
        for method, *args in (
            ("write", self.masked.ids, {"name": "x"}),
            ("unlink", self.masked.ids),
            ("create", [{"name": "x"}]),
        ):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                self.rpc(self.office, "crm.pool.customer", method, *args)


@tagged("post_install", "-at_install")
class TestPoolViews(VisibilitySetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A pool that hides nothing, but counts.
        cls.open_pool.views_per_day = 2
        many = cls.env["res.partner"].create(
            [
                {
                    "name": f"Counted {number}",
                    "is_company": True,
                    "is_managed_customer": True,
                    "company_id": cls.company_a.id,
                    "phone": f"+41 44 {number}",
                    "user_id": cls.sales_two.id,
                }
                for number in range(4)
            ]
        )
        many._change_owner(cls.env["res.users"], "release", pool=cls.open_pool)
        cls.counted = many
        cls.env.flush_all()

    def look(self, user, customers, names=("phone",)):
        return self.rpc(user, "crm.pool.customer", "read", customers.ids, list(names))

    def test_limit(self):
        one, two, three, _four = self.counted
        self.assertTrue(self.look(self.sales, one)[0]["phone"])
        self.look(self.sales, one)
        self.look(self.sales, two)
        with self.assertRaisesRegex(UserError, "opened 2 customers of Open today"):
            self.look(self.sales, three)
        self.look(self.sales, one)
        self.look(self.clerk, three)
        rows = self.env["crm.pool.view"].search([("user_id", "=", self.sales.id)])
        self.assertEqual(rows.partner_id, one | two)

    def test_the_next_day(self):
        one, two, three, _four = self.counted
        self.look(self.sales, one | two)
        self.env["crm.pool.view"].sudo().search([]).day = "2020-01-01"
        self.look(self.sales, three)

    def test_many_at_once(self):
        with self.assertRaises(UserError):
            self.look(self.sales, self.counted)
        self.assertFalse(self.env["crm.pool.view"].search([("user_id", "=", self.sales.id)]))

    def test_list_does_not_count(self):
        self.look(self.sales, self.counted, ("name", "city", "pool_date", "customer_value"))
        self.assertFalse(self.env["crm.pool.view"].search([("user_id", "=", self.sales.id)]))

    def test_not_read_as_a_partner(self):
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.rpc(self.sales, "res.partner", "read", self.counted.ids, ["phone"])

    def test_unlimited(self):
        for user in (self.office, self.manager):
            self.look(user, self.counted)
        self.open_pool.manager_ids = self.leader
        self.look(self.leader, self.counted)
        self.assertFalse(self.env["crm.pool.view"].search([("partner_id", "in", self.counted.ids)]))

    def test_log_is_nobodys_to_write(self):
        self.look(self.sales, self.counted[0])
        row = self.env["crm.pool.view"].search([("user_id", "=", self.sales.id)])
        for method, *args in (("unlink", row.ids), ("write", row.ids, {"day": "2020-01-01"})):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                self.rpc(self.sales, "crm.pool.view", method, *args)
        self.assertFalse(self.rpc(self.sales_two, "crm.pool.view", "search", []))
        self.assertTrue(self.rpc(self.office, "crm.pool.view", "search", [("id", "=", row.id)]))
