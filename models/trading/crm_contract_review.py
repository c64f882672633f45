"""Contract review: what was won is looked at once more before the ERP enters it.

The state is written by the course alone (`crm_contract_review_course`), and every step of it stands
in the append-only history. Whoever sees the customer sees the review (invariant 6).
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

STATES = [
    ("to_review", "To Be Reviewed"),
    ("in_review", "In Review"),
    ("passed", "Passed"),
    ("refused", "Refused"),
    ("ordered", "Ordered"),
    ("withdrawn", "Taken Back"),
]
# Somebody still has to look at it.
WAITING = ("to_review", "in_review")
# No second one for the same quotation or task.
OPEN = (*WAITING, "passed")


class CrmContractReview(models.Model):
    _name = "crm.contract.review"
    _description = "Contract Review"
    _inherit = [
        "crm.system.record.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "crm.visible.partner.mixin",
        "crm.document.owner.mixin",
    ]
    _order = "id desc"
    # Reviewers and salespeople ask back without a right to write.
    _mail_post_access = "read"

    # What it is about
    name = fields.Char("Contract", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    order_id = fields.Many2one(
        "sale.order", "Quotation", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    lead_id = fields.Many2one(
        "crm.lead", "Sales Task", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    erp_order_id = fields.Many2one(
        "crm.erp.order", "ERP Order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    fingerprint = fields.Char(readonly=True)
    content = fields.Json(readonly=True)

    # What the salesperson adds for the ERP
    wanted_date = fields.Date(
        "Delivery Wanted", readonly=True, help="When the customer wants the delivery."
    )
    stated_term_id = fields.Many2one(
        "account.payment.term", "Stated Payment Terms", readonly=True, ondelete="restrict"
    )
    stated_address_id = fields.Many2one(
        "res.partner",
        "Stated Delivery Address",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    note = fields.Text("Note for the Review", readonly=True)

    # Its course
    state = fields.Selection(
        STATES,
        "Status",
        required=True,
        readonly=True,
        default="to_review",
        index=True,
        group_expand=True,
    )
    state_date = fields.Datetime("Since", readonly=True)
    round = fields.Integer(
        readonly=True, default=1, aggregator=None, help="How often it was handed over."
    )
    user_id = fields.Many2one(
        "res.users",
        "Handed Over by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    hand_over_date = fields.Datetime("Handed Over on", readonly=True)
    reviewer_id = fields.Many2one("res.users", readonly=True, index=True, ondelete="restrict")
    deadline = fields.Date("Review Until", readonly=True)
    decision_date = fields.Datetime("Decided on", readonly=True)
    reason = fields.Text(readonly=True, help="Why it was refused, or has to be reviewed again.")
    step_ids = fields.One2many("crm.contract.review.step", "review_id", "History", readonly=True)
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")

    # A quotation belongs to a task: of such a task each quotation is reviewed by itself.
    _one_open_per_order = models.UniqueIndex(
        "(order_id) WHERE state IN ('to_review', 'in_review', 'passed') AND order_id IS NOT NULL",
        "This quotation is in contract review already.",
    )
    _one_open_per_task = models.UniqueIndex(
        "(lead_id) WHERE state IN ('to_review', 'in_review', 'passed') AND order_id IS NULL",
        "This sales task is in contract review already.",
    )
    _about_something = models.Constraint(
        "CHECK (order_id IS NOT NULL OR lead_id IS NOT NULL)",
        "A contract review is of a quotation or of a sales task.",
    )
    _deadline_idx = models.Index("(deadline) WHERE state IN ('to_review', 'in_review')")

    @api.depends("deadline", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for review in self:
            review.is_late = bool(
                review.state in WAITING and review.deadline and review.deadline < today
            )

    def _search_is_late(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        today = fields.Date.context_today(self)
        return Domain("state", "in", WAITING) & Domain("deadline", "<", today)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Contract reviews are kept. Take it back instead."))

    def _get_locked_message(self):
        if not self:
            return self.env._(
                "Hand a won task or an approved quotation to contract review by its button."
            )
        return self.env._("A contract review goes its course by its buttons.")

    def _mail_get_partner_fields(self, introspect_fields=False):
        """Nobody writes to the customer from here: it is for colleagues."""
        return []
