"""What happened to the stage of a customer and to its conversion requests (invariant 9).

Append-only for everybody, the database itself refuses changes: each stage that a customer has or had
is explained by a row.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

STAGES = [("potential", "Potential"), ("trading", "Trading")]
KINDS = [
    ("created", "Entered as trading"),
    ("proposed", "Proposed"),
    ("requested", "Requested"),
    ("asked", "Asked back"),
    ("answered", "Answered"),
    ("converted", "Converted"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
    ("handed", "Passed to the new owner"),
    ("direct", "Changed by the back office"),
    ("back", "Back to potential"),
    ("merge", "Changed by a merge"),
    ("undo", "Undone"),
]
# What stands in the history of a customer that was entered and no more.
ENTERED = "created"


class CrmTradingEvent(models.Model):
    _name = "crm.trading.event"
    _description = "Stage Event"
    _inherit = ["crm.system.record.mixin", "crm.visible.partner.mixin"]
    _order = "id desc"
    _rec_name = "kind"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    request_id = fields.Many2one(
        "crm.trading.request", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True, ondelete="restrict")
    kind = fields.Selection(KINDS, "What Happened", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "By", required=True, readonly=True, index=True, ondelete="restrict"
    )
    from_stage = fields.Selection(STAGES, "Former Stage", readonly=True)
    to_stage = fields.Selection(STAGES, "Stage", readonly=True)
    note = fields.Text(readonly=True)

    def init(self):
        """Let the database itself refuse changes: raw SQL, other addons and administrators too.

        Only the customer of a row may change, since a merge moves the rows of its source. A row
        goes only together with a customer with which nothing happened but that it was entered.
        """
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION crm_trading_event_append_only() RETURNS trigger AS $$
                BEGIN
                    IF TG_OP = 'UPDATE'
                       AND to_jsonb(NEW) - 'partner_id' = to_jsonb(OLD) - 'partner_id' THEN
                        RETURN NEW;
                    END IF;
                    IF TG_OP = 'DELETE' AND OLD.kind = %s
                       AND NOT EXISTS (SELECT FROM res_partner WHERE id = OLD.partner_id) THEN
                        RETURN OLD;
                    END IF;
                    RAISE EXCEPTION 'the history of stages is append-only'
                          USING ERRCODE = 'restrict_violation';
                END
                $$ LANGUAGE plpgsql;
                DROP TRIGGER IF EXISTS append_only ON crm_trading_event;
                CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON crm_trading_event
                    FOR EACH ROW EXECUTE FUNCTION crm_trading_event_append_only();
                """,
                ENTERED,
            )
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The history of a customer's stages cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of a customer's stages cannot be deleted."))

    def _get_locked_message(self):
        return self.env._("The history of a customer's stages is written by the system alone.")
