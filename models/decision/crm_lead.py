"""The people of a sales task: preset from the customer, and gone with it."""

from odoo import api, fields, models
from odoo.tools import format_list

from .res_partner_gaps import Person


class CrmLead(models.Model):
    _inherit = "crm.lead"

    task_contact_ids = fields.One2many(
        "crm.lead.contact",
        "lead_id",
        "Task Contacts",
        copy=False,
        help="Who at the customer takes part in this task. One of them is the main contact.",
    )
    decision_customer_id = fields.Many2one(
        "res.partner", compute="_compute_decision_customer_id", compute_sudo=True
    )
    decision_gaps = fields.Text(
        "Coverage Gaps",
        compute="_compute_decision_gaps",
        help="What is missing among the contacts of the task, one sentence a line.",
    )

    @api.depends("partner_id.commercial_partner_id")
    def _compute_decision_customer_id(self):
        for lead in self:
            lead.decision_customer_id = lead.partner_id.commercial_partner_id

    @api.depends(
        "stage_scheme_id",
        "partner_id",
        "task_contact_ids.decision_role",
        "task_contact_ids.partner_id",
        "task_contact_ids.stance",
    )
    @api.depends_context("uid")
    def _compute_decision_gaps(self):
        for lead in self:
            shown = lead.stage_scheme_id and lead.partner_id
            lead.decision_gaps = (
                "\n".join(lead._get_task_gaps())
                if shown and not lead.partner_id._filter_hidden()
                else False
            )

    def _get_task_gaps(self):
        """What is missing among the contacts of this task.

        :return: list of sentences
        """
        people = [
            Person(row.partner_id._origin, row.decision_role, row.stance)
            for row in self.sudo().task_contact_ids
            if row.partner_id
        ]
        if not people:
            return [self.env._("No contact of the customer takes part in the task.")]
        company = self.company_id or self.env.company
        return self.env["res.partner"]._get_decision_gaps(people, company)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        if self._has_stage_schemes():
            leads._preset_task_contacts()
        return leads

    def write(self, vals):
        result = super().write(vals)
        if {"partner_id", "team_id", "type"} & vals.keys() and self._has_stage_schemes():
            if "partner_id" in vals:
                self._leave_foreign_contacts()
            self._preset_task_contacts()
        return result

    @api.onchange("partner_id")
    def _onchange_partner_leaves_contacts(self):
        """Say who goes before the task is saved."""
        customer = self.partner_id.sudo().commercial_partner_id
        leaving = self.task_contact_ids.filtered(
            lambda row: row.partner_id.sudo().commercial_partner_id != customer
        )
        if not leaving:
            return {}
        return {
            "warning": {
                "title": self.env._("Another customer"),
                "message": self._get_leaving_message(leaving),
            }
        }

    # === TASK CONTACTS === #

    def _preset_task_contacts(self):
        """Give tasks without contacts the one they are for, or the customer's primary one."""
        vals_list = []
        for lead in self.sudo().filtered("partner_id"):
            if not lead.stage_scheme_id or lead.task_contact_ids:
                continue
            contact = lead._get_preset_task_contact()
            if contact:
                vals_list.append({"lead_id": lead.id, "partner_id": contact.id})
        if vals_list:
            self.env["crm.lead.contact"].sudo().create(vals_list)

    def _get_preset_task_contact(self):
        """Who takes part in a task that names nobody: the person, or the customer's primary one."""
        partner = self.partner_id
        if partner.is_company:
            return partner.commercial_partner_id.primary_contact_id
        return partner

    def _leave_foreign_contacts(self):
        """The people of the former customer leave a task that is another customer's now."""
        for lead in self.sudo().filtered("task_contact_ids"):
            leaving = lead.task_contact_ids.filtered(lambda row: not row._is_of_customer())
            if leaving:
                message = lead._get_leaving_message(leaving)
                leaving.unlink()
                lead.with_env(self.env)._message_log(body=message)

    def _get_leaving_message(self, rows):
        return self.env._(
            "The task is another customer's now: %(names)s no longer take part in it.",
            names=format_list(self.env, rows.sudo().partner_id.mapped("name")),
        )

    def _ensure_main_contact(self):
        """Where nobody is the main contact, the first one is."""
        self.invalidate_recordset(["task_contact_ids"])
        for lead in self.sudo().exists():
            rows = lead.task_contact_ids.sorted(lambda row: (row.sequence, row.id))
            if rows and not any(rows.mapped("is_main")):
                rows[0].is_main = True
