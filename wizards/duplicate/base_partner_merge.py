"""Odoo's own merge, where customers are among the partners: it goes the way of all merges of ours."""

from odoo import models

from ...models.protection.guard import merging


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        known = partners.sudo()
        if not known.filtered("is_managed_customer") and not known.merged_into_id:
            result = super()._merge(partner_ids, dst_partner, extra_checks)
            partners.exists()._follow_customer()
            return result
        if len(partners) < 2:
            return None
        if not dst_partner or dst_partner not in partners:
            dst_partner = self._get_ordered_partner(partners.ids)[-1]
        dst_partner._merge_customers(partners - dst_partner)
        return None

    def _update_values(self, src_partners, dst_partner):
        # Contacts of customers still go Odoo's own way, but for what is the system's.
        return super()._update_values(src_partners, merging(dst_partner))
