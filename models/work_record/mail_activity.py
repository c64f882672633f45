from odoo import api, fields, models
from odoo.exceptions import AccessError

from .plan_sync import is_syncing, syncing

_WATCHED = frozenset({"active", "date_deadline", "user_id"})


class MailActivity(models.Model):
    _inherit = "mail.activity"

    work_record_id = fields.Many2one(
        "crm.work.record", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        if not is_syncing(self.env) and activities.sudo().work_record_id:
            activities._refuse_work_record()
        return activities

    def write(self, vals):
        if is_syncing(self.env):
            return super().write(vals)
        if "work_record_id" in vals:
            self._refuse_work_record()
        records = self._get_followers() if _WATCHED & vals.keys() else None
        if not records:
            return super().write(vals)
        if vals.get("user_id") and not self.env.su:
            records.with_env(self.env)._check_author(self.env["res.users"].browse(vals["user_id"]))
        result = super(MailActivity, syncing(self)).write(vals)
        records._follow_activity()
        return result

    def _action_done(self, feedback=False, attachment_ids=None):
        records = not is_syncing(self.env) and self._get_followers()
        if not records:
            return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        done = super(MailActivity, syncing(self))._action_done(
            feedback=feedback, attachment_ids=attachment_ids
        )
        records._follow_activity(feedback)
        return done

    def unlink(self):
        records = not is_syncing(self.env) and self._get_followers()
        if not records:
            return super().unlink()
        result = super(MailActivity, syncing(self)).unlink()
        records._follow_activity()
        return result

    def _get_followers(self):
        """The records to which these activities belong, as the system sees them."""
        return self.sudo().work_record_id

    def _refuse_work_record(self):
        raise AccessError(self.env._("The activity of a work record is made by the record alone."))
