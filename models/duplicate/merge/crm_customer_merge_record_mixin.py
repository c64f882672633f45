from odoo import api, models
from odoo.exceptions import UserError


class CrmCustomerMergeRecordMixin(models.AbstractModel):
    """For what a merge writes down: made by the system, kept for ever (invariant 11)."""

    _name = "crm.customer.merge.record.mixin"
    _inherit = ["crm.system.record.mixin"]
    _description = "Written Down by a Merge"

    def _get_locked_message(self):
        return self.env._("Merge customers by the action of the customers.")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Merges are kept: they are the way back."))
