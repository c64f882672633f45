"""The sales tasks in which a contact takes part."""

from odoo import api, fields, models

_GROUPS = "sales_team.group_sale_salesman"


class ResPartner(models.Model):
    _inherit = "res.partner"

    task_contact_ids = fields.One2many(
        "crm.lead.contact", "partner_id", "Takes Part In", groups=_GROUPS
    )
    task_contact_count = fields.Integer(
        "Tasks with This Contact", compute="_compute_task_contact_count", groups=_GROUPS
    )

    @api.depends("task_contact_ids")
    def _compute_task_contact_count(self):
        counts = dict(
            self.env["crm.lead.contact"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for person in self:
            person.task_contact_count = counts.get(person._origin, 0)

    def action_view_contact_tasks(self):
        """List the tasks in which the contact takes part.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tasks with %(person)s", person=self.name),
            "res_model": "crm.lead.contact",
            "views": [
                (self.env.ref("crm_customer_protection.crm_lead_contact_view_list").id, "list")
            ],
            "domain": [("partner_id", "=", self.id)],
        }
