"""A level of an approval rule: who decides, how many of them, and until when."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_list

# What each kind of approver needs to be told.
_NEEDED = {"users": "user_ids", "group": "group_id"}


class SaleApprovalRuleStep(models.Model):
    _name = "sale.approval.rule.step"
    _description = "Level of an Approval Rule"
    _order = "sequence, id"

    rule_id = fields.Many2one("sale.approval.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(
        "Level", translate=True, help="Empty: who decides. For instance: price control."
    )
    kind = fields.Selection(
        [
            ("leader", "Team leader"),
            ("leader_above", "Leader of the team above"),
            ("users", "Named persons"),
            ("group", "A group"),
        ],
        "Decided by",
        required=True,
        default="leader",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Persons",
        domain=lambda self: self.env["res.users"]._get_approver_domain(),
        context={"active_test": False},
    )
    group_id = fields.Many2one("res.groups", "User Group", ondelete="restrict")
    mode = fields.Selection(
        [("any", "One of them"), ("all", "All of them"), ("sequence", "All, one after the other")],
        "How Many",
        required=True,
        default="any",
    )
    deadline_hours = fields.Float(
        "Hours to Decide", help="From when the quotation comes to this level. 0: no deadline."
    )
    reminder_hours = fields.Float(
        "Reminder After", help="Hours from when the quotation comes to this level. 0: none."
    )
    on_deadline = fields.Selection(
        [
            ("remind", "Remind once more"),
            ("above", "The leader of the team above decides too"),
            ("user", "Somebody else decides too"),
        ],
        "After the Deadline",
        required=True,
        default="remind",
    )
    escalation_user_id = fields.Many2one(
        "res.users",
        "Decides Then",
        ondelete="restrict",
        domain=lambda self: self.env["res.users"]._get_approver_domain(),
    )

    _check_hours = models.Constraint(
        "CHECK (deadline_hours >= 0 AND reminder_hours >= 0)",
        "The hours of a level cannot be less than zero.",
    )

    @api.constrains("user_ids", "escalation_user_id")
    def _check_people(self):
        """:raise ValidationError: where somebody is to approve who cannot open a quotation"""
        for step in self:
            people = step.with_context(active_test=False).user_ids.filtered("active")
            people |= step.escalation_user_id.filtered("active")
            unable = people - people._filter_approvers()
            if unable:
                raise ValidationError(
                    self.env._(
                        "%(name)s has no right to sales and cannot open a quotation. Give a right "
                        "to sales first, or choose somebody else.",
                        name=unable[0].name,
                    )
                )

    @api.constrains("kind", "user_ids", "group_id", "on_deadline", "escalation_user_id")
    def _check_told(self):
        """:raise ValidationError: where a level does not know who decides"""
        for step in self:
            name = _NEEDED.get(step.kind)
            if step.on_deadline == "user" and not step.escalation_user_id:
                name = "escalation_user_id"
            if name and not step[name]:
                raise ValidationError(
                    self.env._(
                        "The level %(level)s of the rule %(rule)s needs: %(field)s.",
                        level=step.display_name,
                        rule=step.rule_id.name,
                        field=step._fields[name]._description_string(self.env),
                    )
                )

    @api.depends("name", "kind", "user_ids.name", "group_id.name")
    def _compute_display_name(self):
        for step in self:
            step.display_name = step.name or step._get_approver_label()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        self.env["sale.approval.rule"]._rules_changed()
        return steps

    def write(self, vals):
        result = super().write(vals)
        if "rule_id" in vals:
            # The record rule saw the rule that it belonged to before.
            self.check_access("write")
        self.env["sale.approval.rule"]._rules_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["sale.approval.rule"]._rules_changed()
        return result

    def _get_approver_label(self):
        """Who decides, in words.

        :return: str
        """
        self.ensure_one()
        step = self.sudo()
        if step.kind == "users" and step.user_ids:
            return format_list(self.env, step.user_ids.mapped("name"))
        if step.kind == "group" and step.group_id:
            return step.group_id.name
        return dict(step._fields["kind"]._description_selection(self.env))[step.kind]
