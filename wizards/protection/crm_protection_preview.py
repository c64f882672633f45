"""What falls free in the next days, and why: by the same predicate as the nightly run."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...models.protection.res_partner_expiry import REASONS_AHEAD


class CrmProtectionPreview(models.TransientModel):
    _name = "crm.protection.preview"
    _description = "Preview of What Falls Free"

    days = fields.Integer(required=True, default=7, help="1: with the next run.")
    team_ids = fields.Many2many("crm.team", string="Teams", help="With the teams below them.")
    user_ids = fields.Many2many("res.users", string="Persons", domain="[('share', '=', False)]")
    line_ids = fields.One2many("crm.protection.preview.line", "preview_id", readonly=True)

    _days_positive = models.Constraint("CHECK (days > 0)", "Look at least one day ahead.")

    @api.model
    def action_show_soon(self):
        """Open the preview of the next days without asking for anything.

        :return: an `ir.actions.act_window` dict
        """
        return self.create({}).action_show()

    def action_show(self):
        """Work the preview out and open it.

        Salespeople see their own customers, leaders those of their teams, the back office all.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        self.check_access("write")
        self._fill()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_protection_preview_line_action"
        )
        return dict(
            action,
            domain=[("preview_id", "=", self.id)],
            display_name=self.env._("Falls Free in %(days)s Days", days=self.days),
        )

    def _fill(self):
        """Write the lines anew."""
        self.sudo().line_ids.unlink()
        self.env.flush_all()
        runs = self.env["crm.protection.run"]
        for company in self.env.companies & runs._get_companies():
            self.env.cr.execute(self._get_lines_query(company, runs._get_next_day(company)))
        self.line_ids.invalidate_model()
        self.invalidate_recordset(["line_ids"])

    def _get_lines_query(self, company, next_day):
        """INSERT of what falls free in a company.

        :param company: `res.company` record
        :param next_day: `datetime.date` of the next run
        """
        Partner = self.env["res.partner"]
        today, now = company._get_today(), fields.Datetime.now()
        return SQL(
            """
            INSERT INTO crm_protection_preview_line (
                preview_id, partner_id, owner_id, team_id, policy_id, company_id, until_day,
                free_day, days_left, reason, create_uid, write_uid, create_date, write_date)
            SELECT %(preview)s, p.id, p.protection_owner_id, owner.sale_team_id, policy.id,
                   %(company)s, p.protected_until, GREATEST(clock.last_day + 1, %(next)s::date),
                   GREATEST(clock.last_day + 1, %(next)s::date) - %(today)s::date, %(reason)s,
                   %(uid)s, %(uid)s, %(now)s, %(now)s
                   %(expiry)s AND %(before)s AND %(scope)s
            """,
            preview=self.id,
            company=company.id,
            next=next_day,
            today=today,
            reason=Partner._get_reason_sql(),
            uid=self.env.uid,
            now=now,
            expiry=Partner._get_expiry_from(
                company,
                SQL(
                    """
                    LEFT JOIN crm_protection_policy policy ON policy.id = p.protection_policy_id
                    LEFT JOIN res_users owner ON owner.id = p.protection_owner_id
                    """
                ),
            ),
            before=Partner._get_before_sql(fields.Date.add(today, days=self.days)),
            scope=self._get_scope_sql(),
        )

    def _get_scope_sql(self):
        """Condition: the caller may see the customer, and asked for its owner."""
        conditions = [SQL("TRUE")]
        if not self.env["res.partner"]._is_customer_admin():
            led = self.env["crm.team"]._get_led_user_ids() | {self.env.uid}
            conditions.append(SQL("p.protection_owner_id = ANY(%s)", sorted(led)))
        if self.user_ids:
            conditions.append(SQL("p.protection_owner_id = ANY(%s)", self.user_ids.ids))
        if self.team_ids:
            teams = self.env["crm.team"].sudo().with_context(active_test=False)
            teams = teams.search([("id", "child_of", self.team_ids.ids)])
            conditions.append(SQL("owner.sale_team_id = ANY(%s)", teams.ids))
        return SQL(" AND ").join(conditions)


class CrmProtectionPreviewLine(models.TransientModel):
    _name = "crm.protection.preview.line"
    _inherit = ["crm.protection.line.mixin"]
    _description = "Customer That Falls Free"
    _order = "free_day, id"

    preview_id = fields.Many2one(
        "crm.protection.preview", required=True, readonly=True, index=True, ondelete="cascade"
    )
    policy_id = fields.Many2one("crm.protection.policy", readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    until_day = fields.Date("Protected Until", readonly=True)
    free_day = fields.Date("Falls Free on", readonly=True)
    days_left = fields.Integer("In Days", readonly=True, aggregator="min")
    reason = fields.Selection(REASONS_AHEAD, readonly=True)
