from odoo import models

# Menus of approval carry it in front; rules stay, to be set up before anything is switched on.
_PREFIX = "quote_approval_menu_"
_RULES = "quote_approval_menu_rules"


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Without approval in any company of the user its menus lead nowhere (invariant 12)."""
        blacklist = super()._load_menus_blacklist()
        if any(self.env.user.company_ids.sudo().mapped("use_quote_approval")):
            return blacklist
        found = (
            self.env["ir.model.data"]
            .sudo()
            .search(
                [
                    ("module", "=", "crm_customer_protection"),
                    ("model", "=", "ir.ui.menu"),
                    ("name", "=like", f"{_PREFIX}%"),
                    ("name", "!=", _RULES),
                ]
            )
        )
        return blacklist + found.mapped("res_id")
