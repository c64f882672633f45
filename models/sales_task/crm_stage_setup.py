"""Setting teams up for sales tasks: the old stages are mapped to those of a scheme, and back.

In a running company nothing changes before this is carried out (invariant 12).
"""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..protection.guard import is_unlocked

# What people write, as long as it is being prepared.
_PREPARED = frozenset({"team_ids", "scheme_id", "company_id", "line_ids"})


class CrmStageSetup(models.Model):
    _name = "crm.stage.setup"
    _description = "Set-up of Sales Tasks"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    state = fields.Selection(
        [("draft", "Being Prepared"), ("done", "Carried Out"), ("undone", "Taken Back")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    scheme_id = fields.Many2one(
        "crm.stage.scheme",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["crm.stage.scheme"].search([], limit=1),
    )
    team_ids = fields.Many2many(
        "crm.team",
        "crm_stage_setup_team_rel",
        "setup_id",
        "team_id",
        "Sales Teams",
        domain="[('stage_scheme_id', '!=', scheme_id)]",
    )
    company_id = fields.Many2one(
        "res.company",
        "Tasks Without a Team Of",
        ondelete="cascade",
        help="The tasks of this company that have no sales team get the scheme too.",
    )
    line_ids = fields.One2many(
        "crm.stage.setup.line",
        "setup_id",
        "Stages",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    move_ids = fields.One2many("crm.stage.setup.move", "setup_id", readonly=True)
    former_ids = fields.One2many("crm.stage.setup.former", "setup_id", readonly=True)
    task_count = fields.Integer("Sales Tasks", compute="_compute_task_count")
    date = fields.Datetime("Carried Out On", readonly=True, copy=False)
    user_id = fields.Many2one("res.users", "Carried Out By", readonly=True, copy=False)

    @api.depends("scheme_id", "team_ids")
    def _compute_name(self):
        for setup in self:
            teams = ", ".join(setup.team_ids.mapped("name")) or setup.company_id.name or "…"
            setup.name = f"{teams} → {setup.scheme_id.name or '…'}"

    @api.depends("line_ids.task_count")
    def _compute_task_count(self):
        for setup in self:
            setup.task_count = sum(setup.line_ids.mapped("task_count"))

    @api.depends("scheme_id", "team_ids", "company_id")
    def _compute_line_ids(self):
        for setup in self.filtered(lambda setup: setup.state == "draft"):
            kept = {line.origin_id.id: line.target_id for line in setup.line_ids}
            course = setup.scheme_id._get_course() if setup.scheme_id else self.env["crm.stage"]
            lines = []
            for origin, count in setup._count_tasks():
                target = kept.get(origin.id)
                if not target or target not in course:
                    target = setup._propose_target(origin, course)
                values = {"origin_id": origin.id, "target_id": target.id, "task_count": count}
                lines.append(Command.create(values))
            setup.line_ids = [Command.clear(), *lines]

    def _get_task_domain(self):
        """The opportunities that the set-up moves: open, won and lost ones.

        :return: domain on `crm.lead`
        """
        self.ensure_one()
        domain = [("team_id", "in", self.team_ids.ids)]
        if self.company_id:
            alone = ["&", ("team_id", "=", False), ("company_id", "=", self.company_id.id)]
            domain = ["|", *domain, *alone]
        return [("type", "=", "opportunity"), *domain]

    def _count_tasks(self):
        tasks = self.env["crm.lead"].sudo().with_context(active_test=False)
        if not self.team_ids and not self.company_id:
            return []
        groups = tasks._read_group(self._get_task_domain(), ["stage_id"], ["__count"])
        return [(stage, count) for stage, count in groups if stage.scheme_id != self.scheme_id]

    def _propose_target(self, origin, course):
        """The stage of the same name, else the one as far along; won becomes won.

        :param origin: `crm.stage` record
        :param course: `crm.stage` recordset, the stages of the scheme in their order
        :return: `crm.stage` record, empty where the scheme has no stage
        """
        if origin.is_won:
            return course.filtered("is_won")[:1]
        open_stages = course.filtered(lambda stage: not stage.is_won)
        if same := open_stages.filtered(lambda stage: stage.name == origin.name):
            return same[0]
        shown = self.env["crm.stage"].search([("scheme_id", "=", origin.scheme_id.id)])
        passed = shown.filtered(lambda stage: not stage.is_won)
        if origin not in passed or not open_stages:
            return open_stages[:1]
        return open_stages[passed.ids.index(origin.id) * len(open_stages) // len(passed)]

    @api.model_create_multi
    def create(self, vals_list):
        setups = super().create(vals_list)
        # Looked at afterwards, since values come from the context, too.
        if not is_unlocked(self.env) and any(setup._has_past() for setup in setups):
            setups._refuse_change()
        return setups

    def _has_past(self):
        return bool(
            self.state != "draft" or self.date or self.user_id or self.move_ids or self.former_ids
        )

    def _refuse_change(self):
        raise UserError(self.env._("A set-up is carried out and taken back by its buttons alone."))

    def write(self, vals):
        prepared = vals.keys() <= _PREPARED and all(setup.state == "draft" for setup in self)
        if not prepared and not is_unlocked(self.env):
            self._refuse_change()
        return super().write(vals)

    def unlink(self):
        # In `ondelete` a context could switch it off.
        if any(setup.state != "draft" for setup in self):
            # pylint: disable-next=no-raise-unlink
            raise UserError(self.env._("What was carried out stays, so that it can be taken back."))
        return super().unlink()

    def _check_ready(self):
        """:raise UserError: with what is missing before it can be carried out"""
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("%(setup)s was carried out already.", setup=self.name))
        if not self.team_ids and not self.company_id:
            raise UserError(self.env._("Choose the sales teams to set up."))
        if len(self.scheme_id._get_course()) < 2:
            raise UserError(self.env._("The scheme has no stages yet. Give it at least two."))
        missing = self.line_ids.filtered(lambda line: not line.target_id)
        if missing:
            raise UserError(
                self.env._(
                    "Say where the tasks of these stages go: %(stages)s.",
                    stages=", ".join(missing.origin_id.mapped("display_name")),
                )
            )

    def action_create_seven_stages(self):
        """Make the scheme of the seven stages, where it is not there, and prepare a set-up with it.

        :return: an `ir.actions.act_window` dict
        """
        self.check_access("create")
        scheme = self.env["crm.stage.scheme"]._get_seven_stages()
        setup = self or self.create({"scheme_id": scheme.id})
        setup.scheme_id = scheme
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": setup.id,
            "views": [(False, "form")],
        }
