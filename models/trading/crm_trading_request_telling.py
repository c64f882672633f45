"""Who is told what: the back office by an activity, the salesperson by a message and an activity."""

from markupsafe import Markup

from odoo import models

_TODO = "mail.mail_activity_data_todo"


class CrmTradingRequest(models.Model):
    _inherit = "crm.trading.request"

    # === DIALOGS === #

    def action_refuse(self):
        """Open the dialog that asks for the reason of the refusal.

        :return: an `ir.actions.act_window` dict
        """
        return self._open_dialog("refuse", self.env._("Refuse the Conversion"))

    def action_ask(self):
        """Open the dialog of a question to the salesperson.

        :return: an `ir.actions.act_window` dict
        """
        return self._open_dialog("ask", self.env._("Ask Back"))

    def action_answer(self):
        """Open the dialog of the answer.

        :return: an `ir.actions.act_window` dict
        """
        return self._open_dialog("answer", self.env._("Answer"))

    def action_complete(self):
        """Open the dialog that adds ticks and documents.

        :return: an `ir.actions.act_window` dict
        """
        return self._open_dialog("complete", self.env._("Add to the Request"))

    def action_withdraw(self):
        """Open the dialog that takes the request back.

        :return: an `ir.actions.act_window` dict
        """
        return self._open_dialog("withdraw", self.env._("Withdraw the Request"))

    def _open_dialog(self, kind, title):
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_trading_dialog_action"
        )
        ticked = self.sudo().check_ids.filtered("is_ticked").check_id
        context = {
            "default_kind": kind,
            "default_request_ids": self.ids,
            "default_partner_id": self.partner_id.id if len(self) == 1 else False,
            "default_ticked_ids": ticked.ids,
        }
        return dict(action, name=title, context=context)

    # === HISTORY === #

    def _log(self, kind, note):
        """Write into the history of the customer, and into its chatter.

        :param str kind: one of the kinds of `crm.trading.event`
        :param str note: what was said
        """
        request = self.sudo()
        customer = request.partner_id
        stage = customer.customer_stage
        customer._log_trading_events(
            kind, note=note, request=request, from_stage=stage, to_stage=stage
        )
        kinds = self.env["crm.trading.event"]._fields["kind"]._description_selection(self.env)
        body = self.env._("Conversion to trading customer: %(what)s", what=dict(kinds)[kind])
        customer._message_log(body=Markup("%s<br/>%s") % (body, note) if note else body)

    # === TELLING === #

    def _get_deciders(self):
        """Whom the company named, or else one of its back office; never who requested it.

        :return: `res.users` recordset, at most one
        """
        request = self.sudo()
        company = request.company_id
        group = self.env.ref("crm_customer_protection.group_customer_admin").sudo()
        office = group.user_ids.filtered(
            lambda user: user.active and company in user.company_ids
        ).sorted("id")
        return (company.trading_user_id + office - request.requester_id)[:1]

    def _tell_office(self, summary, note=None):
        """Put the request on the desk of whoever decides.

        :param str summary: of the activity
        :param str note: what the salesperson said
        """
        for request in self.sudo():
            for user in request._get_deciders():
                request.activity_schedule(_TODO, user_id=user.id, summary=summary, note=note)

    def _tell_request(self):
        """After it was made: the back office, and the owner where somebody else made it."""
        request = self.sudo()
        name = request.partner_id.name
        self._tell_office(self.env._("Convert: %(name)s", name=name), request.note)
        if request.user_id != self.env.user:
            self._post(self.env._("The conversion of %(name)s was requested.", name=name))

    def _tell_question(self, question):
        request = self.sudo()
        request.activity_unlink([_TODO])
        request.activity_schedule(
            _TODO,
            user_id=request.user_id.id,
            summary=self.env._("Answer: %(name)s", name=request.partner_id.name),
            note=question,
        )
        self._post(self.env._("Asked back: %(note)s", note=question))

    def _tell_answer(self, answer):
        request = self.sudo()
        request.activity_unlink([_TODO])
        summary = self.env._("Answered, decide: %(name)s", name=request.partner_id.name)
        self._tell_office(summary, answer)
        self._post(self.env._("Answered: %(note)s", note=answer))

    def _tell_outcome(self, state, note):
        states = self._fields["state"]._description_selection(self.env)
        body = dict(states)[state]
        self._post(
            self.env._("%(state)s: %(note)s", state=body, note=note) if note else body,
        )

    def _tell_new_owner(self):
        """The request follows the customer to another owner, with what is to be done."""
        for request in self.sudo():
            name = request.partner_id.name
            request._post(
                self.env._(
                    "%(name)s is yours now, and its conversion with it. Answer questions of the "
                    "back office here, or withdraw the request.",
                    name=name,
                )
            )
            if request.state == "asked":
                request._tell_question(request.question)

    def _post(self, body):
        """Post a message and bring it to owner and requester, but for whoever caused it.

        Who lost sight of the customer meanwhile is told no more.
        """
        request = self.sudo()
        people = (request.user_id | request.requester_id).filtered("active") - self.env.user
        people = people.filtered(
            lambda user: self.sudo(False)
            .with_user(user)
            .with_context(allowed_company_ids=user.company_ids.ids)
            .has_access("read")
        )
        request.message_post(
            body=body, partner_ids=people.partner_id.ids, subtype_xmlid="mail.mt_note"
        )
