"""The request (转交易申请) that turns a potential customer into a trading customer (invariant 9).

Everything is written by the system alone; the course stands in `crm_trading_request_course`. Who
sees the customer sees its requests.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

# The back office has not decided in these.
OPEN_STATES = ("requested", "asked", "answered")


class CrmTradingRequest(models.Model):
    _name = "crm.trading.request"
    _description = "Conversion Request"
    _inherit = [
        "crm.system.record.mixin",
        "crm.document.owner.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "crm.visible.partner.mixin",
    ]
    _order = "id desc"
    _rec_name = "partner_id"
    # Both sides talk in the chatter without a right to write.
    _mail_post_access = "read"

    # What
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", "Owner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    requester_id = fields.Many2one(
        "res.users", "Requested by", required=True, readonly=True, index=True, ondelete="restrict"
    )
    origin = fields.Char(
        "Proposed by", readonly=True, help="The order that made the system propose it."
    )
    note = fields.Text(readonly=True)
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("asked", "Asked Back"),
            ("answered", "Answered"),
            ("converted", "Converted"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        "Status",
        required=True,
        readonly=True,
        default="requested",
        index=True,
        tracking=True,
    )
    question = fields.Text(readonly=True)
    answer = fields.Text(readonly=True)

    # Evidence
    check_ids = fields.One2many(
        "crm.trading.request.check", "request_id", "Checklist", readonly=True
    )
    check_progress = fields.Integer("Checklist Met (%)", compute="_compute_checks", aggregator=None)
    check_summary = fields.Char("Conditions Met", compute="_compute_checks")
    missing = fields.Text(compute="_compute_checks", help="Required conditions that are not met.")
    document_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        "Documents",
        domain=[("res_model", "=", "crm.trading.request"), ("res_field", "=", False)],
        readonly=True,
    )
    document_count = fields.Integer("Number of Documents", compute="_compute_document_count")

    # Decision
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decision_date = fields.Datetime("Decided on", readonly=True)
    decision_note = fields.Text("Reason", readonly=True)
    age_days = fields.Integer("Age (Days)", compute="_compute_age_days")

    # What whoever decides wants to know; who no longer sees the customer is not told
    customer_value = fields.Monetary(
        compute="_compute_about_customer", currency_field="customer_currency_id"
    )
    customer_currency_id = fields.Many2one("res.currency", compute="_compute_about_customer")
    customer_category_id = fields.Many2one(
        "crm.customer.category", "Category", compute="_compute_about_customer"
    )
    registered_name = fields.Char(compute="_compute_about_customer")
    vat = fields.Char("VAT or Credit Code", compute="_compute_about_customer")
    customer_stage = fields.Selection(
        [("potential", "Potential"), ("trading", "Trading")], compute="_compute_about_customer"
    )
    last_deal_date = fields.Datetime("Last Deal", compute="_compute_about_customer")

    # Who may what
    can_decide = fields.Boolean(compute="_compute_can_act")
    can_ask = fields.Boolean(compute="_compute_can_act")
    can_answer = fields.Boolean(compute="_compute_can_act")
    can_withdraw = fields.Boolean(compute="_compute_can_act")
    is_mine = fields.Boolean(compute="_compute_can_act", search="_search_is_mine")

    # A merge ends what is open of its sources before it moves rows.
    _one_open = models.UniqueIndex(
        "(partner_id) WHERE state IN ('requested', 'asked', 'answered')",
        "The conversion of this customer is requested already.",
    )

    @api.depends("check_ids.status", "check_ids.is_required")
    def _compute_checks(self):
        for request in self:
            checks = request.sudo().check_ids
            done = checks.filtered(lambda check: check.status != "missing")
            request.check_progress = 100 * len(done) // len(checks) if checks else 100
            request.check_summary = f"{len(done)}/{len(checks)}"
            request.missing = "\n".join(request._get_missing()) or False

    def _compute_document_count(self):
        groups = (
            self.env["ir.attachment"]
            .sudo()
            ._read_group(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("res_field", "=", False),
                ],
                ["res_id"],
                ["__count"],
            )
        )
        counts = dict(groups)
        for request in self:
            request.document_count = counts.get(request.id, 0)

    @api.depends("create_date", "decision_date")
    def _compute_age_days(self):
        now = fields.Datetime.now()
        for request in self:
            start = request.create_date or now
            request.age_days = max(((request.decision_date or now) - start).days, 0)

    @api.depends("partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_about_customer(self):
        for request in self:
            seen = request.partner_id if request.is_partner_visible_to_me else None
            customer = (seen or self.env["res.partner"]).sudo()
            request.customer_value = customer.customer_value
            request.customer_currency_id = customer.customer_currency_id
            request.customer_category_id = customer.customer_category_id
            request.registered_name = customer.registered_name
            request.vat = customer.vat or customer.company_registry
            request.customer_stage = customer.customer_stage
            request.last_deal_date = customer.last_deal_date

    @api.depends("state", "user_id", "requester_id")
    @api.depends_context("uid")
    def _compute_can_act(self):
        for request in self:
            request.can_decide = not request._why_not_decide()
            request.can_ask = not request._why_not_ask()
            request.can_answer = not request._why_not_answer()
            request.can_withdraw = not request._why_not_withdraw()
            request.is_mine = self.env.user in request.user_id | request.requester_id

    def _search_is_mine(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return ["|", ("user_id", "=", self.env.uid), ("requester_id", "=", self.env.uid)]

    def _get_missing(self):
        """What a conversion still asks for: required conditions that are not met.

        :return: list of sentences
        """
        self.ensure_one()
        checks = self.sudo().check_ids.filtered("is_required")
        return [check._get_missing_sentence() for check in checks if check.status == "missing"]

    def _get_documents(self):
        """The files of the request.

        :return: `ir.attachment` recordset in sudo
        """
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        return self.env["ir.attachment"].sudo().search([*domain, ("res_field", "=", False)])

    def _get_locked_message(self):
        if not self:
            return self.env._("Request the conversion by the button of the customer.")
        return self.env._("A request goes its course by its buttons: convert, refuse, ask back.")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Conversion requests are kept. Withdraw it instead."))

    def _mail_get_partner_fields(self, introspect_fields=False):
        """Nobody writes to the customer from here: it is what the colleagues talk about."""
        return []
