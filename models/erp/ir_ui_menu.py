from odoo import models

# Menus of ERP orders, and those of the execution of any orders, carry these in front.
_PREFIXES = {"erp_menu_": ("use_erp_orders",)}
_PREFIXES["execution_menu_"] = ("use_erp_orders", "use_native_execution")


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Without orders in any company of the user their menus lead nowhere (invariant 12)."""
        blacklist = super()._load_menus_blacklist()
        companies = self.env.user.company_ids.sudo()
        for prefix, switches in _PREFIXES.items():
            if not any(company[switch] for company in companies for switch in switches):
                blacklist += self._get_menu_ids(prefix)
        return blacklist

    def _get_menu_ids(self, prefix):
        """Ids of the menus of this addon whose XML id begins so."""
        found = (
            self.env["ir.model.data"]
            .sudo()
            .search(
                [
                    ("module", "=", "crm_customer_protection"),
                    ("model", "=", "ir.ui.menu"),
                    ("name", "=like", f"{prefix}%"),
                ]
            )
        )
        return found.mapped("res_id")
