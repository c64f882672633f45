from odoo import models
from odoo.exceptions import MissingError


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _find_record(self, *args, **kwargs):
        """Whoever is outside opens no file of a quotation that is not approved, with any link.

        :raise MissingError: where somebody does
        """
        record = super()._find_record(*args, **kwargs)
        user = self.env.user
        if record._name == "ir.attachment" and not user._is_internal():
            orders = record._get_quotations().exists()
            if any(order._is_held_from(user) for order in orders):
                raise MissingError(self.env._("This file is not available."))
        return record
