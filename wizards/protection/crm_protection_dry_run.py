"""A policy tried out on the customers of today, before it is switched on.

What is shown is what holds once the customers are put under the policy. The date is worked out from
the claim, from the last activity that moved it (the ledger knows it), and from the days that were
granted; a customer that is protected without a limit counts as claimed today.
"""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.protection.res_partner_expiry import REASONS_AHEAD

# What can be tried out with other values than the policy has.
TRIED = (
    "initial_days",
    "renew_days",
    "has_maximum",
    "maximum_days",
    "contact_days",
    "deal_days",
    "exempt_open_order",
    "exempt_trading",
)


class CrmProtectionDryRun(models.TransientModel):
    _name = "crm.protection.dry.run"
    _description = "Dry Run of a Protection Policy"

    policy_id = fields.Many2one(
        "crm.protection.policy", required=True, readonly=True, ondelete="cascade"
    )
    initial_days = fields.Integer()
    renew_days = fields.Integer("Renewal Days")
    has_maximum = fields.Boolean("Maximum")
    maximum_days = fields.Integer()
    contact_days = fields.Integer("Days Without Contact")
    deal_days = fields.Integer("Days Without Deal")
    exempt_open_order = fields.Boolean("Exempt With an Open Order")
    exempt_trading = fields.Boolean("Exempt Trading Customers")

    line_ids = fields.One2many("crm.protection.dry.run.line", "dry_run_id", readonly=True)
    match_count = fields.Integer("Customers That Match", readonly=True)
    drop_count = fields.Integer("Fall Free With the Next Run", readonly=True)
    earlier_count = fields.Integer("Protected for a Shorter Time", readonly=True)
    later_count = fields.Integer("Protected Longer", readonly=True)

    _days_not_negative = models.Constraint(
        "CHECK (LEAST(initial_days, renew_days, maximum_days, contact_days, deal_days) >= 0)",
        "Days cannot be negative.",
    )

    @api.model
    def _create_for(self, policy):
        """A dialog with the days of this policy, worked out.

        :param policy: `crm.protection.policy` record
        """
        values = {name: policy[name] for name in TRIED}
        dialog = self.create(dict(values, policy_id=policy.id))
        dialog._fill()
        return dialog

    def _get_form_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dry Run: %(policy)s", policy=self.policy_id.name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_try(self):
        """Work it out with the days that stand in the dialog.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        self.check_access("write")
        self.env["crm.protection.run"]._check_administrator()
        self._fill()
        return self._get_form_action()

    def action_view_lines(self):
        """Open the customers that match.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_protection_dry_run_line_action"
        )
        return dict(action, domain=[("dry_run_id", "=", self.id)])

    # === WORKING IT OUT === #

    def _fill(self):
        """Write the lines and the figures anew. Nothing else is written."""
        self.sudo().line_ids.unlink()
        self.env.flush_all()
        self.env.cr.execute(self._get_lines_query())
        self.invalidate_recordset(["line_ids"])
        [figures] = self.env.execute_query(
            SQL(
                """
                SELECT count(*), count(*) FILTER (WHERE drops), count(*) FILTER (WHERE shift < 0),
                       count(*) FILTER (WHERE shift > 0)
                  FROM crm_protection_dry_run_line WHERE dry_run_id = %s
                """,
                self.id,
            )
        )
        names = ("match_count", "drop_count", "earlier_count", "later_count")
        self.write(dict(zip(names, figures, strict=True)))

    def _get_lines_query(self):
        company = self.policy_id.sudo().company_id
        Partner, now = self.env["res.partner"], fields.Datetime.now()
        next_day = self.env["crm.protection.run"]._get_next_day(company)
        claim = SQL("COALESCE(p.claim_day, %s::date)", company._get_today())
        then = SQL("CASE WHEN %s THEN clock.last_day END", Partner._get_not_exempt_sql(company))
        return SQL(
            """
            INSERT INTO crm_protection_dry_run_line (
                dry_run_id, partner_id, owner_id, team_id, now_policy_id, now_day, then_day, shift,
                until_day, drops, reason, create_uid, write_uid, create_date, write_date)
            SELECT %(dry_run)s, p.id, p.protection_owner_id, owner.sale_team_id,
                   p.protection_policy_id, now.day, later.day, later.day - now.day,
                   part.until_day,
                   COALESCE(later.day < %(next)s::date AND p.paused_on IS NULL, FALSE),
                   CASE WHEN later.day IS NOT NULL THEN %(reason)s ELSE 'exempt' END,
                   %(uid)s, %(uid)s, %(now)s, %(now)s
                   %(clock)s
              CROSS JOIN LATERAL (SELECT %(then)s AS day) later
              CROSS JOIN LATERAL (
                   SELECT CASE WHEN p.protection_state = 'protected'
                               THEN GREATEST(p.protected_until, p.locked_until) END AS day) now
             WHERE p.is_managed_customer IS TRUE
               AND p.active IS TRUE
               AND p.protection_state IN ('protected', 'exempt')
               AND p.protection_owner_id IS NOT NULL
               AND COALESCE(p.company_id, current.company_id, %(company)s) = %(company)s
               AND EXISTS (SELECT 1 FROM res_company_users_rel rel
                            WHERE rel.user_id = p.protection_owner_id AND rel.cid = %(company)s)
               AND p.id IN %(matching)s
            """,
            dry_run=self.id,
            next=next_day,
            reason=Partner._get_reason_sql(),
            uid=self.env.uid,
            now=now,
            clock=Partner._get_clock_sql(
                company, self._get_policy_join(claim), claim, self._get_until_sql(claim)
            ),
            then=then,
            company=company.id,
            matching=self._get_matching_query().subselect(),
        )

    def _get_policy_join(self, claim):
        """The tried policy in the place of each customer's own, and the last activity that counts.

        :param SQL claim: the day of the claim
        """
        policy, switch = self.policy_id.sudo(), "renew_on_"
        switches = [name for name in policy._fields if name.startswith(switch)]
        return SQL(
            """
            LEFT JOIN res_users owner ON owner.id = p.protection_owner_id
            LEFT JOIN crm_protection_policy current ON current.id = p.protection_policy_id
            LEFT JOIN LATERAL (
                 SELECT max(event.day) AS day FROM crm_protection_event event
                  WHERE event.partner_id = p.id AND event.cause = 'renew'
                    AND event.trigger = ANY(%(renewing)s) AND event.day >= %(claim)s
            ) activity ON TRUE
            CROSS JOIN (VALUES (%(contact)s::int, %(deal)s::int, %(trading)s::bool, %(order)s::bool))
                       AS policy (contact_days, deal_days, exempt_trading, exempt_open_order)
            """,
            renewing=[name.removeprefix(switch) for name in switches if policy[name]],
            claim=claim,
            contact=self.contact_days,
            deal=self.deal_days,
            trading=self.exempt_trading,
            order=self.exempt_open_order,
        )

    def _get_until_sql(self, claim):
        """`tools.protection` in SQL: renewed_until(initial_until(…), …), capped by limit_of(…).

        :param SQL claim: the day of the claim
        """
        granted = SQL("COALESCE(p.protection_extra_days, 0)")
        until = SQL(
            "GREATEST(%s + %s + %s, activity.day + %s)",
            claim,
            self.initial_days,
            granted,
            self.renew_days,
        )
        if not self.has_maximum:
            return until
        return SQL("LEAST(%s, %s + %s + %s)", until, claim, self.maximum_days, granted)

    def _get_matching_query(self):
        """Customers that the policy matches and no policy before it.

        :return: `Query`
        """
        policy = self.policy_id.sudo()
        domain = policy._get_customer_domain()
        for other in policy._get_policies(policy.company_id) - policy:
            if other._comes_before(policy):
                domain &= ~Domain(other._get_customer_domain())
        return self.env["res.partner"].sudo()._search(domain)


class CrmProtectionDryRunLine(models.TransientModel):
    _name = "crm.protection.dry.run.line"
    _inherit = ["crm.protection.line.mixin"]
    _description = "Customer in a Dry Run"
    _order = "drops desc, then_day, id"

    dry_run_id = fields.Many2one(
        "crm.protection.dry.run", required=True, readonly=True, index=True, ondelete="cascade"
    )
    now_policy_id = fields.Many2one(
        "crm.protection.policy", "Policy Now", readonly=True, ondelete="cascade"
    )
    now_day = fields.Date("Protected Until Now", readonly=True)
    then_day = fields.Date("Protected Until Then", readonly=True)
    until_day = fields.Date(
        readonly=True, help="Technical: by the arithmetic alone, without contact, deal and lock."
    )
    shift = fields.Integer("Days More", readonly=True, aggregator="avg")
    drops = fields.Boolean("Falls Free With the Next Run", readonly=True)
    reason = fields.Selection([*REASONS_AHEAD, ("exempt", "Exempt")], readonly=True)
