"""The rules of a promotion, and the dialog that asks for its note (invariant 8)."""

from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _get_promotion_kind(self, origin, stage):
        """What a change between two stages of the task's scheme is.

        :param origin: `crm.stage` record, where the task stands
        :param stage: `crm.stage` record, where it shall go
        :return: "forward", "skip", "back", or "transfer" where the latter is not in the scheme
        """
        self.ensure_one()
        if stage not in self.stage_scheme_id._get_course():
            return "transfer"
        steps = self._get_place(stage) - self._get_place(origin)
        return "back" if steps <= 0 else "forward" if steps == 1 else "skip"

    def _get_place(self, stage):
        """How far a stage is in the task's scheme.

        :param stage: `crm.stage` record
        :return: int from 0 on; of an archived stage the place of the one before it, since a lost
            task may stand there; -1 before the first and for a stage of another scheme
        """
        stage = stage.sudo()
        if stage.scheme_id != self.stage_scheme_id:
            return -1
        course = self.stage_scheme_id._get_course()
        until = (stage.sequence, stage.id)
        return len(course.filtered(lambda one: (one.sequence, one.id) <= until)) - 1

    def _why_not_promote(self, origin, stage, note=None):
        """Why the task cannot go from a stage to another.

        :param origin: `crm.stage` record, where it stands
        :param stage: `crm.stage` record, where it shall go
        :param note: str or None; None where a dialog will still ask for it
        :return: a sentence, or None where nothing speaks against it
        """
        self.ensure_one()
        why_not = self._why_not_by_scheme(origin, stage)
        if why_not:
            return why_not
        kind = self._get_promotion_kind(origin, stage)
        missing = self._get_passed_stages(origin, stage).gate_ids._get_missing(self)
        if missing:
            return " ".join(missing)
        if not str(note or "").strip():
            if kind == "back":
                return self.env._("Going back needs a reason. Write it into the note.")
            if self.stage_scheme_id.require_note:
                return self.env._(
                    "Its scheme asks for a note on every promotion. Press Promote on the task."
                )
        return None

    def _why_not_by_scheme(self, origin, stage):
        """Why the scheme does not allow a change, whatever its conditions say.

        :return: a sentence or None
        """
        scheme, stage = self.stage_scheme_id, stage.sudo()
        if not stage:
            return self.env._("A sales task always stands in a stage.")
        if stage.scheme_id != scheme:
            return self.env._(
                "The stage %(stage)s is not one of the scheme %(scheme)s.",
                stage=stage.name,
                scheme=scheme.name,
            )
        if not stage.active:
            return self.env._("The stage %(stage)s is archived.", stage=stage.name)
        if self.won_status == "lost" or not self.active:
            return self.env._("It is lost or archived. Restore it first.")
        kind = self._get_promotion_kind(origin, stage)
        if kind == "skip" and not scheme.allow_skip:
            course = scheme._get_course()
            following = course[self._get_place(origin) + 1]
            return self.env._(
                "Stages are passed one at a time. After %(origin)s comes %(next)s.",
                origin=origin.name,
                next=following.name,
            )
        if kind == "back" and not scheme.allow_back:
            return self.env._("Its scheme does not allow going back.")
        return None

    def _get_passed_stages(self, origin, stage):
        """The stages that a promotion enters or passes over; none on the way back.

        :return: `crm.stage` recordset in sudo
        """
        course = self.stage_scheme_id._get_course()
        return course[self._get_place(origin) + 1 : self._get_place(stage) + 1]

    def _get_next_stage(self):
        """The stage after the task's own.

        :return: `crm.stage` record, empty for a task that is won or has no scheme
        """
        self.ensure_one()
        if not self.stage_scheme_id:
            return self.env["crm.stage"]
        return self.stage_scheme_id._get_course()[self._get_place(self.stage_id) + 1 :][:1]

    def action_promote(self):
        """Open the promotion dialog, for one or for many.

        :return: an `ir.actions.act_window` dict
        """
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Promote"),
            "res_model": "crm.stage.promotion",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_lead_ids": self.ids, "default_stage_id": self._get_first_target()},
        }

    def _get_first_target(self):
        return self._get_next_stage().id if len(self) == 1 else False

    def action_set_won(self):
        """Of several, each by the stages of its own scheme; Odoo looks for those of all teams."""
        if not self._has_stage_schemes():
            return super().action_set_won()
        for leads in self.grouped("stage_scheme_id").values():
            super(CrmLead, leads).action_set_won()
        return True

    def action_set_won_rainbowman(self):
        """A sales task is won like any stage is reached: in the dialog, with its conditions."""
        if self.stage_scheme_id:
            return self.action_promote()
        return super().action_set_won_rainbowman()
