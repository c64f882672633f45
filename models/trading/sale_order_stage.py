"""The stage of the customer, shown on its quotations and orders where companies manage customers."""

from odoo import api, fields, models

_ADDED = {
    "form": "//field[@name='customer_stage' or @name='is_held_for_trading'] "
    "| //div[@name='held_for_trading']",
    "list": "//field[@name='customer_stage']",
    "search": "//filter[starts-with(@name, 'customer_stage_')] "
    "| //separator[starts-with(@name, 'customer_stage_')]",
}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    customer_stage = fields.Selection(related="partner_id.managed_customer_id.customer_stage")
    is_held_for_trading = fields.Boolean(compute="_compute_is_held_for_trading")

    @api.depends("partner_id", "company_id", "state")
    def _compute_is_held_for_trading(self):
        for order in self:
            open_quotation = order.state in ("draft", "sent")
            order.is_held_for_trading = open_quotation and order._is_held_for_trading()

    @api.model
    def _is_stage_shown(self):
        """Whether a company that the caller works in has customers with stages."""
        return any(self.env.companies.sudo().mapped("use_customer_management"))

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return key + (self._is_stage_shown(),) if view_type in _ADDED else key

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type in _ADDED and not self._is_stage_shown():
            for node in arch.xpath(_ADDED[view_type]):
                node.getparent().remove(node)
        return arch, view
