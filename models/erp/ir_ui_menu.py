from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Without orders in any company of the user their menus lead nowhere (invariant 12)."""
        blacklist = super()._load_menus_blacklist()
        without_erp = self._get_menus_switched_off("use_erp_orders", "erp_menu_")
        execution = self._get_menus_switched_off("use_native_execution", "execution_menu_")
        if not any(self.env.user.company_ids.sudo().mapped("use_erp_orders")):
            blacklist += execution
        return blacklist + without_erp
