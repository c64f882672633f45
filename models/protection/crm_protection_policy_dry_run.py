"""What a policy would do, before it is switched on."""

from odoo import models


class CrmProtectionPolicy(models.Model):
    _inherit = "crm.protection.policy"

    def action_dry_run(self):
        """Open the dialog that shows whom this policy would match and what their dates became.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        self.env["crm.protection.run"]._check_administrator()
        self.check_access("read")
        dialog = self.env["crm.protection.dry.run"]._create_for(self)
        return dialog._get_form_action()
