"""Against whom one sells: a short list that salespeople extend while they close a task."""

from odoo import fields, models


class CrmCompetitor(models.Model):
    _name = "crm.competitor"
    _description = "Competitor"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: a competitor of all companies."
    )
    website = fields.Char()
    note = fields.Text(help="Strong and weak points, prices, customers.")

    _name_unique = models.UniqueIndex(
        "(lower(name), COALESCE(company_id, 0))",
        "This competitor is on the list already. Choose it there, archived ones included.",
    )
