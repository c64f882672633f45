"""One dialog for what is said to an approval: the reason of a rejection, a note to the others."""

from odoo import api, fields, models
from odoo.exceptions import UserError

# What the dialog does, by its kind: the question and the deed of `sale.order`.
_DEEDS = {
    "submit": ("_why_not_submit", "_submit"),
    "approve": ("_why_not_approve", "_approve"),
    "reject": ("_why_not_decide", "_reject"),
}


class SaleApprovalDialog(models.TransientModel):
    _name = "sale.approval.dialog"
    _description = "Word on an Approval"

    kind = fields.Selection(
        [("submit", "Submit"), ("approve", "Approve"), ("reject", "Reject")], required=True
    )
    order_ids = fields.Many2many("sale.order", string="Quotations")
    left_out = fields.Text(
        compute="_compute_left_out", help="Those of the chosen ones with which it cannot be done."
    )
    count = fields.Integer(compute="_compute_left_out")
    note = fields.Text(help="Stands in the approval steps of each quotation.")

    @api.depends("kind", "order_ids")
    def _compute_left_out(self):
        for dialog in self:
            ready, reasons = dialog._sort_out()
            dialog.count = len(ready)
            dialog.left_out = "\n".join(reasons) or False

    def _sort_out(self):
        """:return: (`sale.order` records with which it can be done, sentences on the others)"""
        ready, reasons = self.env["sale.order"], []
        for order in self.order_ids._origin if self.kind else ():
            reason = getattr(order, _DEEDS[self.kind][0])()
            if reason:
                reasons.append(reason)
            else:
                ready += order
        return ready, reasons

    def action_apply(self):
        """Do it with all of the chosen quotations with which it can be done.

        :raise UserError: where there is none
        """
        self.ensure_one()
        ready, reasons = self._sort_out()
        if not ready:
            raise UserError("\n".join(reasons) or self.env._("Choose a quotation."))
        getattr(ready, _DEEDS[self.kind][1])(self.note)
        # What opened the dialog loads again, and goes on where it was.
        return {"type": "ir.actions.act_window_close"}
