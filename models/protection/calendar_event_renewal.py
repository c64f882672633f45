from datetime import timedelta

from odoo import api, fields, models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    @api.model
    def _cron_renew_by_meetings(self):
        """Count the meetings that ended in the last two days as held.

        Runs before the nightly releases. A renewal changes nothing the second time, so that the
        overlap of two nights does no harm.
        """
        now = fields.Datetime.now()
        held = self.sudo().search(
            [
                ("stop", "<=", now),
                ("stop", ">", now - timedelta(days=2)),
                ("partner_ids.managed_customer_id", "!=", False),
            ]
        )
        for meeting in held:
            meeting.partner_ids._register_customer_contact("meeting", meeting.stop)
        return True
