from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    collision_dispute_days = fields.Integer(
        "Days to Dispute",
        default=7,
        help="How many days after a decision a claimant can dispute it. 0: every decision is final.",
    )
    collision_user_id = fields.Many2one(
        "res.users",
        "Collision Cases Go To",
        domain="[('share', '=', False)]",
        help="Who of the back office is asked to decide. Empty: its first member in this company.",
    )
