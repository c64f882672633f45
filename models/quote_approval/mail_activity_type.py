from odoo import fields, models


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    category = fields.Selection(
        selection_add=[("quote_approval", "Quotation Approval")],
        ondelete={"quote_approval": "set default"},
    )
