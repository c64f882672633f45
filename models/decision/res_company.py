from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    decision_contact_days = fields.Integer(
        "Talk with Decision Makers",
        default=30,
        help="After so many days without a talk with a decision maker the decision tree and the "
        "tasks say so. 0: never.",
    )

    _check_decision_contact_days = models.Constraint(
        "CHECK(decision_contact_days >= 0)",
        "The days without a talk cannot be fewer than 0.",
    )
