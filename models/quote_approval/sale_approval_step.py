"""What happened in an approval: who did what when, with which note, on which content.

Append-only for everybody, the database itself refuses changes (invariant 7: unforgeable).
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

KINDS = [
    ("submitted", "Submitted"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("withdrawn", "Withdrawn"),
    ("voided", "Void by a change"),
    ("skipped", "Level skipped"),
    ("reminded", "Reminded"),
    ("escalated", "Escalated"),
    ("replaced", "Approver replaced"),
    ("before", "Sent before approvals began"),
]


class SaleApprovalStep(models.Model):
    _name = "sale.approval.step"
    _description = "Approval Step"
    _inherit = ["crm.system.record.mixin"]
    _order = "id desc"
    _rec_name = "kind"

    order_id = fields.Many2one(
        "sale.order", "Quotation", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(KINDS, "What Happened", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "By", required=True, readonly=True, index=True, ondelete="restrict"
    )
    on_behalf_of_id = fields.Many2one(
        "res.users",
        "For",
        readonly=True,
        ondelete="restrict",
        help="Whose deputy decided.",
    )
    round = fields.Integer(readonly=True, help="How often it had been submitted by then.")
    level = fields.Integer("Level Number", readonly=True)
    level_name = fields.Char("Level", readonly=True)
    rule_name = fields.Char("Rule", readonly=True)
    note = fields.Text(readonly=True)
    changes = fields.Text("What Changed", readonly=True)
    fingerprint = fields.Char(readonly=True)
    content = fields.Json(readonly=True)
    partner_id = fields.Many2one("res.partner", related="order_id.partner_id", string="Customer")
    team_id = fields.Many2one("crm.team", readonly=True, ondelete="restrict")
    amount_total = fields.Monetary("Total", readonly=True, aggregator=None)
    currency_id = fields.Many2one("res.currency", readonly=True, ondelete="restrict")
    hours = fields.Float(
        "Hours to Decide", readonly=True, aggregator="avg", help="Since the level began."
    )
    is_order_readable = fields.Boolean(
        compute="_compute_is_order_readable",
        search="_search_is_order_readable",
        compute_sudo=False,
    )

    _decider_idx = models.Index("(user_id, order_id)")

    def init(self):
        """Let the database itself refuse changes: raw SQL, other addons and administrators too."""
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION sale_approval_step_append_only() RETURNS trigger AS $$
                BEGIN
                    RAISE EXCEPTION 'the steps of an approval are append-only'
                          USING ERRCODE = 'restrict_violation';
                END
                $$ LANGUAGE plpgsql;
                DROP TRIGGER IF EXISTS append_only ON sale_approval_step;
                CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON sale_approval_step
                    FOR EACH ROW EXECUTE FUNCTION sale_approval_step_append_only();
                """
            )
        )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_order_readable(self):
        readable = self.sudo().order_id.sudo(False)._filtered_access("read")
        for step in self:
            step.is_order_readable = step.sudo().order_id.id in readable._ids

    def _search_is_order_readable(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        orders = self.env["sale.order"].sudo(False)
        if not orders.has_access("read"):
            return Domain.FALSE
        rule = self.env["ir.rule"].sudo(False)._compute_domain("sale.order", "read")
        return Domain("order_id", "in", orders.sudo()._search(rule))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The steps of an approval cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The steps of an approval cannot be deleted."))

    def _get_locked_message(self):
        return self.env._(
            "The steps of an approval are written by the system alone. Use the buttons of the "
            "quotation."
        )
