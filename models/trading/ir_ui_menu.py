from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Without requests in any company of the user their menus lead nowhere (invariant 12)."""
        return super()._load_menus_blacklist() + self._get_menus_switched_off(
            "use_trading_request", "trading_menu_"
        )
