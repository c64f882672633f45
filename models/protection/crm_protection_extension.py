"""Requests to protect a customer longer. The clock stands still while one is pending."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .guard import unlocked
from .locking import lock_rows

# The state a request may go to, from which state.
_TRANSITIONS = {
    "approved": ("pending",),
    "refused": ("pending",),
    "cancelled": ("pending",),
}


class CrmProtectionExtension(models.Model):
    _name = "crm.protection.extension"
    _description = "Extension Request"
    _inherit = [
        "crm.system.record.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "crm.visible.partner.mixin",
    ]
    _order = "id desc"
    _rec_name = "partner_id"
    # Leaders ask back before they decide, without a right to write.
    _mail_post_access = "read"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", "Asked by", required=True, readonly=True, index=True, ondelete="restrict"
    )
    days = fields.Integer(required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)
    state = fields.Selection(
        [
            ("pending", "Pending"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        required=True,
        readonly=True,
        default="pending",
        index=True,
        tracking=True,
    )
    old_until = fields.Date("Former Date", readonly=True)
    new_until = fields.Date("Protected Until", readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decision_date = fields.Datetime("Decided on", readonly=True)
    decision_note = fields.Text(readonly=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    # What whoever decides wants to know; who no longer sees the customer is not told
    owner_id = fields.Many2one("res.users", compute="_compute_about_customer")
    customer_grade_id = fields.Many2one(
        "crm.customer.grade", "Grade", compute="_compute_about_customer"
    )
    last_contact_date = fields.Datetime("Last Contact", compute="_compute_about_customer")
    policy_id = fields.Many2one("crm.protection.policy", compute="_compute_about_customer")
    claim_day = fields.Date("Clock Started", compute="_compute_about_customer")
    extension_count = fields.Integer("Extended Before", compute="_compute_about_customer")

    # Two requests for one customer at the same time would stop its clock twice.
    _one_pending = models.UniqueIndex(
        "(partner_id) WHERE state = 'pending'",
        "There is a pending extension request for this customer already.",
    )
    _days_positive = models.Constraint("CHECK (days > 0)", "Ask for at least one day.")

    @api.depends("state", "partner_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for request in self:
            request.can_decide = not request._why_not_decide()

    @api.depends("partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_about_customer(self):
        for request in self:
            seen = request.partner_id if request.is_partner_visible_to_me else None
            customer = (seen or self.env["res.partner"]).sudo()
            request.owner_id = customer.user_id
            request.customer_grade_id = customer.customer_grade_id
            request.last_contact_date = customer.last_contact_date
            request.policy_id = customer.protection_policy_id
            request.claim_day = customer.claim_day
            request.extension_count = customer.extension_count

    def _get_locked_message(self):
        if not self:
            return self.env._("Ask for an extension by the action of the customer.")
        return self.env._("Approve, refuse or cancel the request by its buttons.")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Extension requests are kept. Cancel it instead."))

    # === DECIDE === #

    def _why_not_decide(self):
        """Why the caller cannot approve or refuse this request, or None."""
        self.ensure_one()
        request = self.sudo()
        values = {"name": request.partner_id.display_name}
        if request.state != "pending":
            return self.env._("%(name)s: this request is decided already.", **values)
        if request.user_id == self.env.user:
            return self.env._("%(name)s: nobody decides about his or her own request.", **values)
        if not request.partner_id.sudo(False)._is_directed_by_me():
            return self.env._("%(name)s: only a leader or the back office decides.", **values)
        return None

    def action_approve(self):
        """Grant the days that were asked for.

        :raise AccessError: where the caller may not decide
        """
        for request in self:
            request._decide("approved")

    def action_refuse(self):
        """Open the dialog that asks for the reason of the refusal.

        :return: an `ir.actions.act_window` dict
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_protection_dialog_action"
        )
        context = {"default_kind": "refuse", "default_extension_ids": self.ids}
        return dict(action, name=self.env._("Refuse the Extension"), context=context)

    def action_cancel(self):
        """Take back one's own requests; the clock goes on.

        :raise AccessError: for another person's request
        """
        for request in self:
            if request.sudo().user_id != self.env.user and not self.env.su:
                raise AccessError(
                    self.env._("Only who asked for the extension takes the request back.")
                )
            request._finish("cancelled", note=None)

    def _decide(self, state, note=None):
        """Approve or refuse one request.

        :param str state: `approved` or `refused`
        :param str note: the reason, required for a refusal
        """
        self.ensure_one()
        lock_rows(self)
        reason = self._why_not_decide()
        if reason:
            raise AccessError(reason)
        if state == "refused" and not (note or "").strip():
            raise UserError(self.env._("Say why the extension is refused."))
        self._finish(state, note)

    def _finish(self, state, note):
        """Let the clock go on, add what was granted, and close the request."""
        request = self.sudo()
        if request.state not in _TRANSITIONS[state]:
            raise UserError(
                self.env._(
                    "%(name)s: this request is decided already.",
                    name=request.partner_id.display_name,
                )
            )
        request.partner_id._lock_customers()
        new_until = request.partner_id._resume_clock(state, request.days, note or request.reason)
        unlocked(request).write(
            {
                "state": state,
                "new_until": new_until,
                "decided_by_id": self.env.uid,
                "decision_date": fields.Datetime.now(),
                "decision_note": note,
            }
        )
        request.activity_feedback(["mail.mail_activity_data_todo"])
        request.message_post(
            body=request._get_decision_message(),
            partner_ids=request.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _get_decision_message(self):
        state = dict(self._fields["state"]._description_selection(self.env))[self.state]
        if self.decision_note:
            return self.env._("%(state)s: %(note)s", state=state, note=self.decision_note)
        return state

    def _notify_deciders(self):
        """Put the request on the leaders' desks: the owner's team, or else the back office."""
        for request in self.sudo():
            team = request.user_id.sale_team_id
            leaders = (team.user_id | team.manager_ids) - request.user_id
            if not leaders and team.parent_id:
                leaders = team.parent_id.user_id - request.user_id
            for leader in leaders or self._get_back_office():
                request.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=leader.id,
                    summary=self.env._("Extension: %(name)s", name=request.partner_id.name),
                    note=request.reason,
                )

    @api.model
    def _get_back_office(self):
        group = self.env.ref("crm_customer_protection.group_customer_admin").sudo()
        return group.user_ids.filtered("active")[:5]
