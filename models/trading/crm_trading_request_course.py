"""The course of a request: one table of transitions, one question for each button."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..protection.guard import unlocked
from ..protection.locking import lock_rows
from .crm_trading_request import OPEN_STATES

# The state a request may go to, from which states.
_TRANSITIONS = {
    "asked": ("requested", "answered"),
    "answered": ("asked",),
    "converted": OPEN_STATES,
    "refused": OPEN_STATES,
    "withdrawn": OPEN_STATES,
}


class CrmTradingRequest(models.Model):
    _inherit = "crm.trading.request"

    # === WHY NOT === #

    def _why_not_go(self, state):
        """Why this request cannot go to a state, or None."""
        request = self.sudo()
        if request.state in _TRANSITIONS[state]:
            return None
        status = dict(self._fields["state"]._description_selection(self.env))[request.state]
        name = request.partner_id.display_name
        if request.decided_by_id:
            return self.env._(
                "%(name)s: this request is not open any more. %(user)s decided: %(status)s.",
                name=name,
                user=request.decided_by_id.name,
                status=status,
            )
        return self.env._(
            "%(name)s: this is not possible, the request is %(status)s.", name=name, status=status
        )

    def _why_not_back_office(self):
        """Why the caller does not decide about this request, or None: four eyes."""
        request = self.sudo()
        name = request.partner_id.display_name
        if not self.env["res.partner"]._is_customer_admin():
            return self.env._("%(name)s: only the back office decides.", name=name)
        if request.requester_id == self.env.user:
            return self.env._(
                "%(name)s: you requested this yourself. Somebody else of the back office decides.",
                name=name,
            )
        return None

    def _why_not_decide(self):
        """Why the caller can neither convert nor refuse, or None."""
        self.ensure_one()
        return self._why_not_back_office() or self._why_not_go("refused")

    def _why_not_convert(self):
        """Why the caller cannot convert now, or None."""
        self.ensure_one()
        if reason := self._why_not_decide():
            return reason
        name = self.sudo().partner_id.display_name
        if missing := self._get_missing():
            return self.env._(
                "%(name)s cannot be converted yet. Ask back, or see to it:\n%(missing)s",
                name=name,
                missing="\n".join(f"- {sentence}" for sentence in missing),
            )
        return None

    def _why_not_ask(self):
        """Why the caller cannot ask back, or None."""
        self.ensure_one()
        return self._why_not_back_office() or self._why_not_go("asked")

    def _why_not_mine(self):
        """Why the request is not the caller's, or None."""
        request = self.sudo()
        if self.env.user in request.user_id | request.requester_id:
            return None
        return self.env._(
            "%(name)s: only its owner, or who requested it, does this.",
            name=request.partner_id.display_name,
        )

    def _why_not_answer(self):
        """Why the caller cannot answer, or None."""
        self.ensure_one()
        return self._why_not_mine() or self._why_not_go("answered")

    def _why_not_complete(self):
        """Why the caller cannot add ticks and documents, or None."""
        self.ensure_one()
        return self._why_not_mine() or self._why_not_go("withdrawn")

    def _why_not_withdraw(self):
        """Why the caller cannot withdraw the request, or None."""
        self.ensure_one()
        return self._why_not_mine() or self._why_not_go("withdrawn")

    # === DEEDS === #

    def action_convert(self):
        """Turn the customers into trading customers: of several those that may, with an answer each.

        :return: True, or the action that shows the answers
        :raise UserError: why not, where it is none
        """
        return self._for_each("_why_not_convert", lambda request: request._convert())

    def _convert(self):
        self._begin("_why_not_convert")
        request = self.sudo()
        ticked = request.check_ids.filtered(lambda check: check.status == "ticked")
        unlocked(ticked).confirmed_by_id = self.env.uid
        self._close("converted", None)
        request.partner_id.with_env(self.env).sudo()._change_customer_stage(
            "trading", "converted", note=request.note, request=request
        )
        self._tell_outcome("converted", None)

    def _refuse(self, reason):
        """Close the request without a conversion.

        :param str reason: why
        """
        self._begin("_why_not_decide", reason)
        self._close("refused", reason)
        self._log("refused", reason)
        self._tell_outcome("refused", reason)

    def _refuse_each(self, reason):
        """Refuse several requests for the same reason.

        :return: see `action_convert`
        """
        return self._for_each("_why_not_decide", lambda request: request._refuse(reason))

    def _ask(self, question):
        """Ask the salesperson for more.

        :param str question: what is to be answered
        """
        self._begin("_why_not_ask", question)
        self._go("asked", {"question": question, "answer": False})
        self._log("asked", question)
        self._tell_question(question)

    def _answer(self, answer, ticked=None, documents=None):
        """Answer what was asked.

        :param str answer: what the salesperson says
        :param ticked: `crm.trading.check` recordset of conditions by hand that are met
        :param documents: `ir.attachment` recordset, files that are added
        """
        self._begin("_why_not_answer", answer)
        self._complete(ticked, documents)
        self._go("answered", {"answer": answer})
        self._log("answered", answer)
        self._tell_answer(answer)

    def _add(self, ticked=None, documents=None):
        """Add ticks and documents to an open request.

        :param ticked: see `_answer`
        :param documents: see `_answer`
        """
        self._begin("_why_not_complete")
        self._complete(ticked, documents)

    def _withdraw(self, reason=None):
        """Take the request back.

        :param str reason: why, may be empty
        """
        self._begin("_why_not_withdraw")
        self._end(reason)

    def _end(self, reason):
        """Withdraw requests, whoever caused it.

        :param str reason: why
        """
        for request in self:
            request._close("withdrawn", reason)
            request._log("withdrawn", reason)
            request._tell_outcome("withdrawn", reason)

    def _complete(self, ticked, documents):
        """Add what the salesperson ticked and attached.

        :param ticked: `crm.trading.check` recordset; None leaves the ticks as they are
        :param documents: `ir.attachment` recordset
        """
        request = self.sudo()
        if ticked is not None:
            for check in request.check_ids.filtered(lambda check: check.kind == "manual"):
                unlocked(check).is_ticked = check.check_id in ticked
        if documents:
            # The person's own files, or those that he or she may change anyway.
            documents.check_access("write")
            documents.sudo().write({"res_model": self._name, "res_id": self.id})
            request.check_ids.invalidate_recordset(["status"])

    # === HELPERS === #

    def _begin(self, question, reason="-"):
        """Lock customer and request, look at them afresh and ask whether the caller may.

        :param str question: name of a `_why_not_…` method
        :param str reason: what the person wrote, where it is required
        :raise ConcurrencyError: where somebody else is at it; Odoo then repeats the call
        :raise UserError: with what speaks against it
        """
        self.ensure_one()
        self.check_access("read")
        lock_rows(self.sudo().partner_id)
        lock_rows(self)
        if why_not := getattr(self, question)():
            raise UserError(why_not)
        if not (reason or "").strip():
            raise UserError(self.env._("Write a sentence: it stands in the request."))

    def _go(self, state, values):
        """Change the state as the table of transitions allows."""
        if why_not := self._why_not_go(state):
            raise UserError(why_not)
        unlocked(self.sudo()).write(dict(values, state=state))

    def _close(self, state, note):
        """Close the request, and keep what the data said then.

        :param str state: `converted`, `refused` or `withdrawn`
        :param str note: the reason
        """
        for check in self.sudo().check_ids:
            unlocked(check).final_status = check.status
        self._go(
            state,
            {
                "decided_by_id": self.env.uid,
                "decision_date": fields.Datetime.now(),
                "decision_note": note,
            },
        )
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def _for_each(self, question, deed):
        """Do something with those requests that allow it, and say why not of the others.

        :param str question: name of a `_why_not_…` method
        :param deed: function of one request
        :return: True for one, the action that shows the answers for several
        :raise UserError: with the reasons, where none allows it
        """
        self.check_access("read")
        refused, done = [], self.browse()
        for request in self:
            if reason := getattr(request, question)():
                refused.append((request, reason))
                continue
            deed(request)
            done |= request
        if refused and not done:
            raise UserError("\n".join(reason for __, reason in refused[:20]))
        if len(self) == 1:
            return True
        return self.env["crm.protection.result"]._show(done, refused)
