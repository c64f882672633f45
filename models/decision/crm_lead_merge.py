"""Merging opportunities: the contacts of all of them take part in the one that survives."""

from odoo import models

from ..protection.guard import unlocked


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _merge_task_parts(self, opportunities):
        result = super()._merge_task_parts(opportunities)
        self._merge_task_contacts(opportunities)
        return result

    def _merge_task_contacts(self, opportunities):
        """Move the contacts of opportunities that go. Those of another customer go with them.

        :param opportunities: `crm.lead` records that are merged into this one
        """
        head, tails = self.sudo(), opportunities.sudo()
        customer = head.partner_id or tails.partner_id[:1]
        known = head.task_contact_ids.partner_id
        for row in tails.task_contact_ids:
            partner = row.partner_id
            if partner in known or partner.commercial_partner_id != customer.commercial_partner_id:
                continue
            known |= partner
            unlocked(row).write({"lead_id": head.id, "is_main": False})
        head._ensure_main_contact()
