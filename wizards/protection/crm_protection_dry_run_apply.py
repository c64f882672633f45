"""From the dry run to the deed: the days become the policy's, and its customers get their new dates.

Without it a changed policy holds from the next claim or activity of each customer on.
"""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .crm_protection_dry_run import TRIED

# Customers of one click. The rest waits for the next one, so that no request runs into its limit.
_BATCH = 5_000


class CrmProtectionDryRun(models.TransientModel):
    _inherit = "crm.protection.dry.run"

    grace_days = fields.Integer(
        "Days of Grace",
        default=14,
        help="Whoever is put under the policy falls free after so many days from today at the "
        "earliest.",
    )

    _grace_not_negative = models.Constraint(
        "CHECK (grace_days >= 0)", "Days of grace cannot be negative."
    )

    def action_apply(self):
        """Give the policy the days of the dialog, and the customers that it matches their dates.

        :raise AccessError: for anybody but the back office and sales administrators
        :raise UserError: for an archived policy, which matches nobody
        :return: a notification action that says how many
        """
        self.ensure_one()
        self.check_access("write")
        self.env["crm.protection.run"]._check_administrator()
        if not self.policy_id.active:
            raise UserError(
                self.env._(
                    "%(policy)s is archived and holds for nobody. Restore it first.",
                    policy=self.policy_id.name,
                )
            )
        self._write_policy()
        self._fill()
        lines = self._get_changing_lines()
        changed = self._put_under_policy(lines[:_BATCH])
        return self._get_apply_notice(changed, max(len(lines) - changed, 0))

    def _write_policy(self):
        """Let the policy have the days that were tried, where it has others."""
        values = {name: self[name] for name in TRIED if self[name] != self.policy_id[name]}
        if values:
            self.policy_id.write(values)

    def _get_changing_lines(self):
        """Those of the lines whose customer would get another policy, state or date.

        :return: `crm.protection.dry.run.line` recordset in sudo
        """
        lines = self.sudo().line_ids
        lines.partner_id.fetch(["protection_state", "protection_policy_id", "protected_until"])
        return lines.filtered(
            lambda line: any(
                line.partner_id._fields[name].convert_to_write(line.partner_id[name], self) != value
                for name, value in self._prepare_policy_values(line).items()
                if name in ("protection_state", "protection_policy_id", "protected_until")
            )
        )

    def _prepare_policy_values(self, line):
        """What a customer gets under the policy.

        :param line: `crm.protection.dry.run.line` record
        :return: dict of protected fields
        """
        policy, customer = self.policy_id.sudo(), line.partner_id
        values = {"protection_policy_id": policy.id}
        if customer._is_exempt(policy):
            return dict(values, protection_state="exempt", protected_until=False)
        today = policy.company_id._get_today()
        until = max(line.until_day, today + timedelta(days=self.grace_days))
        granted = (until - line.until_day).days
        return values | {
            "protection_state": "protected",
            "claim_day": customer.claim_day or today,
            "protected_until": until,
            "protection_extra_days": customer.protection_extra_days + granted,
        }

    def _put_under_policy(self, lines):
        """Write the new dates; customers on which somebody works at this moment are left.

        :param lines: `crm.protection.dry.run.line` recordset in sudo
        :return: int, how many customers were written
        """
        by_customer = {line.partner_id: line for line in lines}
        customers = lines.partner_id.try_lock_for_update(allow_referencing=True)
        for values, group in customers._group_by_values(
            lambda customer: self._prepare_policy_values(by_customer[customer])
        ):
            group._write_protection("policy", values)
        return len(customers)

    def _get_apply_notice(self, changed, left):
        message = self.env._(
            "%(count)s customers have their dates by %(policy)s.",
            count=changed,
            policy=self.policy_id.name,
        )
        if left:
            message += " " + self.env._("Left: %(left)s. Press the button again.", left=left)
        done = {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if left else "success",
                "sticky": bool(left),
                "message": message,
                "next": self._get_form_action() if left else done,
            },
        }
