"""What a document of a task or customer is: a stage may ask for one of a kind."""

from odoo import fields, models


class CrmDocumentKind(models.Model):
    _name = "crm.document.kind"
    _description = "Document Kind"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
