"""A scheme (方案): the stages that the sales tasks of some teams run through (invariant 8)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Ids of the stages of each scheme, for this transaction.
COURSES = "crm_customer_protection.courses"


class CrmStageScheme(models.Model):
    _name = "crm.stage.scheme"
    _description = "Stage Scheme"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    stage_ids = fields.One2many("crm.stage", "scheme_id", "Stages", copy=True)
    team_ids = fields.One2many(
        "crm.team",
        "stage_scheme_id",
        "Sales Teams",
        help="Teams are given a scheme by the set-up, which moves their open tasks.",
    )
    require_note = fields.Boolean(
        "Note on Every Promotion",
        default=True,
        help="Whoever promotes a task says what was achieved. Going back always needs a reason.",
    )
    allow_skip = fields.Boolean(
        "Stages May Be Skipped",
        help="A task may be promoted by several stages at once. The conditions of the stages "
        "that are passed over have to be met all the same.",
    )
    allow_back = fields.Boolean(
        "May Go Back",
        default=True,
        help="A task may go back to an earlier stage, with a reason.",
    )

    @api.constrains("stage_ids", "team_ids", "active")
    def _check_course(self):
        for scheme in self:
            scheme._check_in_use()

    def _check_in_use(self):
        """A scheme that teams or a company use has to lead somewhere.

        :raise ValidationError: without an open stage, or where it does not end in a won one
        """
        self.ensure_one()
        if not self._is_in_use():
            return
        stages = self._get_course()
        if not self.active:
            message = self.env._(
                "The scheme %(scheme)s is used by sales teams. Give them another one first."
            )
        elif len(stages) < 2 or not stages[-1].is_won or any(stages[:-1].mapped("is_won")):
            message = self.env._(
                "The scheme %(scheme)s needs at least one open stage, and ends in the only stage "
                "that is won. Put the won stage last."
            )
        else:
            return
        raise ValidationError(message % {"scheme": self.name})

    def _is_in_use(self):
        """Whether tasks run through it.

        :return: bool
        """
        companies = self.env["res.company"].sudo()
        return bool(
            self.sudo().with_context(active_test=False).team_ids
            or companies.search_count([("stage_scheme_id", "in", self.ids)], limit=1)
        )

    def _get_course(self):
        """The stages from the first to the won one, without those that are archived.

        Whatever the caller's context is: an archived condition counts nowhere either.

        :return: `crm.stage` recordset in sudo
        """
        self.ensure_one()
        scheme = self.sudo().with_context(active_test=True)
        if not isinstance(self.id, int):
            return scheme._read_course()
        # Asked several times for each task that is written. Gone with a savepoint that is taken back.
        courses = self.env.cr.precommit.data.setdefault(COURSES, {})
        if self.id not in courses:
            courses[self.id] = scheme._read_course().ids
        return scheme.env["crm.stage"].browse(courses[self.id])

    def _read_course(self):
        return self.stage_ids.filtered("active").sorted(lambda s: (s.sequence, s.id))

    def _sync_stage_teams(self):
        """Odoo knows the stages of a team by the teams that stand in the stage."""
        for scheme in self.sudo().with_context(active_test=False):
            for stage in scheme.stage_ids:
                if stage.team_ids != scheme.team_ids:
                    stage.team_ids = scheme.team_ids
