"""One dialog for what needs words or a choice in a collision case.

It checks nothing itself that the methods of the case ask again: whoever calls it over RPC is told
the same as on the screen.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.duplicate.crm_collision_case_opening import SALESMAN


class CrmCollisionDialog(models.TransientModel):
    _name = "crm.collision.dialog"
    _inherit = ["crm.partner.link.mixin"]
    _description = "Action on a Collision Case"
    _partner_link_fields = ("partner_ids", "own_partner_id")

    kind = fields.Selection(
        [
            ("open", "Open a case"),
            ("add", "Add a claimant"),
            ("state", "State"),
            ("decide", "Decide"),
            ("dispute", "Dispute"),
            ("cancel", "Cancel"),
        ],
        required=True,
        default="open",
    )
    case_id = fields.Many2one("crm.collision.case")
    partner_ids = fields.Many2many("res.partner", string="Customers")
    is_mine = fields.Boolean(compute="_compute_is_mine")
    is_admin = fields.Boolean(compute="_compute_is_mine")
    note = fields.Text("Reason")
    stated_name = fields.Char(
        "Registered Name", help="The full name as the trade register has it. It is compared."
    )
    own_partner_id = fields.Many2one(
        "res.partner",
        "My Record",
        domain="[('is_managed_customer', '=', True), ('user_id', '=', uid)]",
        help="A customer of yours that stands for the same company, if you have one.",
    )
    claimant_ids = fields.Many2many(
        "res.users", string="Claimants", domain="[('share', '=', False)]"
    )
    claimant_id = fields.Many2one(
        "res.users",
        "Salesperson",
        domain=lambda self: self._get_claimant_domain(),
        help="Who has a claim on the customer too.",
    )

    # Decision
    case_claimant_ids = fields.Many2many("res.users", related="case_id.claimant_ids")
    case_company_id = fields.Many2one(related="case_id.company_id")
    rule_text = fields.Char(related="case_id.rule_text")
    winner_id = fields.Many2one("res.users", domain="[('id', 'in', case_claimant_ids)]")
    consequence = fields.Selection(
        selection=lambda self: self._get_consequences(),
        default="owner",
    )
    restart = fields.Boolean(
        "Restart the Clock",
        help="A new owner gets the initial days anew. Otherwise the clock goes on.",
    )
    share_mode = fields.Selection([("read", "Read"), ("write", "Read and write")], default="read")
    share_until = fields.Date("Shared Until", help="Empty: until somebody ends it.")

    @api.model
    def _get_consequences(self):
        """What can follow from a decision, in the language of the caller."""
        consequence = self.env["crm.collision.case"]._fields["consequence"]
        return consequence._description_selection(self.env)

    @api.model
    def _get_claimant_domain(self):
        """Salespeople of the company who are no claimants yet."""
        group = self.env.ref(SALESMAN)
        return (
            "[('share', '=', False), ('id', 'not in', case_claimant_ids), ('id', '!=', uid),"
            f" ('company_ids', 'in', case_company_id), ('all_group_ids', 'in', [{group.id}])]"
        )

    @api.depends("partner_ids")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for dialog in self:
            owners = dialog.partner_ids.sudo().user_id
            dialog.is_mine = len(dialog.partner_ids) == 1 and owners == self.env.user
            dialog.is_admin = self.env["res.partner"]._is_customer_admin()

    def action_apply(self):
        """Do what the dialog is for.

        :return: an action that shows the case
        :raise UserError: where a reason is missing or something speaks against it
        """
        self.ensure_one()
        if not (self.note or "").strip():
            raise UserError(self.env._("Say why: it stands in the case."))
        if self.kind == "open":
            return self._open()
        self.case_id.check_access("read")
        if self.kind == "add":
            self.case_id._add_claimant(self.claimant_id, self.note)
        elif self.kind == "state":
            self.case_id._state(self.note, self.stated_name, self.own_partner_id)
        elif self.kind == "dispute":
            self.case_id._dispute(self.note)
        elif self.kind == "cancel":
            self.case_id._cancel(self.note)
        else:
            self.case_id._decide(
                self.winner_id,
                self.consequence,
                self.note,
                restart=self.restart,
                share_mode=self.share_mode,
                share_until=self.share_until,
            )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _open(self):
        """Open the case: against whoever else has one's own customer, or on the chosen ones."""
        self.partner_ids.check_access("read")
        cases = self.env["crm.collision.case"]
        if self.is_mine:
            action = cases.action_open_for(self.stated_name, self.note)
            case = cases.browse(action["res_id"])
            case._add_claims(self.env.user, record=self.partner_ids.sudo())
            return action
        if not self.partner_ids:
            raise UserError(self.env._("Choose a customer first."))
        if len(self.partner_ids) > 1 and not self.is_admin:
            raise UserError(
                self.env._("The back office opens cases on several customers. Choose one.")
            )
        claimants = self.claimant_ids if self.is_admin else None
        return self.partner_ids._open_collision_case(self.note, claimants)._get_form_action()
