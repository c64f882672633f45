from odoo import models

_MENUS = ("quote_approval_menu_desk", "quote_approval_menu_desk_sale", "quote_approval_menu_step")


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Hide the desk from those in whose companies nothing is approved."""
        blacklist = super()._load_menus_blacklist()
        if any(self.env.user.company_ids.sudo().mapped("use_quote_approval")):
            return blacklist
        menus = (
            self.env.ref(f"crm_customer_protection.{name}", raise_if_not_found=False)
            for name in _MENUS
        )
        return blacklist + [menu.id for menu in menus if menu]
