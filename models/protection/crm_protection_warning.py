from odoo import fields, models


class CrmProtectionWarning(models.Model):
    _name = "crm.protection.warning"
    _description = "Protection Warning"
    _order = "days desc, id"

    policy_id = fields.Many2one(
        "crm.protection.policy", required=True, index=True, ondelete="cascade"
    )
    days = fields.Integer("Days Before", required=True, default=7)
    recipient = fields.Selection(
        [("owner", "Owner"), ("leader", "Team leader"), ("both", "Owner and team leader")],
        required=True,
        default="owner",
    )

    _days_not_negative = models.Constraint(
        "CHECK (days >= 0)", "A warning comes before the day on which the customer falls free."
    )
