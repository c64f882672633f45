"""Two customers that belong together and are not one: a branch, a group (invariant 6).

Each link stands in two rows, one for each side. A reader sees a row where both sides are visible.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..protection.guard import unlocked


class CrmCustomerRelation(models.Model):
    _name = "crm.customer.relation"
    _inherit = ["crm.system.record.mixin"]
    _description = "Related Customer"
    _order = "partner_id, id"
    _rec_name = "other_partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    other_partner_id = fields.Many2one(
        "res.partner",
        "Related Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        [("branch", "Branch"), ("group", "Group"), ("other", "Other")],
        required=True,
        readonly=True,
        default="other",
    )
    pair_id = fields.Many2one(
        "crm.duplicate.pair", "Pair Behind It", readonly=True, index=True, ondelete="set null"
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_the_system(self):
        self._check_unlocked()

    def _get_locked_message(self):
        return self.env._("Relate customers, or end it, by the decision about their pair.")

    @api.model
    def _link(self, pair, kind):
        """Relate the two partners of a pair.

        :param pair: `crm.duplicate.pair` record
        :param str kind: of the relation
        """
        sides = (pair.partner_id.id, pair.other_partner_id.id)
        unlocked(self.sudo()).create(
            [
                {"partner_id": one, "other_partner_id": other, "kind": kind, "pair_id": pair.id}
                for one, other in (sides, sides[::-1])
            ]
        )

    def action_end(self):
        """End the relation on both sides; the pair is open again.

        :raise AccessError: for anybody but the back office and sales administrators
        """
        if not self.env["res.partner"]._is_customer_admin():
            raise AccessError(
                self.env._("Only the back office and sales administrators end a relation.")
            )
        self.check_access("read")
        self.pair_id.action_reopen()
        for row in self.sudo().exists():
            mirror = [
                ("partner_id", "=", row.other_partner_id.id),
                ("other_partner_id", "=", row.partner_id.id),
            ]
            unlocked(row | self.sudo().search(mirror)).unlink()
