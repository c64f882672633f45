from odoo import api, fields, models, tools


class ResCompany(models.Model):
    _inherit = "res.company"

    use_erp_orders = fields.Boolean(
        "Orders of the ERP",
        help="The ERP sends its orders, and salespeople see how far the orders of their customers "
        "are.",
    )
    use_native_execution = fields.Boolean(
        "Odoo's Own Orders",
        help="Where Odoo itself is the ERP: the execution of orders shows confirmed orders of Odoo "
        "too, with what is delivered, invoiced and paid of them.",
    )

    def write(self, vals):
        result = super().write(vals)
        if {"use_erp_orders", "use_native_execution"} & vals.keys():
            self.env.registry.clear_cache()
        if vals.get("use_native_execution"):
            self.env["sale.order"]._forget_execution(self)
        return result

    # A new company clears the caches anyway.
    @api.model
    @tools.ormcache()
    def _get_erp_company_ids(self):
        """Ids of the companies that have an ERP: asked with every quotation that is written.

        :return: frozenset of int
        """
        return frozenset(self.sudo().search([("use_erp_orders", "=", True)]).ids)

    @api.model
    @tools.ormcache()
    def _get_native_execution_company_ids(self):
        """Ids of the companies that show Odoo's own orders in the execution view.

        :return: frozenset of int
        """
        return frozenset(self.sudo().search([("use_native_execution", "=", True)]).ids)
