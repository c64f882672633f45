"""A customer that went into another one, as it was (invariant 11)."""

from odoo import fields, models


class CrmCustomerMergeLogSource(models.Model):
    _name = "crm.customer.merge.log.source"
    _inherit = ["crm.customer.merge.record.mixin"]
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
