"""What happened in a contract review: who did what when, and how long it had been waiting.

Append-only for everybody, the database itself refuses changes.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_contract_review import STATES

KINDS = [
    ("handed", "Handed over"),
    ("taken", "Taken up"),
    ("given", "Given to another reviewer"),
    ("passed", "Passed"),
    ("refused", "Refused"),
    ("changed", "Changed meanwhile"),
    ("freed", "Reviewer left"),
    ("ordered", "Ordered"),
    ("withdrawn", "Taken back"),
]


class CrmContractReviewStep(models.Model):
    _name = "crm.contract.review.step"
    _description = "Contract Review Step"
    _inherit = ["crm.system.record.mixin"]
    _order = "id desc"
    _rec_name = "kind"

    review_id = fields.Many2one(
        "crm.contract.review", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(KINDS, "What Happened", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "By", required=True, readonly=True, index=True, ondelete="restrict"
    )
    reviewer_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    from_state = fields.Selection(STATES, "Status Before", readonly=True)
    to_state = fields.Selection(STATES, "Status After", required=True, readonly=True)
    days = fields.Float(
        "Days in the Status Before", readonly=True, aggregator="avg", digits=(16, 1)
    )
    round = fields.Integer(readonly=True, aggregator=None)
    was_late = fields.Boolean(
        "Late", readonly=True, help="After the day until which it was to be reviewed."
    )
    note = fields.Text(readonly=True)
    partner_id = fields.Many2one(related="review_id.partner_id", string="Customer")

    def init(self):
        """Let the database itself refuse changes: raw SQL, other addons and administrators too."""
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION crm_contract_review_step_append_only()
                RETURNS trigger AS $$
                BEGIN
                    RAISE EXCEPTION 'the history of a contract review is append-only'
                          USING ERRCODE = 'restrict_violation';
                END
                $$ LANGUAGE plpgsql;
                DROP TRIGGER IF EXISTS append_only ON crm_contract_review_step;
                CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON crm_contract_review_step
                    FOR EACH ROW EXECUTE FUNCTION crm_contract_review_step_append_only();
                """
            )
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The history of a contract review cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of a contract review cannot be deleted."))

    def _get_locked_message(self):
        return self.env._(
            "The history of a contract review is written by the system alone. Use the buttons of "
            "the review."
        )
