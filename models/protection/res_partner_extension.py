"""The owner's side of an extension: asking for it, and what it does to the clock."""

from odoo import fields, models

from ...tools.protection import extended_until, resumed_until
from .guard import unlocked


class ResPartner(models.Model):
    _inherit = "res.partner"

    extension_ids = fields.One2many("crm.protection.extension", "partner_id", readonly=True)

    def _why_not_extend(self, days):
        """Why the caller cannot ask for an extension of this customer, or None.

        :param int days: how many days longer
        """
        self.ensure_one()
        customer = self.sudo()
        policy = customer.protection_policy_id
        values = {"name": customer.display_name}
        if customer.protection_state != "protected":
            return self.env._("%(name)s is not protected until a day.", **values)
        if customer.user_id != self.env.user:
            return self.env._("%(name)s: only its owner asks for an extension.", **values)
        if customer.paused_on:
            return self.env._("%(name)s: a request is pending already.", **values)
        if customer.extension_count >= policy.extension_max_count:
            return self.env._(
                "%(name)s: the extensions that %(policy)s allows are used up (%(count)s).",
                count=customer.extension_count,
                policy=policy.name,
                **values,
            )
        if not 0 < days <= policy.extension_max_days:
            return self.env._(
                "%(name)s: ask for 1 to %(most)s days, %(policy)s allows no more.",
                most=policy.extension_max_days,
                policy=policy.name,
                **values,
            )
        return None

    def _ask_extension(self, days, reason):
        """Stop the clocks and ask the leader.

        :param int days: days beyond the date that stands
        :param str reason: why
        """
        self._lock_customers()
        requests = unlocked(self.env["crm.protection.extension"].sudo()).create(
            [
                {
                    "partner_id": customer.id,
                    "company_id": customer._get_protection_company().id,
                    "user_id": self.env.uid,
                    "days": days,
                    "reason": reason,
                    "old_until": customer.protected_until,
                }
                for customer in self.sudo()
            ]
        )
        for values, customers in self.sudo()._group_by_values(
            lambda customer: {"paused_on": customer._get_protection_company()._get_today()}
        ):
            customers._write_protection("pause", values, note=reason)
        requests._notify_deciders()

    def _resume_clock(self, state, days, note):
        """Let the clock of one customer go on after a request.

        :param str state: `approved` adds the days, anything else does not
        :return: the last protected day from now on
        """
        customer = self.sudo()
        if not customer.paused_on or not customer.protected_until:
            return customer.protected_until
        today = customer._get_protection_company()._get_today()
        until, stood = resumed_until(customer.protected_until, customer.paused_on, today)
        values = {
            "paused_on": False,
            "protection_extra_days": customer.protection_extra_days + stood,
            "protected_until": until,
        }
        if state == "approved":
            values["protected_until"] = extended_until(until, days)
            values["protection_extra_days"] += days
            values["extension_count"] = customer.extension_count + 1
        cause = "extend" if state == "approved" else "resume"
        self._write_protection(cause, values, note=note)
        return values["protected_until"]

    def _end_requests(self):
        """Cancel what is pending: it would grant days to somebody else, and let nobody ask anew."""
        pending = (
            self.env["crm.protection.extension"]
            .sudo()
            .search([("partner_id", "in", self.ids), ("state", "=", "pending")])
        )
        if not pending:
            return
        unlocked(pending).write(
            {
                "state": "cancelled",
                "decision_date": fields.Datetime.now(),
                "decision_note": self.env._("The customer changed hands before anybody decided."),
            }
        )
        pending.activity_unlink(["mail.mail_activity_data_todo"])
