"""Two salespeople and their leader, one more in a team of its own; records made in SQL."""

import pytz

from odoo.fields import Command
from odoo.tools import SQL

from .protection_common import ProtectionCase
from .work_record_common import WorkRecordSetUp, at

WEEK = ("2026-06-15", "2026-06-21")


class WorkSummarySetUp:
    """Mixin: `leader` leads `sales` and `mate`, and not `sales_two`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = cls.env.ref("crm_customer_protection.crm_work_kind_call")
        groups = "sales_team.group_sale_salesman"
        cls.mate = cls.new_user("tc_mate", groups)
        cls.team.member_ids = cls.sales | cls.mate
        cls.other_team = cls.env["crm.team"].create(
            {
                "name": "Team Z",
                "company_id": cls.company_a.id,
                "user_id": False,
                "member_ids": [Command.set(cls.sales_two.ids)],
            }
        )
        cls.email = cls.env.ref("crm_customer_protection.crm_work_kind_email")

    @classmethod
    def insert(cls, user=None, **values):
        """A record that was done on 15 June at nine, where nothing else is said.

        :return: `crm.work.record` record
        """
        user = user or cls.sales
        values = {
            "user_id": user.id,
            "company_id": cls.company_a.id,
            "kind_id": cls.call.id,
            "partner_id": cls.customer.id,
            "name": "Talk",
            "state": "done",
            "importance": "normal",
            "active": True,
            "start": at("09:00"),
            **values,
        }
        start = values["start"]
        values.setdefault("stop", start)
        is_open = values["state"] in ("planned", "in_progress")
        plan = values.pop("plan", is_open)
        values["planned_start"] = values["planned_stop"] = start if plan or is_open else None
        if values["state"] == "done":
            values["date_start"] = values["date_stop"] = start
        zone = pytz.timezone(user.tz or cls.company_a._get_timezone())
        values["day"] = pytz.utc.localize(start).astimezone(zone).date()
        row = cls.env.execute_query(
            SQL(
                "INSERT INTO crm_work_record (%s) VALUES (%s) RETURNING id",
                SQL(", ").join(SQL.identifier(name) for name in values),
                SQL(", ").join(SQL("%s", value) for value in values.values()),
            )
        )
        return cls.env["crm.work.record"].browse(row[0])

    def summary(self, user=None, first=WEEK[0], last=WEEK[1], company=None, **kwargs):
        return self.records(user or self.leader, company).get_work_summary(first, last, **kwargs)

    def names(self, summary):
        return {person["name"] for person in summary["people"]}

    def find(self, user, domain, model="crm.work.record", company=None):
        """What the list behind a number shows."""
        return self.partners(user, company).env[model].search(domain)


class WorkSummaryCase(WorkSummarySetUp, WorkRecordSetUp, ProtectionCase):
    pass
