"""Why until the 14th? The answer, read from the ledger (invariant 2)."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

from ...tools.protection import limit_of

# After these the clock starts anew.
_CLOCK_STARTS = ("register", "claim", "adopt", "assign", "handover", "other", "undo", "reactivate")


class ResPartner(models.Model):
    _inherit = "res.partner"

    protection_explanation = fields.Html(
        "Why", compute="_compute_protection_explanation", sanitize=False
    )

    @api.depends("protection_state", "protected_until", "paused_on", "locked_until")
    @api.depends_context("lang")
    def _compute_protection_explanation(self):
        for partner in self:
            lines = partner._explain_protection() if partner.is_managed_customer else []
            partner.protection_explanation = lines and Markup("<ul class='mb-0 ps-3'>%s</ul>") % (
                Markup().join(Markup("<li>%s</li>") % line for line in lines)
            )

    def _explain_protection(self):
        """Sentences that lead from the start of the clock to today's date.

        :return: list of str
        """
        self.ensure_one()
        customer = self.sudo()
        if not customer.id:
            return []
        events = customer._get_events_of_this_clock()
        lines = [self._explain_event(event) for event in events]
        if customer.protection_state == "protected":
            lines += customer._explain_limits()
        elif customer.protection_state == "exempt":
            lines.append(
                self.env._("Protected without a limit: no policy lets this customer fall free.")
            )
        return [line for line in lines if line]

    def _get_events_of_this_clock(self):
        """The rows of the ledger since the clock was started last, oldest first.

        :return: `crm.protection.event` recordset in sudo
        """
        events = self.env["crm.protection.event"].sudo()
        for event in events.search([("partner_id", "=", self.id)], order="id desc", limit=200):
            events = event | events
            started = event.cause in _CLOCK_STARTS and event.claim_day == event.day
            if started or event.cause in ("release", "expire", "move"):
                break
        return events

    def _explain_event(self, event):
        """One sentence for one row of the ledger.

        :param event: `crm.protection.event` record in sudo
        """
        day = format_date(self.env, event.day)
        until = format_date(self.env, event.new_until) if event.new_until else ""
        cause = dict(event._fields["cause"]._description_selection(self.env))[event.cause]
        values = {"day": day, "by": event.user_id.name, "until": until, "cause": cause}
        if event.cause == "renew":
            values["cause"] = self.env["crm.protection.policy"]._get_renewal_label(event.trigger)
        if event.note:
            values["note"] = event.note
        if until and event.note:
            return self.env._("%(day)s: %(cause)s (%(by)s): until %(until)s. %(note)s", **values)
        if until:
            return self.env._("%(day)s: %(cause)s (%(by)s): until %(until)s.", **values)
        if event.note:
            return self.env._("%(day)s: %(cause)s (%(by)s). %(note)s", **values)
        return self.env._("%(day)s: %(cause)s (%(by)s).", **values)

    def _explain_limits(self):
        """The policy, the last day it allows, and what holds the clock."""
        policy, lines = self.protection_policy_id, []
        terms = policy._get_terms()
        if policy and self.claim_day and terms.maximum is not None:
            lines.append(
                self.env._(
                    "Policy %(policy)s: no activity protects past %(limit)s.",
                    policy=policy.name,
                    limit=format_date(
                        self.env, limit_of(self.claim_day, terms, self.protection_extra_days)
                    ),
                )
            )
        if self.paused_on:
            lines.append(
                self.env._(
                    "The clock stands still since %(day)s: an extension request is pending.",
                    day=format_date(self.env, self.paused_on),
                )
            )
        if self.locked_until and self.locked_until >= self._get_protection_company()._get_today():
            lines.append(
                self.env._("Locked until %(day)s.", day=format_date(self.env, self.locked_until))
            )
        return lines
