"""A leader reads the week of the team in the browser; the steps stand in `static/tests/tours`."""

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import CustomerSetUp
from .protection_common import ProtectionSetUp
from .work_summary_common import WorkSummarySetUp


class SummaryTourCase(WorkSummarySetUp, ProtectionSetUp, CustomerSetUp, HttpCase):
    """The browser has the clock of today: what the tours read lies in this week."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.add_customer(cls.sales, "Arbeit AG")
        now = fields.Datetime.now().replace(hour=0, minute=0, second=0)
        cls.insert(start=now, name="Talk")
        cls.insert(start=now, name="Talk", plan=True)
        cls.insert(start=now - timedelta(days=3000), state="planned", name="Long ago")
        cls.insert(start=now, state="planned", name="Late visit")
        cls.quiet = cls.add_customer(cls.mate, "Still AG")
        cls.quiet.sudo().last_contact_date = now - timedelta(days=60)
        (cls.sales | cls.mate | cls.leader).tz = "UTC"


@tagged("post_install", "-at_install")
class TestWorkSummaryTour(SummaryTourCase):
    def test_leader(self):
        self.start_tour("/odoo/crm-customers", "team_work_tour", login="tc_leader")


@tagged("post_install", "-at_install")
class TestWorkSummaryPhoneTour(SummaryTourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_leader(self):
        self.start_tour("/odoo/crm-customers", "team_work_phone_tour", login="tc_leader")
