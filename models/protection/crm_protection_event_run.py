"""What an undo needs of the ledger: which run released a customer, and the clock it had before."""

from odoo import fields, models


class CrmProtectionEvent(models.Model):
    _inherit = "crm.protection.event"

    run_id = fields.Many2one(
        "crm.protection.run", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    clock_before = fields.Json(
        readonly=True, help="Technical: what an undo gives back besides the owner and the date."
    )
