from odoo import models


class CrmProtectionRun(models.Model):
    _inherit = "crm.protection.run"

    def _after_release(self, ids):
        """Who fell free has no owner who asks for a conversion."""
        result = super()._after_release(ids)
        self.env["res.partner"].browse(ids)._follow_with_requests()
        return result
