"""A salesperson with a customer, its contact and a task; a leader above; work on 15 June 2026."""

from datetime import datetime

from freezegun import freeze_time

from .protection_common import ProtectionCase

# A Monday.
NOW = "2026-06-15 12:00:00"


def at(clock, day=15):
    """A time of June 2026 in UTC.

    :param str clock: as `14:30`
    """
    return datetime.strptime(f"2026-06-{day:02d} {clock}", "%Y-%m-%d %H:%M")


class WorkRecordSetUp:
    """Mixin: visit makes a meeting and wants a result, a call does neither."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.company_a.protection_tz = "UTC"
        cls.visit = cls.env.ref("crm_customer_protection.crm_work_kind_visit")
        cls.call = cls.env.ref("crm_customer_protection.crm_work_kind_call")
        cls.customer = cls.add_customer(cls.sales, "Arbeit AG", phone="+41 44 668 18 01")
        cls.contact = cls.add_contact(
            cls.sales, cls.customer, "Erika Muster", phone="+41 44 668 18 02"
        )
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Lathes",
                "type": "opportunity",
                "partner_id": cls.contact.id,
                "user_id": cls.sales.id,
                "team_id": cls.team.id,
                "company_id": cls.company_a.id,
            }
        )

    @classmethod
    def records(cls, user, company=None, **context):
        """`crm.work.record` as a user sees it in a company."""
        return cls.partners(user, company, **context).env["crm.work.record"]

    @classmethod
    def add(cls, user=None, **values):
        """A record of a user; a planned visit at the customer tomorrow where nothing else is said."""
        values = {"partner_id": cls.customer.id, "kind_id": cls.visit.id, **values}
        if not {"start", "planned_start", "date_start"} & values.keys():
            values["start"] = at("09:00", 16)
        return cls.records(user or cls.sales).create(values)

    def activity(self, record):
        return record.sudo().plan_activity_ids.filtered("active")

    def event(self, record):
        return record.sudo().plan_event_ids.filtered("active")

    def assertInStep(self, record):
        """The record, its activity and its meeting tell the same."""
        self.env.flush_all()
        self.env.invalidate_all()
        record = record.sudo()
        activity, event = self.activity(record), self.event(record)
        if record.state in ("planned", "in_progress") and record.active:
            self.assertEqual(len(activity), 1)
            self.assertEqual(activity.user_id, record.user_id)
            self.assertEqual(activity.date_deadline, record._get_local(record.planned_start).date())
            about = record.lead_id or record.partner_id
            self.assertEqual((activity.res_model, activity.res_id), (about._name, about.id))
            self.assertEqual(len(event), int(record.kind_id.makes_meeting))
            if event:
                self.assertEqual(event._get_work_times(record)[0], record.planned_start)
                self.assertEqual(event._get_work_times(record)[1], record.planned_stop)
                self.assertEqual(event.user_id, record.user_id)
        else:
            self.assertFalse(activity)
            if record.state == "cancelled" or not record.active:
                self.assertFalse(event)


class WorkRecordCase(WorkRecordSetUp, ProtectionCase):
    pass
