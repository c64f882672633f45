"""The one method through which owner, state and date of a customer change (invariants 1 and 2).

check -> prepare -> write -> ledger. Every change locks its rows first, so that of two at the same
time the second one sees what the first one did.
"""

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, LockError

from ...tools.protection import initial_until
from .guard import unlocked

# The system user stands for "nobody may see it" in `visible_user_id`.
_KEEP = object()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _lock_customers(self):
        """Lock the rows until the end of the transaction and forget what was read before.

        :raise ConcurrencyError: where somebody else holds one of them; Odoo then repeats the call,
            which sees what the other one did
        """
        try:
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise ConcurrencyError(str(error)) from error
        self.invalidate_recordset()

    # === BECOMING A CUSTOMER === #

    def _start_protection(self, cause):
        """First state of new customers: protected for their owner, or public.

        :param str cause: `register` or `adopt`
        """
        for customer in self.sudo():
            owner = customer.user_id
            values = customer._prepare_owner_values(owner)
            customer._write_protection(cause, values, old_owner=self.env["res.users"])

    # === OWNER === #

    def _change_owner(self, owner, cause, note=None, restart=False, pool=None):
        """Give customers to another owner, or to nobody, and write it down.

        The right to do so is checked by the caller. Between two owners the clock goes on as it was
        unless it is restarted.

        :param owner: `res.users` record, empty for the public pool
        :param str cause: one of the ledger's causes
        :param str note: why
        :param bool restart: whether the new owner's clock starts anew
        :param pool: `crm.customer.pool` record into which the customers go; by the policy if none
        :return: those of the customers whose owner changed
        """
        self._lock_customers()
        changed = self.sudo().filtered(lambda customer: customer.user_id != owner)
        for customer in changed:
            keep_clock = bool(owner and customer.protection_owner_id and not restart)
            values = customer._prepare_owner_values(owner, keep_clock=keep_clock, pool=pool)
            customer._write_protection(cause, values, note=note)
        return changed

    def _prepare_owner_values(self, owner, keep_clock=False, pool=None):
        """Values of a customer that belongs to this owner from today on.

        :param owner: `res.users` record, possibly empty
        :param bool keep_clock: whether claim day and date stay
        :param pool: `crm.customer.pool` record
        :return: dict of `write` values
        """
        self.ensure_one()
        company = self._get_protection_company()
        if not owner:
            return self._prepare_public_values(company, pool)
        policy = self._get_matching_policy(owner, company)
        values = {
            "user_id": owner.id,
            "protection_owner_id": owner.id,
            "visible_user_id": self._get_visible_user_id(owner, None),
            "protection_policy_id": policy.id,
            "pool_id": False,
            "pool_date": False,
        }
        if not policy or self._is_exempt(policy):
            return dict(values, protection_state="exempt", protected_until=False)
        values["protection_state"] = "protected"
        if not keep_clock or not self.protected_until:
            today = company._get_today()
            values |= {
                "claim_day": today,
                "protected_until": initial_until(today, policy._get_terms()),
                "protection_extra_days": 0,
                "extension_count": 0,
                "lock_count": 0,
                "locked_until": False,
                "paused_on": False,
            }
        return values

    def _prepare_public_values(self, company, pool=None):
        """Values of a customer that falls into a pool now."""
        pool = pool or self.protection_policy_id.pool_id
        if not pool and company.use_protection:
            pool = self.env["crm.customer.pool"]._get_default_pool(company)
        return {
            "user_id": False,
            "protection_state": "public",
            "protection_owner_id": False,
            "visible_user_id": self._get_visible_user_id(self.env["res.users"], pool),
            "protected_until": False,
            "claim_day": False,
            "protection_policy_id": False,
            "protection_extra_days": 0,
            "extension_count": 0,
            "lock_count": 0,
            "locked_until": False,
            "paused_on": False,
            "pool_id": pool.id if pool else False,
            "pool_date": fields.Datetime.now(),
        }

    def _get_protection_company(self):
        """The company whose policies and calendar hold for this customer."""
        return self.company_id or self.env.company

    def _get_matching_policy(self, owner, company):
        """The policy that holds for this customer with this owner, or none.

        :return: `crm.protection.policy` record in sudo
        """
        Policy = self.env["crm.protection.policy"]
        if not company.use_protection:
            return Policy
        return Policy._get_policies(company)._match(self, owner)

    def _is_exempt(self, policy):
        """Whether nothing lets this customer fall free under this policy."""
        return bool(policy.exempt_trading and self.customer_stage == "trading")

    # === WRITING === #

    def _write_protection(self, cause, values, note=None, old_owner=_KEEP, **event):
        """Write the state of one customer and its row in the ledger. The only door.

        :param str cause: one of the ledger's causes
        :param dict values: protected fields, and `user_id`
        :param str note: why
        :param old_owner: `res.users` record, where it is not the one that stands in the customer
        :param event: further values of the ledger's row
        """
        self.ensure_one()
        customer = self.sudo()
        row = customer._prepare_event_values(cause, values, note)
        if old_owner is not _KEEP:
            row["old_owner_id"] = old_owner.id
        unlocked(customer).write(values)
        customer._push_to_contacts()
        unlocked(self.env["crm.protection.event"].sudo()).create(dict(row, **event))

    def _prepare_event_values(self, cause, values, note=None):
        """Values of the ledger's row for a change that is about to be written."""
        company = self._get_protection_company()

        def after(name):
            return values.get(name, self._fields[name].convert_to_write(self[name], self))

        owner = self.env["res.users"].browse(after("user_id") or self.user_id.id or [])
        policy = (
            self.env["crm.protection.policy"].sudo().browse(after("protection_policy_id") or [])
        )
        terms = policy._get_terms() if policy else None
        return {
            "partner_id": self.id,
            "company_id": company.id,
            "cause": cause,
            "date": fields.Datetime.now(),
            "day": company._get_today(),
            "user_id": self.env.uid,
            "old_owner_id": self.user_id.id,
            "new_owner_id": after("user_id"),
            "team_id": owner.sale_team_id.id,
            "old_state": self.protection_state,
            "new_state": after("protection_state"),
            "old_until": self.protected_until,
            "new_until": after("protected_until"),
            "claim_day": after("claim_day"),
            "old_pool_id": self.pool_id.id,
            "new_pool_id": after("pool_id"),
            "policy_id": policy.id,
            "terms": str(terms) if terms else False,
            "note": note,
        }

    # === BY OTHER HANDS === #

    @api.model
    def _get_owner_change_cause(self):
        """Why an owner changes by a plain write: the server's own code, or a person's edit."""
        return "other"
