"""Who reads, writes, enters and deletes which work records; nothing of a hidden customer shows."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests.common import TransactionCase, tagged
from odoo.tools import mute_logger

from .visibility_common import VisibilitySetUp
from .work_record_common import at

# Of the record that `sales` made for his own customer, `sales_two` for hers, and so on.
READS = {
    "sales": {"own", "shared_read", "public", "unmanaged"},
    "sales_two": {"other", "shared_read", "entered", "public", "masked", "unmanaged"},
    "leader": {"own", "public", "unmanaged"},
    "director": {"own", "public", "unmanaged"},
    "clerk": {"entered", "public", "unmanaged"},
    "office": {"own", "other", "shared_read", "entered", "public", "masked", "unmanaged"},
    "manager": {"own", "other", "shared_read", "entered", "public", "masked", "unmanaged"},
}
WRITES = {
    "sales": {"own"},
    "sales_two": READS["sales_two"],
    "leader": {"own"},
    "director": {"own"},
    "clerk": set(),
    "office": READS["office"],
    "manager": READS["manager"],
}


@tagged("post_install", "-at_install")
class TestWorkRecordAccess(VisibilitySetUp, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = cls.env.ref("crm_customer_protection.crm_work_kind_call")
        cls.by_kind = {}
        for kind in READS["office"]:
            user = cls.sales if kind == "own" else cls.sales_two
            cls.by_kind[kind] = cls.env["crm.work.record"].create(
                {
                    "kind_id": cls.call.id,
                    "partner_id": cls.customers[kind].id,
                    "contact_id": cls.contacts[kind].id,
                    "user_id": user.id,
                    "company_id": cls.company_a.id,
                    "start": "2026-01-12 09:00:00",
                }
            )
        cls.everything = cls.env["crm.work.record"].union(*cls.by_kind.values())

    def as_role(self, login, records=None):
        user = getattr(self, login)
        records = self.everything if records is None else records
        return records.with_user(user).with_context(allowed_company_ids=self.company_a.ids)

    def kinds_of(self, records):
        return {kind for kind, record in self.by_kind.items() if record.id in records.ids}

    def test_who_reads_what(self):
        for login, expected in READS.items():
            records = self.as_role(login)
            with self.subTest(login=login):
                found = records.search([("id", "in", records.ids)])
                self.assertEqual(self.kinds_of(found), expected)
                self.assertEqual(self.kinds_of(records._filtered_access("read")), expected)
                found = records.search([("is_visible_to_me", "=", True)])
                self.assertEqual(self.kinds_of(found), expected)

    def test_who_writes_what(self):
        for login, expected in WRITES.items():
            records = self.as_role(login)
            with self.subTest(login=login):
                self.assertEqual(self.kinds_of(records._filtered_access("write")), expected)
                for kind, record in self.by_kind.items():
                    record = self.as_role(login, record)
                    if kind in expected:
                        record.result = "Written"
                    else:
                        with self.assertRaises(AccessError):
                            record.result = "Written"

    def test_others_read_nothing(self):
        for login in ("plain", "reader", "erp", "portal", "accountant"):
            with self.assertRaises(AccessError):
                self.as_role(login).read(["name"])

    def test_without_restriction_everybody_of_sales_reads(self):
        self.company_a.use_visibility = False
        self.assertEqual(self.kinds_of(self.as_role("sales").search([])), READS["office"])
        self.assertEqual(
            self.kinds_of(self.as_role("sales")._filtered_access("write")), WRITES["sales"]
        )

    def test_phone_of_a_customer_that_went_to_somebody_else(self):
        record = self.as_role("sales", self.by_kind["own"])
        self.assertEqual(record.contact_phone, self.contacts["own"].phone)
        self.customers["own"]._change_owner(self.sales_two, "assign")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.kinds_of(record.search([])) & {"own"}, {"own"})
        self.assertFalse(record.contact_phone)
        for method, *args in (
            ("read", record.ids, []),
            ("search_read", [("id", "=", record.id)], ["contact_id", "contact_phone"]),
            ("web_read", record.ids, {"contact_id": {"fields": {}}, "contact_phone": {}}),
        ):
            answer = self.rpc(self.sales, "crm.work.record", method, *args)
            self.assertTrue(answer)
            self.assertNotIn(self.contacts["own"].phone, str(answer))

    def test_no_record_about_a_hidden_customer(self):
        Record = self.as_role("sales", self.env["crm.work.record"])
        values = {"kind_id": self.call.id, "start": "2026-01-12 09:00:00"}
        for about in (
            {"partner_id": self.customers["other"].id},
            {"partner_id": self.contacts["other"].id},
            {"partner_id": self.customers["own"].id, "contact_id": self.contacts["other"].id},
        ):
            with self.assertRaises(AccessError):
                Record.create({**values, **about})
        with self.assertRaises(AccessError):
            self.as_role("sales", self.by_kind["own"]).partner_id = self.customers["other"]

    def test_no_record_about_a_hidden_task(self):
        """Its customer would show as the customer of the record."""
        lead = self.env["crm.lead"].create(
            {
                "name": "Secret",
                "type": "opportunity",
                "partner_id": self.contacts["other"].id,
                "user_id": self.sales_two.id,
                "company_id": self.company_a.id,
            }
        )
        Record = self.as_role("sales", self.env["crm.work.record"])
        with self.assertRaises(AccessError):
            Record.create({"kind_id": self.call.id, "lead_id": lead.id})
        spec = {"lead_id": {}, "partner_id": {"fields": {"display_name": {}}}}
        for values, context in (
            ({"lead_id": lead.id}, {}),
            ({}, {"default_lead_id": lead.id}),
        ):
            with self.assertRaises(AccessError):
                self.rpc(
                    self.sales,
                    "crm.work.record",
                    "onchange",
                    [],
                    values,
                    [*values],
                    spec,
                    context=context,
                )

    def test_who_has_the_task_reads(self):
        """A task can be somebody's whose customer is not."""
        lead = self.env["crm.lead"].create(
            {
                "name": "For two",
                "type": "opportunity",
                "partner_id": self.customers["other"].id,
                "user_id": self.sales.id,
                "company_id": self.company_a.id,
            }
        )
        self.by_kind["other"].lead_id = lead
        self.assertIn("other", self.kinds_of(self.as_role("sales").search([])))
        self.assertIn("other", self.kinds_of(self.as_role("leader").search([])))

    # === AUTHORS === #

    def test_only_leaders_enter_for_others(self):
        values = {"kind_id": self.call.id, "start": "2026-01-12 09:00:00"}
        values["partner_id"] = self.customers["public"].id
        for login, author, allowed in (
            ("sales", "sales", True),
            ("sales", "sales_two", False),
            ("sales", "leader", False),
            ("leader", "sales", True),
            ("leader", "sales_two", False),
            ("director", "sales", True),
            ("office", "sales_two", True),
            ("manager", "sales", True),
        ):
            Record = self.as_role(login, self.env["crm.work.record"])
            by = {**values, "user_id": getattr(self, author).id}
            with self.subTest(login=login, author=author):
                if allowed:
                    record = Record.create(by)
                    self.assertEqual(record.user_id, getattr(self, author))
                    record.user_id = getattr(self, author)
                else:
                    with self.assertRaises(AccessError):
                        Record.create(by)
                    own = Record.create({**values})
                    with self.assertRaises(AccessError):
                        own.user_id = getattr(self, author)

    def test_clerks_enter_nothing(self):
        with self.assertRaises(AccessError):
            self.as_role("clerk", self.env["crm.work.record"]).create(
                {"kind_id": self.call.id, "partner_id": self.customers["public"].id}
            )

    def test_a_plan_for_somebody_who_does_not_see_the_customer(self):
        """The leader plans with his own customer: whoever is to go there is given it."""
        customer = self.add_customer(self.leader, "Of the leader")
        Record = self.as_role("leader", self.env["crm.work.record"])
        record = Record.create(
            {
                "kind_id": self.call.id,
                "partner_id": customer.id,
                "user_id": self.sales.id,
                "start": at("09:00", 16).replace(year=2036),
            }
        )
        self.assertEqual(customer.sudo().share_ids.user_id, self.sales)
        self.assertTrue(self.as_role("sales", record).partner_id.name)

    def test_stamps_are_the_systems(self):
        record = self.as_role("sales", self.by_kind["own"])
        stage = self.env["crm.stage"].search([], limit=1)
        for values in (
            {"state_user_id": self.sales_two.id},
            {"state_date": "2020-01-01 00:00:00"},
            {"stage_id": stage.id},
            {"team_id": self.other_team.id},
            {"day": "2020-01-01"},
        ):
            with self.subTest(values=values):
                for key in ({}, {"crm_protection_token": True}):
                    with self.assertRaises(AccessError):
                        record.with_context(**key).write(values)
                with self.assertRaises(AccessError):
                    record.create({"partner_id": self.customers["own"].id, **values})

    def test_imported_states_go_along_the_table(self):
        Record = self.as_role("sales", self.env["crm.work.record"])
        names = ["id", "state"]
        xml_id = self.by_kind["own"].export_data(["id"])["datas"][0][0]
        answer = Record.load(names, [[xml_id, "Planned"]])
        self.assertIn("cannot become", str(answer["messages"]))
        answer = Record.load([*names, "cancel_reason"], [[xml_id, "Cancelled", "Wrong customer"]])
        self.assertFalse(answer["messages"])
        self.assertEqual(self.by_kind["own"].state_user_id, self.sales)

    # === COMPANIES === #

    def test_another_company(self):
        both = self.company_a | self.company_b
        user = self.new_user("tc_both", "sales_team.group_sale_salesman", both)
        record = self.records_of(user, self.company_b).create(
            {"kind_id": self.call.id, "partner_id": self.open_partner().id}
        )
        self.assertEqual(record.company_id, self.company_b)
        for login in ("office", "manager", "sales"):
            self.assertNotIn(record.id, self.as_role(login).search([]).ids)
            with self.assertRaises(AccessError):
                self.as_role(login, record).read(["name"])
        self.assertNotIn(record, self.records_of(user, self.company_a).search([]))
        self.assertIn(record, self.records_of(user, both).search([]))
        with self.assertRaises(UserError):
            record.partner_id = self.customers["public"]

    def test_company_of_the_task(self):
        both = self.company_a | self.company_b
        user = self.new_user("tc_both", "sales_team.group_sale_salesman", both)
        lead = self.env["crm.lead"].create(
            {
                "name": "Of B",
                "type": "opportunity",
                "company_id": self.company_b.id,
                "user_id": user.id,
            }
        )
        record = self.records_of(user, both).create({"kind_id": self.call.id, "lead_id": lead.id})
        self.assertEqual(record.company_id, self.company_b)
        self.assertFalse(record.partner_id)

    def records_of(self, user, companies):
        env = self.env(user=user.id, context={"allowed_company_ids": companies.ids})
        return env["crm.work.record"]

    def open_partner(self):
        return self.env["res.partner"].create({"name": "Everybody's", "company_id": False})

    def test_kinds_are_the_back_offices(self):
        for login in ("sales", "clerk", "leader"):
            with self.assertRaises(AccessError):
                self.as_role(login, self.call).duration = 5
        for login in ("office", "manager"):
            self.as_role(login, self.call).duration = 5
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.call.unlink()

    def test_calendar_commands_are_checked(self):
        event = self.env["calendar.event"].create(
            {"name": "Foreign", "user_id": self.sales_two.id, "partner_ids": [Command.clear()]}
        )
        record = self.as_role("sales", self.by_kind["own"])
        with self.assertRaises(AccessError):
            record.write({"plan_event_ids": [Command.link(event.id)]})
