from odoo import models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.partner.link.mixin", "crm.lead", "crm.customer.document.mixin"]
