"""One person's claim in a collision case. Written by the system alone."""

from odoo import api, fields, models

from ...tools.company_name import normalise


class CrmCollisionClaim(models.Model):
    _name = "crm.collision.claim"
    _description = "Collision Claim"
    _inherit = ["crm.system.record.mixin", "crm.visible.partner.mixin"]
    _order = "id"
    _rec_name = "user_id"

    case_id = fields.Many2one(
        "crm.collision.case", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", "Claimant", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Record",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The customer on which the claimant works: the disputed one, or an own one that "
        "stands for the same company.",
    )
    stated_name = fields.Char(
        readonly=True, help="The full registered name as the claimant gives it."
    )
    statement = fields.Text(readonly=True)
    has_accurate_name = fields.Boolean(
        "Accurate Full Name",
        compute="_compute_has_accurate_name",
        help="The stated name is the verified one, however it is spelt.",
    )
    standing = fields.Selection(
        [("proposed", "Proposed by the rule"), ("won", "Decided for"), ("lost", "Decided against")],
        compute="_compute_standing",
    )

    # Two claims of one person would be weighed twice. No partner in it: a merge would delete rows.
    _one_per_person = models.UniqueIndex(
        "(case_id, user_id)", "This person is a claimant of the case already."
    )

    @api.depends("stated_name", "case_id.verified_name")
    def _compute_has_accurate_name(self):
        for claim in self:
            verified = normalise(claim.case_id.verified_name)
            claim.has_accurate_name = bool(verified) and normalise(claim.stated_name) == verified

    @api.depends("case_id.rule_claim_id", "case_id.state", "case_id.winner_claim_id")
    def _compute_standing(self):
        for claim in self:
            case = claim.case_id
            claim.standing = False
            if case.state in ("decided", "final"):
                if case.winner_claim_id:
                    claim.standing = "won" if case.winner_claim_id == claim else "lost"
            elif case.rule_claim_id == claim and case.state != "cancelled":
                claim.standing = "proposed"

    @api.ondelete(at_uninstall=False)
    def _unlink_by_the_system(self):
        self._check_unlocked()

    def _get_locked_message(self):
        return self.env._("Claims are made and stated by the buttons of the case.")
