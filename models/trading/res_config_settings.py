from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    use_trading_request = fields.Boolean(related="company_id.use_trading_request", readonly=False)
    trading_user_id = fields.Many2one(related="company_id.trading_user_id", readonly=False)

    def action_view_trading_checks(self):
        """Open the checklist of the company.

        :return: an `ir.actions.act_window` dict
        """
        return self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_trading_check_action"
        )
