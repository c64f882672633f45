from odoo import api, models


class CalendarEvent(models.Model):
    _name = "calendar.event"
    _inherit = ["crm.partner.link.mixin", "calendar.event"]
    _partner_link_fields = ("partner_ids",)

    @api.model
    def _get_contact_details_description(self, organizer, partners):
        """Every colleague reads the description of a meeting: no customer's phone stands in it."""
        return super()._get_contact_details_description(organizer, partners._filter_open_to_all())
