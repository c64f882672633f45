from odoo import models

# Menus of ERP orders carry it in front.
_PREFIX = "erp_menu_"


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Without an ERP in any company of the user its menus lead nowhere (invariant 12)."""
        blacklist = super()._load_menus_blacklist()
        if any(self.env.user.company_ids.sudo().mapped("use_erp_orders")):
            return blacklist
        found = (
            self.env["ir.model.data"]
            .sudo()
            .search(
                [
                    ("module", "=", "crm_customer_protection"),
                    ("model", "=", "ir.ui.menu"),
                    ("name", "=like", f"{_PREFIX}%"),
                ]
            )
        )
        return blacklist + found.mapped("res_id")
