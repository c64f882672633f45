"""The work records of a task: how many, when the last one was done, what they cost."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list


class CrmLead(models.Model):
    _inherit = "crm.lead"

    work_record_ids = fields.One2many("crm.work.record", "lead_id")
    work_record_count = fields.Integer(compute="_compute_work_figures")
    expense_total = fields.Monetary(
        "Expenses",
        compute="_compute_work_figures",
        currency_field="company_currency",
        help="Of all work records of this task that were not cancelled.",
    )
    last_work_date = fields.Datetime(
        "Last Work",
        compute="_compute_last_work_date",
        store=True,
        copy=False,
        help="End of the last work record that was done.",
    )

    @api.depends("work_record_ids.expense", "work_record_ids.state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_work_figures(self):
        """Counts what the reader sees; the expenses are those of everybody."""
        Record = self.env["crm.work.record"]
        domain = [("lead_id", "in", self.ids)]
        seen = Record.has_access("read")
        counts = dict(Record._read_group(domain, ["lead_id"], ["__count"])) if seen else {}
        spent = dict(
            Record.sudo()._read_group(
                [*domain, ("state", "!=", "cancelled")], ["lead_id"], ["expense:sum"]
            )
        )
        for lead in self:
            lead.work_record_count = counts.get(lead._origin, 0)
            lead.expense_total = spent.get(lead._origin.sudo(), 0.0)

    @api.depends("work_record_ids.state", "work_record_ids.date_stop", "work_record_ids.active")
    def _compute_last_work_date(self):
        last = dict(
            self.env["crm.work.record"]._read_group(
                [("lead_id", "in", self.ids), ("state", "=", "done")],
                ["lead_id"],
                ["date_stop:max"],
            )
        )
        for lead in self:
            lead.last_work_date = last.get(lead._origin, False)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_work(self):
        """Where the server's own code deletes a task, what was done stays with the customer."""
        records = self.sudo().with_context(active_test=False).work_record_ids
        if self.env.su:
            staying = records.filtered("partner_id")
            staying._move_to_task(self.browse())
            records -= staying
        if records:
            raise UserError(
                self.env._(
                    "%(names)s: there are work records of this task, so it cannot be deleted. Mark "
                    "it as lost, or archive it.",
                    names=format_list(self.env, records.lead_id[:5].mapped("name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        # Nobody has worked on what is new, whatever a client says: not a query to find it out.
        return super().create([dict(vals, last_work_date=False) for vals in vals_list])

    def _merge_task_parts(self, opportunities):
        records = opportunities.sudo().with_context(active_test=False).work_record_ids
        records._move_to_task(self)
        return super()._merge_task_parts(opportunities)

    # === ACTIONS === #

    def action_view_work_records(self):
        """Open the work records of this task.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_work_record_action"
        )
        context = {"default_lead_id": self.id, "search_default_open_and_done": 1}
        return dict(action, domain=[("lead_id", "=", self.id)], context=context)

    def action_add_work_record(self):
        """Open the quick entry for this task.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_work_record_action_entry"
        )
        context = {"default_lead_id": self.id, "dialog_size": "medium"}
        return dict(action, context=context)
