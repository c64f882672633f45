"""The nightly run that lets customers fall free, and what keeps it restartable (invariants 1 and 2).

Every batch is a transaction of its own: customers, contacts, ledger, chatter and the run's figures
change together or not at all. Whoever starts again after a kill asks anew who is due, so nothing is
released twice; whom it told already stands in `crm.protection.notice`, written together with the
message.
"""

import logging
import time

from psycopg2 import errors

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .guard import is_unlocked, unlocked

_logger = logging.getLogger(__name__)

# Customers in one transaction: at first, at most, and the seconds that it shall take, since a user who
# writes one of them waits for so long.
FIRST_BATCH = 200
BATCH_SIZE = 1_000
BATCH_SECONDS = 0.6
# Rows that the batch does not skip, because only a reference to them is needed, are waited for.
_LOCK_TIMEOUT = "1500ms"
_ATTEMPTS = 5
_BY_OTHERS = (
    errors.SerializationFailure,
    errors.LockNotAvailable,
    errors.DeadlockDetected,
)
# What an administrator may write.
_OPEN_FIELDS = frozenset({"undo_grace_days"})


class CrmProtectionRun(models.Model):
    _name = "crm.protection.run"
    _description = "Protection Run"
    _order = "id desc"

    # Which
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date = fields.Date(
        "Day", required=True, readonly=True, help="The company's day for which customers were due."
    )
    user_id = fields.Many2one(
        "res.users", "Started by", required=True, readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("undoing", "Undoing"), ("undone", "Undone")],
        "Status",
        required=True,
        readonly=True,
        default="running",
        index=True,
    )

    # How it went
    start_date = fields.Datetime("Started on", readonly=True)
    end_date = fields.Datetime("Finished on", readonly=True)
    duration = fields.Float("Seconds of Work", readonly=True, digits=(12, 1))
    release_count = fields.Integer("Fell Free", readonly=True)
    skip_count = fields.Integer(
        "Left for the Next Run",
        readonly=True,
        help="Customers on which somebody was working at that moment.",
    )
    event_ids = fields.One2many("crm.protection.event", "run_id", "Ledger", readonly=True)

    # Undoing it
    undo_grace_days = fields.Integer(
        "Days of Grace",
        default=7,
        help="After an undo the customers keep their old date, and stay with their owners for so "
        "many days all the same. With 0 the next run lets them fall free again.",
    )
    undone_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    undo_date = fields.Datetime("Undone on", readonly=True)
    undo_count = fields.Integer("Given Back", readonly=True)
    left_ids = fields.One2many("crm.protection.run.left", "run_id", "Not Given Back", readonly=True)
    left_count = fields.Integer("Number Not Given Back", compute="_compute_left_count")

    _one_running = models.UniqueIndex(
        "(company_id) WHERE state IN ('running', 'undoing')",
        "A run of this company is going on already. Wait for its end.",
    )
    _grace_not_negative = models.Constraint(
        "CHECK (undo_grace_days >= 0)", "Days of grace cannot be negative."
    )

    @api.depends("company_id", "date")
    def _compute_display_name(self):
        for run in self:
            run.display_name = self.env._(
                "%(day)s, %(company)s",
                day=fields.Date.to_string(run.date),
                company=run.company_id.name,
            )

    @api.depends("left_ids")
    def _compute_left_count(self):
        counts = dict(
            self.env["crm.protection.run.left"]._read_group(
                [("run_id", "in", self.ids)], ["run_id"], ["__count"]
            )
        )
        for run in self:
            run.left_count = counts.get(run, 0)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not is_unlocked(self.env):
            raise UserError(self.env._("Start a run by its button."))
        return super().create(vals_list)

    def write(self, vals):
        if not is_unlocked(self.env) and vals.keys() - _OPEN_FIELDS:
            raise UserError(self.env._("What a run did cannot be changed. Undo it instead."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Runs are kept: the ledger refers to them."))

    # === ACTIONS === #

    @api.model
    def action_run_now(self):
        """Let the run of the caller's companies begin in the background, now.

        :raise AccessError: for anybody but the back office and sales administrators
        :raise UserError: where no company of the caller protects customers
        :return: an `ir.actions.client` dict
        """
        self._check_administrator()
        companies = self.env.companies & self._get_companies()
        if not companies:
            raise UserError(
                self.env._(
                    "Customer protection is switched off for %(companies)s.",
                    companies=", ".join(self.env.companies.mapped("name")),
                )
            )
        busy = self._get_open_runs().company_id
        for company in companies - busy:
            self._start(company, self.env.user)
        self._trigger_cron()
        return self._get_background_notice()

    def action_view_events(self):
        """Open what the run wrote into the ledger.

        :return: an `ir.actions.act_window` dict
        """
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_protection_run_event_action"
        )
        return dict(action, domain=[("run_id", "in", self.ids)])

    def _check_administrator(self):
        """:raise AccessError: unless the caller decides about customers."""
        if not self.env["res.partner"]._is_customer_admin():
            raise AccessError(
                self.env._("Only the back office and sales administrators start or undo a run.")
            )

    @api.model
    def _trigger_cron(self):
        self.env.ref("crm_customer_protection.ir_cron_protection").sudo()._trigger()

    @api.model
    def _get_background_notice(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("It begins within a minute. You can go on working."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === THE JOB === #

    @api.model
    def _get_companies(self):
        """The companies that protect customers, in sudo."""
        return self.env["res.company"].sudo().search([("use_protection", "=", True)])

    @api.model
    def _get_open_runs(self):
        return self.sudo().search([("state", "in", ["running", "undoing"])], order="id")

    @api.model
    def _start(self, company, user):
        """A new run of a company for its calendar day.

        :return: `crm.protection.run` record in sudo
        """
        return unlocked(self.sudo()).create(
            {
                "company_id": company.id,
                "date": company._get_today(),
                "user_id": user.id,
                "start_date": fields.Datetime.now(),
            }
        )

    @api.model
    def _cron_run(self):
        """Finish what was begun, then let each company's day begin once.

        Called every hour, so that every company has its run in the first hour of its own day,
        whatever the time zone. A company whose run fails harms no other.
        """
        cron, error = self.env["ir.cron"], None
        cron._commit_progress(remaining=1)
        try:
            # Who met a customer yesterday does not lose it tonight.
            self.env["calendar.event"]._renew_by_meetings()
            cron._commit_progress()
        except Exception as caught:
            self.env.cr.rollback()
            _logger.exception("Renewing protection by meetings failed")
            error = caught
        for company in self._get_companies() | self._get_open_runs().company_id:
            try:
                if not self._work_for(company):
                    return
            except Exception as caught:
                self.env.cr.rollback()
                _logger.exception("The protection run of company %s failed", company.id)
                error = caught
        if error:
            raise error
        cron._commit_progress(1, remaining=0)

    @api.model
    def _work_for(self, company):
        """Go on with the open run of a company, and begin that of today where there is none yet.

        :return: False where the time of the job was up before the end
        """
        for run in self._get_open_runs().filtered(lambda run: run.company_id == company):
            if not run._work():
                return False
        if not company.use_protection or self._has_run_today(company):
            return True
        try:
            run = self._start(company, self.env.user)
        except errors.UniqueViolation:
            # Somebody pressed the button at this moment: the next job works on it.
            self.env.cr.rollback()
            return True
        self.env["ir.cron"]._commit_progress()
        return run._work()

    @api.model
    def _has_run_today(self, company):
        domain = [("company_id", "=", company.id), ("date", "=", company._get_today())]
        return bool(self.sudo().search_count(domain, limit=1))

    def _work(self):
        """Do what is left of this run.

        :return: False where the time of the job was up before the end
        """
        self.ensure_one()
        lang = self.company_id.partner_id.lang or self.env.lang
        run = unlocked(self.with_context(lang=lang))
        return run._undo_all() if run.state == "undoing" else run._release_all()

    def _finish(self, values):
        """Write the end of the run, unless another process did."""
        if self._take(self.state):
            self.write(dict(values, end_date=fields.Datetime.now()))
        self.env["ir.cron"]._commit_progress()

    # === BATCHES === #

    def _take(self, state):
        """Lock the run for this transaction, so that two processes never work on it at once.

        :param str state: in which this process knows it
        :return: whether it is still in that state
        """
        self.env.cr.execute(
            SQL("SELECT state FROM crm_protection_run WHERE id = %s FOR NO KEY UPDATE", self.id),
            log_exceptions=False,
        )
        [now] = self.env.cr.fetchone()
        self.invalidate_recordset()
        return now == state

    def _in_batches(self, ids, work):
        """Hand ids over in batches, each a transaction of its own that is committed.

        :param list ids: of customers
        :param work: function of a list of ids; returns those left out because somebody else works
            on them
        :return: list of the ids left out; None where the time is up or another process ended it
        """
        state, skipped, position = self.state, [], 0
        size = min(FIRST_BATCH, BATCH_SIZE)
        while position < len(ids):
            batch = ids[position : position + size]
            position += len(batch)
            start = time.monotonic()
            left_out = self._attempt(batch, work, state)
            if left_out is None:
                return None
            skipped += left_out
            remaining = len(ids) - position + 1
            time_left = self.env["ir.cron"]._commit_progress(len(batch), remaining=remaining)
            size = self._next_size(size, time.monotonic() - start)
            if not time_left and position < len(ids):
                return None
        return skipped

    def _attempt(self, batch, work, state):
        """One batch, again where somebody else changed one of its rows in between.

        :return: ids left out; None where another process ended the run
        """
        for __ in range(_ATTEMPTS):
            try:
                self.env.cr.execute(SQL("SET LOCAL lock_timeout = %s", _LOCK_TIMEOUT))
                if not self._take(state):
                    self.env.cr.rollback()
                    return None
                start = time.monotonic()
                left_out = work(batch)
                self.duration += time.monotonic() - start
                self.env.flush_all()
                return left_out
            except _BY_OTHERS:
                self.env.cr.rollback()
        return batch

    @api.model
    def _next_size(self, size, seconds):
        """How many customers the next batch takes after one of this size took so long.

        :return: int; it grows slowly, and shrinks at once when the machine has other work
        """
        if seconds:
            size = int(size * min(BATCH_SECONDS / seconds, 2))
        return max(1, min(size, BATCH_SIZE))

    # === WHEN NEXT === #

    @api.model
    def _get_next_day(self, company):
        """The company's day on which customers fall free next: today, unless today's run is over.

        :return: `datetime.date`
        """
        today = company._get_today()
        domain = [("company_id", "=", company.id), ("date", "=", today), ("state", "!=", "running")]
        over = self.sudo().search_count(domain, limit=1)
        return fields.Date.add(today, days=1) if over else today
