from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client whether the person writes work down from the top bar, and in which view."""
        info = super().session_info()
        user = self.env.user
        if user.has_group("crm_customer_protection.group_customer_management") and user.has_group(
            "sales_team.group_sale_salesman"
        ):
            view = "crm_customer_protection.crm_work_record_view_form_entry"
            info["work_record_entry_view_id"] = self.env["ir.model.data"]._xmlid_to_res_id(view)
        return info
