from odoo import api, models


class CrmCollisionCase(models.Model):
    _inherit = "crm.collision.case"

    @api.model
    def action_open_for(self, name, note, vat=None):
        """See there. The log of searches says what became of the search."""
        action = super().action_open_for(name, note, vat=vat)
        customer = self.browse(action.get("res_id")).sudo().partner_id
        self.env["crm.duplicate.search"]._note_outcome(customer.registered_name, "case")
        return action
