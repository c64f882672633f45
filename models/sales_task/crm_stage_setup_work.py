"""Carrying a set-up out, and taking it back: set-based, since a pipeline may hold a million tasks."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..protection.guard import unlocked
from ..protection.locking import lock_rows
from .crm_stage_history import get_entered_sql


class CrmStageSetup(models.Model):
    _inherit = "crm.stage.setup"

    def action_carry_out(self):
        """Give the teams the scheme, and move their tasks.

        :raise AccessError: for whoever may not set up stages
        :raise UserError: with what is missing
        """
        self.check_access("write")
        for setup in self:
            lock_rows(setup)
            setup.invalidate_recordset()
            setup._check_reach()
            setup._compute_line_ids()
            setup._check_ready()
            setup.sudo()._carry_out(self.env.user)
        return True

    def action_undo(self):
        """Give the teams back what they had, and their tasks the stages where they stood.

        A task that was promoted since, or made since, goes to the old stage from which the stage
        where it stands, or the nearest one before it, was mapped.

        :raise AccessError: for whoever may not set up stages
        :raise UserError: where it was not carried out, or a later set-up stands on it
        """
        self.check_access("write")
        for setup in self:
            lock_rows(setup)
            setup.invalidate_recordset()
            setup._check_reach()
            setup._check_undo()
            setup.sudo()._take_back(self.env.user)
        return True

    def _check_reach(self):
        """Judged as the caller: whoever chose a team by its id may not see it.

        :raise AccessError: for teams and companies of others
        """
        setup = self.sudo()
        setup.team_ids.with_env(self.env).check_access("read")
        if setup.company_id - self.env.companies:
            raise AccessError(
                self.env._(
                    "The company %(company)s is not among those that you work in.",
                    company=setup.company_id.name,
                )
            )

    def _carry_out(self, user):
        targets = {line.origin_id.id or None: line.target_id.id for line in self.line_ids}
        former = [(team.id, team.stage_scheme_id.id) for team in self.team_ids]
        if self.company_id:
            former.append((False, self.company_id.stage_scheme_id.id))
        unlocked(self.env["crm.stage.setup.former"]).create(
            [{"setup_id": self.id, "team_id": team, "scheme_id": old} for team, old in former]
        )
        moves = self._find_moves(targets)
        self._set_schemes({team: self.scheme_id for team, _old in former})
        self._remember(moves)
        self._move_tasks(moves, user, self.env._("Set-up of sales tasks."))
        tasks = self.env["crm.lead"].browse([lead_id for lead_id, _old, _new in moves])
        tasks.filtered(lambda task: task.won_status == "pending")._preset_task_contacts()
        now = fields.Datetime.now()
        unlocked(self).write({"state": "done", "date": now, "user_id": user.id})

    def _find_moves(self, targets):
        """Which tasks go where.

        :param targets: dict of stage id (None: no stage) to stage id
        :return: list of (task id, old stage id or None, new stage id)
        """
        tasks = self.env["crm.lead"].sudo().with_context(active_test=False)
        stands = tasks.search(self._get_task_domain()).mapped(lambda task: (task.id, task.stage_id))
        return [
            (task_id, stage.id or None, targets[stage.id or None])
            for task_id, stage in stands
            if (stage.id or None) in targets
        ]

    def _set_schemes(self, schemes):
        """Write the schemes of teams, and of the company for tasks without one.

        :param schemes: dict of team id (False: the company) to `crm.stage.scheme` record
        """
        for team_id, scheme in schemes.items():
            owner = self.env["crm.team"].browse(team_id) if team_id else self.company_id
            unlocked(owner.sudo()).write({"stage_scheme_id": scheme.id})

    def _remember(self, moves):
        self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_stage_setup_move
                       (setup_id, lead_id, from_stage_id, to_stage_id, create_uid, create_date,
                        write_uid, write_date)
                SELECT %(setup)s, lead, origin, target, %(user)s, %(now)s, %(user)s, %(now)s
                  FROM unnest(%(leads)s::int[], %(origins)s::int[], %(targets)s::int[])
                       AS moved (lead, origin, target)
                RETURNING id
                """,
                setup=self.id,
                user=self.env.uid,
                now=self.env.cr.now(),
                **_columns(moves),
            )
        )

    def _move_tasks(self, moves, user, note):
        """Write the new stages and the history.

        Nobody is told, and no probability changes: open stays open, won stays won.

        :param moves: list of (task id, old stage id or None, new stage id)
        :param user: `res.users` record
        :param note: str for the history
        """
        self.env["crm.lead"].flush_model()
        self.env["crm.stage.history"].flush_model()
        self.env.execute_query(
            SQL(
                """
                WITH moved AS (
                    SELECT * FROM unnest(%(leads)s::int[], %(origins)s::int[], %(targets)s::int[])
                        AS moved (lead, origin, target)),
                written AS (
                    UPDATE crm_lead SET stage_id = moved.target FROM moved
                     WHERE crm_lead.id = moved.lead RETURNING crm_lead.*)
                INSERT INTO crm_stage_history
                       (lead_id, kind, from_stage_id, to_stage_id, date, days, user_id, note,
                        team_id, salesperson_id, company_id,
                        create_uid, create_date, write_uid, write_date)
                SELECT moved.lead, 'setup', moved.origin, moved.target, %(now)s,
                       EXTRACT(epoch FROM %(now)s - COALESCE(
                           %(entered)s,
                           written.date_last_stage_update, written.create_date, %(now)s)) / 86400,
                       %(user)s, %(note)s, written.team_id, written.user_id, written.company_id,
                       %(user)s, %(now)s, %(user)s, %(now)s
                  FROM moved JOIN written ON written.id = moved.lead
                RETURNING id
                """,
                user=user.id,
                now=self.env.cr.now(),
                note=note,
                entered=get_entered_sql(SQL("written.id")),
                **_columns(moves),
            )
        )
        self.env["crm.lead"].invalidate_model()
        self.env["crm.stage.history"].invalidate_model()

    def _check_undo(self):
        """:raise UserError: where it cannot be taken back"""
        self.ensure_one()
        if self.state != "done":
            raise UserError(self.env._("%(setup)s was not carried out.", setup=self.name))
        changed = self.team_ids.filtered(lambda team: team.stage_scheme_id != self.scheme_id)
        if changed:
            raise UserError(
                self.env._(
                    "A later set-up gave another scheme to: %(teams)s. Take that one back first.",
                    teams=", ".join(changed.mapped("name")),
                )
            )
        if self.company_id and self.company_id.stage_scheme_id != self.scheme_id:
            raise UserError(
                self.env._(
                    "A later set-up gave another scheme to the tasks without a team of %(company)s. "
                    "Take that one back first.",
                    company=self.company_id.name,
                )
            )

    def _take_back(self, user):
        back = {
            (move.lead_id.id, move.to_stage_id.id): move.from_stage_id for move in self.move_ids
        }
        tasks = self.env["crm.lead"].with_context(active_test=False)
        moves = []
        for task in tasks.search(self._get_task_domain()):
            if (task.id, task.stage_id.id) in back:
                moves.append(
                    (task.id, task.stage_id.id, back[task.id, task.stage_id.id].id or None)
                )
            elif origin := self._get_old_stage(task):
                moves.append((task.id, task.stage_id.id, origin.id))
        self._set_schemes({row.team_id.id: row.scheme_id for row in self.former_ids})
        self._move_tasks(moves, user, self.env._("The set-up of sales tasks was taken back."))
        unlocked(self).write({"state": "undone"})

    @api.model
    def _get_fallback_stage(self, scheme, is_won):
        """A stage that teams with a scheme, or without one, have.

        :return: `crm.stage` record
        """
        stages = self.env["crm.stage"].search([("scheme_id", "=", scheme.id)])
        return stages.filtered(lambda stage: stage.is_won == is_won)[:1]

    def _get_old_stage(self, task):
        """The old stage that is as far as a task's stage, or nearest before it.

        :return: `crm.stage` record
        """
        # A lost task may stand in a stage that was archived since.
        stages = self.scheme_id.with_context(active_test=False).stage_ids
        ids = stages.sorted(lambda stage: (stage.sequence, stage.id)).ids
        if task.stage_id.id not in ids:
            return task.stage_id.browse()
        passed = stages.browse(ids[: ids.index(task.stage_id.id) + 1])
        for stage in reversed(passed.filtered(lambda one: one.is_won == task.stage_id.is_won)):
            if lines := self.line_ids.filtered(lambda line, to=stage: line.target_id == to):
                return lines[-1:].origin_id
        former = self.former_ids.filtered(lambda row: row.team_id == task.team_id)[:1].scheme_id
        return self._get_fallback_stage(former, task.stage_id.is_won)


def _columns(moves):
    """Split moves into the arrays of a statement."""
    return {
        "leads": [lead for lead, _origin, _target in moves],
        "origins": [origin for _lead, origin, _target in moves],
        "targets": [target for _lead, _origin, target in moves],
    }
