from odoo import api, fields, models


class CrmCustomerMergeValue(models.TransientModel):
    _name = "crm.customer.merge.value"
    _description = "Value That Stays in a Merge"

    merge_id = fields.Many2one("crm.customer.merge", ondelete="cascade")
    name = fields.Char("Technical Name", required=True)
    label = fields.Char("Field", compute="_compute_label")
    allowed_ids = fields.Many2many("res.partner", context={"active_test": False})
    partner_id = fields.Many2one(
        "res.partner",
        "Value Of",
        domain="[('id', 'in', allowed_ids)]",
        ondelete="cascade",
        context={"active_test": False},
    )
    texts = fields.Json("Values", compute="_compute_texts", help="By the id of each customer.")

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_label(self):
        labels = self.env["res.partner"].fields_get(self.mapped("name"), ["string"])
        for line in self:
            line.label = labels.get(line.name, {}).get("string") or line.name

    @api.depends("name", "allowed_ids")
    @api.depends_context("lang")
    def _compute_texts(self):
        names = {*self.env["res.partner"]._get_merge_fields(), "user_id"}
        for line in self:
            # Whatever a client wrote into the line: of what the caller may read and choose.
            partners = line.allowed_ids._origin._filtered_access("read")
            partners = partners if line.name in names else partners.browse()
            line.texts = {partner.id: partner._get_merge_text(line.name) for partner in partners}
