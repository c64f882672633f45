"""The daily job by which trading customers without orders become potential again.

Every batch is a transaction of its own: stage, history, protection and the message to an owner change
together or not at all, so that whoever starts again after a kill tells nobody twice.
"""

import logging

from markupsafe import Markup
from psycopg2 import errors

from odoo import api, models
from odoo.exceptions import ConcurrencyError

_logger = logging.getLogger(__name__)

# Customers in one transaction, and how many of them a message names.
BATCH_SIZE = 200
_NAMED = 30
_BY_OTHERS = (
    errors.SerializationFailure,
    errors.LockNotAvailable,
    errors.DeadlockDetected,
    ConcurrencyError,
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _cron_trading_back(self):
        """Let trading customers without orders be potential again, company by company."""
        cron, error = self.env["ir.cron"], None
        cron._commit_progress(remaining=1)
        companies = self.env["res.company"].sudo().search([("trading_back_months", ">", 0)])
        for company in companies:
            try:
                if not self._take_trading_back(company):
                    return
            except Exception as caught:
                self.env.cr.rollback()
                _logger.exception("Trading customers of company %s failed", company.id)
                error = caught
        if error:
            raise error
        cron._commit_progress(1, remaining=0)

    @api.model
    def _take_trading_back(self, company):
        """All of a company, batch by batch.

        :param company: `res.company` record in sudo
        :return: False where the time of the job was up before the end
        """
        rows = self.browse()._find_lapsing(company, company.trading_back_months)
        lang = company.partner_id.lang or self.env.lang
        model = self.sudo().with_company(company).with_context(lang=lang)
        left = len(rows)
        for batch, finished in _split_by_owner(rows):
            model._attempt_back(company, batch, finished)
            left -= len(batch)
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=left + 1) and left:
                return False
        return True

    @api.model
    def _attempt_back(self, company, ids, owner_ids):
        """One batch; whom somebody else works on is left for tomorrow.

        :param list ids: of customers
        :param list owner_ids: of the owners that have no more customers after this batch
        """
        try:
            customers = self.browse(ids).try_lock_for_update(allow_referencing=True)
            customers.invalidate_recordset()
            # Somebody may have ordered since they were listed.
            due = [row[0] for row in customers._find_lapsing(company, company.trading_back_months)]
            if customers and due:
                note = self.env._(
                    "No order for %(months)s months.", months=company.trading_back_months
                )
                self.browse(due)._change_customer_stage("potential", "back", note=note)
            for owner in self.env["res.users"].browse(owner_ids):
                self._tell_trading_back(company, owner)
            self.env.flush_all()
        except _BY_OTHERS:
            self.env.cr.rollback()

    # === MESSAGES === #

    @api.model
    def _tell_trading_back(self, company, owner):
        """One message to an owner, about all of its customers of today.

        :param owner: `res.users` record
        """
        if not owner.active or owner.share:
            return
        customers = self._find_back_of(company, owner)
        if not customers:
            return
        env = self.with_context(lang=owner.lang or self.env.lang).env
        env["mail.thread"].message_notify(
            partner_ids=owner.partner_id.ids,
            author_id=env.ref("base.partner_root").id,
            subject=env._("Customers that are potential again: %(count)s", count=len(customers)),
            body=self._get_back_body(env, company, customers),
            record_company_id=company.id,
        )

    @api.model
    def _find_back_of(self, company, owner):
        """Customers of an owner that are potential again since today."""
        start = company._get_day_start(company._get_today())
        events = self.env["crm.trading.event"].sudo()
        events = events.search(
            [
                ("kind", "=", "back"),
                ("date", ">=", start),
                ("partner_id.user_id", "=", owner.id),
                ("company_id", "=", company.id),
            ]
        )
        return events.partner_id.filtered(lambda customer: customer.customer_stage == "potential")

    @api.model
    def _get_back_body(self, env, company, customers):
        intro = env._(
            "They ordered nothing for %(months)s months. With an order, or on request, the back "
            "office makes them trading customers again.",
            months=company.trading_back_months,
        )
        lines = Markup().join(
            Markup("<li>%s</li>") % customer.name for customer in customers[:_NAMED]
        )
        body = Markup("<p>%s</p><ul>%s</ul>") % (intro, lines)
        if len(customers) > _NAMED:
            more = env._("And %(count)s more.", count=len(customers) - _NAMED)
            body += Markup("<p>%s</p>") % more
        return body + Markup('<p><a href="/odoo/action-%s">%s</a></p>') % (
            "crm_customer_protection.res_partner_lapsed_action",
            env._("All that are potential again"),
        )


def _split_by_owner(rows):
    """Batches of customers, and the owners that are through with each.

    :param list rows: of (id, id of the owner or None), by owner
    :return: list of (list of ids, list of ids of owners)
    """
    batches, ids, finished = [], [], []
    for position, (partner_id, owner_id) in enumerate(rows):
        ids.append(partner_id)
        is_last = position + 1 == len(rows)
        if owner_id and (is_last or rows[position + 1][1] != owner_id):
            finished.append(owner_id)
        if is_last or len(ids) >= BATCH_SIZE:
            batches.append((ids, finished))
            ids, finished = [], []
    return batches
