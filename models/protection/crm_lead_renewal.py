from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def write(self, vals):
        before = {}
        if vals.get("stage_id"):
            before = {lead: lead.stage_id.sequence for lead in self if lead.partner_id}
        result = super().write(vals)
        promoted = self.filtered(
            lambda lead: lead in before and lead.stage_id.sequence > before[lead]
        )
        if promoted:
            promoted.partner_id._renew_protection("stage")
        return result
