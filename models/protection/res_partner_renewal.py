"""What somebody does with a customer renews its protection, as far as the policy says so."""

from odoo import fields, models

from ...tools.protection import renewed_until


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _renew_protection(self, event, day=None):
        """Renew the protection of the customers of these partners.

        Never shortens it and never passes its limit; where nothing changes, nothing is written.

        :param str event: what stands behind `renew_on_` in the fields of the policy
        :param day: `datetime.date` of the event, today where not given
        :return: those of the customers whose date moved
        """
        customers = self.sudo().managed_customer_id.filtered(
            lambda customer: customer.protection_state == "protected"
            and customer.protection_policy_id._renews_on(event)
        )
        moved = self.browse()
        for customer in customers:
            until = customer._get_renewed_until(day)
            if until == customer.protected_until:
                continue
            customer._lock_customers()
            until = customer._get_renewed_until(day)
            if customer.protection_state != "protected" or until == customer.protected_until:
                continue
            customer.with_env(self.env)._write_protection(
                "renew", {"protected_until": until}, trigger=event
            )
            moved |= customer
        return moved

    def _get_renewed_until(self, day=None):
        """The last protected day of one customer after an event of this day."""
        self.ensure_one()
        if not self.protected_until or not self.claim_day:
            return self.protected_until
        return renewed_until(
            self.protected_until,
            self.claim_day,
            day or self._get_protection_company()._get_today(),
            self.protection_policy_id._get_terms(),
            self.protection_extra_days,
        )

    def _register_customer_contact(self, event, date=None):
        result = super()._register_customer_contact(event, date)
        self._renew_protection(event)
        return result

    def _renew_protection_by_meeting(self, stop):
        """A meeting that was held is a contact and an event for the policy.

        :param stop: datetime in UTC at which it ended
        """
        customers = self.sudo().managed_customer_id
        super(ResPartner, customers)._register_customer_contact("meeting", stop)
        for customer in customers:
            company = customer._get_protection_company()
            day = fields.Datetime.context_timestamp(
                customer.with_context(tz=company._get_timezone()), stop
            ).date()
            customer._renew_protection("meeting", day)
