"""What somebody does with a customer renews its protection, as far as the policy says so."""

from odoo import fields, models

from ...tools.protection import renewed_until


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _renew_protection(self, event, moment=None):
        """Renew the protection of the customers of these partners.

        Never shortens it and never passes its limit; where nothing changes, nothing is written.

        :param str event: what stands behind `renew_on_` in the fields of the policy
        :param moment: datetime in UTC of the event, now where not given
        :return: those of the customers whose date moved
        """
        customers = self.sudo().managed_customer_id.filtered(
            lambda customer: customer.protection_state == "protected"
            and customer.protection_policy_id._renews_on(event)
        )
        moved = self.browse()
        for customer in customers:
            until = customer._get_renewed_until(moment)
            if until == customer.protected_until:
                continue
            customer._lock_customers()
            until = customer._get_renewed_until(moment)
            if customer.protection_state != "protected" or until == customer.protected_until:
                continue
            customer.with_env(self.env)._write_protection(
                "renew", {"protected_until": until}, trigger=event
            )
            moved |= customer
        return moved

    def _get_renewed_until(self, moment=None):
        """The last protected day of one customer after an event of this moment."""
        self.ensure_one()
        if not self.protected_until or not self.claim_day:
            return self.protected_until
        return renewed_until(
            self.protected_until,
            self.claim_day,
            self._get_protection_company()._get_day(moment or fields.Datetime.now()),
            self.protection_policy_id._get_terms(),
            self.protection_extra_days,
        )

    def _register_customer_contact(self, event, date=None):
        result = super()._register_customer_contact(event, date)
        self._renew_protection(event, date)
        return result
