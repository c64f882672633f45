from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    stage_scheme_id = fields.Many2one(
        "crm.stage.scheme",
        ondelete="restrict",
        check_company=True,
        help="The stages of the sales tasks that have no sales team. Empty: Odoo's pipeline.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        if companies.stage_scheme_id:
            self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "stage_scheme_id" in vals:
            self.env.registry.clear_cache()
            for scheme in self.stage_scheme_id:
                scheme._check_in_use()
        return result
