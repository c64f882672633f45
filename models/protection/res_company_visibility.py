from odoo import api, models, tools
from odoo.tools import SQL

from .viewer import forget


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if {"use_visibility", "use_protection"} & vals.keys():
            self.env.registry.clear_cache()
            forget(self.env)
            self._refresh_customer_visibility()
        return result

    def _refresh_customer_visibility(self):
        """Let the customers of these companies follow the switch, those in their pools too."""
        self.env["res.partner"].sudo()._refresh_visible_user(
            SQL(
                "customer.company_id = ANY(%(ids)s) OR pool.company_id = ANY(%(ids)s)", ids=self.ids
            )
        )

    @api.model
    @tools.ormcache()
    def _get_restricting_company_ids(self):
        """Ids of the companies that restrict who sees their customers.

        :return: frozenset of int
        """
        return frozenset(self.sudo().search([("use_visibility", "=", True)]).ids)

    @api.model
    @tools.ormcache()
    def _get_restricted_company_ids(self):
        """Ids of the companies that restrict, and of their branches, where theirs are seen too.

        :return: frozenset of int
        """
        restricting = list(self._get_restricting_company_ids())
        return frozenset(self.sudo().search([("id", "child_of", restricting)]).ids)
