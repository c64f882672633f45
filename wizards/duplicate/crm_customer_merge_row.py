from odoo import fields, models


class CrmCustomerMergeRow(models.TransientModel):
    _name = "crm.customer.merge.row"
    _description = "Rows That a Merge Moves"

    merge_id = fields.Many2one("crm.customer.merge", ondelete="cascade")
    label = fields.Char("What", readonly=True)
    row_count = fields.Integer("Rows Moved", readonly=True)
    kept_count = fields.Integer(
        "Rows Left", readonly=True, help="The survivor has the same already: they stay archived."
    )
