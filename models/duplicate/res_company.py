from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    collision_search_limit = fields.Integer(
        "Searches a Day",
        default=200,
        help="How many customers one person may look up in the collision analysis on one day, so "
        "that nobody reads out the customer base. Typing one name counts once. The back office is "
        "not limited. 0: no limit.",
    )
    collision_search_months = fields.Integer(
        "Searches Are Kept",
        default=12,
        help="Months after which the log of searches is deleted. 0: it is kept.",
    )
    _collision_search_not_negative = models.Constraint(
        "CHECK (collision_search_limit >= 0 AND collision_search_months >= 0)",
        "The limit and the months of the collision analysis cannot be negative.",
    )

    def _get_searched_companies(self):
        """Those of these companies that log and limit searches, in sudo."""
        return self.sudo().filtered("use_customer_management")
