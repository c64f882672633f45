"""Opportunities whose customer one may not see still open, with its name and no more."""

from odoo import fields, models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.partner.link.mixin", "crm.customer.document.mixin", "crm.lead"]
    _partner_link_fields = ("partner_id", "commercial_partner_id")

    # Whether the customer has another address: said without reading it as the caller.
    partner_email_update = fields.Boolean(compute_sudo=True)
    partner_phone_update = fields.Boolean(compute_sudo=True)

    def _compute_commercial_partner_id(self):
        hidden = self.filtered(lambda lead: lead.partner_id._filter_hidden())
        hidden.update({"commercial_partner_id": False})
        return super(CrmLead, self - hidden)._compute_commercial_partner_id()
