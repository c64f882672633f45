"""Who can be asked to approve quotations at all."""

from odoo import api, models

_READS_QUOTATIONS = "sales_team.group_sale_salesman"


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def _get_approver_domain(self):
        """Domain for fields in which approvers are chosen.

        :return: str: as a list it would make the field depend on `share`
        """
        group = self.env.ref(_READS_QUOTATIONS)
        return f"[('share', '=', False), ('all_group_ids', 'in', [{group.id}])]"

    def _filter_approvers(self):
        """Those of these users who can open a quotation: active, and with a right to sales."""
        return self.sudo().filtered(
            lambda user: user.active and not user.share and user.has_group(_READS_QUOTATIONS)
        )
