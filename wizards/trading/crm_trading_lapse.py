"""Which trading customers would be potential again: shown before anything is switched on."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

_SHOWN = 80


class CrmTradingLapse(models.TransientModel):
    _name = "crm.trading.lapse"
    _description = "Trading Customers Without Orders"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    months = fields.Integer(
        "Months Without an Order",
        required=True,
        default=lambda self: self.env.company.trading_back_months or 12,
    )
    current_months = fields.Integer(related="company_id.trading_back_months")
    day = fields.Date(compute="_compute_preview")
    count = fields.Integer("Potential Again", compute="_compute_preview")
    total_count = fields.Integer("Trading Customers", compute="_compute_preview")
    summary = fields.Char(compute="_compute_preview")
    owner_count = fields.Integer("Owners Concerned", compute="_compute_preview")
    preview_ids = fields.Many2many("res.partner", compute="_compute_preview")

    _months_in_range = models.Constraint(
        "CHECK (months BETWEEN 1 AND 1200)", "Choose between 1 and 1,200 months."
    )

    @api.depends("company_id", "months")
    def _compute_preview(self):
        Partner = self.env["res.partner"]
        for lapse in self:
            company = lapse.company_id.sudo()
            lapse.day = False
            rows = []
            if company and 0 < lapse.months <= 1200:
                lapse.day = company._get_today() - relativedelta(months=lapse.months)
                rows = Partner.browse()._find_lapsing(company, lapse.months)
            lapse.count = len(rows)
            lapse.owner_count = len({owner_id for __, owner_id in rows if owner_id})
            lapse.total_count = Partner.search_count(lapse._get_trading_domain())
            lapse.preview_ids = Partner.browse([row[0] for row in rows[:_SHOWN]])
            lapse.summary = lapse.day and lapse._describe()

    def _describe(self):
        """:return: str, what would happen"""
        values = {
            "count": self.count,
            "total": self.total_count,
            "day": format_date(self.env, self.day),
        }
        if self.count:
            return self.env._(
                "%(count)s of %(total)s trading customers ordered nothing since %(day)s. They would "
                "be potential again, and each owner gets one message.",
                **values,
            )
        return self.env._("All %(total)s trading customers ordered since %(day)s.", **values)

    def _get_trading_domain(self):
        return [
            ("is_managed_customer", "=", True),
            ("customer_stage", "=", "trading"),
            ("company_id", "in", [False, self.company_id.id]),
        ]

    def action_show(self):
        """Open all of them as a list.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.res_partner_without_orders_action"
        )
        return dict(
            action,
            name=self.env._("No Order for %(months)s Months", months=self.months),
            context={
                "trading_months": self.months,
                "allowed_company_ids": self.company_id.ids,
                "search_default_group_owner": 1,
            },
        )

    def action_switch_on(self):
        """Let the daily job do from now on what is shown here.

        :return: an `ir.actions.client` dict
        :raise AccessError: for others than the back office and sales administrators
        """
        self._set_months(self.months)
        return self._tell(
            self.env._(
                "From the next night on, trading customers without an order for %(months)s "
                "months are potential again.",
                months=self.months,
            )
        )

    def action_switch_off(self):
        """Let trading customers stay what they are.

        :return: an `ir.actions.client` dict
        :raise AccessError: for others than the back office and sales administrators
        """
        self._set_months(0)
        return self._tell(self.env._("Trading customers stay trading customers."))

    def _set_months(self, months):
        self.ensure_one()
        allowed = self.company_id in self.env.user.company_ids
        if not allowed or not self.env["res.partner"]._is_customer_admin():
            raise AccessError(
                self.env._("The back office of the company decides after how many months.")
            )
        self.company_id.sudo().trading_back_months = months

    def _tell(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
