"""A customer shared with a colleague, to read or to write, until a day."""

from odoo import api, fields, models


class CrmCustomerShare(models.Model):
    """Read by the record rules: one live row for each person with whom a customer is shared."""

    _name = "crm.customer.share"
    _inherit = ["crm.system.record.mixin", "crm.visible.partner.mixin"]
    _description = "Shared Customer"
    _order = "id desc"
    _rec_name = "user_id"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", "Shared With", required=True, readonly=True, index=True, ondelete="cascade"
    )
    mode = fields.Selection(
        [("read", "Read"), ("write", "Read and write")],
        required=True,
        readonly=True,
        default="read",
    )
    until = fields.Date(
        "Shared Until", readonly=True, help="Last day. Empty: until somebody ends it."
    )
    shared_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    note = fields.Char(readonly=True)

    # For the rule: what is shared with one person today.
    _user_partner_idx = models.Index("(user_id, until, partner_id)")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_the_system(self):
        self._check_unlocked()

    def _get_locked_message(self):
        return self.env._("Share a customer, or end it, by the actions of the customer.")
