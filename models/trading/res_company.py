"""The switch of conversion requests: off in a running Odoo (invariant 12)."""

from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    use_trading_request = fields.Boolean(
        "Conversion Requests",
        help="Owners request that a potential customer becomes a trading customer, on a checklist. "
        "The back office converts or refuses.",
    )
    trading_user_id = fields.Many2one(
        "res.users",
        "Conversion Requests Go To",
        domain="[('share', '=', False)]",
        help="Who of the back office is asked to decide. Empty: its first member in this company.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["crm.trading.check"]._ensure_usual(companies.filtered("use_trading_request"))
        return companies

    def write(self, vals):
        before = self.filtered("use_trading_request")
        result = super().write(vals)
        if started := self.filtered("use_trading_request") - before:
            self.env["crm.trading.check"]._ensure_usual(started)
        return result
