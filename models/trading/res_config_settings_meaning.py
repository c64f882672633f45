from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    trading_only_orders = fields.Boolean(related="company_id.trading_only_orders", readonly=False)
    trading_propose = fields.Boolean(related="company_id.trading_propose", readonly=False)
    # Changed by the dialog that shows first whom it concerns.
    trading_back_note = fields.Char(compute="_compute_trading_back_note")

    @api.depends("company_id")
    def _compute_trading_back_note(self):
        for settings in self:
            months = settings.company_id.trading_back_months
            settings.trading_back_note = (
                self.env._("After %(months)s months without an order.", months=months)
                if months
                else self.env._("Switched off: trading customers stay what they are.")
            )
