"""What happens to approvals when nobody does anything: reminders, escalation, people who left."""

import logging
from datetime import timedelta

from odoo import api, fields, models

from ..protection.guard import unlocked

_logger = logging.getLogger(__name__)
_BATCH = 100


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === WAITING === #

    @api.model
    def _cron_follow_approvals(self):
        """Remind, escalate, and replace approvers who left. May be killed at any moment."""
        pending = self.search([("approval_state", "=", "submitted")], order="id")
        self.env["ir.cron"]._commit_progress(remaining=len(pending))
        for start in range(0, len(pending), _BATCH):
            orders = pending[start : start + _BATCH].try_lock_for_update()
            for order in orders.filtered(lambda order: order.approval_state == "submitted"):
                try:
                    with self.env.cr.savepoint():
                        order._follow_approval()
                except Exception:
                    _logger.exception("Approval of %s: not followed", order.name)
            if not self.env["ir.cron"]._commit_progress(len(pending[start : start + _BATCH])):
                break

    def _follow_approval(self):
        """Do what is due for this quotation, each thing once a level."""
        self._replace_absent_approvers()
        now = fields.Datetime.now()
        level = self.approval_plan["levels"][self.approval_level]
        hours = level.get("reminder_hours")
        is_due = hours and now >= self.approval_level_date + timedelta(hours=hours)
        if is_due and not self.approval_reminded:
            unlocked(self).write({"approval_reminded": True})
            self._remind_approvers(self.env._("Waits for your approval."))
        if self.approval_deadline and now >= self.approval_deadline:
            self._escalate(level)

    def _replace_absent_approvers(self):
        """Somebody else decides where everybody who had to left the company."""
        company = self.company_id
        able = self.approval_user_ids._filter_approvers()
        if any(company in user.company_ids for user in able):
            return
        level = self.approval_plan["levels"][self.approval_level]
        ids = self.env["sale.approval.rule.step"]._get_substitutes(
            self, level, self.approval_submitter_id
        )
        if ids:
            self._replace_approvers(self.env["res.users"].browse(ids), "replaced")

    def _replace_approvers(self, users, kind):
        self._close_approval_activities()
        unlocked(self).write({"approval_user_ids": [(6, 0, users.ids)]})
        self._log_approval(kind, note=", ".join(users.mapped("name")))
        self._plan_approval_activities()

    def _remind_approvers(self, text):
        self._log_approval("reminded")
        for user in self.approval_user_ids:
            self._notify_approval(user, text, text)

    def _escalate(self, level):
        """The deadline passed: what the rule says happens, once.

        :param dict level: of the plan
        """
        unlocked(self).write({"approval_deadline": False})
        wanted = level.get("on_deadline") or "remind"
        users = self.env["res.users"]
        if wanted == "user":
            users = users.browse(level.get("escalation_user_id") or ()).exists()
        elif wanted == "above":
            ids = self.env["sale.approval.rule.step"]._get_substitutes(
                self, level, self.approval_submitter_id
            )
            users = users.browse(ids)
        users = users._filter_approvers() - self.approval_user_ids
        if users:
            self._replace_approvers(self.approval_user_ids | users, "escalated")
        else:
            self._remind_approvers(self.env._("Its deadline has passed: decide now."))

    # === RULES THAT CHANGED === #

    @api.model
    def _queue_approval_refresh(self):
        """See soon which quotations need an approval by rules that changed."""
        companies = self.env["res.company"].sudo().search([("use_quote_approval", "=", True)])
        self._keep_sent_quotations(companies)
        cron = self.env.ref(
            "crm_customer_protection.ir_cron_approval_refresh", raise_if_not_found=False
        )
        if cron:
            cron.sudo()._trigger()

    @api.model
    def _cron_refresh_approvals(self):
        """Tell open quotations whether they need an approval. Every exit asks anew anyway."""
        domain = [("state", "in", ("draft", "sent"))]
        used = self.env["res.company"].search([("use_quote_approval", "=", True)])
        states = ("none", "draft", "rejected", "withdrawn")
        open_ids = self.search(
            [
                *domain,
                "|",
                "&",
                ("company_id", "in", used.ids),
                ("approval_state", "in", states),
                "&",
                ("company_id", "not in", used.ids),
                ("approval_state", "in", states[1:]),
            ],
            order="id",
        ).ids
        self.env["ir.cron"]._commit_progress(remaining=len(open_ids))
        for start in range(0, len(open_ids), _BATCH):
            ids = open_ids[start : start + _BATCH]
            self.browse(ids).exists()._follow_content({})
            if not self.env["ir.cron"]._commit_progress(len(ids)):
                break

    @api.model
    def _keep_sent_quotations(self, companies):
        """What was sent before a rule asked for it is in the customer's hands: it is worth what it was.

        :param companies: `res.company` recordset
        """
        sent = (
            self.sudo()
            .search(
                [
                    ("company_id", "in", companies.ids),
                    ("state", "=", "sent"),
                    ("approval_state", "=", "none"),
                ]
            )
            .filtered(lambda order: order._get_approval_rule())
        )
        for order in sent:
            unlocked(order).write(
                {
                    "approval_state": "approved",
                    "approval_content": order._get_quotation_content(),
                    "approval_fingerprint": order._get_quotation_fingerprint(),
                }
            )
        sent.with_env(self.env)._log_approval("before")
