from odoo import api, models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Hide what leads nowhere once the customer menus are there.

        Clerks open the CRM app without being salespeople, so that its pipeline would answer them
        with an access error; and of two "Customers" in one app one is enough.
        """
        blacklist = super()._load_menus_blacklist()
        user = self.env.user
        if not user.has_group("crm_customer_protection.group_customer_management"):
            return blacklist
        hidden = ["crm.res_partner_menu_customer"]
        if not user.has_group("sales_team.group_sale_salesman"):
            hidden.append("crm.crm_menu_sales")
        menus = (self.env.ref(xml_id, raise_if_not_found=False) for xml_id in hidden)
        return blacklist + [menu.id for menu in menus if menu]

    @api.model
    def _get_menus_switched_off(self, switch, prefix, but=""):
        """Menus of a feature that no company of the user has switched on.

        :param str switch: boolean field of `res.company`
        :param str prefix: with which the names of its menus in this addon begin
        :param str but: name of one that stays
        :return: list of ids
        """
        if any(self.env.user.company_ids.sudo().mapped(switch)):
            return []
        found = (
            self.env["ir.model.data"]
            .sudo()
            .search(
                [
                    ("module", "=", "crm_customer_protection"),
                    ("model", "=", "ir.ui.menu"),
                    ("name", "=like", f"{prefix}%"),
                    ("name", "!=", but),
                ]
            )
        )
        return found.mapped("res_id")
