"""Putting the customers of a running company under protection, with a preview."""

from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

from ...tools.company_name import normalise
from ...tools.protection import initial_until

# Customers of one click. The rest waits for the next one, so that no request runs into its limit.
_BATCH = 2000


class CrmProtectionAdopt(models.TransientModel):
    _name = "crm.protection.adopt"
    _description = "Put Customers Under Protection"

    source = fields.Selection(
        [
            ("customers", "Customers that are protected without a limit"),
            ("partners", "Companies in the address book that are no customers yet"),
        ],
        required=True,
        default="customers",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_ids = fields.Many2many(
        "res.users", string="Owners", domain="[('share', '=', False)]", help="Empty: every owner."
    )
    team_ids = fields.Many2many("crm.team", string="Teams", help="Empty: every team.")
    filter_domain = fields.Char("Further Filter", default="[]")
    start = fields.Date(
        "Clock Starts on", required=True, default=lambda self: self.env.company._get_today()
    )
    grace_days = fields.Integer(
        default=14, help="Nobody falls free before so many days from today are over."
    )
    count = fields.Integer("Customers", compute="_compute_preview")
    blocked_count = fields.Integer("Entered Twice", compute="_compute_preview")
    preview_ids = fields.One2many(
        "crm.protection.adopt.line", "adopt_id", compute="_compute_preview"
    )

    _grace_not_negative = models.Constraint(
        "CHECK (grace_days >= 0)", "Days of grace cannot be negative."
    )

    @api.depends(
        "source", "company_id", "user_ids", "team_ids", "filter_domain", "start", "grace_days"
    )
    def _compute_preview(self):
        for adopt in self:
            partners = adopt._get_partners(limit=_BATCH)
            adoptable = adopt._without_twins(partners)
            adopt.count = len(adoptable)
            adopt.blocked_count = len(partners) - len(adoptable)
            adopt.preview_ids = [Command.clear()] + [
                Command.create(adopt._prepare_line_values(partner)) for partner in adoptable[:80]
            ]

    def _prepare_line_values(self, partner):
        policy, until = self._get_policy_and_until(partner)
        return {
            "partner_id": partner.id,
            "owner_id": partner.user_id.id,
            "policy_id": policy.id,
            "until": until,
        }

    def _get_partners(self, limit=None):
        """The partners that the wizard is about.

        :param int limit: at the most so many
        :return: `res.partner` recordset
        """
        self.ensure_one()
        domain = Domain("company_id", "in", [self.company_id.id, False])
        domain &= Domain("user_id", "!=", False)
        if self.source == "customers":
            domain &= Domain("is_managed_customer", "=", True)
            domain &= Domain("protection_state", "=", "exempt")
        else:
            domain &= Domain("is_managed_customer", "!=", True) & Domain("is_company", "=", True)
            domain &= Domain("partner_share", "=", True)
        if self.user_ids:
            domain &= Domain("user_id", "in", self.user_ids.ids)
        if self.team_ids:
            domain &= Domain("user_id.sale_team_id", "child_of", self.team_ids.ids)
        domain &= Domain(safe_eval(self.filter_domain or "[]"))
        return self.env["res.partner"].search(domain, limit=limit, order="id")

    def _without_twins(self, partners):
        """Those of the partners whose registered name nobody has already, each name once."""
        if self.source == "customers":
            return partners
        keys = {partner: normalise(partner.registered_name or partner.name) for partner in partners}
        seen = set(partners._get_taken_names(set(keys.values())))
        adoptable = self.env["res.partner"]
        for partner, key in keys.items():
            if key and key not in seen:
                adoptable |= partner
                seen.add(key)
        return adoptable

    def _get_policy_and_until(self, partner):
        """The policy for a partner and the last day it would be protected."""
        policies = self.env["crm.protection.policy"]._get_policies(self.company_id)
        policy = policies._match(partner, partner.user_id)
        if not policy or partner._is_exempt(policy):
            return policy, False
        grace = self.company_id._get_today() + timedelta(days=self.grace_days)
        return policy, max(initial_until(self.start, policy._get_terms()), grace)

    def action_adopt(self):
        """Put the customers under protection.

        :return: a notification action that says how many
        :raise AccessError: for others than the back office and the sales administrator
        """
        self.ensure_one()
        if not self.env["res.partner"]._is_customer_admin():
            raise AccessError(self.env._("The back office puts customers under protection."))
        if not self.company_id.use_protection:
            raise UserError(
                self.env._(
                    "Switch customer protection on for %(company)s first, in the settings.",
                    company=self.company_id.name,
                )
            )
        partners = self._without_twins(self._get_partners(limit=_BATCH))
        for partner in partners:
            self._adopt(partner)
        left = max(len(self._get_partners(limit=_BATCH + 1)), 0)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "sticky": bool(left),
                "message": self.env._(
                    "%(count)s customers are under protection. Left: %(left)s.",
                    count=len(partners),
                    left=left if left <= _BATCH else self.env._("more than %(n)s", n=_BATCH),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _adopt(self, partner):
        """Put one partner under protection, as a customer if it is none yet."""
        if not partner.is_managed_customer:
            partner.write({"is_managed_customer": True})
        policy, until = self._get_policy_and_until(partner)
        if not until:
            return
        partner._lock_customers()
        partner._write_protection(
            "adopt",
            {
                "protection_state": "protected",
                "protection_policy_id": policy.id,
                "claim_day": self.start,
                "protected_until": until,
                "protection_extra_days": max(
                    (until - initial_until(self.start, policy._get_terms())).days, 0
                ),
            },
        )


class CrmProtectionAdoptLine(models.TransientModel):
    _name = "crm.protection.adopt.line"
    _description = "Customer to Put Under Protection"

    adopt_id = fields.Many2one("crm.protection.adopt", ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    owner_id = fields.Many2one("res.users", readonly=True)
    policy_id = fields.Many2one("crm.protection.policy", readonly=True)
    until = fields.Date("Protected Until", readonly=True)
