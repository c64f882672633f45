from odoo import api, models


class CrmCachedRecordMixin(models.AbstractModel):
    """For models of which something is cached: after a change it is asked anew."""

    _name = "crm.cached.record.mixin"
    _description = "Cached"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
