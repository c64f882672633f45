from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CrmVisiblePartnerMixin(models.AbstractModel):
    """For records that tell of one partner and are seen by whoever sees the partner."""

    _name = "crm.visible.partner.mixin"
    _description = "Visible with Its Partner"

    is_partner_visible_to_me = fields.Boolean(
        compute="_compute_is_partner_visible_to_me",
        search="_search_is_partner_visible_to_me",
        compute_sudo=True,
    )

    @api.depends("partner_id.is_visible_to_me")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_partner_visible_to_me(self):
        for record in self:
            partner = record.partner_id
            record.is_partner_visible_to_me = not partner or partner.is_visible_to_me

    def _search_is_partner_visible_to_me(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        partners = self.env["res.partner"]
        viewer = partners._get_viewer()
        if viewer.sees_all:
            return Domain.TRUE
        return Domain.custom(
            to_sql=lambda _model, alias, _query: partners._get_link_sql(
                SQL.identifier(alias, "partner_id"), viewer
            )
        )
