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
        due = customers.filtered(lambda customer: customer._is_renewed(moment))
        if not due:
            return self.browse()
        due._lock_customers()
        moved = due.filtered(
            lambda customer: customer.protection_state == "protected"
            and customer._is_renewed(moment)
        )
        for values, group in moved._group_by_values(
            lambda customer: {"protected_until": customer._get_renewed_until(moment)}
        ):
            group.with_env(self.env)._write_protection("renew", dict(values), trigger=event)
        return moved.with_env(self.env)

    def _is_renewed(self, moment):
        """Whether an event of this moment moves the last protected day of one customer."""
        return self._get_renewed_until(moment) != self.protected_until

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
