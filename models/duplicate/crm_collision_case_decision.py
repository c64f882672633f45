"""The decision of a collision case, and what it does with the customers (invariants 1, 2 and 11)."""

from odoo import fields, models
from odoo.exceptions import UserError


class CrmCollisionCase(models.Model):
    _inherit = "crm.collision.case"

    def action_decide(self):
        """Open the dialog of the decision, with what the rule proposes.

        :return: an `ir.actions.act_window` dict
        """
        context = {"default_winner_id": self.rule_claim_id.user_id.id}
        return self._open_dialog("decide", self.env._("Decide"), context)

    def _decide(
        self, winner, consequence, reason, restart=False, share_mode="read", share_until=False
    ):
        """Decide the case and carry it out: all of it, or nothing.

        :param winner: `res.users` record of a claimant, empty where everything stays as it is
        :param str consequence: one of the field's values
        :param str reason: why; it stands in the ledger
        :param bool restart: whether a new owner's clock starts anew
        :param str share_mode: `read` or `write`, what the others get of a shared customer
        :param share_until: `datetime.date` until which it is shared, False without an end
        :raise UserError: where the caller may not decide, or something speaks against it
        """
        self._begin("_why_not_decide", reason)
        case = self.sudo()
        claim = case.claim_ids.filtered(lambda claim: claim.user_id == winner)
        if why_not := self._why_not_carry_out(claim, consequence):
            raise UserError(why_not)
        self._end_activities()
        case.claim_ids._freeze_evidence()
        values = {
            "winner_claim_id": claim.id,
            "winner_id": claim.user_id.id,
            "consequence": consequence,
            "restart_clock": restart,
            "share_until": share_until if consequence == "share" else False,
            "decision_reason": reason,
            "decided_by_id": self.env.uid,
            "decision_date": fields.Datetime.now(),
            "duration_days": (fields.Datetime.now() - case.create_date).days,
            "dispute_until": self._get_dispute_until(),
        }
        self._go(self._get_state_after_decision(claim), values)
        self._carry_out(share_mode)
        self._tell_claimants(self._get_decision_message())

    def _get_state_after_decision(self, claim):
        """`final` for the second decision, and where nobody could dispute the first one."""
        case = self.sudo()
        losers = case.claim_ids - claim
        if case.dispute_date or not losers or case.company_id.collision_dispute_days <= 0:
            return "final"
        return "decided"

    def _why_not_carry_out(self, claim, consequence):
        """Why this decision cannot be carried out, or None.

        :param claim: `crm.collision.claim` record of the winner
        :param str consequence: one of the field's values
        """
        case = self.sudo()
        if consequence not in dict(self._fields["consequence"].selection):
            return self.env._("%(case)s: choose what follows from the decision.", case=case.name)
        if consequence == "none":
            return None
        if not claim:
            return self.env._("%(case)s: choose one of the claimants.", case=case.name)
        customer = self._get_decided_customer(claim, consequence)
        if not customer.active:
            return self.env._(
                "%(name)s is deactivated. Reactivate it first, or leave everything as it is.",
                name=customer.display_name,
            )
        if customer.user_id == claim.user_id:
            return None
        return customer.with_env(self.env)._why_not_assign(claim.user_id)

    def _get_decided_customer(self, claim, consequence):
        """The record that the winner has in the end.

        :return: `res.partner` record in sudo
        """
        return claim.partner_id if consequence == "merge" else self.sudo().partner_id

    def _carry_out(self, share_mode):
        """Do what was decided; every customer that the case is about gets a row in its ledger."""
        case = self.sudo()
        note, winner = case._get_ledger_note(), case.winner_id
        # As the decider, whose rights the methods ask for again.
        customers = case._get_customers().with_env(self.env)
        customer = self._get_decided_customer(case.winner_claim_id, case.consequence)
        customer = customer.with_env(self.env)
        changed = customers.browse()
        if case.consequence == "merge":
            sources = customers - customer
            if sources:
                customer._merge_customers(sources, reason=note)
            customers = customer
        if case.consequence != "none":
            changed = customer._change_owner(
                winner, "collision", note=note, restart=case.restart_clock
            )
        if case.consequence == "share":
            losers = case.claim_ids.user_id.filtered("active") - winner
            customer._share(losers, share_mode, case.share_until, note)
        (customers - changed.with_env(self.env))._write_protection("collision", {}, note=note)

    def _get_customers(self):
        """The disputed customer and the records on which the claimants work.

        :return: `res.partner` recordset
        """
        return self.partner_id | self.claim_ids.partner_id

    def _get_ledger_note(self):
        return self.env._("Case %(case)s: %(reason)s", case=self.name, reason=self.decision_reason)

    def _get_decision_message(self):
        """What the claimants are told."""
        case = self.sudo()
        consequence = dict(self._fields["consequence"]._description_selection(self.env))
        values = {
            "winner": case.winner_id.name or self.env._("nobody"),
            "consequence": consequence[case.consequence],
            "reason": case.decision_reason,
        }
        if case.state == "final":
            return self.env._(
                "Decided for %(winner)s, finally. %(consequence)s. %(reason)s", **values
            )
        return self.env._(
            "Decided for %(winner)s. %(consequence)s. %(reason)s It can be disputed until %(day)s.",
            day=fields.Date.to_string(case.dispute_until),
            **values,
        )
