"""A customer that went into another one, as it was (invariant 11)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...protection.guard import is_unlocked


class CrmCustomerMergeLogSource(models.Model):
    _name = "crm.customer.merge.log.source"
    _description = "Merged Customer"
    _order = "id"

    log_id = fields.Many2one(
        "crm.customer.merge.log", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", "Record", required=True, readonly=True, index=True, ondelete="restrict"
    )
    name = fields.Char("Customer", readonly=True)
    ref = fields.Char("Code", readonly=True)
    owner_id = fields.Many2one("res.users", "Former Owner", readonly=True, ondelete="restrict")
    protected_until = fields.Date(readonly=True)
    values_before = fields.Json(readonly=True, help="Technical: the customer before the merge.")

    @api.model_create_multi
    def create(self, vals_list):
        self._check_unlocked()
        return super().create(vals_list)

    def write(self, vals):
        self._check_unlocked()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Merges are kept: they are the way back."))

    def _check_unlocked(self):
        if not is_unlocked(self.env):
            raise UserError(self.env._("Merge customers by the action of the customers."))
