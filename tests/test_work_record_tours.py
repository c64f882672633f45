"""Work records in the browser. The steps stand in `static/tests/tours`."""

from odoo.tests import HttpCase, tagged

from .common import CustomerSetUp
from .protection_common import ProtectionSetUp


class WorkRecordToursCase(ProtectionSetUp, CustomerSetUp, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Wherever it is midnight while the tests run, it is not so for the person.
        cls.sales.tz = "UTC"
        cls.customer = cls.add_customer(cls.sales, "Planbar AG")
        cls.add_contact(cls.sales, cls.customer, "Erika Muster")

    def get_record(self):
        record = self.env["crm.work.record"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(len(record), 1)
        self.assertEqual((record.user_id, record.state), (self.sales, "done"))
        return record


@tagged("post_install", "-at_install")
class TestWorkRecordTours(WorkRecordToursCase):
    def test_plan_and_do(self):
        url = "/odoo/crm-my-customers"
        self.start_tour(url, "work_record_plan_and_do_tour", login="tc_sales")
        record = self.get_record()
        self.assertEqual(record.result, "They order two lathes")
        self.assertEqual(record.description, "Ask for the drawing")
        self.assertTrue(record.planned_start)
        self.assertFalse(record.plan_activity_ids.filtered("active"))
        self.assertTrue(self.customer.last_contact_date)

    def test_from_the_top_bar(self):
        self.start_tour("/odoo", "work_record_systray_tour", login="tc_sales")
        self.assertEqual(self.get_record().result, "He calls back")


@tagged("post_install", "-at_install")
class TestWorkRecordPhoneTours(WorkRecordToursCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_from_the_top_bar(self):
        self.start_tour("/odoo", "work_record_systray_tour", login="tc_sales")
        self.assertEqual(self.get_record().result, "He calls back")
