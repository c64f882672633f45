"""Odoo's own merge, where customers are among the partners (invariants 1, 2 and 11).

The survivor keeps its owner, its date and its name. It gets the ledgers of the others, and a row that
says whose they were.
"""

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

from ...models.protection.guard import merging


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        customers = partners.sudo().filtered("is_managed_customer")
        if not customers:
            result = super()._merge(partner_ids, dst_partner, extra_checks)
            partners.exists()._follow_customer()
            return result
        if not dst_partner or dst_partner not in partners:
            dst_partner = self._get_ordered_partner(partners.ids)[-1]
        self._check_customer_merge(customers, dst_partner)
        customers._lock_customers()
        note = self._get_customer_merge_note(customers - dst_partner)
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        survivor = dst_partner.sudo()
        survivor.invalidate_recordset()
        survivor._end_shares(survivor.user_id)
        survivor._end_double_shares()
        if note:
            survivor.with_env(self.env)._write_protection("merge", {}, note=note)
        survivor._push_to_contacts()
        return result

    def _update_values(self, src_partners, dst_partner):
        return super()._update_values(src_partners, merging(dst_partner))

    def _check_customer_merge(self, customers, survivor):
        """Refuse a merge that the caller may not do, or after which something would be missing.

        :param customers: `res.partner` recordset in sudo
        :param survivor: `res.partner` record
        """
        if not self.env["res.partner"]._is_customer_admin():
            raise AccessError(
                self.env._(
                    "%(names)s: the back office merges customers. Ask it to do so.",
                    names=format_list(self.env, customers.mapped("display_name")),
                )
            )
        if survivor not in customers:
            raise UserError(
                self.env._(
                    "%(name)s is no customer. Choose a customer as the destination.",
                    name=survivor.display_name,
                )
            )
        pending = self.env["crm.protection.extension"].sudo()
        pending = pending.search([("partner_id", "in", customers.ids), ("state", "=", "pending")])
        if len(pending) > 1:
            raise UserError(
                self.env._(
                    "Several extension requests are pending: %(names)s. Decide them first.",
                    names=format_list(self.env, pending.partner_id.mapped("display_name")),
                )
            )

    def _get_customer_merge_note(self, sources):
        """What the ledger of the survivor says of the customers that went into it."""
        return "\n".join(
            self.env._(
                "%(name)s (%(code)s), until now %(owner)s's, went into this customer.",
                name=source.name,
                code=source.ref,
                owner=source.user_id.name or self.env._("nobody"),
            )
            for source in sources
        )
