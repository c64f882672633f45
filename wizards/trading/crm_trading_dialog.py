"""One dialog for what is said about a conversion: the request, a question, the answer, a refusal.

It checks nothing itself that the methods of request and customer ask again: whoever calls it over
RPC is told the same as on the screen.
"""

from markupsafe import Markup

from odoo import api, fields, models

_ICONS = {True: "fa-check-circle text-success", False: "fa-times-circle text-danger"}
_OPTIONAL = "fa-circle-o text-muted"
_ROW = Markup(
    '<li class="d-flex gap-2 mb-1"><i class="fa fa-fw %s mt-1"></i>'
    '<span>%s<span class="text-muted small d-block">%s</span></span></li>'
)
_ROWS = Markup('<ul class="list-unstyled mb-0">%s</ul>')
# Kinds in which the salesperson shows what there is.
_SHOWING = ("request", "answer", "complete")


class CrmTradingDialog(models.TransientModel):
    _name = "crm.trading.dialog"
    _inherit = ["crm.partner.link.mixin"]
    _description = "Word on a Conversion"

    kind = fields.Selection(
        [
            ("request", "Request"),
            ("ask", "Ask back"),
            ("answer", "Answer"),
            ("complete", "Add"),
            ("refuse", "Refuse"),
            ("withdraw", "Withdraw"),
        ],
        required=True,
        default="request",
    )
    partner_id = fields.Many2one("res.partner", "Customer")
    request_ids = fields.Many2many("crm.trading.request", string="Requests")
    request_count = fields.Integer(compute="_compute_request_count")
    question = fields.Text(compute="_compute_request_count")
    note = fields.Text()
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Documents", bypass_search_access=True
    )
    company_id = fields.Many2one("res.company", compute="_compute_checks")
    has_manual_checks = fields.Boolean(compute="_compute_checks")
    checklist = fields.Html(compute="_compute_checks", sanitize=False)
    ticked_ids = fields.Many2many(
        "crm.trading.check",
        string="Done by Hand",
        domain="[('company_id', '=', company_id), ('kind', '=', 'manual')]",
        help="The back office confirms them.",
    )

    @api.depends("request_ids")
    def _compute_request_count(self):
        for dialog in self:
            requests = dialog.request_ids._origin.sudo(False)._filtered_access("read")
            dialog.request_count = len(requests)
            dialog.question = requests.question if len(requests) == 1 else False

    @api.depends("kind", "partner_id", "attachment_ids", "request_ids")
    def _compute_checks(self):
        for dialog in self:
            customer = dialog.partner_id._origin
            shown = dialog.kind in _SHOWING and customer and not customer._filter_hidden()
            company = customer._get_protection_company() if shown else self.env["res.company"]
            checks = self.env["crm.trading.check"]._get_checks(company) if shown else []
            dialog.company_id = company
            dialog.has_manual_checks = any(check.kind == "manual" for check in checks)
            dialog.checklist = dialog._render_checks(customer, checks) if shown else False

    def _render_checks(self, customer, checks):
        """A tick for what the data say, and what to do for the rest.

        :return: `Markup`, or False where the company asks for nothing
        """
        documents = self.attachment_ids._origin
        documents |= self.request_ids._origin.sudo(False)._filtered_access("read")._get_documents()
        rows = []
        for check in checks:
            if check.kind == "manual":
                continue
            met = check._is_met(customer, documents)
            icon = _ICONS[met] if met or check.is_required else _OPTIONAL
            name = check.name
            if not check.is_required:
                name = self.env._("%(condition)s (optional)", condition=name)
            rows.append(_ROW % (icon, name, "" if met else check._get_sentence()))
        return _ROWS % Markup().join(rows) if rows else False

    def action_apply(self):
        """Do what the dialog is for.

        :return: an action that closes the dialog and shows what became of it
        :raise UserError: where words are missing or something speaks against it
        """
        self.ensure_one()
        self.request_ids.check_access("read")
        if self.kind == "request":
            self.partner_id.check_access("read")
            self.partner_id._request_trading(self.note, self.ticked_ids, self.attachment_ids)
        elif self.kind == "refuse":
            action = self.request_ids._refuse_each(self.note)
            if action is not True:
                return action
        else:
            for request in self.request_ids:
                self._apply_to(request)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _apply_to(self, request):
        if self.kind == "ask":
            request._ask(self.note)
        elif self.kind == "answer":
            request._answer(self.note, self.ticked_ids, self.attachment_ids)
        elif self.kind == "withdraw":
            request._withdraw(self.note)
        else:
            request._add(self.ticked_ids, self.attachment_ids)
