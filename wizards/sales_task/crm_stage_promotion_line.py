from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class CrmStagePromotionLine(models.TransientModel):
    _name = "crm.stage.promotion.line"
    _description = "Task in a Stage Promotion"

    promotion_id = fields.Many2one("crm.stage.promotion", required=True, ondelete="cascade")
    lead_id = fields.Many2one("crm.lead", "Sales Task", readonly=True, ondelete="cascade")
    origin_id = fields.Many2one("crm.stage", "From Stage", readonly=True, ondelete="cascade")
    stage_id = fields.Many2one("crm.stage", "To Stage", readonly=True, ondelete="cascade")
    reason = fields.Char("Not Promoted Because", readonly=True)

    def _promote(self):
        """Promote the task of the line, or write down why not."""
        self.ensure_one()
        reason = self.promotion_id._why_not(self.lead_id, self.stage_id)
        if not reason:
            values = {"stage_id": self.stage_id.id, "stage_note": self.promotion_id.note}
            try:
                with self.env.cr.savepoint():
                    self.lead_id.write(values)
            except (UserError, AccessError) as error:
                reason = str(error)
        self.reason = reason
