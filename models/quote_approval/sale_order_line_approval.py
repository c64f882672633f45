"""Lines change the content of their order, and of the order that they are moved to."""

from odoo import api, fields, models

from .content_watch import unwatched, watching


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    is_mine_to_approve = fields.Boolean(
        compute="_compute_is_mine_to_approve",
        search="_search_is_mine_to_approve",
        compute_sudo=True,
    )

    @api.depends("order_id")
    @api.depends_context("uid")
    def _compute_is_mine_to_approve(self):
        for line in self:
            line.is_mine_to_approve = line.order_id.is_mine_to_approve

    def _search_is_mine_to_approve(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return self.env["sale.order"]._get_approver_domain("order_id")

    @api.model_create_multi
    def create(self, vals_list):
        order_ids = {vals["order_id"] for vals in vals_list if vals.get("order_id")}
        with self.order_id.browse(order_ids)._watch_content():
            lines = super(SaleOrderLine, watching(self)).create(vals_list)
        return lines.with_env(self.env)

    def write(self, vals):
        with self._get_watched_orders(vals)._watch_content():
            return super(SaleOrderLine, watching(self)).write(vals)

    def unlink(self):
        with self.order_id._watch_content():
            return super(SaleOrderLine, watching(self)).unlink()

    def _get_watched_orders(self, vals):
        """The orders that a write changes.

        Whoever writes an order looks at that one alone, and not at those from which it takes lines or
        to which it gives some.

        :param dict vals: what is written
        :return: `sale.order` recordset
        """
        if "order_id" not in vals:
            return self.order_id
        target = self.order_id.browse(vals["order_id"] or ())
        moved = self.filtered(lambda line: line.order_id != target)
        return unwatched(moved.order_id | target) if moved else self.order_id
