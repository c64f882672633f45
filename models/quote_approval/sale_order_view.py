"""Where no company of the caller approves quotations, lists and menus are as Odoo has them."""

from odoo import api, models

_ADDED = {
    "list": "//header/button[@name='action_ask_submit' or @name='action_approve' "
    "or @name='action_reject'] | //field[@name='approval_state']",
    "search": "//filter[starts-with(@name, 'approval_')] "
    "| //separator[starts-with(@name, 'approval_')]",
}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def _is_approval_used(self):
        """Whether a company that the caller works in approves quotations."""
        return any(self.env.companies.sudo().mapped("use_quote_approval"))

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return key + (self._is_approval_used(),) if view_type in _ADDED else key

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type in _ADDED and not self._is_approval_used():
            for node in arch.xpath(_ADDED[view_type]):
                node.getparent().remove(node)
        return arch, view
