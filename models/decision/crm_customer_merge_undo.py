"""After a merge was taken back nobody is left under a superior of the other customer."""

from odoo import models


class CrmCustomerMergeLog(models.Model):
    _inherit = "crm.customer.merge.log"

    def _move_rows_back(self):
        left = super()._move_rows_back()
        (self.survivor_id | self.source_ids.partner_id)._tidy_decision_tree()
        return left
