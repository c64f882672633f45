"""A look over all partners for those that were entered twice (invariant 12).

It lists them and touches nothing. How far it got is the system's to write, so that what was found
can be relied upon.
"""

from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..protection.guard import is_unlocked, unlocked

# What a person chooses, before the start.
_CHOSEN_FIELDS = frozenset({"company_id", "scope", "domain", "level"})
_KINDS = ("same", "likely", "similar", "related")
# From which state each button leads on.
_TRANSITIONS = {
    "start": ("draft", "done", "stopped", "failed"),
    "stop": ("queued", "running"),
    "resume": ("stopped", "failed"),
}


class CrmDuplicateRun(models.Model):
    _name = "crm.duplicate.run"
    _description = "Duplicate Run"
    _order = "id desc"

    # What is compared
    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    scope = fields.Selection(
        [
            ("all", "All companies and single persons"),
            ("customers", "Customers only"),
            ("filter", "A filter, compared with all"),
        ],
        required=True,
        default="all",
        help="Users' own contacts, archived partners and contacts of a company are never compared.",
    )
    domain = fields.Char("Filter", default="[]")
    level = fields.Selection(
        [
            ("same", "Same names only"),
            ("likely", "Likely duplicates"),
            ("similar", "Similar ones too"),
        ],
        "Find",
        required=True,
        default="likely",
        help="The lower the bar, the longer the list. Same names take seconds.",
    )

    # How far it got
    state = fields.Selection(
        [
            ("draft", "New"),
            ("queued", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("stopped", "Stopped"),
            ("failed", "Failed"),
        ],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    start_date = fields.Datetime("Started on", readonly=True, copy=False)
    date = fields.Datetime("Finished on", readonly=True, copy=False)
    is_prepared = fields.Boolean(readonly=True, copy=False)
    last_id = fields.Integer(readonly=True, copy=False)
    partner_count = fields.Integer("Partners Compared", readonly=True, copy=False)
    total_count = fields.Integer("Names to Look at", readonly=True, copy=False)
    done_count = fields.Integer("Names Looked at", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress", help="In percent.")
    failure = fields.Text("What Went Wrong", readonly=True, copy=False)

    # What it found
    pair_ids = fields.One2many("crm.duplicate.pair", "run_id", "Duplicates", readonly=True)
    pair_count = fields.Integer("Duplicates Found", compute="_compute_pair_counts")
    same_count = fields.Integer("Same Name", compute="_compute_pair_counts")
    likely_count = fields.Integer("Likely", compute="_compute_pair_counts")
    similar_count = fields.Integer("Similar", compute="_compute_pair_counts")
    related_count = fields.Integer("Related", compute="_compute_pair_counts")

    @api.depends("start_date", "create_date")
    @api.depends_context("lang", "tz")
    def _compute_name(self):
        for run in self:
            when = run.start_date or run.create_date or fields.Datetime.now()
            when = fields.Datetime.context_timestamp(run, when)
            run.name = self.env._("Duplicates of %(date)s", date=when.strftime("%Y-%m-%d %H:%M"))

    @api.depends("state", "done_count", "total_count")
    def _compute_progress(self):
        for run in self:
            # Finding what to look at is about half of the work.
            share = run.done_count / run.total_count if run.total_count else 1
            run.progress = 50 + 50 * share if run.is_prepared else 0
            if run.state == "done":
                run.progress = 100

    @api.depends("pair_ids.kind")
    def _compute_pair_counts(self):
        groups = self.env["crm.duplicate.pair"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "kind"], ["__count"]
        )
        counts = {(run.id, kind): count for run, kind, count in groups}
        for run in self:
            found = {kind: counts.get((run._origin.id, kind), 0) for kind in _KINDS}
            run.update({f"{kind}_count": count for kind, count in found.items()})
            run.pair_count = sum(found.values())

    @api.constrains("domain", "scope")
    def _check_domain(self):
        for run in self.filtered(lambda run: run.scope == "filter"):
            try:
                run._get_filter().validate(self.env["res.partner"])
            except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
                raise ValidationError(
                    self.env._("This filter cannot be read. Choose its conditions anew.")
                ) from error

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_chosen(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_chosen(vals)
        if not is_unlocked(self.env) and any(run.state != "draft" for run in self):
            raise UserError(
                self.env._("A run that was started is not changed any more. Make a new one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_with_open_pairs(self):
        for run in self:
            if run.state in ("queued", "running"):
                raise UserError(self.env._("%(run)s: stop it before you delete it.", run=run.name))
        # What was decided stays remembered.
        self._delete_open_pairs()

    def _check_chosen(self, vals):
        if not is_unlocked(self.env) and vals.keys() - _CHOSEN_FIELDS:
            raise UserError(self.env._("How far a run got is not yours to write. Use its buttons."))

    # === ACTIONS === #

    @api.model
    def action_find_same_names(self):
        """Make a run for equal names, carry it out at once and open what it found.

        :return: an `ir.actions.act_window` dict
        """
        run = self.create({"level": "same"})
        run._check_allowed("start")
        work = unlocked(run.sudo())
        work.write({"state": "queued"})
        for __ in work._steps():
            pass
        return run.action_view_pairs()

    def action_start(self):
        """Begin in the background, from the beginning; what was decided stays decided.

        :raise AccessError: for anybody but the back office and sales administrators
        :raise UserError: where a run is going on already
        :return: an `ir.actions.client` dict
        """
        self._check_allowed("start")
        self._delete_open_pairs()
        self._delete_candidates()
        return self._queue(
            is_prepared=False, last_id=0, done_count=0, total_count=0, partner_count=0
        )

    def action_resume(self):
        """Go on where the run was stopped or failed.

        :raise AccessError: see `action_start`
        :raise UserError: where it was neither stopped nor failed
        :return: an `ir.actions.client` dict
        """
        self._check_allowed("resume")
        return self._queue()

    def action_stop(self):
        """Stop after the slice that is worked on; what was found stays.

        :raise AccessError: see `action_start`
        :raise UserError: where the run is not going on
        """
        self._check_allowed("stop")
        unlocked(self.sudo()).write({"state": "stopped"})

    def action_view_pairs(self):
        """Open the list of what the run found.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_duplicate_pair_action"
        )
        return dict(action, domain=[("run_id", "=", self.id)], display_name=self.name)

    def _check_allowed(self, what):
        """:param str what: a key of `_TRANSITIONS`"""
        if not self.env["res.partner"]._is_customer_admin():
            raise AccessError(
                self.env._("Only the back office and sales administrators look for duplicates.")
            )
        self.check_access("write")
        for run in self:
            if run.state not in _TRANSITIONS[what]:
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(run)s: that is not possible now. Its status is: %(state)s.",
                        run=run.name,
                        state=states[run.state],
                    )
                )

    def _queue(self, **values):
        values = {"state": "queued", "failure": False, "date": False, **values}
        unlocked(self.sudo()).write(values)
        self.env.ref("crm_customer_protection.ir_cron_duplicate_run").sudo()._trigger()
        return self.env["crm.protection.run"]._get_background_notice()

    def _delete_open_pairs(self):
        open_pairs = [("run_id", "in", self.ids), ("decision", "=", "open")]
        self.env["crm.duplicate.pair"].sudo().search(open_pairs).unlink()

    def _get_filter(self):
        """The filter of this run.

        :return: `Domain`
        :raise ValueError: where the text is none
        """
        return Domain(literal_eval(self.domain or "[]"))
