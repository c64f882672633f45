from odoo import fields, models


class CrmProtectionPolicy(models.Model):
    _inherit = "crm.protection.policy"

    renew_on_work_record = fields.Boolean("Work Record Done", default=True)
