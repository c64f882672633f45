"""The team tree and what a team wants to know of a customer.

Leadership comes from this data (`user_id`, `manager_ids`), not from a group.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# A team that chose nothing requires these.
DEFAULT_REQUIRED_FIELDS = ("name", "website")


class CrmTeam(models.Model):
    _inherit = "crm.team"
    _parent_name = "parent_id"
    _parent_store = True

    parent_id = fields.Many2one(
        "crm.team",
        "Parent Team",
        index=True,
        ondelete="restrict",
        check_company=True,
        help="The leader of a team leads all teams below it too.",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("crm.team", "parent_id", "Sub-teams")
    manager_ids = fields.Many2many(
        "res.users",
        "crm_team_manager_rel",
        "team_id",
        "user_id",
        "Co-leaders",
        # As text: a list would make the field depend on `share`, and every new user be searched for
        # in the teams, which flushes it half-made (Odoo's TestLeadConvertMass shows it).
        domain="[('share', '=', False)]",
        help="They may do in this team, and in those below it, whatever its leader may.",
    )
    customer_required_field_ids = fields.Many2many(
        "ir.model.fields",
        "crm_team_customer_required_field_rel",
        "team_id",
        "field_id",
        "Required Customer Information",
        domain=lambda self: self._get_customer_required_field_domain(),
        help="What the members of this team must fill in of a customer. "
        "A team that chooses nothing requires the name and the website.",
    )

    @api.model
    def _get_customer_required_field_domain(self):
        """Domain on `ir.model.fields` of the customer's fields that a person can fill in."""
        return [
            ("model", "=", "res.partner"),
            ("store", "=", True),
            ("readonly", "=", False),
            ("name", "not in", ["id", "active", "is_company", "is_managed_customer", "type"]),
            (
                "ttype",
                "in",
                ["char", "text", "html", "many2one", "many2many", "selection", "date", "datetime"]
                + ["integer", "float", "monetary", "binary"],
            ),
        ]

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A sales team cannot stand below itself. Choose another parent team.")
            )

    def _get_customer_required_fields(self):
        """Names of the customer fields that must be filled in by the members of this team.

        :return: list of `res.partner` field names; the default where no team or no choice is given
        """
        chosen = self.sudo().customer_required_field_ids.mapped("name")
        return sorted({"name", *chosen}) if chosen else list(DEFAULT_REQUIRED_FIELDS)
