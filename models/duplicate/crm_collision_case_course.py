"""The course of a collision case: one table of transitions, one question for each button."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..protection.guard import unlocked
from ..protection.locking import lock_rows

# The state a case may go to, from which states.
_TRANSITIONS = {
    "proposed": ("open",),
    "decided": ("open", "proposed"),
    "disputed": ("decided",),
    "final": ("open", "proposed", "decided", "disputed"),
    "cancelled": ("open", "proposed"),
}


class CrmCollisionCase(models.Model):
    _inherit = "crm.collision.case"

    # === WHY NOT === #

    def _why_not_go(self, *states):
        """Why this case can go to none of these states, or None."""
        case = self.sudo()
        if any(case.state in _TRANSITIONS[state] for state in states):
            return None
        status = dict(self._fields["state"]._description_selection(self.env))[case.state]
        return self.env._(
            "%(case)s: this is not possible any more, the case is %(status)s.",
            case=case.name,
            status=status,
        )

    def _why_not_back_office(self):
        """Why the caller does not direct this case, or None. Nobody judges his or her own claim."""
        case = self.sudo()
        if not self.env["res.partner"]._is_customer_admin():
            return self.env._("%(case)s: the back office decides.", case=case.name)
        if self.env.user in case.claim_ids.user_id:
            return self.env._(
                "%(case)s: you are one of the claimants. Somebody else of the back office decides.",
                case=case.name,
            )
        return None

    def _why_not_state(self):
        """Why the caller cannot add to his or her claim, or None."""
        self.ensure_one()
        case = self.sudo()
        if self.env.user not in case.claim_ids.user_id:
            return self.env._("%(case)s: you are none of the claimants.", case=case.name)
        return self._why_not_go("proposed")

    def _why_not_propose(self):
        """Why the caller cannot close the statements and make the proposal known, or None."""
        self.ensure_one()
        return self._why_not_back_office() or self._why_not_go("proposed")

    def _why_not_decide(self):
        """Why the caller cannot decide now, or None."""
        self.ensure_one()
        if self.sudo().state == "decided":
            return self.env._(
                "%(case)s is decided already. It is decided again where a claimant disputes it.",
                case=self.sudo().name,
            )
        return self._why_not_back_office() or self._why_not_go("decided", "final")

    def _why_not_dispute(self):
        """Why the caller cannot dispute the decision, or None."""
        self.ensure_one()
        case = self.sudo()
        values = {"case": case.name}
        if self.env.user not in case.claim_ids.user_id:
            return self.env._("%(case)s: you are none of the claimants.", **values)
        if case.dispute_date:
            return self.env._(
                "%(case)s was disputed once already; the second decision is final.", **values
            )
        if reason := self._why_not_go("disputed"):
            return reason
        if case.winner_id == self.env.user:
            return self.env._("%(case)s was decided in your favour.", **values)
        if not case.dispute_until or case.company_id._get_today() > case.dispute_until:
            return self.env._(
                "%(case)s could be disputed until %(day)s.",
                day=fields.Date.to_string(case.dispute_until),
                **values,
            )
        return None

    def _why_not_cancel(self):
        """Why the caller cannot cancel the case, or None."""
        self.ensure_one()
        case = self.sudo()
        admin = self.env["res.partner"]._is_customer_admin()
        if case.opened_by_id != self.env.user and not admin:
            return self.env._(
                "%(case)s: only who opened it, or the back office, cancels it.", case=case.name
            )
        return self._why_not_go("cancelled")

    # === DEEDS === #

    def action_state(self):
        """Open the dialog in which a claimant states name, record and reasons.

        :return: an `ir.actions.act_window` dict
        """
        claim = self.sudo().claim_ids.filtered(lambda claim: claim.user_id == self.env.user)
        own = claim.partner_id if claim.partner_id.user_id == self.env.user else None
        context = {
            "default_stated_name": claim.stated_name,
            "default_note": claim.statement,
            "default_own_partner_id": own and own.id,
        }
        return self._open_dialog("state", self.env._("My Statement"), context)

    def _state(self, statement, stated_name=None, record=None):
        """Write what the caller says for his or her own claim.

        :param str statement: why the customer is the caller's
        :param str stated_name: the registered name; stays once the back office verified it
        :param record: `res.partner` record of the caller that stands for the same customer
        """
        self._begin("_why_not_state")
        claim = self.sudo().claim_ids.filtered(lambda claim: claim.user_id == self.env.user)
        values = {"statement": statement}
        if stated_name and stated_name != claim.stated_name:
            if self.sudo().verified_name:
                raise UserError(
                    self.env._(
                        "%(case)s: the name is verified already; yours stays as you stated it.",
                        case=self.sudo().name,
                    )
                )
            values["stated_name"] = stated_name
        if record:
            if record.sudo().user_id != self.env.user or not record.sudo().is_managed_customer:
                raise UserError(self.env._("Choose a customer of your own."))
            values["partner_id"] = record.id
        unlocked(claim).write(values)

    def action_propose(self):
        """Close the statements and tell the claimants what the rule proposes.

        :raise UserError: where the caller may not, or the case is further already
        """
        for case in self:
            case._begin("_why_not_propose")
            case._go("proposed", {})
            case._tell_claimants(
                self.env._(
                    "The statements are closed. %(rule)s The back office decides.",
                    rule=case.rule_text,
                )
            )

    def action_dispute(self):
        """Open the dialog in which a claimant disputes the decision.

        :return: an `ir.actions.act_window` dict
        """
        return self._open_dialog("dispute", self.env._("Dispute the Decision"))

    def _dispute(self, reason):
        """Ask for a second decision, which is final.

        :param str reason: why
        """
        self._begin("_why_not_dispute", reason)
        self._go(
            "disputed",
            {
                "dispute_reason": reason,
                "disputed_by_id": self.env.uid,
                "dispute_date": fields.Datetime.now(),
            },
        )
        self._tell_claimants(
            self.env._("%(name)s disputes it: %(reason)s", name=self.env.user.name, reason=reason)
        )
        self._schedule_decision(self.env._("Disputed: %(case)s", case=self.sudo().name), reason)

    def action_cancel(self):
        """Open the dialog that cancels the case with a reason.

        :return: an `ir.actions.act_window` dict
        """
        return self._open_dialog("cancel", self.env._("Cancel the Case"))

    def _cancel(self, reason):
        """End the case without a decision.

        :param str reason: why
        """
        self._begin("_why_not_cancel", reason)
        self._go("cancelled", {})
        self._end_activities()
        self._tell_claimants(self.env._("Cancelled: %(reason)s", reason=reason))

    @api.model
    def _cron_close(self):
        """Make the decisions final that nobody disputed in time."""
        cases = self.sudo().search([("state", "=", "decided")])
        for company, group in cases.grouped("company_id").items():
            today = company._get_today()
            late = group.filtered(
                lambda case, today=today: not case.dispute_until or case.dispute_until < today
            )
            for case in late:
                case._go("final", {})

    # === HELPERS === #

    def _begin(self, question, reason="-"):
        """Lock the case, look at it afresh and ask whether the caller may.

        :param str question: name of a `_why_not_…` method
        :param str reason: what the person wrote, where it is required
        :raise ConcurrencyError: where somebody else is at it; Odoo then repeats the call
        :raise UserError: with what speaks against it
        """
        self.ensure_one()
        # Nobody holds up, nor learns the number of, what he or she does not see.
        self.check_access("read")
        lock_rows(self)
        if why_not := getattr(self, question)():
            raise UserError(why_not)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: it stands in the case."))

    def _go(self, state, values):
        """Change the state as the table of transitions allows."""
        if self.sudo().state not in _TRANSITIONS[state]:
            raise UserError(self._why_not_go(state))
        unlocked(self.sudo()).write(dict(values, state=state))

    def _get_dispute_until(self):
        """The last day on which a decision of today can be disputed.

        :return: `datetime.date`
        """
        company = self.sudo().company_id
        return company._get_today() + timedelta(days=company.collision_dispute_days)

    def _open_dialog(self, kind, title, context=None):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_collision_dialog_action"
        )
        context = dict(context or {}, default_kind=kind, default_case_id=self.id)
        return dict(action, name=title, context=context)

    # === WHO IS TOLD === #

    def _tell_claimants(self, body):
        """Post a message and bring it to every claimant but the one who caused it."""
        case = self.sudo()
        people = case.claim_ids.user_id - self.env.user
        case.message_post(
            body=body, partner_ids=people.partner_id.ids, subtype_xmlid="mail.mt_note"
        )

    def _schedule_decision(self, summary, note):
        """Put the case on the desk of whoever decides in its company."""
        for case in self.sudo():
            for user in case._get_deciders():
                case.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=user.id, summary=summary, note=note
                )

    def _get_deciders(self):
        """Whom the company named, or else one of its back office; never a claimant.

        :return: `res.users` recordset, at most one
        """
        group = self.env.ref("crm_customer_protection.group_customer_admin").sudo()
        company = self.company_id
        named = company.collision_user_id
        office = group.user_ids.filtered(
            lambda user: user.active and company in user.company_ids
        ).sorted("id")
        return (named + office - self.claim_ids.user_id)[:1]

    def _end_activities(self):
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])
