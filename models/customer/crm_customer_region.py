from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmCustomerRegion(models.Model):
    """Sales regions as the company draws them (East China, DACH ...), not states or countries."""

    _name = "crm.customer.region"
    _description = "Sales Region"
    _parent_name = "parent_id"
    _parent_store = True
    _rec_name = "complete_name"
    _order = "complete_name"

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        "Region", compute="_compute_complete_name", recursive=True, store=True
    )
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one("crm.customer.region", "Part of", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("crm.customer.region", "parent_id", "Sub-regions")

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for region in self:
            parent = region.parent_id.complete_name
            region.complete_name = f"{parent} / {region.name}" if parent else region.name

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A region cannot be part of itself. Choose another region above it.")
            )
