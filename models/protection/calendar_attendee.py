from odoo import models


class CalendarAttendee(models.Model):
    """Shows the phone and e-mail of its partner, to every colleague."""

    _name = "calendar.attendee"
    _inherit = ["crm.partner.link.mixin", "calendar.attendee", "crm.visible.partner.mixin"]
