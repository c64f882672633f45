from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    customer_stage = fields.Selection(related="partner_id.managed_customer_id.customer_stage")
