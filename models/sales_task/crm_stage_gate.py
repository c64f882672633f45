"""A condition (阶段条件) that a sales task meets before it enters a stage (invariant 8)."""

from ast import literal_eval
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import is_html_empty

# What each kind needs to be told.
_NEEDED = {
    "field": ("field_id",),
    "domain": ("domain", "message"),
}


class CrmStageGate(models.Model):
    _name = "crm.stage.gate"
    _description = "Stage Gate"
    _order = "sequence, id"

    stage_id = fields.Many2one("crm.stage", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("field", "A field is filled in"),
            ("role", "A contact with a role in the decision is known"),
            ("work", "A work record is done"),
            ("document", "A document is attached"),
            ("quotation", "A quotation exists"),
            ("approved", "A quotation is approved"),
            ("domain", "The task meets a filter"),
        ],
        "Condition",
        required=True,
        default="field",
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        ondelete="cascade",
        domain=[("model", "=", "crm.lead"), ("name", "not in", ["id", "stage_id"])],
    )
    decision_role = fields.Selection(
        lambda self: self._get_decision_roles(),
        "Role in Decision",
        help="Empty: any role.",
    )
    work_kind_id = fields.Many2one(
        "crm.work.kind", "Kind of Work", ondelete="restrict", help="Empty: any kind."
    )
    days = fields.Integer(
        "Within Days", help="How old the work record may be. Zero: as old as it likes."
    )
    document_kind_id = fields.Many2one(
        "crm.document.kind", "Kind of Document", ondelete="restrict", help="Empty: any kind."
    )
    domain = fields.Char(help="The sales task has to match this filter.")
    message = fields.Char(
        "Said When Missing",
        translate=True,
        help="What the salesperson has to do. Empty: a sentence that says what is missing.",
    )

    @api.constrains(lambda self: ["kind", *{name for names in _NEEDED.values() for name in names}])
    def _check_told(self):
        """:raise ValidationError: where a condition does not know what it asks for"""
        for gate in self:
            for name in _NEEDED.get(gate.kind, ()):
                if not gate[name]:
                    raise ValidationError(
                        self.env._(
                            "The condition “%(condition)s” of the stage %(stage)s needs: %(field)s.",
                            condition=gate._get_kind_label(),
                            stage=gate.stage_id.name,
                            field=gate._fields[name]._description_string(self.env),
                        )
                    )

    @api.constrains("domain")
    def _check_domain(self):
        for gate in self.filtered(lambda gate: gate.kind == "domain"):
            try:
                self.env["crm.lead"].sudo().search(gate._get_domain(), limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The filter of the stage %(stage)s cannot be read: %(error)s",
                        stage=gate.stage_id.name,
                        error=error,
                    )
                ) from error

    _check_days = models.Constraint(
        "CHECK (days >= 0)", "The days of a condition cannot be less than zero."
    )

    @api.depends(
        "kind",
        "field_id",
        "decision_role",
        "message",
        "work_kind_id.name",
        "days",
        "document_kind_id.name",
    )
    def _compute_display_name(self):
        for gate in self:
            gate.display_name = gate.message or gate._get_sentence()

    @api.model
    def _get_decision_roles(self):
        return self.env["res.partner"]._fields["decision_role"]._description_selection(self.env)

    def _get_kind_label(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    def _get_domain(self):
        return Domain(literal_eval(self.domain or "[]"))

    def _get_missing(self, task):
        """What of these conditions a task does not meet.

        Judged by what there is, whether or not the caller may read it: the document of a colleague
        counts.

        :param task: `crm.lead` record
        :return: list of sentences, empty where all are met
        """
        return [gate.display_name for gate in self if not gate._is_met(task)]

    def _is_met(self, task):
        """Whether a task meets the condition.

        :param task: `crm.lead` record
        :return: bool
        """
        self.ensure_one()
        return bool(getattr(self.sudo(), f"_is_met_{self.kind}")(task.sudo()))

    def _get_sentence(self):
        """What to do, in words.

        :return: str
        """
        self.ensure_one()
        return getattr(self.sudo(), f"_say_{self.kind}")()

    # One pair of methods for each kind: whether it is met, and what is said where it is not.

    def _is_met_field(self, task):
        value = task[self.field_id.name]
        return not is_html_empty(value) if self.field_id.ttype == "html" else value

    def _say_field(self):
        return self.env._("Fill in: %(field)s.", field=self.field_id.field_description or "…")

    def _is_met_role(self, task):
        roles = task._get_known_roles()
        return self.decision_role in roles if self.decision_role else roles

    def _say_role(self):
        labels = dict(self._get_decision_roles())
        role = labels.get(self.decision_role) or self.env._("any role in the decision")
        return self.env._("Name a contact of this role: %(role)s.", role=role)

    def _is_met_work(self, task):
        done = task.work_record_ids.filtered(lambda record: record.state == "done")
        if self.work_kind_id:
            done = done.filtered(lambda record: record.kind_id == self.work_kind_id)
        if not self.days:
            return done
        since = fields.Datetime.now() - timedelta(days=self.days)
        return done.filtered(lambda record: record.date_start and record.date_start >= since)

    def _say_work(self):
        kind = self.work_kind_id.name or self.env._("any kind")
        if not self.days:
            return self.env._("Do a work record of this kind: %(kind)s.", kind=kind)
        return self.env._(
            "Do a work record of this kind within %(days)s days: %(kind)s.",
            kind=kind,
            days=self.days,
        )

    def _is_met_document(self, task):
        domain = [
            ("res_model", "=", task._name),
            ("res_id", "=", task.id),
            ("res_field", "=", False),
        ]
        if self.document_kind_id:
            domain.append(("document_kind_id", "=", self.document_kind_id.id))
        return self.env["ir.attachment"].sudo().search_count(domain, limit=1)

    def _say_document(self):
        kind = self.document_kind_id.name or self.env._("any kind")
        return self.env._("Attach a document of this kind: %(kind)s.", kind=kind)

    def _is_met_quotation(self, task):
        return task.order_ids.filtered(lambda order: order.state != "cancel")

    def _say_quotation(self):
        return self.env._("Make a quotation for the task.")

    def _is_met_approved(self, task):
        return task.order_ids.filtered(lambda order: order._is_quotation_approved())

    def _say_approved(self):
        return self.env._("Have a quotation of the task approved.")

    def _is_met_domain(self, task):
        return task.filtered_domain(self._get_domain())

    def _say_domain(self):
        return self.env._("Meet the filter of the stage.")
