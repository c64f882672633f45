"""One dialog for whatever needs a reason or a choice: release, assign, share, lock, move, extend."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

# What the dialog does, by its kind: the question and the deed of `res.partner`.
_DEEDS = {
    "release": ("_why_not_release", "_release"),
    "assign": ("_why_not_assign", "_assign"),
    "share": ("_why_not_share", "_share"),
    "unshare": ("_why_not_share", "_unshare"),
    "lock": ("_why_not_lock", "_lock"),
    "move": ("_why_not_move", "_move"),
    "extend": ("_why_not_extend", "_ask_extension"),
}
# Kinds that take something away from somebody.
_REASON_REQUIRED = {"release", "assign", "move", "extend", "refuse", "lock"}


class CrmProtectionDialog(models.TransientModel):
    _name = "crm.protection.dialog"
    _description = "Action on Protected Customers"

    kind = fields.Selection(
        [
            ("release", "Release"),
            ("assign", "Assign"),
            ("share", "Share"),
            ("unshare", "Stop sharing"),
            ("lock", "Lock"),
            ("move", "Move to another pool"),
            ("extend", "Ask for an extension"),
            ("refuse", "Refuse"),
        ],
        required=True,
    )
    partner_ids = fields.Many2many("res.partner", string="Customers")
    # The ids that were chosen: of `partner_ids` nobody reads what is out of sight by now.
    chosen = fields.Json(default=lambda self: self.env.context.get("default_partner_ids"))
    extension_ids = fields.Many2many("crm.protection.extension", string="Requests")
    customer_count = fields.Integer(compute="_compute_customer_count")
    note = fields.Text("Reason", help="Stands in the ledger of each customer.")
    owner_id = fields.Many2one(
        "res.users", "New Owner", domain=lambda self: self._get_owner_domain()
    )
    restart = fields.Boolean(
        "Restart the Clock",
        help="The new owner gets the initial days anew. Otherwise the clock goes on.",
    )
    user_ids = fields.Many2many("res.users", string="Colleagues", domain="[('share', '=', False)]")
    mode = fields.Selection([("read", "Read"), ("write", "Read and write")], default="read")
    until = fields.Date("Shared Until", help="Empty: until somebody ends it.")
    pool_id = fields.Many2one("crm.customer.pool")
    days = fields.Integer(default=15)
    lock_note = fields.Char(compute="_compute_lock_note")

    @api.model
    def default_get(self, fields):
        """Show those of the chosen customers that one sees; `action_apply` reports the others."""
        values = super().default_get(fields)
        chosen = self.env.context.get("default_partner_ids")
        if "partner_ids" in values and chosen:
            values["partner_ids"] = [Command.set(self._filter_seen(chosen).ids)]
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """What is out of sight cannot be linked. It is remembered, and reported."""
        default = self.env.context.get("default_partner_ids") or []
        for vals in vals_list:
            if vals.get("partner_ids"):
                linked = self._get_linked_ids(vals["partner_ids"])
                vals["partner_ids"] = [Command.set(self._filter_seen(linked).ids)]
                vals["chosen"] = [*dict.fromkeys([*default, *linked])]
        return super().create(vals_list)

    @api.model
    def _get_linked_ids(self, commands):
        """Ids that commands of a new many2many link.

        :return: list of int
        """
        linked = []
        for command in commands:
            if isinstance(command, int):
                linked.append(command)
            elif command[0] == Command.SET:
                linked = [*command[2]]
            elif command[0] == Command.LINK:
                linked.append(command[1])
        return linked

    @api.model
    def _filter_seen(self, ids):
        return self.env["res.partner"].browse(ids).exists()._filtered_access("read")

    @api.model
    def _get_owner_domain(self):
        domain = [("share", "=", False), ("all_group_ids", "in", self._get_salesman_group().ids)]
        if not self.env["res.partner"]._is_customer_admin():
            led = self.env["crm.team"]._get_led_user_ids() | {self.env.uid}
            domain.append(("id", "in", list(led)))
        return domain

    @api.model
    def _get_salesman_group(self):
        return self.env.ref("sales_team.group_sale_salesman").sudo()

    @api.depends("partner_ids")
    def _compute_customer_count(self):
        for dialog in self:
            dialog.customer_count = len(dialog.partner_ids)

    @api.depends("partner_ids", "kind")
    def _compute_lock_note(self):
        for dialog in self:
            policies = dialog.partner_ids.sudo().protection_policy_id
            dialog.lock_note = dialog.kind == "lock" and ", ".join(
                self.env._(
                    "%(policy)s: %(days)s days, %(count)s times",
                    policy=policy.name,
                    days=policy.lock_max_days,
                    count=policy.lock_max_count,
                )
                for policy in policies
            )

    def action_apply(self):
        """Do what the dialog is for, with each customer for which nothing speaks against it.

        :return: an action that closes the dialog, or shows what was not done and why
        :raise UserError: where a reason or a choice is missing
        """
        self.ensure_one()
        self._check_filled_in()
        if self.kind == "refuse":
            for request in self.extension_ids:
                request._decide("refused", self.note)
            return self._close()
        question, deed = _DEEDS[self.kind]
        partners, vanished = self._get_customers()
        if not partners:
            raise UserError(
                "\n".join(reason for __, reason in vanished[:20])
                or self.env._("Choose customers first.")
            )
        try:
            result = partners._act_on_each(question, deed, *self._get_arguments())
        except UserError as error:
            if not vanished:
                raise
            reasons = [str(error), *(reason for __, reason in vanished[:20])]
            raise UserError("\n".join(reasons)) from error
        if vanished:
            return self.env["crm.protection.result"]._show_also(result, partners, vanished)
        if result is not True:
            return result
        return self._close() if partners.has_access("read") else self._leave()

    def _get_customers(self):
        """The customers that were chosen, and what became of those that are out of sight by now.

        :return: `res.partner` recordset, and a list of (name, reason)
        """
        self.invalidate_recordset(["partner_ids"])
        partners = self.partner_ids._filtered_access("read")
        ids = {*self.sudo().partner_ids.ids}
        if isinstance(self.chosen, list):
            ids.update(one for one in self.chosen if isinstance(one, int))
        vanished = self.env["res.partner"].browse(sorted(ids - {*partners.ids}))
        return partners, [customer._explain_absence() for customer in vanished]

    def _check_filled_in(self):
        if self.kind in _REASON_REQUIRED and not (self.note or "").strip():
            raise UserError(self.env._("Say why: it stands in the customer's ledger."))
        required = {"assign": "owner_id", "share": "user_ids", "unshare": "user_ids"}
        required["move"] = "pool_id"
        name = required.get(self.kind)
        if name and not self[name]:
            label = self.fields_get([name], ["string"])[name]["string"]
            raise UserError(self.env._("Choose: %(field)s.", field=label))

    def _get_arguments(self):
        """What the deed of this kind takes besides the customer."""
        return {
            "release": (self.note,),
            "assign": (self.owner_id, self.note, self.restart),
            "share": (self.user_ids, self.mode, self.until, self.note),
            "unshare": (self.user_ids, self.note),
            "lock": (self.note,),
            "move": (self.pool_id, self.note),
            "extend": (self.days, self.note),
        }[self.kind]

    @api.model
    def _leave(self):
        """To the own customers: what the dialog was opened on is out of sight by now."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.res_partner_my_customer_action"
        )
        return dict(action, target="main")

    @api.model
    def _close(self):
        return {"type": "ir.actions.client", "tag": "soft_reload"}
