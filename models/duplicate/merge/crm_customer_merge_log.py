"""What a merge did, and the way back (invariant 11). Written by the system, kept for ever."""

from odoo import api, fields, models


class CrmCustomerMergeLog(models.Model):
    _name = "crm.customer.merge.log"
    _inherit = ["crm.customer.merge.record.mixin"]
    _description = "Customer Merge"
    _order = "id desc"
    _rec_name = "survivor_id"

    date = fields.Datetime("Merged on", required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "Merged by", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True, ondelete="restrict")
    survivor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    reason = fields.Text(readonly=True)
    state = fields.Selection(
        [("done", "Merged"), ("undone", "Undone")],
        "Status",
        required=True,
        readonly=True,
        default="done",
    )

    # The snapshot
    source_ids = fields.One2many(
        "crm.customer.merge.log.source", "log_id", "Merged Customers", readonly=True
    )
    line_ids = fields.One2many("crm.customer.merge.log.line", "log_id", "Rows", readonly=True)
    values_before = fields.Json(readonly=True, help="Technical: the survivor before the merge.")
    values_after = fields.Json(readonly=True, help="Technical: the survivor after the merge.")
    image_before = fields.Image(readonly=True, help="The survivor's picture, where it changed.")
    changes = fields.Text("Changed Values", readonly=True)
    source_names = fields.Char("Went Into It", compute="_compute_source_names")
    row_count = fields.Integer("Rows Moved", compute="_compute_row_count")
    kept_count = fields.Integer(
        "Rows Left",
        compute="_compute_row_count",
        help="Rows that stay with the merged customer, since the survivor has the same already.",
    )

    # The way back
    undone_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    undo_date = fields.Datetime("Undone on", readonly=True)
    undo_note = fields.Text("Not Taken Back", readonly=True)

    @api.depends("source_ids")
    def _compute_source_names(self):
        for log in self:
            log.source_names = ", ".join(name or "" for name in log.source_ids.mapped("name"))

    @api.depends("line_ids")
    def _compute_row_count(self):
        counts = {
            log: (moved, kept)
            for log, moved, kept in self.env["crm.customer.merge.log.line"]._read_group(
                [("log_id", "in", self.ids)], ["log_id"], ["row_count:sum", "kept_count:sum"]
            )
        }
        for log in self:
            log.row_count, log.kept_count = counts.get(log, (0, 0))

    def action_view_survivor(self):
        """Open the customer that survived.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        self.check_access("read")
        return self.survivor_id.get_formview_action()
