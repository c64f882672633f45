from odoo import api, models

from .viewer import forget


class CrmViewerSourceMixin(models.AbstractModel):
    """For models of which it depends who sees what: after a change everybody is asked anew."""

    _name = "crm.viewer.source.mixin"
    _description = "Decides Who Sees What"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        forget(self.env)
        return records

    def write(self, vals):
        result = super().write(vals)
        forget(self.env)
        return result

    def unlink(self):
        result = super().unlink()
        forget(self.env)
        return result
