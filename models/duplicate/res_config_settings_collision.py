from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collision_dispute_days = fields.Integer(
        related="company_id.collision_dispute_days", readonly=False
    )
    collision_user_id = fields.Many2one(related="company_id.collision_user_id", readonly=False)
