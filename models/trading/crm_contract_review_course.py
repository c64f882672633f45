"""The course of a contract review: one table of transitions, one question for each button.

Two people at the same second come one after the other, and the second sees what the first one did.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..protection.guard import unlocked
from ..protection.locking import queue_for_rows

# The state a review may go to, from which states.
TRANSITIONS = {
    "to_review": ("to_review", "in_review", "passed", "refused", "withdrawn"),
    "in_review": ("to_review", "in_review"),
    "passed": ("in_review",),
    "refused": ("in_review",),
    "ordered": ("passed",),
    "withdrawn": ("to_review", "in_review", "passed"),
}
_MOST_NAMED = 3


class CrmContractReview(models.Model):
    _inherit = "crm.contract.review"

    can_take = fields.Boolean(compute="_compute_can_act")
    can_decide = fields.Boolean(compute="_compute_can_act")
    can_give = fields.Boolean(compute="_compute_can_act")
    can_order = fields.Boolean(compute="_compute_can_act")
    can_hand_over = fields.Boolean(compute="_compute_can_act")
    can_withdraw = fields.Boolean(compute="_compute_can_act")

    @api.depends("state", "reviewer_id", "user_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_act(self):
        for review in self:
            review.can_take = not review._why_not_take()
            review.can_decide = not review._why_not_decide()
            review.can_give = not review._why_not_give()
            review.can_order = not review._why_not_order()
            review.can_withdraw = not review._why_not_withdraw()
            document = review._get_document()
            review.can_hand_over = (
                review.state in ("refused", "withdrawn")
                and document.has_access("read")
                and not document._why_not_hand_to_review()
            )

    def _get_document(self):
        """:return: `sale.order` or `crm.lead` record"""
        return self.sudo().order_id.sudo(False) or self.sudo().lead_id.sudo(False)

    # === WHY NOT === #

    def _why_not_in(self, *states):
        """Why this review is in none of these states, or None."""
        review = self.sudo()
        if review.state in states:
            return None
        status = dict(self._fields["state"]._description_selection(self.env))[review.state]
        return self.env._(
            "%(review)s: this is not possible now, it is: %(status)s.",
            review=review.name,
            status=status,
        )

    def _why_not_reviewer(self):
        """Why the caller reviews this contract not at all, or None. Four eyes see more than two."""
        review = self.sudo()
        reviewers = review.company_id._get_contract_reviewers()
        if self.env.user not in reviewers:
            names = reviewers.mapped("name")
            people = names[:_MOST_NAMED] + ["…"] * (len(names) > _MOST_NAMED)
            return self.env._(
                "%(review)s: contracts are reviewed by %(people)s.",
                review=review.name,
                people=format_list(self.env, people) if people else "–",
            )
        if review.user_id == self.env.user:
            return self.env._(
                "%(review)s: you handed it over. Somebody else reviews it.", review=review.name
            )
        return None

    def _why_not_take(self):
        """Why the caller cannot take this review up, or None."""
        self.ensure_one()
        return self._why_not_reviewer() or self._why_not_in("to_review")

    def _why_not_mine(self):
        if self.sudo().reviewer_id == self.env.user:
            return None
        return self.env._(
            "%(review)s is reviewed by %(person)s. Have it handed to you.",
            review=self.sudo().name,
            person=self.sudo().reviewer_id.name or "–",
        )

    def _why_not_decide(self):
        """Why the caller cannot pass or refuse this review, or None."""
        self.ensure_one()
        return self._why_not_reviewer() or self._why_not_in("in_review") or self._why_not_mine()

    def _why_not_pass(self):
        """Why the caller cannot pass this review, or None."""
        if reason := self._why_not_decide():
            return reason
        order, names = self.sudo().order_id, {"review": self.sudo().name}
        if order and not order._is_quotation_approved():
            return self.env._("%(review)s: the quotation is not approved any more.", **names)
        if order and order._get_quotation_fingerprint() != self.sudo().fingerprint:
            return self.env._(
                "%(review)s was changed since it was handed over. Refuse it with this reason.",
                **names,
            )
        return None

    def _why_not_give(self):
        """Why the caller cannot hand this review to another reviewer, or None."""
        self.ensure_one()
        return self._why_not_reviewer() or self._why_not_in("to_review", "in_review")

    def _why_not_order(self):
        """Why the caller cannot say that this contract is ordered, or None."""
        self.ensure_one()
        return self._why_not_reviewer() or self._why_not_in("passed")

    def _why_not_withdraw(self):
        """Why the caller cannot take this back from contract review, or None."""
        self.ensure_one()
        review = self.sudo()
        document = self._get_document()
        may = review.user_id == self.env.user or document.has_access("write")
        if not may:
            return self.env._(
                "%(review)s: only who may change the contract takes it back.", review=review.name
            )
        return self._why_not_in("to_review", "in_review")

    # === DEEDS === #

    def action_take(self):
        """Take reviews up. Of several each is answered by itself.

        :return: True, or the action that shows what was not done and why
        :raise UserError: where none can be taken up
        """
        return self._act_on_each("_why_not_take", "_take")

    def _take(self):
        self._go("in_review", "taken", reviewer_id=self.env.uid)
        self._ask_reviewers()
        self._tell(self.env._("%(name)s reviews it.", name=self.env.user.name))

    def action_pass(self):
        """Pass reviews. Of several each is answered by itself.

        :return: True, or the action that shows what was not done and why
        :raise UserError: where none can be passed
        """
        return self._act_on_each("_why_not_pass", "_pass")

    def _pass(self):
        self._go("passed", "passed", decision_date=fields.Datetime.now(), reason=False)
        self._close_activities()
        self._tell(self.env._("The contract review is passed."))
        # The ERP may have waited for it.
        self.env["crm.erp.change"]._announce("order_id", self.sudo().order_id)
        self._follow_known_orders()

    def _refuse(self, reason):
        """
        :param str reason: what has to be different
        """
        self._begin("_why_not_decide", reason)
        self._go("refused", "refused", reason, decision_date=fields.Datetime.now(), reason=reason)
        self._close_activities()
        self._tell(self.env._("Refused by %(name)s.", name=self.env.user.name), reason)

    def _give(self, user, note=None):
        """Hand the review to another reviewer.

        :param user: `res.users` record
        :param str note: optional
        """
        self._begin("_why_not_give")
        review = self.sudo()
        if user not in review.company_id._get_contract_reviewers() or user == review.user_id:
            raise UserError(
                self.env._(
                    "%(review)s: %(name)s does not review it. Choose another reviewer.",
                    review=review.name,
                    name=user.sudo().name or "–",
                )
            )
        self._go("in_review", "given", note, reviewer_id=user.id)
        self._ask_reviewers()
        self._tell(self.env._("Handed to %(name)s.", name=user.sudo().name), note)

    def _mark_ordered(self, note=None):
        """Say by hand that the contract is ordered.

        :param str note: such as the number of the order
        """
        self._begin("_why_not_order")
        self._set_ordered(note)

    def _withdraw(self, reason):
        """
        :param str reason: why it is taken back
        """
        self._begin("_why_not_withdraw", reason)
        self._set_withdrawn(reason)

    def _set_withdrawn(self, reason):
        """Take reviews back, whoever caused it."""
        for review in self:
            review._go("withdrawn", "withdrawn", reason, reason=reason)
            review._close_activities()
            review._tell(self.env._("Taken back from contract review."), reason)

    # === DIALOGS === #

    def action_refuse(self):
        """Open the dialog that asks for the reason."""
        return self._ask("refuse", self.env._("Refuse"))

    def action_give(self):
        """Open the dialog that asks for the other reviewer."""
        return self._ask("give", self.env._("Hand to Another Reviewer"))

    def action_order(self):
        """Open the dialog that asks for the number of the order."""
        return self._ask("order", self.env._("Ordered"))

    def action_withdraw(self):
        """Open the dialog that asks why."""
        return self._ask("withdraw", self.env._("Take Back"))

    def action_hand_over(self):
        """Hand it over again."""
        self.ensure_one()
        return self._get_document().action_hand_to_review()

    def _ask(self, kind, title):
        self.ensure_one()
        self.check_access("read")
        return self._open_dialog(kind, title, {"default_review_id": self.id})

    @api.model
    def _open_dialog(self, kind, title, context):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_contract_review_dialog_action"
        )
        return dict(action, name=title, context={"default_kind": kind, **context})

    # === HELPERS === #

    def _act_on_each(self, question, deed):
        """
        :param str question: name of a `_why_not_…` method
        :param str deed: name of the method that does it
        :return: True for one record; for several what was done and what not
        :raise UserError: where nothing can be done
        """
        self.check_access("read")
        queue_for_rows(self)
        done, refused = self.browse(), []
        for review in self:
            if reason := getattr(review, question)():
                refused.append((review, reason))
            else:
                getattr(review, deed)()
                done += review
        if refused and not done:
            raise UserError("\n".join(reason for __, reason in refused[:20]))
        if len(self) == 1:
            return True
        return self.env["crm.protection.result"]._show(done, refused)

    def _begin(self, question, reason="-"):
        """Lock the review, look at it afresh and ask whether the caller may.

        :param str question: name of a `_why_not_…` method
        :param str reason: what the person wrote, where it is required
        :raise UserError: with what speaks against it
        """
        self.ensure_one()
        self.check_access("read")
        queue_for_rows(self)
        if why_not := getattr(self, question)():
            raise UserError(why_not)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: it stands in the history."))

    def _go(self, state, kind, said=None, **values):
        """Change the state as the table of transitions allows, and write it into the history.

        :param str state: the next one
        :param str kind: of the row in the history
        :param str said: what was said to it
        :param values: what else is written to the review
        """
        self.ensure_one()
        review = unlocked(self.sudo())
        before, now = review.state, fields.Datetime.now()
        if before not in TRANSITIONS[state]:
            raise UserError(self._why_not_in())
        days = 0.0
        if before != state:
            days = (now - (review.state_date or now)).total_seconds() / 86400
            values["state_date"] = now
        review.write(dict(values, state=state))
        review._log_step(kind, before, days, said)

    def _log_step(self, kind, before, days, note):
        """Add a row to the history of this review."""
        review = self.sudo()
        unlocked(self.env["crm.contract.review.step"].sudo()).create(
            {
                "review_id": review.id,
                "company_id": review.company_id.id,
                "kind": kind,
                "user_id": self.env.uid,
                "reviewer_id": review.reviewer_id.id,
                "from_state": before,
                "to_state": review.state,
                "days": days,
                "round": review.round,
                "was_late": review.deadline and review.company_id._get_today() > review.deadline,
                "note": note,
            }
        )
        self.invalidate_recordset(["step_ids"])
