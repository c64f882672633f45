"""The one method through which owner, state and date of a customer change (invariants 1 and 2).

check -> prepare -> write -> ledger. Every change locks its rows first, so that of two at the same
time the second one sees what the first one did.
"""

from odoo import fields, models
from odoo.tools import frozendict

from ...tools.protection import initial_until
from .crm_protection_event import ENTERED
from .guard import unlocked
from .locking import queue_for_rows


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _lock_customers(self):
        """See `queue_for_rows`: not every deed on a customer writes its row."""
        queue_for_rows(self)

    # === BECOMING A CUSTOMER === #

    def _start_protection(self, cause):
        """First state of new customers: protected for their owner, or public.

        :param str cause: `register` or `adopt`
        """
        for values, customers in self.sudo()._group_by_values(
            lambda customer: customer._prepare_owner_values(customer.user_id)
        ):
            # Odoo would subscribe and tell an owner that is written again.
            owner_id = values.pop("user_id")
            customers._write_protection(cause, values, old_owner_id=False, new_owner_id=owner_id)

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
        changed._end_shares(owner)
        for values, customers in changed._group_by_values(
            lambda customer: customer._prepare_owner_values(
                owner,
                keep_clock=bool(owner and customer.protection_owner_id and not restart),
                pool=pool,
            )
        ):
            if "paused_on" in values:
                # A new clock, or none. Where the clock goes on, so does a request that stopped it.
                customers._end_requests()
            customers._write_protection(cause, values, note=note)
        return changed

    def _group_by_values(self, prepare):
        """The records by what is to be written to them, so that it takes few queries.

        :param prepare: function of one record, returns a dict of `write` values
        :return: list of (dict, recordset)
        """
        groups = {}
        for record in self:
            values = frozendict(prepare(record))
            groups[values] = groups.get(values, self.browse()) | record
        return [(dict(values), records) for values, records in groups.items()]

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
        if not pool:
            pool = self.sudo().protection_policy_id._get_target_pool(company)
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
        """The company whose policies and calendar hold for this customer.

        Its own. Of one that companies share the company of its policy or its pool, whoever looks;
        before it has either, the company in which it is entered.
        """
        customer = self.sudo()
        return (
            self.company_id
            or customer.protection_policy_id.company_id
            or customer.pool_id.company_id
            or self.env.company
        )

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

    def _write_protection(self, cause, values, note=None, **event):
        """Write the same state to customers, and a row in the ledger for each. The only door.

        :param str cause: one of the ledger's causes
        :param dict values: protected fields, and `user_id`
        :param str note: why
        :param event: values of the ledger's rows that are not read from the customers
        """
        customers = self.sudo()
        rows = [dict(row, **event) for row in customers._prepare_event_values(cause, values, note)]
        if values:
            unlocked(customers).write(values)
            customers._push_to_contacts()
        unlocked(self.env["crm.protection.event"].sudo()).create(rows)

    def _prepare_event_values(self, cause, values, note=None):
        """Values of the ledger's rows for a change that is about to be written.

        :return: list of dict, one for each customer
        """
        common = {
            "cause": cause,
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            "note": note,
        }
        return [dict(common, **customer._prepare_change_values(values)) for customer in self]

    def _prepare_change_values(self, values):
        """What the ledger says of one customer before and after these values are written."""

        def after(name):
            return values.get(name, self._fields[name].convert_to_write(self[name], self))

        company = self._get_protection_company()
        owner = self.env["res.users"].browse(after("user_id") or self.user_id.id or [])
        policy = (
            self.env["crm.protection.policy"].sudo().browse(after("protection_policy_id") or [])
        )
        return {
            "partner_id": self.id,
            "company_id": company.id,
            "day": company._get_today(),
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
            "terms": str(policy._get_terms()) if policy else False,
        }

    # === HISTORY === #

    def _get_ids_with_history(self):
        rows = (
            self.env["crm.protection.event"]
            .sudo()
            ._read_group(
                [("partner_id", "in", self.ids), ("cause", "not in", ENTERED)], ["partner_id"]
            )
        )
        return super()._get_ids_with_history() | {partner.id for (partner,) in rows}
