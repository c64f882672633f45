"""What the conditions of a stage ask a task for, and how far it is with those of the next stage."""

from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    next_stage_id = fields.Many2one("crm.stage", compute="_compute_next_stage_id")
    next_stage_missing = fields.Text(
        "Missing for the Next Stage",
        compute="_compute_next_stage_id",
        help="What the next stage still asks for, a sentence a line.",
    )

    @api.depends("stage_id", "team_id", "company_id", "type")
    def _compute_next_stage_id(self):
        for task in self:
            stage = task._get_next_stage()
            task.next_stage_id = stage
            task.next_stage_missing = "\n".join(stage.gate_ids._get_missing(task._origin)) or False

    def _get_known_roles(self):
        """The roles in the decision that are known of the task's people.

        :return: set of keys of `res.partner.decision_role`
        """
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id
        people = customer.child_ids | self.partner_id
        roles = {*people.mapped("decision_role"), *self.task_contact_ids.mapped("decision_role")}
        return roles - {False}
