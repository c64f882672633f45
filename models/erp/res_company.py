from odoo import api, fields, models, tools


class ResCompany(models.Model):
    _inherit = "res.company"

    use_erp_orders = fields.Boolean(
        "Orders of the ERP",
        help="The ERP sends its orders, and salespeople see how far the orders of their customers "
        "are.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "use_erp_orders" in vals:
            self.env.registry.clear_cache()
        return result

    # A new company clears the caches anyway.
    @api.model
    @tools.ormcache()
    def _get_erp_company_ids(self):
        """Ids of the companies that have an ERP: asked with every quotation that is written.

        :return: frozenset of int
        """
        return frozenset(self.sudo().search([("use_erp_orders", "=", True)]).ids)
