"""How far a request is with each condition of the checklist.

What the data say is read afresh as long as the request is open, and kept when it is decided.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..protection.guard import unlocked
from .crm_trading_request import OPEN_STATES

STATUSES = [("met", "Met"), ("ticked", "To Be Confirmed"), ("missing", "Missing")]


class CrmTradingRequestCheck(models.Model):
    _name = "crm.trading.request.check"
    _description = "Condition of a Conversion Request"
    _inherit = ["crm.system.record.mixin"]
    _order = "sequence, id"
    _rec_name = "check_id"

    request_id = fields.Many2one(
        "crm.trading.request", required=True, readonly=True, index=True, ondelete="cascade"
    )
    check_id = fields.Many2one(
        "crm.trading.check", "Condition", required=True, readonly=True, ondelete="restrict"
    )
    sequence = fields.Integer(readonly=True)
    kind = fields.Selection(related="check_id.kind")
    is_required = fields.Boolean("Required", readonly=True)
    is_ticked = fields.Boolean("Ticked", readonly=True, help="By the salesperson.")
    confirmed_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    final_status = fields.Selection(STATUSES, "Status When Decided", readonly=True)
    status = fields.Selection(STATUSES, compute="_compute_status")
    what_to_do = fields.Text(compute="_compute_status")
    can_confirm = fields.Boolean(compute="_compute_status")

    @api.depends("request_id.state", "is_ticked", "confirmed_by_id", "final_status")
    @api.depends_context("uid", "lang")
    def _compute_status(self):
        files = self.request_id._get_documents().grouped("res_id")
        for request, checks in self.grouped("request_id").items():
            documents = files.get(request.id, self.env["ir.attachment"].sudo())
            decides = not request._why_not_decide()
            for check in checks:
                check.status = check._get_status(documents)
                missing = check.status == "missing"
                check.what_to_do = check._get_what_to_do() if missing else False
                check.can_confirm = decides and check.kind == "manual" and not check.confirmed_by_id

    def _get_status(self, documents):
        """One of `STATUSES`.

        :param documents: `ir.attachment` recordset of the request
        """
        check = self.sudo()
        if check.request_id.state not in OPEN_STATES:
            return check.final_status or "missing"
        if check.kind != "manual":
            customer = check.request_id.partner_id
            return "met" if check.check_id._is_met(customer, documents) else "missing"
        if check.confirmed_by_id:
            return "met"
        return "ticked" if check.is_ticked else "missing"

    def _get_what_to_do(self):
        return self.check_id.sudo()._get_sentence()

    def _get_missing_sentence(self):
        """Which condition, and what to do.

        :return: str
        """
        return f"{self.sudo().check_id.name}: {self._get_what_to_do()}"

    def _get_locked_message(self):
        return self.env._("Tick conditions in the dialog of the request.")

    def action_confirm(self):
        """Confirm conditions by hand, as the back office.

        :raise UserError: where the caller does not decide about the request
        """
        for check in self:
            check.request_id.check_access("read")
            check.request_id._begin("_why_not_decide")
            if check.kind != "manual":
                raise UserError(
                    self.env._(
                        "%(condition)s: this is read from the data. Nobody confirms it by hand.",
                        condition=check.sudo().check_id.name,
                    )
                )
            unlocked(check.sudo()).confirmed_by_id = self.env.uid
