from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmCustomerRegion(models.Model):
    """Sales regions as the company draws them (East China, DACH ...), not states or countries."""

    _name = "crm.customer.region"
    _description = "Sales Region"
    _parent_name = "parent_id"
    _parent_store = True
    _order = "parent_path, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one("crm.customer.region", "Part of", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("crm.customer.region", "parent_id", "Sub-regions")

    @api.depends("name", "parent_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """East China is shown as China / East China, in the language of who reads it."""
        for region in self:
            names, above = [], region
            while above:
                names.insert(0, above.name or "")
                above = above.parent_id
            region.display_name = " / ".join(names)

    @api.model
    def _search_display_name(self, operator, value):
        """Whoever types China finds its sub-regions too."""
        domain = super()._search_display_name(operator, value)
        if operator.endswith("like") and not operator.startswith("not"):
            return [("id", "child_of", list(self._search(domain)))]
        return domain

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A region cannot be part of itself. Choose another region above it.")
            )
