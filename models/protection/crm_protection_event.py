"""The protection ledger (invariant 2): append-only for everybody, the superuser included."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .guard import is_unlocked

CAUSES = [
    ("register", "Registered"),
    ("claim", "Claimed"),
    ("release", "Released"),
    ("assign", "Assigned"),
    ("expire", "Expired"),
    ("renew", "Renewed"),
    ("extend", "Extended"),
    ("pause", "Clock stopped"),
    ("resume", "Clock goes on"),
    ("lock", "Locked"),
    ("unlock", "Unlocked"),
    ("share", "Shared"),
    ("unshare", "No longer shared"),
    ("move", "Moved to another pool"),
    ("adopt", "Put under protection"),
    ("policy", "Policy changed"),
    ("convert", "Customer stage changed"),
    ("handover", "Handed over"),
    ("deactivate", "Deactivated"),
    ("reactivate", "Reactivated"),
    ("merge", "Merged"),
    ("collision", "Collision decided"),
    ("undo", "Undone"),
    ("other", "Changed elsewhere"),
]
# What stands in the ledger of a customer that was entered and no more.
ENTERED = ("register", "adopt")


class CrmProtectionEvent(models.Model):
    _name = "crm.protection.event"
    _inherit = ["crm.visible.partner.mixin"]
    _description = "Protection Ledger"
    _order = "id desc"
    _rec_name = "cause"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True, ondelete="restrict")
    cause = fields.Selection(CAUSES, required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    day = fields.Date(
        required=True, readonly=True, help="The company's calendar day on which it happened."
    )
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")

    # Before and after
    old_owner_id = fields.Many2one("res.users", "Former Owner", readonly=True, ondelete="restrict")
    new_owner_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    team_id = fields.Many2one("crm.team", readonly=True, ondelete="restrict")
    old_state = fields.Char("Former State", readonly=True)
    new_state = fields.Char(readonly=True)
    old_until = fields.Date("Former Date", readonly=True)
    new_until = fields.Date("Protected Until", readonly=True)
    claim_day = fields.Date("Clock Started", readonly=True)
    old_pool_id = fields.Many2one(
        "crm.customer.pool", "Former Pool", readonly=True, ondelete="restrict"
    )
    new_pool_id = fields.Many2one("crm.customer.pool", readonly=True, ondelete="restrict")

    # Why
    policy_id = fields.Many2one("crm.protection.policy", readonly=True, ondelete="restrict")
    terms = fields.Char(readonly=True, help="The days of the policy at that time: D, R, M.")
    trigger = fields.Char(readonly=True, help="What renewed the protection.")
    note = fields.Text(readonly=True)
    shared_user_id = fields.Many2one("res.users", "Shared With", readonly=True, ondelete="restrict")

    # The person's claims of a day and a week, and the earlier owners of a customer.
    _claims_idx = models.Index("(user_id, day) WHERE cause = 'claim'")
    _former_owner_idx = models.Index("(partner_id, day) WHERE old_owner_id IS NOT NULL")

    def init(self):
        """Let the database itself refuse changes: raw SQL, other addons and administrators too.

        Only the customer of a row may change, since a merge moves the rows of its source. A row
        goes only together with a customer with which nothing happened but that it was entered.
        """
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION crm_protection_event_append_only() RETURNS trigger AS $$
                BEGIN
                    IF TG_OP = 'UPDATE'
                       AND to_jsonb(NEW) - 'partner_id' = to_jsonb(OLD) - 'partner_id' THEN
                        RETURN NEW;
                    END IF;
                    IF TG_OP = 'DELETE' AND OLD.cause = ANY(%s)
                       AND NOT EXISTS (SELECT FROM res_partner WHERE id = OLD.partner_id) THEN
                        RETURN OLD;
                    END IF;
                    RAISE EXCEPTION 'the protection ledger is append-only'
                          USING ERRCODE = 'restrict_violation';
                END
                $$ LANGUAGE plpgsql;
                DROP TRIGGER IF EXISTS append_only ON crm_protection_event;
                CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON crm_protection_event
                    FOR EACH ROW EXECUTE FUNCTION crm_protection_event_append_only();
                """,
                list(ENTERED),
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        if not is_unlocked(self.env):
            raise UserError(self.env._("The protection ledger is written by the system alone."))
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The protection ledger cannot be changed."))

    def unlink(self):  # pylint: disable=method-required-super
        # In `ondelete` a context could switch it off.
        # pylint: disable-next=no-raise-unlink
        raise UserError(self.env._("Nothing can be taken out of the protection ledger."))
