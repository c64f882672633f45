"""A request for an extension ends with the ownership for which it was made."""

from odoo import fields, models

from .guard import is_unlocked, unlocked


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        # A new clock, or none. Where the clock goes on with a new owner, so does the request.
        if "user_id" in vals and vals.get("paused_on", True) is False and is_unlocked(self.env):
            self._end_requests()
        return result

    def _end_requests(self):
        """Cancel what is pending: it would grant days to somebody else, and let nobody ask anew."""
        pending = (
            self.env["crm.protection.extension"]
            .sudo()
            .search([("partner_id", "in", self.ids), ("state", "=", "pending")])
        )
        if not pending:
            return
        unlocked(pending).write(
            {
                "state": "cancelled",
                "decision_date": fields.Datetime.now(),
                "decision_note": self.env._("The customer changed hands before anybody decided."),
            }
        )
        pending.activity_unlink(["mail.mail_activity_data_todo"])
