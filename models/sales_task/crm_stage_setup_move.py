from odoo import fields, models


class CrmStageSetupMove(models.Model):
    """A task that a set-up moved, so that it can go back."""

    _name = "crm.stage.setup.move"
    _description = "Task Moved by a Set-up"
    _inherit = "crm.system.record.mixin"
    _rec_name = "lead_id"

    setup_id = fields.Many2one("crm.stage.setup", required=True, index=True, ondelete="cascade")
    lead_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="cascade")
    from_stage_id = fields.Many2one("crm.stage", ondelete="cascade")
    to_stage_id = fields.Many2one("crm.stage", required=True, ondelete="cascade")


class CrmStageSetupFormer(models.Model):
    """The scheme that a team had before a set-up."""

    _name = "crm.stage.setup.former"
    _description = "Scheme of a Team before a Set-up"
    _inherit = "crm.system.record.mixin"
    _rec_name = "team_id"

    setup_id = fields.Many2one("crm.stage.setup", required=True, index=True, ondelete="cascade")
    team_id = fields.Many2one("crm.team", ondelete="cascade")
    scheme_id = fields.Many2one("crm.stage.scheme", ondelete="cascade")
