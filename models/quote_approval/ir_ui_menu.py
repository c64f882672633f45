from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Without approval in any company of the user its menus lead nowhere (invariant 12).

        Rules stay, to be set up before anything is switched on.
        """
        return super()._load_menus_blacklist() + self._get_menus_switched_off(
            "use_quote_approval", "quote_approval_menu_", but="quote_approval_menu_rules"
        )
