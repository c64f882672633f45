from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    use_erp_orders = fields.Boolean(related="company_id.use_erp_orders", readonly=False)
    use_native_execution = fields.Boolean(related="company_id.use_native_execution", readonly=False)
    erp_key_note = fields.Char(
        compute="_compute_erp_key_note", groups="base.group_system,base.group_erp_manager"
    )

    @api.depends("company_id")
    def _compute_erp_key_note(self):
        """Until when the ERP gets in."""
        for settings in self:
            users = self.env["crm.erp.key"]._get_technical_users().sudo()
            keys = users.api_key_ids.filtered(
                lambda key, company=settings.company_id: company in key.user_id.company_ids
            )
            until = keys.mapped("expiration_date")
            if not keys:
                settings.erp_key_note = self.env._("The ERP has no key yet.")
            elif not all(until):
                settings.erp_key_note = self.env._("The ERP has a key that never expires.")
            else:
                settings.erp_key_note = self.env._(
                    "The key of the ERP is valid until %(date)s.",
                    date=fields.Date.to_string(max(until)),
                )
