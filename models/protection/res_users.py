from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    claim_serial = fields.Integer(
        readonly=True,
        copy=False,
        help="Technical: grows with each claim, so that claims of one person follow each other.",
    )
