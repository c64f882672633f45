from odoo import models


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
