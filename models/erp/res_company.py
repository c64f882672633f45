from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    use_erp_orders = fields.Boolean(
        "Orders of the ERP",
        help="The ERP sends its orders, and salespeople see how far the orders of their customers "
        "are.",
    )
