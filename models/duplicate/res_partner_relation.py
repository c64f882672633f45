from odoo import fields, models


class ResPartner(models.Model):
    """Customers that belong to this one without being it."""

    _inherit = "res.partner"

    relation_ids = fields.One2many(
        "crm.customer.relation",
        "partner_id",
        "Related Customers",
        readonly=True,
        groups="sales_team.group_sale_salesman,crm_customer_protection.group_clerk",
    )
