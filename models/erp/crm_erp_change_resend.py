"""The back office tells the ERP again what it says that it has: it was lost there."""

from odoo import fields, models
from odoo.exceptions import AccessError

from ..protection.guard import unlocked


class CrmErpChange(models.Model):
    _inherit = "crm.erp.change"

    resent_by_id = fields.Many2one("res.users", "Sent Again by", readonly=True, ondelete="restrict")
    resent_date = fields.Datetime("Sent Again on", readonly=True)

    def action_resend(self):
        """Open what the ERP acknowledged, so that it is told of it once more.

        :raise AccessError: for whoever is not of the back office
        """
        self.check_access("read")
        if not self.env["crm.erp.order"]._is_customer_decider():
            raise AccessError(self.env._("The back office tells the ERP again."))
        unlocked(self.sudo().filtered("acknowledged_date")).write(
            {
                "acknowledged_date": False,
                "resent_by_id": self.env.uid,
                "resent_date": fields.Datetime.now(),
            }
        )
