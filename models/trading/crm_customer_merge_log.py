from odoo import models

from .res_partner_stage import undoing_stage


class CrmCustomerMergeLog(models.Model):
    _inherit = "crm.customer.merge.log"

    def _restore_values(self):
        """The history of the stage says that a merge was taken back."""
        return super(CrmCustomerMergeLog, undoing_stage(self))._restore_values()
