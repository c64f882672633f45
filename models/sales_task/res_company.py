from odoo import fields, models
from odoo.exceptions import UserError

from ..protection.guard import is_unlocked


class ResCompany(models.Model):
    _inherit = "res.company"

    stage_scheme_id = fields.Many2one(
        "crm.stage.scheme",
        ondelete="restrict",
        check_company=True,
        help="The stages of the sales tasks that have no sales team. Empty: Odoo's pipeline.",
    )

    def write(self, vals):
        if "stage_scheme_id" in vals and not is_unlocked(self.env):
            self._check_stage_scheme_free(vals["stage_scheme_id"])
        result = super().write(vals)
        if "stage_scheme_id" in vals:
            for scheme in self.stage_scheme_id:
                scheme._check_in_use()
        return result

    def _check_stage_scheme_free(self, scheme_id):
        """:raise UserError: where opportunities would be left in stages of another scheme"""
        tasks = self.env["crm.lead"].sudo().with_context(active_test=False)
        for company in self.filtered(lambda one: one.stage_scheme_id.id != (scheme_id or False)):
            alone = [("team_id", "=", False), ("company_id", "=", company.id)]
            if tasks.search_count([("type", "=", "opportunity"), *alone], limit=1):
                raise UserError(
                    self.env._(
                        "%(company)s has opportunities without a sales team. Give them another "
                        "stage scheme by the set-up of sales tasks, which says where each goes.",
                        company=company.name,
                    )
                )
