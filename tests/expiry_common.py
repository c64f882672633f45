"""What the tests of the nightly run share: customers with chosen dates, and the job as it runs."""

from datetime import date, datetime

from freezegun import freeze_time

from odoo.addons.crm_customer_protection.models.protection.guard import unlocked

from .protection_common import ProtectionCase

# A Wednesday, ten in the morning in Shanghai.
NOW = datetime(2026, 4, 15, 2, 0)
TODAY = date(2026, 4, 15)


class ExpiryCase(ProtectionCase):
    """Company A counts its days in Shanghai; no other company of the database protects."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        companies = cls.env["res.company"].search([]) - cls.company_a
        companies.write({"use_protection": False})
        cls.company_a.protection_tz = "Asia/Shanghai"
        for user in (cls.sales, cls.sales_two, cls.leader):
            user.notification_type = "inbox"

    def setUp(self):
        super().setUp()
        self.at(NOW)

    def at(self, moment):
        """Let it be this moment (UTC) from now on."""
        clock = freeze_time(moment)
        clock.start()
        self.addCleanup(clock.stop)

    def add(self, name, until=date(2026, 4, 14), user=None, **values):
        """A customer of a salesperson that is protected until this day.

        :param values: further protected fields, or figures of the customer
        """
        user = user or self.sales
        customer = self.add_customer(user, name)
        values = {"claim_day": date(2026, 4, 1), "protected_until": until, **values}
        unlocked(customer.sudo()).write(values)
        customer._push_to_contacts()
        return customer.sudo()

    def run_job(self):
        """The scheduled job, as the scheduler runs it."""
        cron = self.env.ref("crm_customer_protection.ir_cron_protection")
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def last_run(self, company=None):
        domain = [("company_id", "=", (company or self.company_a).id)]
        return self.env["crm.protection.run"].search(domain, limit=1)

    def inbox(self, user):
        """What the nightly job told this person, newest first: `mail.message` records."""
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("notified_partner_ids", "=", user.partner_id.id),
                ("subject", "like", "Customers that"),
            ]
        )

    def assertFree(self, customers):
        self.env.invalidate_all()
        for customer in customers:
            self.assertOwner(customer, self.env["res.users"])

    def assertKept(self, customers, user=None):
        self.env.invalidate_all()
        for customer in customers:
            self.assertOwner(customer, user or self.sales)
