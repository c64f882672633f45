"""Fields of a sales task on every path, as the salesperson; other opportunities stay Odoo's."""

from psycopg2.errors import CheckViolation, NotNullViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from ..models.protection.guard import unlocked
from .sales_task_common import SalesTaskCase, SalesTaskSetUp
from .test_customer_rpc import CustomerHttpCase


@tagged("post_install", "-at_install")
class TestSalesTaskSubject(SalesTaskCase):
    def test_of_customer_and_products(self):
        cases = (
            ({}, "Sales task"),
            ({"partner_id": self.customer.id}, "Adler Ltd - sales task"),
            ({"partner_id": self.contact.id}, "Adler Ltd - sales task"),
            ({"partner_name": "Nova", "contact_name": "Mr X"}, "Nova - sales task"),
            ({"contact_name": "Mr X"}, "Mr X - sales task"),
            ({"task_product_ids": [Command.link(self.pump.id)]}, "Pump P7 - sales task"),
            (
                {
                    "partner_id": self.customer.id,
                    "task_product_ids": [Command.set((self.pump | self.valve).ids)],
                },
                "Adler Ltd - Pump P7 etc. - sales task",
            ),
        )
        for values, subject in cases:
            for empty in ({}, {"name": False}, {"name": ""}, {"name": "  "}):
                with self.subTest(values=values, empty=empty):
                    task = self.add_task(self.sales, **values, **empty)
                    self.assertEqual(task.name, subject)

    def test_many_at_once(self):
        values = {"type": "opportunity", "team_id": self.team.id}
        tasks = self.tasks(self.sales).create(
            [
                dict(values, partner_id=self.customer.id),
                dict(values, partner_id=self.customer.id, name="Typed"),
                dict(values, partner_name="Nova", name=""),
            ]
        )
        expected = ["Adler Ltd - sales task", "Typed", "Nova - sales task"]
        self.assertEqual(tasks.mapped("name"), expected)

    def test_typed_is_never_overwritten(self):
        task = self.add_task(self.sales, partner_id=self.customer.id, name="Typed")
        task.task_product_ids = self.pump
        task.partner_id = self.contact
        self.assertEqual(task.name, "Typed")
        made = self.add_task(self.sales, partner_id=self.customer.id)
        made.name = "Typed later"
        made.task_product_ids = self.pump
        self.assertEqual(made.name, "Typed later")

    def test_made_one_follows(self):
        task = self.add_task(self.sales, partner_name="Nova")
        task.task_product_ids = self.valve
        self.assertEqual(task.name, "Nova - Valve V3 - sales task")
        task.partner_id = self.customer
        self.assertEqual(task.name, "Adler Ltd - Valve V3 - sales task")
        # What a form sends along unchanged is not typed.
        task.write({"name": task.name, "task_product_ids": [Command.clear()]})
        self.assertEqual(task.name, "Adler Ltd - sales task")

    def test_emptied(self):
        task = self.add_task(self.sales, partner_id=self.customer.id, name="Typed")
        plain = self.add_task(self.sales, name="Plain", team_id=self.plain_team.id)
        task.write({"name": "", "priority": "2"})
        self.assertEqual((task.name, task.priority), ("Adler Ltd - sales task", "2"))
        task.task_product_ids = self.pump
        self.assertEqual(task.name, "Adler Ltd - Pump P7 - sales task")
        with (
            self.assertRaises(NotNullViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            (task | plain).write({"name": False})
            self.env.flush_all()
        (task | plain).write({"name": "Both"})
        self.assertEqual((task | plain).mapped("name"), ["Both", "Both"])

    def test_in_the_form(self):
        """It is left empty without an error, and stands there after saving."""
        lead = self.tasks(self.sales, default_type="opportunity")
        with Form(lead) as form:
            form.partner_id = self.customer.with_env(lead.env)
            self.assertFalse(form.name)
        self.assertEqual(form.record.name, "Adler Ltd - sales task")

    def test_of_an_empty_form(self):
        """The web client saves a new record that is left, where nothing is missing."""
        for view in (None, "crm.quick_create_opportunity_form"):
            form = Form(self.tasks(self.sales, default_type="opportunity"), view=view)
            with self.assertRaisesRegex(AssertionError, "name is a required field"):
                form.save()

    def test_in_the_quick_entry(self):
        lead = self.tasks(self.sales, default_type="opportunity")
        with Form(lead, view="crm.quick_create_opportunity_form") as form:
            form.partner_id = self.contact.with_env(lead.env)
        self.assertEqual(form.record.name, "Adler Ltd - sales task")

    def test_imported(self):
        lead = self.tasks(self.sales, default_type="opportunity")
        result = lead.load(
            ["name", "partner_id/.id", "team_id/.id"],
            [
                ["", str(self.customer.id), str(self.team.id)],
                ["Typed", str(self.customer.id), str(self.team.id)],
            ],
        )
        self.assertFalse(result["messages"])
        names = lead.browse(result["ids"]).mapped("name")
        self.assertEqual(names, ["Adler Ltd - sales task", "Typed"])

    def test_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("de_DE")
        task = self.tasks(self.sales, lang="de_DE").create(
            {"team_id": self.team.id, "type": "opportunity", "partner_id": self.customer.id}
        )
        self.assertTrue(task.name.startswith("Adler Ltd - "))

    def test_of_other_teams_as_in_odoo(self):
        lead = self.tasks(self.sales, default_type="opportunity")
        with Form(lead) as form:
            form.team_id = self.plain_team
            form.partner_id = self.customer.with_env(lead.env)
            self.assertEqual(form.name, "Adler Ltd's opportunity")
        form.record.task_product_ids = self.pump
        self.assertEqual(form.record.name, "Adler Ltd's opportunity")
        with self.assertRaises(AssertionError), Form(lead) as form:
            form.team_id = self.plain_team
            form.name = False

    def test_copied_and_merged(self):
        task = self.add_task(self.sales, partner_id=self.customer.id, planned_start="2026-03-01")
        copied = task.copy()
        copied.task_product_ids = self.pump
        self.assertEqual(copied.name, "Adler Ltd - Pump P7 - sales task")
        task.task_product_ids = self.valve
        merged = (task | copied).merge_opportunity()
        self.assertEqual(merged.task_product_ids, self.pump | self.valve)


@tagged("post_install", "-at_install")
class TestSalesTaskFields(SalesTaskCase):
    def test_start_before_finish(self):
        values = {"planned_start": "2026-03-02", "date_deadline": "2026-03-02"}
        task = self.add_task(self.sales, name="Dates", **values)
        for values in ({"planned_start": "2026-03-03"}, {"date_deadline": "2026-03-01"}):
            with self.assertRaisesRegex(ValidationError, "Dates: the planned start"):
                task.write(values)
        task.write({"planned_start": "2026-04-01", "date_deadline": False})
        task.write({"planned_start": False, "date_deadline": "2026-03-01"})

    def test_start_before_finish_in_the_database(self):
        task = self.add_task(self.sales, planned_start="2026-03-02", date_deadline="2026-03-05")
        self.env.flush_all()
        late = "UPDATE crm_lead SET planned_start = '2026-03-06' WHERE id = %s"
        refused = self.assertRaisesRegex(CheckViolation, "planned_start_before_finish")
        with refused, mute_logger("odoo.sql_db"):
            self.env.cr.execute(late, [task.id])

    def test_products_for_sale(self):
        task = self.add_task(self.sales, name="Products", task_product_ids=self.pump.ids)
        hidden = self.env["product.product"].create({"name": "Spare part", "sale_ok": False})
        with self.assertRaisesRegex(ValidationError, "Products: Spare part is not for sale"):
            task.write({"task_product_ids": [Command.link(hidden.id)]})
        self.pump.sale_ok = False
        task.name = "What stands there stays"
        foreign = self.env["product.product"].create(
            {"name": "Foreign", "company_id": self.company_b.id}
        )
        with self.assertRaises(UserError):
            task.write({"task_product_ids": [Command.set(foreign.ids)]})

    def test_department(self):
        teams = self.env["crm.team"]
        top, middle = teams.create([{"name": "Industry"}, {"name": "East"}])
        self.assertEqual(top.department_id, top)
        middle.parent_id = top
        self.team.parent_id = middle
        self.assertEqual((top | middle | self.team).department_id, top)
        task = self.add_task(self.sales)
        self.assertEqual(task.department_id, top)
        groups = self.tasks(self.sales).formatted_read_group(
            [("id", "=", task.id)], ["department_id"], ["__count"]
        )
        self.assertEqual(groups[0]["department_id"], (top.id, "Industry"))
        self.assertIn(task, self.tasks(self.sales).search([("department_id", "=", top.id)]))
        middle.parent_id = False
        self.assertEqual(task.department_id, middle)

    def test_user_without_a_team(self):
        """As in Odoo, unless the company has a scheme."""
        self.env["crm.team"].search([]).write({"active": False})
        values = {"type": "opportunity", "partner_id": self.customer.id}
        own = self.tasks(self.sales_two)
        plain = own.create(dict(values, name="Plain"))
        self.assertFalse(plain.team_id or plain.stage_scheme_id or plain.department_id)
        unlocked(self.company_a).stage_scheme_id = self.scheme
        task = own.create(dict(values, company_id=self.company_a.id))
        self.assertEqual(task.stage_scheme_id, self.scheme)
        self.assertEqual(task.name, "Adler Ltd - sales task")
        self.assertEqual(task.stage_id, self.scheme.stage_ids[0])

    def test_tracked_for_sales_tasks_alone(self):
        task = self.add_task(self.sales, name="Tracked")
        plain = self.add_task(self.sales, name="Plain", team_id=self.plain_team.id)
        self.flush_tracking()
        before = plain.message_ids
        (task | plain).write({"date_deadline": "2026-05-01", "planned_start": "2026-04-01"})
        task.task_product_ids = self.pump
        self.flush_tracking()
        tracked = task.message_ids.sudo().tracking_value_ids.field_id.mapped("name")
        self.assertLessEqual({"date_deadline", "planned_start", "task_product_ids"}, {*tracked})
        self.assertEqual(plain.message_ids, before)

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.precommit.run()

    def test_from_the_customer(self):
        self.assertTrue(self.customer.sells_by_tasks)
        action = self.customer.action_add_sales_task()
        with Form(self.tasks(self.sales, **action["context"])) as form:
            self.assertEqual(form.partner_id, self.customer)
        self.assertEqual(form.record.stage_scheme_id, self.scheme)
        self.assertEqual(form.record.name, "Adler Ltd - sales task")
        other = self.customer.with_user(self.office)
        self.assertFalse(other.sells_by_tasks, "the back office has no team and the company none")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.customer.with_user(self.portal).action_add_sales_task()

    def test_without_schemes(self):
        self.team.stage_scheme_id = False
        self.assertFalse(self.customer.sells_by_tasks)
        with (
            self.assertRaises(NotNullViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.add_task(self.sales, partner_name="Nova")
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestSalesTaskOverHttp(SalesTaskSetUp, CustomerHttpCase, HttpCase):
    def test_subject(self):
        values = {"type": "opportunity", "team_id": self.team.id, "partner_id": self.customer.id}
        answer = self.post(self.sales, "crm.lead", "create", vals_list=[values])
        self.assertEqual(answer.status_code, 200, answer.text[:300])
        task = self.env["crm.lead"].browse(answer.json())
        self.assertEqual(task.name, "Honest Ltd - sales task")
        self.post(self.sales, "crm.lead", "write", ids=task.ids, vals={"name": "Typed"})
        self.env.invalidate_all()
        self.assertEqual(task.name, "Typed")
