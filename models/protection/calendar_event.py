from odoo import models


class CalendarEvent(models.Model):
    _name = "calendar.event"
    _inherit = ["crm.partner.link.mixin", "calendar.event"]
    _partner_link_fields = ("partner_ids",)
