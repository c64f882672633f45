"""Tasks: their execution in the ERP, and when the ERP has to enter them."""

from odoo import api, models

from ..protection.guard import unlocked

# Whether a task is won depends on these.
_WATCHED = {"stage_id", "active", "probability", "type", "won_status"}


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.erp.execution.mixin"]
    _execution_field = "lead_id"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        self.env["crm.erp.change"]._announce("lead_id", leads.filtered(_is_won))
        return leads

    def write(self, vals):
        result = super().write(vals)
        if _WATCHED & vals.keys():
            self.env["crm.erp.change"]._announce("lead_id", self)
        return result

    def _get_erp_company(self):
        """:return: `res.company` record, empty for a task of all companies"""
        return self.company_id or self.team_id.company_id or self.user_id.company_id

    def _prepare_erp_change(self, event):
        """
        :param str event: one of `crm.erp.change`'s
        :return: dict of values of the row that tells it
        """
        return {"lead_id": self.id, "event": event, "company_id": self._get_erp_company().id}

    def _get_erp_event(self):
        """What the ERP has to know of it: one of `crm.erp.change`'s events."""
        self.ensure_one()
        return "won" if _is_won(self) else "reopened"

    def _merge_task_parts(self, opportunities):
        """Orders of the ERP follow the task that stays, and what the ERP was told of it."""
        for model in ("crm.erp.order", "crm.erp.change"):
            rows = self.env[model].sudo().search([("lead_id", "in", opportunities.ids)])
            if rows:
                unlocked(rows).write({"lead_id": self.id})
        return super()._merge_task_parts(opportunities)


def _is_won(lead):
    return lead.type == "opportunity" and lead.won_status == "won"
