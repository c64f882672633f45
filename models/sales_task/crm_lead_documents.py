from odoo import models

from ..protection.guard import merging


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.document.owner.mixin"]

    def _merge_dependences_attachments(self, opportunities):
        # What came in by mail may be larger than what people upload.
        return super(CrmLead, merging(self))._merge_dependences_attachments(opportunities)
