from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    use_contract_review = fields.Boolean(related="company_id.use_contract_review", readonly=False)
    contract_review_user_ids = fields.Many2many(
        related="company_id.contract_review_user_ids", readonly=False
    )
    contract_review_days = fields.Integer(related="company_id.contract_review_days", readonly=False)
    contract_review_document_required = fields.Boolean(
        related="company_id.contract_review_document_required", readonly=False
    )
    contract_review_document_kind_id = fields.Many2one(
        related="company_id.contract_review_document_kind_id", readonly=False
    )
    contract_review_before_order = fields.Boolean(
        related="company_id.contract_review_before_order", readonly=False
    )
