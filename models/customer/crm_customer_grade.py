from odoo import fields, models


class CrmCustomerGrade(models.Model):
    _name = "crm.customer.grade"
    _description = "Customer Grade"
    _order = "sequence, id"

    name = fields.Char("Grade", required=True, size=8)
    sequence = fields.Integer(default=10, help="The best grade comes first.")
    active = fields.Boolean(default=True)
    color = fields.Integer()
    description = fields.Char(translate=True, help="What a customer of this grade is like.")

    _name_uniq = models.UniqueIndex(
        "(name) WHERE active IS TRUE",
        "There is an active customer grade of this name already. Rename one of the two.",
    )
