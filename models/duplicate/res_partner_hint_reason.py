"""What the rules on duplicates will say, told by the form before it is saved.

A hint only: the rules themselves are kept in `create` and `write`.
"""

from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    duplicate_action = fields.Selection(
        [
            ("refuse", "Back office only"),
            ("reason", "With a reason"),
            ("optional", "Perhaps with a reason"),
        ],
        "Entering a Duplicate",
        compute="_compute_duplicate_action",
        help="Whether a reason has to be given, since the customer looks like another one.",
    )

    @api.depends("collision_hints", "collision_notice", "company_id")
    def _compute_duplicate_action(self):
        for partner in self:
            partner.duplicate_action = (
                partner.collision_hints or partner.collision_notice
            ) and partner._get_duplicate_action()

    def _get_duplicate_action(self):
        """What the rules of the forms say of the hints of this partner.

        :return: one of the field's values, or False
        """
        if self._origin and not self._is_typed("registered_name"):
            return False
        company = self.company_id or self.env.company
        rules = self.env["crm.duplicate.rule"]._get_rules(company, "form")
        if not rules:
            return False
        hints = self.collision_hints
        # Where nothing is told any more the reason can still be given.
        if not hints:
            return "optional"
        if any(match["kind"] == "same" for match in hints):
            return False
        action = rules._get_action(hints)
        if action == "refuse" and self._is_customer_admin():
            return "reason"
        return action if action in ("refuse", "reason") else False
