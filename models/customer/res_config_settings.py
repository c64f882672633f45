from odoo import api, fields, models

from .res_partner_search_index import PARAMETER


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    use_customer_management = fields.Boolean(
        related="company_id.use_customer_management", readonly=False
    )
    customer_auto_manage = fields.Boolean(related="company_id.customer_auto_manage", readonly=False)

    customer_search_indexes = fields.Boolean("Search Indexes", config_parameter=PARAMETER)
    customer_search_index_note = fields.Char(compute="_compute_customer_search_index_note")

    @api.depends("customer_search_indexes")
    def _compute_customer_search_index_note(self):
        Partner = self.env["res.partner"]
        built = sum(Partner._get_built_search_indexes().values())
        offered = len(Partner._get_search_indexes())
        for settings in self:
            settings.customer_search_index_note = (
                self.env._("%(built)s of %(offered)s are built.", built=built, offered=offered)
                if self.env.registry.has_trigram
                else self.env._("The database lacks the extension pg_trgm. Ask its administrator.")
            )

    def set_values(self):
        Partner = self.env["res.partner"]
        before = Partner._are_search_indexes_wanted()
        result = super().set_values()
        if Partner._are_search_indexes_wanted() != before:
            cron = self.env.ref("crm_customer_protection.ir_cron_search_index")
            cron.sudo()._trigger()
        return result

    def action_customer_code_sequence(self):
        """Open the sequence of the customer codes of this company.

        :return: an `ir.actions.act_window` dict
        """
        sequence = self.env["ir.sequence"]._get_customer_code_sequence(self.company_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "ir.sequence",
            "res_id": sequence.id,
            "views": [(False, "form")],
        }
