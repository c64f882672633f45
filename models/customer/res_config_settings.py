from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    use_customer_management = fields.Boolean(
        related="company_id.use_customer_management", readonly=False
    )
    customer_auto_manage = fields.Boolean(related="company_id.customer_auto_manage", readonly=False)

    def action_customer_code_sequence(self):
        """Open the sequence of the customer codes of this company.

        :return: an `ir.actions.act_window` dict
        """
        sequence = self.env["ir.sequence"]._get_customer_code_sequence(self.company_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "ir.sequence",
            "res_id": sequence.id,
            "views": [(False, "form")],
        }
