from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

# The job may have stood still over a weekend.
_DAYS = 4


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    @api.model
    def _renew_by_meetings(self):
        """Count the meetings that ended in the last days as held.

        Runs before the nightly releases. A renewal changes nothing the second time, so that no
        overlap of two runs does harm.
        """
        now = fields.Datetime.now()
        held = self.sudo().search(
            [
                ("stop", "<=", now),
                ("stop", ">", now - timedelta(days=_DAYS)),
                ("partner_ids.managed_customer_id", "!=", False),
            ]
        )
        for meeting in held:
            try:
                with self.env.cr.savepoint():
                    meeting.partner_ids._register_customer_contact("meeting", meeting.stop)
            except ConcurrencyError:
                # Another job or person has the customer: the next night counts the meeting too.
                continue
