"""Why until the 14th? The answer, read from the ledger (invariant 2)."""

from babel.dates import format_skeleton
from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools.misc import babel_locale_parse

from ...tools.protection import limit_of

# After these the clock starts anew.
_CLOCK_STARTS = (
    *("register", "claim", "adopt", "assign", "collision"),
    *("handover", "other", "undo", "reactivate", "convert"),
)
# After these nobody's clock runs.
_CLOCK_ENDS = ("release", "expire", "move")


class ResPartner(models.Model):
    _inherit = "res.partner"

    protection_explanation = fields.Html(
        "Why", compute="_compute_protection_explanation", sanitize=False
    )

    @api.depends("protection_state", "protected_until", "paused_on", "locked_until")
    @api.depends_context("lang")
    def _compute_protection_explanation(self):
        for partner in self:
            rows = partner._explain_protection() if partner.is_managed_customer else []
            partner.protection_explanation = rows and Markup(
                "<ul class='o_protection_timeline list-unstyled mb-0'>%s</ul>"
            ) % Markup().join(
                Markup("<li class='o_protection_%s'>%s</li>") % (kind, text) for kind, text in rows
            )

    def _explain_protection(self):
        """Sentences that lead from the start of the clock to today's date.

        :return: list of (kind, `Markup`); kinds are `start`, `event`, `limit` and `now`
        """
        self.ensure_one()
        customer = self.sudo()
        if not customer.id:
            return []
        events = customer._get_events_of_this_clock()
        rows = [
            ("start" if event == events[:1] else "event", self._explain_event(event))
            for event in events
        ]
        if customer.protection_state == "protected":
            rows += customer._explain_limits()
        elif customer.protection_state == "exempt":
            rows.append(
                (
                    "limit",
                    self.env._(
                        "Protected without a limit: no policy lets this customer fall free."
                    ),
                )
            )
        return rows

    def _get_events_of_this_clock(self):
        """The rows of the ledger since the clock was started last, oldest first.

        :return: `crm.protection.event` recordset in sudo
        """
        events = self.env["crm.protection.event"].sudo()
        for event in events.search([("partner_id", "=", self.id)], order="id desc", limit=200):
            events = event | events
            started = event.cause in _CLOCK_STARTS and event.claim_day == event.day
            if started or event.cause in _CLOCK_ENDS:
                break
        return events

    def _explain_event(self, event):
        """One sentence for one row of the ledger.

        :param event: `crm.protection.event` record in sudo
        :return: `Markup`
        """
        cause = dict(event._fields["cause"]._description_selection(self.env))[event.cause]
        if event.cause == "renew":
            cause = self.env["crm.protection.policy"]._get_renewal_label(event.trigger)
        values = {
            "day": Markup("<span class='text-muted'>%s</span>") % self._format_day(event.day),
            "cause": Markup("<b>%s</b>") % cause,
            "by": event.user_id.name,
            "until": Markup("<b>%s</b>") % self._format_day(event.new_until),
        }
        moved = event.new_until and event.new_until != event.old_until
        by_system = event.user_id.id == SUPERUSER_ID
        if moved and by_system:
            text = self.env._("%(day)s %(cause)s: until %(until)s", **values)
        elif moved:
            text = self.env._("%(day)s %(cause)s by %(by)s: until %(until)s", **values)
        elif by_system:
            text = self.env._("%(day)s %(cause)s", **values)
        else:
            text = self.env._("%(day)s %(cause)s by %(by)s", **values)
        if event.note:
            text += Markup("<div class='text-muted small'>%s</div>") % event.note
        return text

    def _explain_limits(self):
        """The policy, the last day it allows, and what holds the clock.

        :return: see `_explain_protection`
        """
        policy, rows = self.protection_policy_id, []
        terms = policy._get_terms()
        if policy and self.claim_day and terms.maximum is not None:
            limit = limit_of(self.claim_day, terms, self.protection_extra_days)
            rows.append(
                (
                    "limit",
                    self.env._(
                        "Policy %(policy)s: no activity protects past %(limit)s.",
                        policy=policy.name,
                        limit=self._format_day(limit),
                    ),
                )
            )
        if self.paused_on:
            rows.append(
                (
                    "now",
                    self.env._(
                        "The clock stands still since %(day)s: an extension request is pending.",
                        day=self._format_day(self.paused_on),
                    ),
                )
            )
        if self.locked_until and self.locked_until >= self._get_protection_company()._get_today():
            rows.append(
                (
                    "now",
                    self.env._("Locked until %(day)s.", day=self._format_day(self.locked_until)),
                )
            )
        return rows

    @api.model
    def _format_day(self, day):
        """A day as the web client writes it: without the year where that is this one.

        :param day: `datetime.date` or False
        :return: str
        """
        if not day:
            return ""
        this_year = day.year == fields.Date.context_today(self).year
        locale = babel_locale_parse(self.env.lang or "en_US")
        return format_skeleton("MMMd" if this_year else "yMMMd", day, locale=locale)
