from odoo import fields, models


class CrmProtectionLineMixin(models.AbstractModel):
    """For lines of a dialog that tell what becomes of a customer."""

    _name = "crm.protection.line.mixin"
    _description = "Customer in a Dialog"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, ondelete="cascade")
    owner_id = fields.Many2one("res.users", readonly=True, ondelete="cascade")
    team_id = fields.Many2one("crm.team", readonly=True, ondelete="cascade")

    def action_open_partner(self):
        """Open the customer.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        return self.partner_id.get_formview_action()
