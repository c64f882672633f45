from odoo import api, models
from odoo.exceptions import UserError

from .guard import is_unlocked


class CrmSystemRecordMixin(models.AbstractModel):
    """For rows that only the system makes and changes."""

    _name = "crm.system.record.mixin"
    _description = "Written by the System"
    # What people write all the same.
    _free_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        self.browse()._check_unlocked()
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() - self._free_fields:
            self._check_unlocked()
        return super().write(vals)

    def _check_unlocked(self):
        """:raise UserError: for whoever is not the system"""
        if not is_unlocked(self.env):
            raise UserError(self._get_locked_message())

    def _get_locked_message(self):
        """What to do instead; of no record where somebody tried to create one.

        :return: str
        """
        return self.env._("This is written by the system alone.")
