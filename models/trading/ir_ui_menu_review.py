from odoo import models

# Menus of contract review carry it in front.
_PREFIX = "contract_review_menu_"


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Without contract review in any company of the user its menus lead nowhere."""
        blacklist = super()._load_menus_blacklist()
        if self.env["res.company"]._get_review_company_ids() & {*self.env.user.company_ids.ids}:
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
