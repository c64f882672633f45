"""Making many customers trading ones: those that are selected, or those that ordered before."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# Customers of one click. The rest waits for the next one, so that no request runs into its limit.
BATCH_SIZE = 2000
_SHOWN = 80


class CrmTradingBulk(models.TransientModel):
    _name = "crm.trading.bulk"
    _description = "Set Trading"

    source = fields.Selection(
        [
            ("selected", "Selected customers"),
            ("ordered", "Potential customers with confirmed orders"),
        ],
        "Which",
        required=True,
        default="ordered",
    )
    partner_ids = fields.Many2many("res.partner", string="Customers")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    since = fields.Date("Ordered Since", help="Empty: whenever it was.")
    reason = fields.Char(help="What the history of each customer says.")
    count = fields.Integer("Become Trading", compute="_compute_preview")
    left_count = fields.Integer("Stay as They Are", compute="_compute_preview")
    preview_ids = fields.Many2many("res.partner", compute="_compute_preview")

    @api.depends("source", "partner_ids", "company_id", "since")
    def _compute_preview(self):
        for bulk in self:
            if bulk.source == "selected":
                potential = bulk.partner_ids.filtered(
                    lambda partner: partner.is_managed_customer
                    and partner.active
                    and partner.customer_stage != "trading"
                )
                bulk.count = len(potential)
                bulk.left_count = len(bulk.partner_ids) - len(potential)
                bulk.preview_ids = potential[:_SHOWN]._origin
            else:
                domain = bulk._get_ordered_domain()
                bulk.count = self.env["res.partner"].search_count(domain)
                bulk.left_count = 0
                bulk.preview_ids = self.env["res.partner"].search(
                    domain, limit=_SHOWN, order="last_deal_date desc, id"
                )

    def _get_ordered_domain(self):
        """Potential customers of the company that ordered, here or in the ERP.

        :return: `Domain`
        """
        self.ensure_one()
        domain = Domain("is_managed_customer", "=", True)
        domain &= Domain("customer_stage", "=", "potential")
        domain &= Domain("company_id", "in", [False, self.company_id.id])
        native = Domain("last_deal_date", "!=", False)
        erp = Domain("state", "!=", "cancelled")
        if self.since:
            start = self.company_id.sudo()._get_day_start(self.since)
            native = Domain("last_deal_date", ">=", start)
            erp &= Domain("date_order", ">=", self.since)
        orders = self.env["crm.erp.order"]._search(erp & Domain("partner_id", "!=", False))
        return domain & (native | Domain("id", "in", orders.subselect("partner_id")))

    def action_convert(self):
        """Make them trading customers.

        :return: what tells how many, or the action that shows what was done and what not
        :raise AccessError: for others than the back office and sales administrators
        :raise UserError: without a reason, or where there is nobody
        """
        self.ensure_one()
        if not self.env["res.partner"]._is_customer_admin():
            raise AccessError(self.env._("Only the back office makes trading customers."))
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why: the history of each customer keeps it."))
        if self.source == "selected":
            return self.partner_ids._act_on_each(
                "_why_not_set_trading", "_set_trading", self.reason
            )
        customers = self.env["res.partner"].search(
            self._get_ordered_domain(), limit=BATCH_SIZE, order="id"
        )
        if not customers:
            raise UserError(self.env._("No potential customer ordered."))
        customers._act_on_each("_why_not_set_trading", "_set_trading", self.reason)
        return self._tell_done(len(customers))

    def _tell_done(self, done):
        """How many became trading customers, and how many wait for another click.

        :return: an `ir.actions.client` dict
        """
        left = self.env["res.partner"].search_count(self._get_ordered_domain())
        message = self.env._("%(count)s customers are trading customers now.", count=done)
        if left:
            message = self.env._(
                "%(count)s customers are trading customers now. Left: %(left)s. Go on with the "
                "same button.",
                count=done,
                left=left,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "sticky": bool(left),
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"}
                if left
                else {"type": "ir.actions.act_window_close"},
            },
        }
