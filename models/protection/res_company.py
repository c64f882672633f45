from datetime import datetime, time

import pytz

from odoo import Command, api, fields, models

from odoo.addons.base.models.res_partner import _tz_get


class ResCompany(models.Model):
    _inherit = "res.company"

    use_protection = fields.Boolean(
        "Customer Protection",
        help="Customers are protected for the days that the policies say, and fall into the public "
        "pool when nothing happens with them.",
    )
    protection_tz = fields.Selection(
        _tz_get,
        "Time Zone of Protection",
        help="In which the days of protection, of claims and of the nightly run begin and end, "
        "wherever the reader is.",
    )
    use_visibility = fields.Boolean(
        "Restricted Visibility",
        help="Salespeople see their own customers, those shared with them and the pool; leaders "
        "see their teams; the back office sees all.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies.filtered("use_protection")._ensure_protection_set_up()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if {"use_protection", "protection_tz"} & vals.keys():
            self.filtered("use_protection")._ensure_protection_set_up()
        return result

    def _ensure_protection_set_up(self):
        """Give a company that protects customers what it needs to begin with.

        A time zone, a pool and a policy.
        """
        Policy = self.env["crm.protection.policy"].sudo().with_context(active_test=False)
        for company in self:
            if not company.protection_tz:
                here = company.sudo().partner_id.tz or self.env.user.tz or "UTC"
                company.sudo().protection_tz = here
            pool = self.env["crm.customer.pool"]._get_default_pool(company)
            if not Policy.search_count([("company_id", "=", company.id)], limit=1):
                Policy.create(
                    {
                        "name": self.env._("All customers"),
                        "company_id": company.id,
                        "pool_id": pool.id,
                        "sequence": 100,
                        "lock_max_count": 1,
                        "warning_ids": [Command.create({"days": 7, "recipient": "owner"})],
                    }
                )

    def _get_timezone(self):
        """Name of the time zone in which this company counts its days."""
        self.ensure_one()
        return self.sudo().protection_tz or "UTC"

    def _get_day(self, moment):
        """The calendar day of this company at a moment.

        :param moment: datetime in UTC
        :return: `datetime.date`
        """
        here = self.with_context(tz=self._get_timezone())
        return fields.Datetime.context_timestamp(here, moment).date()

    def _get_day_start(self, day):
        """The moment at which a calendar day of this company begins.

        :param datetime.date day: calendar day
        :return: datetime in UTC
        """
        zone = pytz.timezone(self._get_timezone())
        midnight = zone.localize(datetime.combine(day, time.min))
        return midnight.astimezone(pytz.utc).replace(tzinfo=None)

    def _get_today(self):
        """The calendar day of this company.

        :return: `datetime.date`
        """
        return fields.Date.context_today(self.with_context(tz=self._get_timezone()))
