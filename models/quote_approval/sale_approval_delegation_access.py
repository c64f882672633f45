"""Whose deputies one chooses: one's own, and those of the persons whom one leads."""

from odoo import api, fields, models
from odoo.fields import Domain

_FOR_ALL = ("crm_customer_protection.group_customer_admin", "sales_team.group_sale_manager")


class SaleApprovalDelegation(models.Model):
    _inherit = "sale.approval.delegation"

    is_editable_by_me = fields.Boolean(
        compute="_compute_is_editable_by_me", search="_search_is_editable_by_me", compute_sudo=True
    )

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            # The record rule saw whose line it was before, not whose approvals it gives away now.
            self.check_access("write")
        return result

    @api.depends("user_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_editable_by_me(self):
        domain = self._get_my_domain()
        for delegation in self:
            delegation.is_editable_by_me = bool(delegation.filtered_domain(domain))

    def _search_is_editable_by_me(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return self._get_my_domain()

    @api.model
    def _get_my_domain(self):
        """Domain of the delegations that the caller enters and ends.

        :return: `Domain`
        """
        user = self.env.user
        led = self.env["crm.team"]._get_led_user_ids(user)
        domain = Domain("user_id", "in", sorted({user.id, *led}))
        if any(map(user.has_group, _FOR_ALL)):
            # What the superuser's context says of companies is unchecked.
            companies = self.sudo(False).env.companies
            domain |= Domain("user_id.company_ids", "in", companies.ids)
        return domain
