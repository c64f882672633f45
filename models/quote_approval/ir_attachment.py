from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _get_quotations(self):
        """The orders on which these files lie.

        :return: `sale.order` recordset of the caller
        """
        files = self.sudo().filtered(lambda file: file.res_model == "sale.order")
        return self.env["sale.order"].browse({file.res_id for file in files if file.res_id})
