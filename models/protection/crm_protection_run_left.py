from odoo import fields, models


class CrmProtectionRunLeft(models.Model):
    """A customer that the undo of a run left where it is, and why."""

    _name = "crm.protection.run.left"
    _description = "Customer Not Given Back"
    _order = "run_id desc, id"
    _rec_name = "partner_id"

    run_id = fields.Many2one(
        "crm.protection.run", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    old_owner_id = fields.Many2one(
        "res.users", "Former Owner", required=True, readonly=True, ondelete="restrict"
    )
    owner_id = fields.Many2one(related="partner_id.user_id", string="Owner Now")
    reason = fields.Selection(
        [
            ("claimed", "Claimed meanwhile"),
            ("changed", "Changed meanwhile"),
            ("deactivated", "Customer deactivated"),
            ("owner", "Former owner archived, or no longer in the company"),
            ("busy", "Somebody was working on it"),
        ],
        required=True,
        readonly=True,
    )
