"""What was done with a customer, from its page; with whom work was done is never deleted."""

from odoo import api, fields, models

_HISTORY_TABLES = [("crm_work_record", "partner_id"), ("crm_work_record", "contact_id")]


class ResPartner(models.Model):
    _inherit = "res.partner"

    work_record_count = fields.Integer(
        compute="_compute_work_record_count",
        groups="sales_team.group_sale_salesman,crm_customer_protection.group_clerk",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_work_record_count(self):
        counts = dict(
            self.env["crm.work.record"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.work_record_count = counts.get(partner._origin, 0)

    @api.model
    def _get_history_tables(self):
        return super()._get_history_tables() + _HISTORY_TABLES

    def action_view_work_records(self):
        """Open the work records of this customer.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_work_record_action"
        )
        customer = self.commercial_partner_id
        context = {"default_partner_id": self.id, "search_default_open_and_done": 1}
        return dict(action, domain=[("partner_id", "=", customer.id)], context=context)

    def action_add_work_record(self):
        """Open the quick entry for this customer.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_work_record_action_entry"
        )
        context = {"default_partner_id": self.id, "dialog_size": "medium"}
        return dict(action, context=context)
