"""Who was first: a quarrel about a customer, decided on evidence by the back office.

Everything is written by the system alone; the course stands in `crm_collision_case_course`, the
decision in `crm_collision_case_decision`. Whoever may read a case (invariant 6) sees names, owners,
dates and counts of all claims, and no contact data of a customer that is hidden from him or her.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools.collision import ALONE, DATE, NAME, NAME_AND_DATE, TIE, Claim, propose
from ..protection.guard import is_unlocked

# Nobody but the back office takes, gives or loses the customer in these.
OPEN_STATES = ("open", "proposed", "disputed")


class CrmCollisionCase(models.Model):
    _name = "crm.collision.case"
    _description = "Collision Case"
    _inherit = [
        "crm.system.record.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "crm.visible.partner.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _free_fields = frozenset({"verified_name"})
    # Claimants and leaders ask back without a right to write.
    _mail_post_access = "read"

    # What it is about
    name = fields.Char("Number", required=True, readonly=True, copy=False)
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="The customer that several people claim.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    opened_by_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    note = fields.Text("Reason for the Case", readonly=True)
    state = fields.Selection(
        [
            ("open", "Opened"),
            ("proposed", "Proposed"),
            ("decided", "Decided"),
            ("disputed", "Disputed"),
            ("final", "Final"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        required=True,
        readonly=True,
        default="open",
        index=True,
        tracking=True,
    )

    # Evidence, and what the rule makes of it
    claim_ids = fields.One2many("crm.collision.claim", "case_id", "Claims", readonly=True)
    claimant_ids = fields.Many2many("res.users", compute="_compute_claimant_ids")
    verified_name = fields.Char(
        "Verified Registered Name",
        help="The full name as the trade register has it. The back office looks it up; the rule "
        "compares what each claimant stated with it.",
    )
    rule_claim_id = fields.Many2one("crm.collision.claim", "Proposal", compute="_compute_rule")
    rule_text = fields.Char("The Rule Says", compute="_compute_rule")

    # Decision
    winner_claim_id = fields.Many2one("crm.collision.claim", readonly=True, ondelete="restrict")
    winner_id = fields.Many2one("res.users", readonly=True, ondelete="restrict", tracking=True)
    consequence = fields.Selection(
        [
            ("owner", "The winner gets the customer"),
            ("share", "The winner gets the customer, the others a share"),
            ("merge", "The records are merged into the winner's"),
            ("none", "Everything stays as it is"),
        ],
        readonly=True,
        tracking=True,
    )
    restart_clock = fields.Boolean("Restart the Clock", readonly=True)
    share_until = fields.Date("Shared Until", readonly=True)
    decision_reason = fields.Text("Reason of the Decision", readonly=True)
    decided_by_id = fields.Many2one("res.users", "Decision by", readonly=True, ondelete="restrict")
    decision_date = fields.Datetime("Decision on", readonly=True)
    duration_days = fields.Integer("Days to the Decision", readonly=True, aggregator="avg")

    # Dispute
    dispute_until = fields.Date("Can Be Disputed Until", readonly=True)
    dispute_reason = fields.Text("Reason of the Dispute", readonly=True)
    disputed_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    dispute_date = fields.Datetime("Disputed on", readonly=True)

    # Who may what
    is_open_to_me = fields.Boolean(
        compute="_compute_is_open_to_me", search="_search_is_open_to_me", compute_sudo=True
    )
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")
    can_state = fields.Boolean(compute="_compute_can_act")
    can_add = fields.Boolean(compute="_compute_can_act")
    can_propose = fields.Boolean(compute="_compute_can_act")
    can_decide = fields.Boolean(compute="_compute_can_act")
    can_dispute = fields.Boolean(compute="_compute_can_act")
    can_cancel = fields.Boolean(compute="_compute_can_act")

    # Asked for each customer of a list, of which hardly any has one.
    _open_idx = models.Index(
        "(partner_id) WHERE state IN ('open', 'proposed', 'disputed')",
    )

    @api.depends("claim_ids.user_id")
    def _compute_claimant_ids(self):
        for case in self:
            case.claimant_ids = case.sudo().claim_ids.user_id

    # === THE RULE === #

    @api.depends(
        "verified_name",
        "claim_ids.user_id.active",
        "claim_ids.has_accurate_name",
        "claim_ids.registered_on",
    )
    @api.depends_context("lang")
    def _compute_rule(self):
        for case in self:
            claims = case.sudo().claim_ids.filtered("user_id.active").sorted("id")
            index, reason = propose(
                [Claim(claim.has_accurate_name, claim.registered_on or None) for claim in claims]
            )
            case.rule_claim_id = claims[index] if index is not None else False
            case.rule_text = case._get_rule_sentence(reason)

    def _get_rule_sentence(self, reason):
        """What the rule proposes and why, for a reader.

        :param str reason: one of those of `tools.collision`
        """
        name = self.rule_claim_id.user_id.name
        if reason == TIE:
            return self.env._("The rule names nobody: neither the name nor the date decides.")
        return {
            NAME: self.env._(
                "%(name)s: registered under the accurate full name, alone.", name=name
            ),
            NAME_AND_DATE: self.env._(
                "%(name)s: has the accurate full name, and registered it first.", name=name
            ),
            DATE: self.env._(
                "%(name)s: registered it first. No stated name is verified.", name=name
            ),
            ALONE: self.env._("%(name)s: there is no other claim.", name=name),
        }[reason]

    # === WHO SEES IT === #

    @api.model
    def _get_seen_user_ids(self):
        """Ids of the persons whose cases the caller sees, or None where it is all cases.

        :return: set of int, or None
        """
        if self.env["res.partner"].sudo(False)._is_customer_admin():
            return None
        return {self.env.uid, *self.env["crm.team"]._get_led_user_ids()}

    @api.depends("opened_by_id", "claim_ids.user_id")
    @api.depends_context("uid")
    def _compute_is_open_to_me(self):
        seen = self._get_seen_user_ids()
        for case in self:
            people = {*case.opened_by_id.ids, *case.sudo().claim_ids.user_id.ids}
            case.is_open_to_me = seen is None or not seen.isdisjoint(people)

    def _search_is_open_to_me(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        seen = self._get_seen_user_ids()
        return Domain.TRUE if seen is None else self._get_people_domain(seen)

    @api.depends("opened_by_id", "claim_ids.user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for case in self:
            case.is_mine = self.env.user in case.opened_by_id | case.sudo().claim_ids.user_id

    def _search_is_mine(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return self._get_people_domain({self.env.uid})

    @api.model
    def _get_people_domain(self, user_ids):
        """Domain of the cases that one of these persons opened or is a claimant of."""
        ids = sorted(user_ids)
        return Domain("opened_by_id", "in", ids) | Domain("claim_ids.user_id", "in", ids)

    @api.depends("state", "claim_ids.user_id", "winner_id", "dispute_until")
    @api.depends_context("uid")
    def _compute_can_act(self):
        for case in self:
            case.can_state = not case._why_not_state()
            case.can_add = not case._why_not_add()
            case.can_propose = not case._why_not_propose()
            case.can_decide = not case._why_not_decide()
            case.can_dispute = not case._why_not_dispute()
            case.can_cancel = not case._why_not_cancel()

    # === CRUD === #

    def write(self, vals):
        if "verified_name" in vals and not is_unlocked(self.env):
            for case in self:
                if reason := case._why_not_decide():
                    raise AccessError(reason)
        return super().write(vals)

    def _get_locked_message(self):
        if not self:
            return self.env._("Open a case by the button of a customer, or of what a search found.")
        return self.env._("A case goes its course by its buttons: state, decide, dispute.")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Collision cases are kept. Cancel it instead."))

    def _mail_get_partner_fields(self, introspect_fields=False):
        """Nobody writes to the customer from here: it is what the colleagues quarrel about."""
        return []
