"""What a sales task says beside an opportunity: products, planned start, department.

For opportunities of other teams everything is as in Odoo (invariant 12).
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Tracked for sales tasks alone: the chatter of other opportunities stays Odoo's.
_TRACKED_FOR_TASKS = ("date_deadline", "planned_start", "task_product_ids")
# Of which the members of a task are told.
_TOLD_TO_MEMBERS = {*_TRACKED_FOR_TASKS, "expected_revenue", "recurring_revenue", "user_id"}


class CrmLead(models.Model):
    _inherit = "crm.lead"

    department_id = fields.Many2one(
        related="team_id.department_id",
        string="Department",
        help="The uppermost team above the sales team.",
    )
    planned_start = fields.Date(
        tracking=True, help="The day on which work on this sales task is planned to start."
    )
    date_deadline = fields.Date(tracking=True)
    task_product_ids = fields.Many2many(
        "product.product",
        "crm_lead_task_product_rel",
        "lead_id",
        "product_id",
        "Products",
        domain="[('sale_ok', '=', True), ('company_id', 'in', [company_id, False])]",
        check_company=True,
        tracking=True,
        help="What the customer is to buy. Prices and quantities stand in the quotations.",
    )

    _planned_start_before_finish = models.Constraint(
        "CHECK (planned_start <= date_deadline)",
        "A sales task cannot start after its expected closing. Change one of the two days.",
    )

    @api.constrains("planned_start", "date_deadline")
    def _check_planned_dates(self):
        for task in self:
            start, finish = task.planned_start, task.date_deadline
            if start and finish and start > finish:
                raise ValidationError(
                    self.env._(
                        "%(task)s: the planned start, %(start)s, lies after the expected closing, "
                        "%(finish)s. Change one of the two days.",
                        task=task.display_name,
                        start=fields.Date.to_string(start),
                        finish=fields.Date.to_string(finish),
                    )
                )

    @api.constrains("task_product_ids")
    def _check_task_products(self):
        for task in self:
            unsaleable = task.sudo().task_product_ids.filtered(lambda product: not product.sale_ok)
            if unsaleable:
                raise ValidationError(
                    self.env._(
                        "%(task)s: %(product)s is not for sale. Choose another product, or have "
                        "it put on sale.",
                        task=task.display_name,
                        product=unsaleable[0].display_name,
                    )
                )

    def write(self, vals):
        if "task_product_ids" in vals and not self.env.context.get("tracking_disable"):
            self._track_prepare(("task_product_ids",))
        return super().write(vals)

    def _track_prepare(self, fields_iter):
        """Products are read before they are written, and not before any other field is."""
        names = set(fields_iter)
        if "name" in names:
            names.discard("task_product_ids")
        return super()._track_prepare(names)

    def _mail_track(self, tracked_fields, initial_values):
        if not self._has_stage_schemes() or not self.stage_scheme_id:
            tracked_fields = {
                name: description
                for name, description in tracked_fields.items()
                if name not in _TRACKED_FOR_TASKS
            }
        return super()._mail_track(tracked_fields, initial_values)

    def _track_subtype(self, init_values):
        subtype = super()._track_subtype(init_values)
        if subtype or not _TOLD_TO_MEMBERS & init_values.keys() or not self.stage_scheme_id:
            return subtype
        return self.env.ref("crm_customer_protection.mail_message_subtype_task_changed")

    @api.model
    def _get_own_scheme(self):
        """The scheme that a new task of the caller runs through.

        :return: `crm.stage.scheme` record in sudo, or none
        """
        if not self._has_stage_schemes():
            return self.env["crm.stage.scheme"]
        teams = self.env["crm.team"].sudo()
        domain = [("use_opportunities", "=", True)]
        team = teams._get_default_team_id(user_id=self.env.uid, domain=domain)
        return team.stage_scheme_id if team else self.env.company.sudo().stage_scheme_id
