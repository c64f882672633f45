"""Who asked for which customer, and what became of it (invariant 6).

Written by the system alone, in sudo. A row holds what the person typed and was told, never what
stands in a customer. The texts other than the name are for the back office, as they may be
somebody's phone number.
"""

import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from psycopg2 import Error

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.service.model import retrying
from odoo.tools import SQL

from .entry_point import ENTRY_POINTS, get_entry_point

_logger = logging.getLogger(__name__)

# Of typing one name only this much time may lie between two calls.
_SESSION = timedelta(minutes=10)
# So many calls of one person may run at the same moment: nearer to the limit they queue.
_PARALLEL = 16
_OFFICE = "crm_customer_protection.group_customer_admin,sales_team.group_sale_manager"
ASKED = ("name", "vat", "phone", "email", "website")
_PURGED = 10_000


class CrmDuplicateSearch(models.Model):
    _name = "crm.duplicate.search"
    _description = "Collision Search"
    _order = "id desc"

    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="cascade")
    team_id = fields.Many2one("crm.team", readonly=True, index=True, ondelete="set null")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date = fields.Datetime("Time of Search", required=True, readonly=True, help="Of the last call.")
    day = fields.Date(
        required=True,
        readonly=True,
        help="In the time zone of the person's own company, whichever companies were looked through.",
    )
    entry_point = fields.Selection(ENTRY_POINTS, "Came by", required=True, readonly=True)

    # What was asked
    name = fields.Char("Asked for", readonly=True)
    vat = fields.Char("VAT or Credit Code", readonly=True, groups=_OFFICE)
    phone = fields.Char(readonly=True, groups=_OFFICE)
    email = fields.Char("E-mail", readonly=True, groups=_OFFICE)
    website = fields.Char(readonly=True, groups=_OFFICE)
    fingerprint = fields.Char(
        readonly=True,
        groups=_OFFICE,
        help="Of a file: the same file is one search, in however many parts it is read.",
    )
    evidence = fields.Char(
        "Also Given",
        compute="_compute_evidence",
        compute_sudo=True,
        help="What was typed besides the name. The back office sees the texts.",
    )
    call_count = fields.Integer(
        "Calls", readonly=True, default=1, help="Typing one name asks several times."
    )

    # What was found, and what came of it
    match_count = fields.Integer("Found", readonly=True)
    best_name = fields.Char("Best Match", readonly=True)
    best_owner = fields.Char("Its Owner", readonly=True)
    best_score = fields.Float("Score", readonly=True, aggregator="max", help="From 0 to 1.")
    outcome = fields.Selection(
        [
            ("searched", "Looked up"),
            ("refused", "Stopped at creation"),
            ("anyway", "Created anyway"),
            ("noted", "Created, noted"),
            ("claimed", "Claimed"),
            ("asked", "Owner asked"),
            ("case", "Case opened"),
            ("raised", "Allowed more"),
        ],
        required=True,
        readonly=True,
        default="searched",
    )
    reason = fields.Char(readonly=True, help="Why the person created the customer all the same.")
    partner_id = fields.Many2one(
        "res.partner",
        "Customer Created",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups=_OFFICE,
    )
    extra = fields.Integer(
        "Allowed More", readonly=True, help="Searches that a leader added for this day."
    )
    allowed_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    is_led_by_me = fields.Boolean(
        compute="_compute_is_led_by_me", search="_search_is_led_by_me", compute_sudo=True
    )

    _user_day_idx = models.Index("(user_id, day)")

    @api.depends("vat", "phone", "email", "website")
    @api.depends_context("lang")
    def _compute_evidence(self):
        labels = {
            name: self._fields[name]._description_string(self.env)
            for name in ASKED
            if name != "name"
        }
        for search in self:
            search.evidence = ", ".join(labels[name] for name in labels if search[name])

    @api.depends("name", "evidence")
    def _compute_display_name(self):
        for search in self:
            search.display_name = search.name or search.evidence

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_led_by_me(self):
        seen = self._get_user_ids_seen()
        for search in self:
            search.is_led_by_me = seen is None or search.user_id.id in seen

    def _search_is_led_by_me(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        seen = self._get_user_ids_seen()
        return Domain.TRUE if seen is None else Domain("user_id", "in", sorted(seen))

    @api.model
    def _get_user_ids_seen(self):
        """Whose searches the caller sees: one's own and the team's, or None for everybody's."""
        if self.env["res.partner"].sudo(False)._is_customer_admin():
            return None
        return {self.env.uid, *self.env["crm.team"]._get_led_user_ids()}

    @api.model_create_multi
    def create(self, vals_list):
        self._check_system()
        return super().create(vals_list)

    def write(self, vals):
        self._check_system()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_the_system(self):
        self._check_system()

    def _check_system(self):
        if not self.env.su:
            raise AccessError(self.env._("The log of searches is written by the system alone."))

    # === LOG === #

    @api.model
    def _log(self, asked, matches, outcome="searched", **values):
        """Note what the caller asked for; the calls of typing one name are one row.

        :param dict asked: the texts of `ASKED`
        :param matches: list of dict, as `find_duplicates` gives them
        :param str outcome: see the field
        :param values: more values of the row
        """
        values = {**self._prepare_answer_values(matches), "outcome": outcome, **values}
        session = self._find_session(asked)
        if session:
            values["call_count"] = session.call_count + 1
            if outcome == "searched":
                del values["outcome"]
            values.update(
                {key: text for key, text in asked.items() if len(text) > len(session[key] or "")}
            )
            session.write(values)
            return
        self.sudo().create({**self._prepare_asker_values(), **values, **asked})

    @api.model
    def _prepare_answer_values(self, matches):
        best = matches[0] if matches else {}
        return {
            "date": fields.Datetime.now(),
            "match_count": len(matches),
            "best_name": best.get("name"),
            "best_owner": best.get("owner"),
            "best_score": best.get("score", 0),
        }

    @api.model
    def _prepare_asker_values(self):
        companies = self.env.companies._get_searched_companies()
        company = self.env.company if self.env.company in companies else companies[:1]
        return {
            "user_id": self.env.uid,
            "team_id": self.env.user.sudo().sale_team_id.id,
            "company_id": company.id,
            "day": self._get_day(self.env.user),
            "entry_point": get_entry_point(self.env) or "form",
        }

    @api.model
    def _log_imported(self, judgements):
        """Note the rows of an import that were let in although they are like something.

        :param judgements: list of (dict of `ASKED`, matches, outcome, reason, partner id)
        """
        asker = self._prepare_asker_values()
        self.sudo().create(
            [
                {
                    **asker,
                    **asked,
                    **self._prepare_answer_values(matches),
                    "entry_point": "import",
                    "outcome": outcome,
                    "reason": reason,
                    "partner_id": partner_id,
                }
                for asked, matches, outcome, reason, partner_id in judgements
            ]
        )

    @api.model
    def _note_outcome(self, best_name, outcome):
        """Note what the caller did with a customer that was just found.

        :param str best_name: registered name of the customer
        :param str outcome: see the field
        """
        last = self.sudo().search([("user_id", "=", self.env.uid)], limit=1)
        if last and last.best_name == best_name and last.date >= fields.Datetime.now() - _SESSION:
            last.write({"outcome": outcome})

    @api.model
    def _log_apart(self, *args, **kwargs):
        """Note it at the end of this transaction, also where that is taken back.

        Not before: another transaction would wait for ever for what this one holds, as the caller's
        last row.
        """

        def log_once_more():
            try:
                with self.env.registry.cursor() as cr:
                    searches = self.with_env(self.env(cr=cr))
                    retrying(lambda: searches._log(*args, **kwargs), searches.env)
            except Error:
                # The caller is told why it was refused all the same.
                _logger.exception("A search of user %s is not in the log", self.env.uid)

        self.env.cr.precommit.add(lambda: self._log(*args, **kwargs))
        # Forgotten by a commit.
        self.env.cr.postrollback.add(log_once_more)

    @api.model
    def _find_session(self, asked):
        """The row of the name that the caller is still typing, or none.

        Each text is compared with the longest one typed so far: else going back and forth over one
        letter would read a whole alphabet in one row.

        :param dict asked: the texts of `ASKED`; with a `fingerprint`, that of a file
        """
        if asked.get("fingerprint"):
            return self.sudo().search(
                [
                    ("user_id", "=", self.env.uid),
                    ("day", "=", self._get_day(self.env.user)),
                    ("fingerprint", "=", asked["fingerprint"]),
                ],
                limit=1,
            )
        last = self.sudo().search(
            [
                ("user_id", "=", self.env.uid),
                ("date", ">=", fields.Datetime.now() - _SESSION),
                ("outcome", "in", ["searched", "refused"]),
                ("fingerprint", "=", False),
            ],
            limit=1,
        )
        known = {key: last[key] or "" for key in ASKED}
        same = last and all(
            known[key].startswith(asked[key]) or asked[key].startswith(known[key]) for key in ASKED
        )
        # With nothing in common but what is empty it is another question.
        return last if same and any(known[key] and asked[key] for key in ASKED) else last.browse()

    # === LIMIT === #

    @api.model
    def _get_day(self, user):
        """The day on which a search of a person counts.

        One clock for one person: companies in several time zones have two days at the same moment,
        and choosing among them would be a second limit.

        :param user: `res.users` record
        :return: `datetime.date`
        """
        return user.sudo().company_id._get_today()

    @api.model
    def _why_over_limit(self, asked):
        """Why the caller may not ask for one more today, or None.

        :param dict asked: the texts of `ASKED`
        """
        limits = self.env.companies._get_searched_companies().mapped("collision_search_limit")
        limit = min(filter(None, limits), default=0)
        if not limit or self.env["res.partner"]._is_customer_admin():
            return None
        # What was asked beyond the limit was not answered, nor is it where it is asked again.
        session = self._find_session(asked)
        used, extra = self._count_today(session)
        if used + _PARALLEL < limit + extra or (session and used < limit + extra):
            return None
        if used < limit + extra:
            # The second of two calls at the same time is repeated, and then counts the first.
            self.env["res.partner"]._queue_behind_claims(self.env.user)
            return None
        return self.env._(
            "You looked up %(count)s customers today, and %(limit)s a day are allowed. Go on "
            "tomorrow, or ask your leader to allow more.",
            count=used,
            limit=limit + extra,
        )

    @api.model
    def _count_today(self, session):
        """Searches of the caller on this day, and how many a leader added.

        :param session: row of the name that is being typed, before which is counted; or none
        :return: (int, int)
        """
        self.flush_model(["user_id", "day", "outcome", "entry_point", "extra"])
        # A file counts once, whatever becomes of its rows.
        [(used, extra)] = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FILTER (WHERE outcome <> 'raised'
                                         AND (entry_point <> 'import' OR outcome = 'searched')
                                         AND (%(id)s IS NULL OR id < %(id)s)),
                       COALESCE(sum(extra), 0)
                  FROM crm_duplicate_search
                 WHERE user_id = %(user)s AND day = %(day)s
                """,
                id=session.id or None,
                user=self.env.uid,
                day=self._get_day(self.env.user),
            )
        )
        return used, extra

    def action_allow_more(self):
        """Let the persons of these rows look up as many customers again today.

        :raise AccessError: for whoever neither leads them nor is of the back office
        :raise UserError: where the company has no limit
        """
        self.check_access("read")
        seen = self._get_user_ids_seen()
        for user, company in self.sudo().grouped(lambda row: (row.user_id, row.company_id)):
            if seen is not None and (user.id not in seen or user == self.env.user):
                raise AccessError(
                    self.env._(
                        "%(name)s: only a leader or the back office allows more.", name=user.name
                    )
                )
            if not company.collision_search_limit:
                raise UserError(
                    self.env._("%(company)s does not limit searches.", company=company.name)
                )
            self.sudo().create(
                {
                    "user_id": user.id,
                    "team_id": user.sale_team_id.id,
                    "company_id": company.id,
                    "date": fields.Datetime.now(),
                    "day": self._get_day(user),
                    "entry_point": "form",
                    "call_count": 0,
                    "outcome": "raised",
                    "extra": company.collision_search_limit,
                    "allowed_by_id": self.env.uid,
                }
            )

    @api.autovacuum
    def _gc_old_searches(self):
        """Delete what is older than each company keeps it."""
        old = self.sudo().browse()
        for company in self.env["res.company"].sudo().search([("collision_search_months", ">", 0)]):
            limit = fields.Date.today() - relativedelta(months=company.collision_search_months)
            domain = [("company_id", "=", company.id), ("day", "<", limit)]
            old |= self.sudo().search(domain, limit=_PURGED - len(old))
            if len(old) >= _PURGED:
                break
        old.unlink()
        return len(old), int(len(old) >= _PURGED)
