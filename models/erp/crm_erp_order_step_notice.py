"""Salespeople are told of the steps of their customers' orders: one message a person, in Odoo.

An ERP sends hundreds of orders in one call and the next hundreds a second later. Therefore a job
tells, once for all that came meanwhile, and never by e-mail.
"""

from collections import defaultdict

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import format_date

from ..protection.guard import unlocked

# Steps of one transaction, and orders named in one message: the list behind its link has all.
_BATCH, _NAMED = 5_000, 30


class CrmErpOrderStep(models.Model):
    _inherit = "crm.erp.order.step"

    @api.model
    def _cron_tell(self):
        """Look which orders became late, and tell everything. May be killed at any moment."""
        for company_id in sorted(self.env["res.company"]._get_erp_company_ids()):
            self._log_late(self.env["res.company"].browse(company_id))
        count = self.search_count(self._get_untold_domain())
        if not self.env["ir.cron"]._commit_progress(remaining=count):
            return
        while steps := self._take_untold():
            steps._tell()
            if not self.env["ir.cron"]._commit_progress(len(steps)):
                break

    @api.model
    def _get_untold_domain(self):
        """Those of parked orders wait until somebody says whose they are."""
        return [("is_told", "!=", True), ("erp_order_id.partner_id", "!=", False)]

    @api.model
    def _take_untold(self):
        """The next steps to tell, locked: a second job leaves them alone."""
        steps = self.search(self._get_untold_domain(), order="id", limit=_BATCH)
        return steps.try_lock_for_update(allow_referencing=True)

    def _tell(self):
        """Tell each person of the steps of his or her orders, and note that it is done."""
        by_person = defaultdict(self.env["crm.erp.order"].browse)
        for order in self.erp_order_id:
            for person in order._get_followers():
                by_person[person] |= order
        for person, orders in by_person.items():
            orders = orders.with_user(person)._filtered_access("read").sudo()
            if orders:
                self._send_steps(person, orders)
        unlocked(self).write({"is_told": True})

    def _send_steps(self, person, orders):
        """One message in the person's language: in the inbox, or else as a chat.

        :param person: `res.users` record
        :param orders: `crm.erp.order` records that he or she sees
        """
        system = self.with_user(SUPERUSER_ID).with_context(lang=person.lang or self.env.lang)
        message = {
            "author_id": self.env.ref("base.partner_root").id,
            "body": system._get_message_body(orders.with_env(system.env)),
        }
        if person.notification_type == "inbox":
            system.env["mail.thread"].message_notify(
                partner_ids=person.partner_id.ids,
                subject=system._get_message_subject(len(orders)),
                **message,
            )
            return
        chat = system.env["discuss.channel"]._get_or_create_chat(person.partner_id.ids, pin=False)
        chat.message_post(message_type="comment", subtype_xmlid="mail.mt_comment", **message)

    def _get_message_subject(self, count):
        return self.env._("New steps of orders: %(count)s", count=count)

    def _get_message_body(self, orders):
        """
        :param orders: `crm.erp.order` records
        :return: `Markup`
        """
        steps = {order.id: own for order, own in self.grouped("erp_order_id").items()}
        # The newest first, but for bad news.
        orders = orders.sorted(
            lambda order: (order.state != "cancelled", not order.is_late, -max(steps[order.id].ids))
        )
        lines = Markup().join(
            Markup('<li><a href="/odoo/crm.erp.order/%s">%s</a> %s: %s</li>')
            % (
                order.id,
                order.number,
                order.partner_id.name or "",
                steps[order.id]._get_text(order),
            )
            for order in orders[:_NAMED]
        )
        body = Markup("<p><b>%s</b></p><ul>%s</ul>") % (
            self._get_message_subject(len(orders)),
            lines,
        )
        if len(orders) > _NAMED:
            body += Markup("<p>%s</p>") % self.env._(
                "And %(count)s more.", count=len(orders) - _NAMED
            )
        return body + Markup('<p><a href="/odoo/action-crm_customer_protection.%s">%s</a></p>') % (
            "crm_order_execution_action",
            self.env._("Order execution"),
        )

    def _get_text(self, order):
        """What these steps of one order say together.

        :param order: `crm.erp.order` record
        :return: str
        """
        labels = dict(order._fields["state"]._description_selection(order.env))
        moves = self.filtered(lambda step: step.kind == "state").sorted("id")
        parts = []
        if moves:
            before, after = moves[0].from_state, labels[moves[-1].to_state]
            parts.append(
                f"{labels[before]} → {after}"
                if before
                else order.env._("new, %(state)s", state=after)
            )
        if order.is_late and len(moves) < len(self):
            day = format_date(order.env, order.promised_date)
            parts.append(order.env._("late, promised for %(day)s", day=day))
        return ", ".join(parts) or labels[order.state]


class CrmErpOrder(models.Model):
    _inherit = "crm.erp.order"

    def _get_followers(self):
        """Who is told of the steps of an order: whose customer, quotation or task it is.

        :return: `res.users` recordset
        """
        self.ensure_one()
        persons = self.partner_id.user_id | self.order_id.user_id | self.lead_id.user_id
        return persons.filtered(
            lambda person: person.active and not person.share and person.use_order_notices
        )

    @api.model
    def _trigger_notices(self):
        """Let the job tell what is there in a minute, together with what comes until then."""
        cron = self.env.ref("crm_customer_protection.ir_cron_erp_step", raise_if_not_found=False)
        if cron:
            cron._trigger(fields.Datetime.add(fields.Datetime.now(), minutes=1))
