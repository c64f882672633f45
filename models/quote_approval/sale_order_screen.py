"""What people see of an approval on the quotation: what happened last, its levels, its steps."""

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime, format_list

# Steps that say how things stand; the others are said beside.
_TELLING = ("submitted", "approved", "rejected", "withdrawn", "voided", "before")
_ICONS = {
    "done": "fa-check",
    "now": "fa-hourglass-half",
    "rejected": "fa-times",
    "skipped": "fa-angle-double-right",
    "next": "fa-circle-o",
}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    has_approval = fields.Boolean(compute="_compute_has_approval")
    is_held_back = fields.Boolean(
        compute="_compute_has_approval",
        help="Whether the buttons with which it would leave the house are of no use yet.",
    )
    approval_headline = fields.Char(
        "Approval Status", compute="_compute_approval_news", groups="base.group_user"
    )
    approval_detail = fields.Text(
        "What Was Said", compute="_compute_approval_news", groups="base.group_user"
    )
    approval_course = fields.Html(
        "Levels",
        compute="_compute_approval_course",
        sanitize=False,
        groups="base.group_user",
    )
    approval_shown_step_ids = fields.Many2many(
        "sale.approval.step",
        string="Steps",
        compute="_compute_approval_shown_step_ids",
        groups="base.group_user",
    )

    # === WHETHER THERE IS ANYTHING TO SHOW === #

    @api.depends("approval_state", "company_id", "state")
    def _compute_has_approval(self):
        """Of orders without an approval nothing is asked that costs a query."""
        for order in self:
            submitted = order.sudo().approval_submit_date
            order.has_approval = order.approval_state != "none" or bool(submitted)
            # Whether a new one needs an approval is known once it is saved.
            unknown = not order._origin and order.company_id.sudo().use_quote_approval
            order.is_held_back = unknown or order.approval_state not in ("none", "approved")

    @api.depends("approval_step_ids", "has_approval")
    def _compute_approval_shown_step_ids(self):
        for order in self:
            steps = order.approval_step_ids if order.has_approval else False
            order.approval_shown_step_ids = steps

    # === WHAT HAPPENED LAST === #

    @api.depends("approval_state", "approval_step_ids", "approval_user_ids", "approval_deadline")
    @api.depends_context("lang", "tz", "uid")
    def _compute_approval_news(self):
        for order in self:
            headline, detail = order._get_approval_news() if order.has_approval else (False, False)
            order.approval_headline = headline
            order.approval_detail = detail

    def _get_approval_news(self):
        """How things stand, and what was said to it.

        :return: (sentence, text or False)
        """
        self.ensure_one()
        order = self.sudo()
        step = order.approval_step_ids.filtered(lambda step: step.kind in _TELLING)[:1]
        teller = getattr(order, f"_tell_{order.approval_state}_news", None)
        if not teller or not step:
            return self._why_not_leave() or False, False
        values = {
            "person": step.user_id.name,
            "day": self._format_approval_date(step.date),
        }
        return teller(step, values)

    def _tell_draft_news(self, step, values):
        if step.kind != "voided":
            return self._why_not_leave() or False, False
        text = self.env._(
            "The approval is void: %(person)s changed the quotation on %(day)s. Submit it again.",
            **values,
        )
        return text, step.changes

    def _tell_submitted_news(self, _step, _values):
        said = self.approval_step_ids.filtered(lambda step: step.kind == "submitted")[:1]
        values = {
            "people": format_list(self.env, self.approval_user_ids.mapped("name")) or "…",
            "day": self._format_approval_date(self.approval_level_date),
            "until": self._format_approval_date(self.approval_deadline),
        }
        if self.approval_deadline:
            text = self.env._("Waits for %(people)s since %(day)s, until %(until)s.", **values)
        else:
            text = self.env._("Waits for %(people)s since %(day)s.", **values)
        return text, said.note

    def _tell_approved_news(self, step, values):
        if not self._is_content_approved():
            return self._why_not_leave() or False, False
        if step.kind == "before":
            return self.env._("Sent before approvals began: it is worth what it was."), False
        steps = self._get_round_steps()
        values["people"] = format_list(self.env, steps.user_id.mapped("name")) or values["person"]
        text = self.env._(
            "Approved by %(people)s on %(day)s. It leaves the house as it is: a change makes the "
            "approval void.",
            people=values["people"],
            day=values["day"],
        )
        return text, steps[:1].note

    def _tell_rejected_news(self, step, values):
        text = self.env._(
            "Rejected by %(person)s on %(day)s. Change what was objected to, and submit it again.",
            **values,
        )
        return text, step.note

    def _tell_withdrawn_news(self, step, values):
        text = self.env._(
            "Withdrawn by %(person)s on %(day)s. Submit it again when it is ready.", **values
        )
        return text, step.note

    def _format_approval_date(self, value):
        return format_datetime(self.env, value, dt_format="short") if value else ""

    # === THE LEVELS === #

    @api.depends("approval_state", "approval_plan", "approval_step_ids", "approval_user_ids")
    @api.depends_context("lang", "tz", "uid")
    def _compute_approval_course(self):
        for order in self:
            order.approval_course = order._render_approval_course() if order.has_approval else False

    def _render_approval_course(self):
        """The levels from the first to the last, as a picture."""
        try:
            levels = self.sudo()._get_approval_course()
        except UserError as error:
            return Markup("<p class='text-danger mb-0'>%s</p>") % str(error)
        if not levels:
            return False
        return Markup("<ol class='o_approval_course'>%s</ol>") % Markup().join(
            self._render_approval_level(level) for level in levels
        )

    def _render_approval_level(self, level):
        lines = [", ".join(level["people"]), level.get("said")]
        return Markup(
            "<li class='o_approval_%s'><i class='fa %s' role='img' title='%s'></i>"
            "<div><strong>%s</strong>%s</div></li>"
        ) % (
            level["state"],
            _ICONS[level["state"]],
            self._get_level_state_label(level["state"]),
            level["name"],
            Markup().join(Markup("<div>%s</div>") % escape(line) for line in lines if line),
        )

    def _get_level_state_label(self, state):
        return {
            "done": self.env._("Approved"),
            "now": self.env._("Decides now"),
            "rejected": self.env._("Rejected"),
            "skipped": self.env._("Skipped"),
            "next": self.env._("To come"),
        }[state]

    def _get_approval_course(self):
        """The levels of the course that runs or ended, or of the one that would begin now.

        :return: list of dicts with name, state, people (names) and said
        :raise UserError: where it could not be submitted, since nobody would decide
        """
        self.ensure_one()
        if self.approval_state in ("submitted", "approved", "rejected"):
            plan = self.approval_plan or {}
            return [
                self._describe_level(level, number)
                for number, level in enumerate(plan.get("levels", ()))
            ]
        rule = self.sudo()._get_approval_rule() if self.state in ("draft", "sent") else None
        if not rule:
            return []
        levels = rule._get_plan(self, self.env.user)["levels"]
        return [
            {
                "name": level["name"],
                "state": "skipped" if level.get("skipped") else "next",
                "people": self._get_level_names(level),
                "said": level.get("skipped") or False,
            }
            for level in levels
        ]

    def _get_level_names(self, level):
        return self.env["res.users"].sudo().browse(level["user_ids"]).exists().mapped("name")

    def _describe_level(self, level, number):
        """How a level of the plan stands.

        :param dict level: of the plan
        :param int number: its index
        """
        steps = self._get_last_round_steps().filtered(lambda step: step.level == number + 1)
        decided = steps.filtered(lambda step: step.kind in ("approved", "rejected"))
        skipped = steps.filtered(lambda step: step.kind == "skipped")[:1]
        values = {"name": level["name"], "people": self._get_level_names(level), "said": False}
        if decided.filtered(lambda step: step.kind == "rejected"):
            state = "rejected"
        elif skipped:
            return dict(values, state="skipped", said=skipped.note)
        elif self.approval_state == "submitted" and number == self.approval_level:
            state = "now"
        elif decided:
            state = "done"
        else:
            state = "next"
        if state == "now" and not decided:
            return dict(values, state=state, people=self.approval_user_ids.mapped("name"))
        if decided:
            values["people"] = [self._describe_decider(step) for step in decided.sorted("id")]
        return dict(values, state=state)

    def _get_last_round_steps(self):
        steps = self.sudo().approval_step_ids
        last = max(steps.mapped("round"), default=0)
        return steps.filtered(lambda step: step.round == last)

    def _describe_decider(self, step):
        values = {
            "person": step.user_id.name,
            "other": step.on_behalf_of_id.name,
            "day": self._format_approval_date(step.date),
        }
        if step.on_behalf_of_id:
            return self.env._("%(person)s for %(other)s, %(day)s", **values)
        return self.env._("%(person)s, %(day)s", **values)
